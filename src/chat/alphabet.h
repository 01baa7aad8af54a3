#pragma once

namespace tertulia::chat {

/// The alphabets whose letters are taken for each other's, and all others.
enum class Alphabet {
  distinct,
  latin,
  greek,
  cyrillic,
  armenian,
  georgian,
  cherokee,
  lisu,
  coptic
};

/// Of a letter in its NFKC case-folded form; `distinct` for what is no letter of those alphabets.
/// A name with letters of one of them only is a "single script" in the sense of Unicode Technical
/// Standard 39, section 5.1, as far as these alphabets go.
Alphabet alphabet_of(char32_t c);

}  // namespace tertulia::chat
