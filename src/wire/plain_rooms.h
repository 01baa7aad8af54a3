#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/chat/event.h"

/// Lists of names, and lines about a room.
namespace tertulia::wire::plain {

/// `Ann, Bob and 3 others`: the first `shown` of `count` names, and the number of the others.
std::string list_names(const chat::Names& names, std::size_t shown, std::size_t count);

/// `-- Topic: Chess`.
void append_topic(std::string& out, std::string_view topic);

}  // namespace tertulia::wire::plain
