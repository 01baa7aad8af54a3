#pragma once

namespace tertulia::chat {

/// The alphabet of a character. Letters of different alphabets can look alike. All alphabets
/// without a value here are `other`.
enum class Alphabet {
  common,  ///< Belongs to no alphabet: digits, signs, and marks for any letter.
  latin,
  greek,
  cyrillic,
  armenian,
  georgian,
  cherokee,
  lisu,
  coptic,
  east_asian,  ///< Chinese, Japanese and Korean together.
  phonetic,    ///< Latin letters that only linguists use, and that look like others.
  other
};

/// The alphabet of this character. A name with one alphabet, or with Latin and `east_asian`, is
/// "highly restrictive" in the sense of Unicode Technical Standard 39, section 5.2, as far as these
/// values distinguish alphabets.
Alphabet alphabet_of(char32_t c);

}  // namespace tertulia::chat
