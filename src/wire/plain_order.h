#pragma once

#include <string>
#include <string_view>

#include "tertulia/chat/event.h"

/// Lines about what operators do.
namespace tertulia::wire::plain {

/// `: spam`, or nothing.
std::string with_reason(std::string_view reason);

void append(std::string& out, const chat::BanSet& event);
void append(std::string& out, const chat::BanLifted& event);
void append(std::string& out, const chat::BanList& event);
void append(std::string& out, const chat::MuteChanged& event);
void append(std::string& out, const chat::Announced& event);
void append(std::string& out, const chat::GuestsChanged& event);
/// The last line for who is kicked or banned.
void append_expelled(std::string& out, const chat::Closing& event);

}  // namespace tertulia::wire::plain
