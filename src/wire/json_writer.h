#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/base/clock.h"
#include "tertulia/wire/dialect.h"
#include "tertulia/wire/json.h"

namespace tertulia::wire::json {

/// The number of characters of a text that are escaped in a string. Each costs a byte more than
/// `base::safe_size()` says.
std::size_t count_escapes(std::string_view text);

/// Writes a JSON object at the end of `out`: the fields in the order of the calls. Keys need no
/// escape. Names and texts become safe for any terminal, unless they must stay exact, and so they
/// are valid UTF-8.
class Object {
 public:
  explicit Object(std::string& out) : out_(out), begin_(out.size()) { out_ += '{'; }

  Object& text(std::string_view key, std::string_view value);
  /// A text as it is, for a reader that is no terminal.
  Object& exact(std::string_view key, std::string_view value);
  Object& number(std::string_view key, std::uint64_t value);
  Object& flag(std::string_view key, bool value);
  /// RFC 3339, in UTC with milliseconds.
  Object& time(std::string_view key, base::WallTime value);
  /// Appends the key. The caller appends its value to `out`.
  Object& field(std::string_view key);
  void end() { out_ += '}'; }

  /// The size of `out` before the object.
  std::size_t begin() const { return begin_; }
  std::string& out() { return out_; }

 private:
  std::string& out_;
  std::size_t begin_;
};

/// Appends the text as a JSON string. It becomes safe for any terminal.
void append_string(std::string& out, std::string_view text);
/// The same for a text that stays as it is: control characters are escaped. Each byte that is no
/// part of well-formed UTF-8 becomes U+FFFD.
void append_exact(std::string& out, std::string_view text);

/// What may follow the longest value of a line: a few short fields, and the tag.
inline constexpr std::size_t kMaxTail = 512;

/// A line that begins with its type.
class Line : public Object {
 public:
  Line(std::string& out, std::string_view type) : Object(out) { text("type", type); }
  /// The size of `out` up to which a value of this line may grow.
  std::size_t max_size() const { return begin() + kMaxLine - kMaxTail; }
  /// Ends the line. It repeats the tag of the request that it answers, if there is one.
  void end(const RequestInfo& request);
};

}  // namespace tertulia::wire::json
