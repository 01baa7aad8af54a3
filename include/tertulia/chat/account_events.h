#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/chat/problem.h"

/// The events about registered names; see `chat/event.h`.
namespace tertulia::chat {

/// Asks a client that wants a registered name for its password.
struct PasswordRequest {
  std::string_view name;
  std::optional<Problem> refusal = {};  ///< Why the last one was not taken.
};
/// An account has changed. To who did it, as the answer: its owner, or for `revoked` the
/// administrator. Or to its owners, who learn what the administrator did (`taken`, `reset`).
struct AccountChanged {
  enum class Change {
    registered,
    password,
    unregistered,
    key_added,
    key_removed,
    revoked,
    taken,  ///< It is removed.
    reset   ///< It has another password, and no keys.
  };
  Change change;
  std::string_view subject;  ///< The name; or the fingerprint of the key.

  bool is_answer() const { return change != Change::taken && change != Change::reset; }
};
/// The administrator has registered a name, or given it a new password. As the answer.
struct PasswordGiven {
  std::string_view name;
  std::string_view password;
};
struct AccountRow {
  std::string_view name;
  base::WallTime since;
  bool has_password;
  std::size_t keys;
  bool is_operator;
};
/// The answer to a `ManageAccount` that lists: those that were registered last come first.
struct AccountList {
  std::vector<AccountRow> accounts;
  std::size_t total;  ///< There may be more than the list has.
  base::WallTime now;
};
/// The answer to `ListKeys`.
struct KeyList {
  std::span<const std::string> fingerprints;
  std::string_view present;  ///< That of the client's connection; may be empty.
};
/// To an account's owner, and to the operator who has changed its rights.
struct ServerOperatorChanged {
  std::string_view name;
  bool on;
  std::string_view by;
  bool to_actor;
};
/// The answer to `AskWhois`.
struct Whois {
  std::string_view name;
  bool is_here;
  bool registered;
  /// When the name was registered; for a guest, when it came; 0: not known, since it came before a
  /// restart of the server.
  base::WallTime since{};
  bool is_operator = false;  ///< It runs the server.
  std::vector<std::string_view> rooms =
      {};                    ///< Where the member is, as far as the client may know.
  std::string address = {};  ///< For operators, if the member is here and has one.
  base::WallTime now{};
};

}  // namespace tertulia::chat
