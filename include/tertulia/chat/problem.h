#pragma once

namespace tertulia::chat {

/// What can be wrong with something that a client sent. A value, not a text: dialects word it.
enum class Problem {
  name_empty,
  name_too_long,
  name_character,  ///< Something else than letters, digits, marks, `-`, `_` and `.`.
  name_mixed,      ///< Letters of more than one alphabet.
  name_reserved,
  name_taken,
  nobody_by_that_name,
  other_protocol,  ///< HTTP or TLS in the place of a name.
  unknown_command,
  missing_argument,
  not_utf8,
  server_full,
  address_full
};

}  // namespace tertulia::chat
