#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bench/load/dialect.h"

/// tertulia's JSON dialect, for the table of dialects. The lines of the server are not parsed,
/// since the load generator reads millions of them: the fields are found where the server writes
/// them.
namespace tertulia::bench::json {

std::optional<std::string_view> message(std::string_view line);
Line read(std::string_view line);

std::string enter(std::string_view name);
void say(std::string& out, std::string_view payload);
std::string leave();
std::string who(std::string_view room);
std::string rename(std::string_view name);
std::string enter_room(std::string_view room);
std::string leave_room(std::string_view room);
std::string list_rooms();

std::string say_numbered(std::uint64_t number, std::string_view text);
std::string search(std::string_view words);
/// Asks for 50 messages of the lobby before this id.
std::string history_before(std::uint64_t id);
std::string ping();

}  // namespace tertulia::bench::json
