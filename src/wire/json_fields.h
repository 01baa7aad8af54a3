#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/wire/dialect.h"

namespace tertulia::wire::json {

/// The fields that requests have.
enum class Field {
  type,
  tag,
  cid,
  name,
  password,
  client,
  session,
  seen,
  text,
  room,
  action,
  to,
  from,
  before,
  limit
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::limit) + 1;

struct Value {
  enum class Kind : unsigned char { missing, text, integer, boolean, object, other };
  Kind kind = Kind::missing;
  bool boolean = false;
  std::uint64_t integer = 0;
  std::string text;  ///< Well-formed UTF-8; it may have any control character.
};

/// The fields of one line. `other` is a value that no request has: null, an array, a number that is
/// negative, has a fraction or is above `kMaxInteger`, and a `seen` with anything but integers.
class Fields {
 public:
  const Value& operator[](Field field) const { return values_.at(static_cast<std::size_t>(field)); }
  Value& operator[](Field field) { return values_.at(static_cast<std::size_t>(field)); }
  /// The members of `seen`. They point into this object.
  std::vector<ResumeRequest::Seen> seen() const;
  void add_seen(std::string_view room, std::uint64_t last);

 private:
  struct Seen {
    std::size_t offset, size;  // of the room in seen_rooms_
    std::uint64_t last;
  };

  std::array<Value, kFields> values_;
  std::string seen_rooms_;
  std::vector<Seen> seen_;
};

/// Parses a line. Nothing if it is not one JSON object (RFC 8259) in UTF-8, if it is deeper than
/// `kMaxDepth`, or if an object has two members of the same name. Fields of other names are
/// ignored. Its memory is bounded by the length of the line.
std::optional<Fields> parse_fields(std::string_view line);

}  // namespace tertulia::wire::json
