#pragma once

#include <string>
#include <string_view>

namespace tertulia::terminal {

/// What a console itself says to the user. A program replaces the texts to say it in another
/// language. `{}` stands for a number, or for a reason.
struct Texts {
  /// At the end of a list of completions that is too long.
  std::string more = "… and {} more";
  /// After a user did not want a paste to be sent.
  std::string nothing_sent = "-- Nothing was sent";
  /// `{}` is `Console::kMaxHeldPaste` in bytes.
  std::string paste_too_large = "! A paste of more than {} bytes is not sent";
  /// The keys that mean yes.
  std::string yes = "yY";
  std::string history_failed = "! The lines that you type are not kept: {}";
  std::string log_lines_dropped = "{} log lines were dropped";
  std::string not_utf8 =
      "! The locale is not UTF-8, so only ASCII is shown. If the terminal shows UTF-8, set "
      "LC_ALL=C.UTF-8";
};

/// `text` with `value` in the place of its `{}`.
std::string filled(std::string text, std::string_view value);

}  // namespace tertulia::terminal
