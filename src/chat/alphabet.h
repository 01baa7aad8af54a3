#pragma once

namespace tertulia::chat {

/// Which letters are taken for each other's. All that are not told apart here are `other`.
enum class Alphabet {
  common,  ///< Of no alphabet: digits, signs, and the marks that any letter may carry.
  latin,
  greek,
  cyrillic,
  armenian,
  georgian,
  cherokee,
  lisu,
  coptic,
  east_asian,  ///< Chinese, Japanese and Korean together.
  phonetic,    ///< Latin letters that only linguists write, and that look like others.
  other
};

/// Of a character of a name; a name with one alphabet, or with Latin and `east_asian`, is "highly
/// restrictive" in the sense of Unicode Technical Standard 39, section 5.2, as far as these go.
Alphabet alphabet_of(char32_t c);

}  // namespace tertulia::chat
