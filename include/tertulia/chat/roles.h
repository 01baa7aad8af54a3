#pragma once

#include <initializer_list>

namespace tertulia::chat {

/// What a user is, and what a command needs.
enum class Role : unsigned char {
  guest,            ///< Everyone.
  registered,       ///< The present name belongs to the user.
  room_operator,    ///< Runs the current room.
  server_operator,  ///< Runs the server.
  administrator     ///< The same, by its connection (`Trust`): manages accounts, too.
};

/// All roles of one user. They are no ladder: a guest may run a room.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const auto role : roles) add(role);
  }

  constexpr void add(Role role) { bits_ = static_cast<unsigned char>(bits_ | bit(role)); }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  /// Whether the user may do what needs this role. Who runs the server may do what the operator of
  /// any room may.
  constexpr bool allow(Role needed) const {
    return has(needed) || (needed == Role::room_operator && has(Role::server_operator));
  }
  constexpr bool operator==(const Roles&) const = default;

 private:
  static constexpr unsigned char bit(Role role) {
    return static_cast<unsigned char>(1U << static_cast<unsigned>(role));
  }

  unsigned char bits_ = bit(Role::guest);
};

inline constexpr Roles kAllRoles{Role::registered, Role::room_operator, Role::server_operator,
                                 Role::administrator};

}  // namespace tertulia::chat
