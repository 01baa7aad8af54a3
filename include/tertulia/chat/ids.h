#pragma once

#include <cstdint>
#include <string_view>

/// Ids are used instead of pointers: an id whose object is gone refers to nothing.
namespace tertulia::chat {

/// A client of the hub: a session, which may outlive its connection. An id is never used again.
enum class MemberId : std::uint64_t {};

/// A registered name and its owner; 0: none. It is the id of the entry that registered the name,
/// and is never used again.
enum class AccountId : std::uint64_t {};

/// A room. An id is never used again, even if a new room has the same name.
enum class RoomId : std::uint64_t {};
/// The room that always exists, and that every client enters.
inline constexpr RoomId kLobby{1};
inline constexpr std::string_view kLobbyName = "lobby";

/// The position of an entry in the log. Ids ascend, and have gaps. Private messages have ids of the
/// same kind.
enum class EntryId : std::uint64_t {};
/// All entries are before this one.
inline constexpr EntryId kEndOfLog{~std::uint64_t{}};

}  // namespace tertulia::chat
