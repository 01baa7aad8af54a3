#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/base/units.h"

/// The dialect of two people: every line carries its sender's name, `Facundo > Hola`, so that both
/// ends may be this program or `nc`.
namespace tertulia::wire::duo {

/// A line from the other end. The texts point into it.
struct Line {
  enum class Kind {
    blank,
    said,     ///< By `name`, or by somebody without one: then it is empty.
    exit,     ///< The other wants to end.
    goodbye,  ///< `Goodbye NAME!`
    closing,  ///< `-- Closing: …`: the other ends the conversation of its own accord.
    notice    ///< `-- text` or `! text`.
  };
  Kind kind;
  std::string_view name;
  std::string_view text;
};
Line parse(std::string_view line);

/// Whether two names count as the same; false for what is no name.
bool same_name(std::string_view one, std::string_view other);

/// What goes over the wire and on the screen, without a line's end.
std::string say(std::string_view name, std::string_view text);
std::string goodbye(std::string_view name);
std::string closing(base::Duration idle);
std::string shutdown();
std::string has_connected(std::string_view name);
std::string has_left(std::string_view name);
std::string talking_with(std::string_view name);
/// `host` is empty while nobody sits there yet; `place` counts from 1.
std::string in_line(std::string_view host, std::size_t place);
std::string too_long(std::size_t limit);

inline constexpr std::string_view kExit = "exit";

}  // namespace tertulia::wire::duo
