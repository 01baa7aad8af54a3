#pragma once

#include <cstdint>

/// Names of things, instead of pointers to them: an id that is no longer valid names nothing.
namespace tertulia::chat {

/// A client of the hub, from its connection to its end. Never used twice.
enum class MemberId : std::uint64_t {};

/// A room. Never used twice, even if a room of the same name is made again.
enum class RoomId : std::uint64_t {};
/// The room that always exists, and that everyone enters.
inline constexpr RoomId kLobby{1};

/// The place of an entry in the order of its room. Ids ascend; they have gaps.
enum class EntryId : std::uint64_t {};

}  // namespace tertulia::chat
