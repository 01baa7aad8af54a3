#pragma once

#include <string_view>

#include "tertulia/base/units.h"
#include "tertulia/chat/event.h"
#include "tertulia/wire/dialect.h"

/// Lines of the log, at level info, that show who connects: the address of each member, and of each
/// client that was turned away. Mistakes in TLS, which every scanner makes, are at level debug.
/// `address` is `reactor::Peer::name`; without a connection, that of the former one without its
/// port.
namespace tertulia::server::access_log {

void joined(std::string_view address, std::string_view name);
void name_refused(std::string_view address, const chat::Refused& refused);
/// Logs an event of an account: a change of it, of its rights, and a wrong password; no other one.
/// `name` is that of the client that gets the event.
void account_event(std::string_view address, std::string_view name, const chat::Event& event);
/// The client was closed because of its first line. `max_line` is the limit for it.
void rejected(std::string_view address, const wire::DecodeError& error, std::size_t max_line);
/// At level debug: a connection that has begun TLS cannot go on, or its end was not in order.
void tls_failed(std::string_view address, std::string_view reason);
/// The client was closed because it gave no name for this time.
void login_timed_out(std::string_view address, base::Duration timeout);
/// The client was turned away because its address is banned.
void banned(std::string_view address, const chat::Ban& ban);
/// The client had no name yet, and was closed to make room for another.
void displaced(std::string_view address);

}  // namespace tertulia::server::access_log
