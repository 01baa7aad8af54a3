#include "tertulia/base/translate.h"

#include <clocale>
#include <string_view>

#include <fmt/format.h>

#ifdef TERTULIA_LOCALEDIR
#include <libintl.h>
#endif

namespace tertulia::base {

#ifdef TERTULIA_LOCALEDIR

namespace {
constexpr auto* kDomain = "tertulia";
}  // namespace

/// The texts of the C library (strerror) come in UTF-8, too: what prints a line looks after the
/// terminal's character set.
void begin_translation(Environment environment) {
  constexpr auto* kCodeset = "UTF-8";
  std::setlocale(LC_MESSAGES, "");
  const std::string directory(environment("TEXTDOMAINDIR"));
  ::bindtextdomain(kDomain, directory.empty() ? TERTULIA_LOCALEDIR : directory.c_str());
  ::bind_textdomain_codeset(kDomain, kCodeset);
  ::bind_textdomain_codeset("libc", kCodeset);
}

namespace translation {

const char* find(const char* text) { return ::dgettext(kDomain, text); }

const char* find(const char* one, const char* several, std::size_t count) {
  return ::dngettext(kDomain, one, several, count);
}

}  // namespace translation

#else

void begin_translation(Environment /*environment*/) {}

namespace translation {

const char* find(const char* text) { return text; }

const char* find(const char* one, const char* several, std::size_t count) {
  return count == 1 ? one : several;
}

}  // namespace translation

#endif

namespace translation {

std::string format(const char* translated, const char* text, fmt::format_args arguments) {
  try {
    return fmt::vformat(translated, arguments);
  } catch (const fmt::format_error&) {
    return fmt::vformat(text, arguments);
  }
}

}  // namespace translation

}  // namespace tertulia::base
