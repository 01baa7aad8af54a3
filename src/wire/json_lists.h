#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/chat/event.h"

#include "wire/json_writer.h"

namespace tertulia::wire::json {

/// Appends an array of the first names, at least one, as long as `out` has at most `max_size`
/// bytes. Returns their number.
std::size_t append_names(std::string& out, std::span<const std::string_view> names,
                         std::size_t max_size);
/// Appends an array of one name.
void append_name(std::string& out, std::string_view name);

/// Appends an array of these numbers.
void append_numbers(std::string& out, std::span<const chat::Number> numbers);

/// Adds the number of the members, and the names of the first ones, at most `kMaxMembers`, as long
/// as the output has at most `max_size` bytes.
void append_members(Object& object, const chat::RoomView& view, std::size_t max_size);
/// Adds the names of the members that run the room, at most `kMaxMembers`, if there are any.
void append_operators(Line& line, const chat::MemberList& list);
/// Adds all that is known of a room.
void append_room(Object& object, const chat::RoomView& view, std::size_t max_size);
/// Adds the rooms. Each gets an equal part of what is left of the line, so that all of them fit,
/// although some are shown with few of their members.
void append_rooms(Line& line, std::span<const chat::RoomView> rooms);

/// Which end of a list of messages is the newest one.
enum class Newest { first, last };

/// Adds all that is known of a message.
void append_message(Object& object, const chat::Message& message);
/// Adds the newest messages, as many as fit, but at least one if there is any. Returns whether some
/// are left out.
bool append_messages(Line& line, std::span<const chat::Message> messages, Newest newest);

}  // namespace tertulia::wire::json
