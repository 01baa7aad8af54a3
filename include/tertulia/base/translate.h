#pragma once

#include <cstddef>
#include <string>

#include <fmt/core.h>

#include "tertulia/base/environment.h"

/// What the client says in the language of its user. The catalogs are in po/, made from the texts
/// that stand in the calls of `tr` and `trn` as literals. A text stays in English if there is no
/// catalog or no such locale on this system, and in the daemon, which never begins to translate.
namespace tertulia::base {

/// Takes the language from the environment (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`), and the
/// catalogs from where they are installed, or from the directory in `TEXTDOMAINDIR`. A program
/// calls it once, before it starts a thread.
void begin_translation(Environment environment);

namespace translation {
/// The texts in the user's language, in UTF-8.
const char* find(const char* text);
const char* find(const char* one, const char* several, std::size_t count);
/// A catalog with other placeholders than the program is no reason to fail: then it is English.
std::string format(const char* translated, const char* text, fmt::format_args arguments);
}  // namespace translation

/// Translates a text with placeholders `{}` for the arguments, as fmt has them.
template <class... Arguments>
std::string tr(const char* text, const Arguments&... arguments) {
  return translation::format(translation::find(text), text, fmt::make_format_args(arguments...));
}

/// The same, in the form for a number. The number is the first argument, and may be left out of a
/// text: `trn("{} line was not sent", "{} lines were not sent", count)`.
template <class... Arguments>
std::string trn(const char* one, const char* several, std::size_t count,
                const Arguments&... arguments) {
  return translation::format(translation::find(one, several, count), count == 1 ? one : several,
                             fmt::make_format_args(count, arguments...));
}

}  // namespace tertulia::base
