#include "wire/json_fields.h"

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "tertulia/wire/json.h"

namespace tertulia::wire::json {
namespace {

constexpr std::array<std::string_view, kFields> kNames{
    "type", "tag",  "cid",    "name", "password", "client", "session", "seen",
    "text", "room", "action", "to",   "from",     "before", "limit"};

std::optional<Field> find_field(std::string_view name) {
  const auto* found = std::ranges::find(kNames, name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Field>(found - kNames.begin());
}

/// The names of the members of all objects of a line.
class MemberNames {
 public:
  void add(std::uint32_t object, std::string_view name) {
    names_.push_back({object, static_cast<std::uint32_t>(text_.size()),
                      static_cast<std::uint32_t>(name.size())});
    text_ += name;
  }

  bool has_duplicate() {
    const auto key = [this](const Name& name) {
      return std::tuple(name.object, std::string_view(text_).substr(name.offset, name.size));
    };
    std::ranges::sort(names_, {}, key);
    return std::ranges::adjacent_find(names_, {}, key) != names_.end();
  }

 private:
  struct Name {
    std::uint32_t object, offset, size;  // small, since a line may have many
  };
  std::vector<Name> names_;
  std::string text_;
};

/// Receives the parts of a line in their order. The parser stops where a function returns false.
class FieldReader {
 public:
  explicit FieldReader(Fields& fields) : fields_(fields) {}

  bool null() { return add({Value::Kind::other, false, 0, {}}); }
  bool boolean(bool value) { return add({Value::Kind::boolean, value, 0, {}}); }
  bool number_integer(std::int64_t /*negative*/) { return null(); }
  bool number_unsigned(std::uint64_t value) {
    return value > kMaxInteger ? null() : add({Value::Kind::integer, false, value, {}});
  }
  bool number_float(double /*value*/, const std::string& /*text*/) { return null(); }
  bool string(std::string& text) { return add({Value::Kind::text, false, 0, std::move(text)}); }
  bool binary(const nlohmann::json::binary_t& /*value*/) { return false; }

  bool start_object(std::size_t /*size*/) {
    if (depth_ > 0) add({Value::Kind::object, false, 0, {}});
    return open();
  }
  bool key(std::string& name) {
    names_.add(objects_.at(depth_ - 1), name);
    if (depth_ == 1) field_ = find_field(name);
    if (depth_ == 2) room_ = name;
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t /*size*/) { return null() && open(); }
  bool end_array() { return close(); }
  template <class Exception>
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/, const Exception& /*error*/) {
    return false;
  }

  bool has_duplicate() { return names_.has_duplicate(); }

 private:
  bool open() {
    if (depth_ == kMaxDepth) return false;
    objects_.at(depth_++) = ++opened_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  bool add(Value value) {
    if (depth_ == 0) return false;
    if (!field_) return true;
    if (depth_ == 1) {
      fields_[*field_] = std::move(value);
    } else if (field_ == Field::seen) {
      add_seen(value);
    }
    return true;
  }

  void add_seen(const Value& value) {
    auto& seen = fields_[Field::seen];
    if (value.kind != Value::Kind::integer) seen.kind = Value::Kind::other;
    if (seen.kind == Value::Kind::object) fields_.add_seen(room_, value.integer);
  }

  Fields& fields_;
  MemberNames names_;
  std::array<std::uint32_t, kMaxDepth> objects_{};  // the number of each one that is open
  std::uint32_t opened_ = 0;
  std::size_t depth_ = 0;
  std::optional<Field> field_;  // of the line's own object
  std::string room_;            // the last name in an object within it
};

}  // namespace

std::vector<ResumeRequest::Seen> Fields::seen() const {
  std::vector<ResumeRequest::Seen> all;
  all.reserve(seen_.size());
  for (const auto& [offset, size, last] : seen_) {
    all.push_back({std::string_view(seen_rooms_).substr(offset, size), chat::EntryId{last}});
  }
  return all;
}

void Fields::add_seen(std::string_view room, std::uint64_t last) {
  seen_.push_back({seen_rooms_.size(), room.size(), last});
  seen_rooms_ += room;
}

std::optional<Fields> parse_fields(std::string_view line) {
  if (line.find('\0') != std::string_view::npos) return std::nullopt;  // the parser would end there
  std::optional<Fields> fields(std::in_place);
  FieldReader reader(*fields);
  const bool parsed = nlohmann::json::sax_parse(line.begin(), line.end(), &reader);
  if (!parsed || reader.has_duplicate()) return std::nullopt;
  return fields;
}

}  // namespace tertulia::wire::json
