#pragma once

#include <cstdint>

/// Ids are used instead of pointers: an id whose object is gone refers to nothing.
namespace tertulia::chat {

/// A client of the hub, from its connection to its end. A running server never uses an id again.
enum class MemberId : std::uint64_t {};

/// A room. An id is never used again, even if a new room has the same name.
enum class RoomId : std::uint64_t {};
/// The room that always exists, and that every client enters.
inline constexpr RoomId kLobby{1};

/// The position of an entry in the log. Ids ascend, and have gaps.
enum class EntryId : std::uint64_t {};

}  // namespace tertulia::chat
