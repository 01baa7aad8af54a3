#pragma once

#include <string>
#include <vector>

#include "tertulia/chat/event.h"

/// What the plain dialect says about registered names: the texts of notices, safe for any terminal.
namespace tertulia::wire::plain {

std::string describe(const chat::AccountChanged& event);
std::string describe(const chat::ServerOperatorChanged& event);
std::string describe(const chat::PasswordGiven& event);
std::vector<std::string> describe(const chat::AccountList& list);
std::vector<std::string> describe(const chat::KeyList& list);
std::vector<std::string> describe(const chat::Whois& whois);

}  // namespace tertulia::wire::plain
