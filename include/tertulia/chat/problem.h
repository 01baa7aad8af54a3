#pragma once

namespace tertulia::chat {

/// Why a request of a client fails. It is a value and not a text: each dialect has its own words.
enum class Problem {
  name_empty,
  name_too_long,
  name_character,  ///< It has a character other than letters, digits, marks, `-`, `_` and `.`.
  name_no_letter,  ///< It has neither a letter nor a digit.
  name_mixed,      ///< It has letters of more than one alphabet.
  name_reserved,
  name_taken,
  no_such_member,
  recipient_busy,  ///< The recipient reads too slowly to get more private messages now.
  unknown_command,
  indented_command,  ///< A blank precedes the slash; it could be meant as a message or as a
                     ///< command.
  missing_argument,
  not_utf8,
  server_full,
  address_full
};

}  // namespace tertulia::chat
