#include "wire/json_lists.h"

#include <algorithm>

#include "tertulia/wire/json.h"

namespace tertulia::wire::json {
namespace {

/// An array that grows as long as the output has at most so many bytes. Its first element always
/// fits.
class Array {
 public:
  Array(std::string& out, std::size_t max_size) : out_(out), max_size_(max_size) { out_ += '['; }

  /// Appends what `append` appends to the output. False, and no change, if it does not fit.
  template <class Append>
  bool add(const Append& append) {
    const auto before = out_.size();
    if (size_ > 0) out_ += ',';
    append();
    if (size_ > 0 && out_.size() > max_size_) {
      out_.resize(before);
      return false;
    }
    ++size_;
    return true;
  }
  bool add(std::string_view name) {
    return add([this, name] { append_string(out_, name); });
  }
  std::size_t end() {
    out_ += ']';
    return size_;
  }
  std::size_t size() const { return size_; }

 private:
  std::string& out_;
  std::size_t max_size_;
  std::size_t size_ = 0;
};

}  // namespace

std::size_t append_names(std::string& out, std::span<const std::string_view> names,
                         std::size_t max_size) {
  Array array(out, max_size);
  for (const auto name : names) {
    if (!array.add(name)) break;
  }
  return array.end();
}

void append_name(std::string& out, std::string_view name) { append_names(out, {&name, 1}, 0); }

void append_members(Object& object, const chat::RoomView& view, std::size_t max_size) {
  object.number("count", view.members.size()).field("members");
  Array array(object.out(), max_size);
  for (const auto member : view.members.first(std::min(view.members.size(), kMaxMembers))) {
    if (!array.add(view.names.name_of(member))) break;
  }
  if (array.end() < view.members.size()) object.flag("more", true);
}

void append_operators(Line& line, const chat::MemberList& list) {
  if (list.operators.empty()) return;
  std::vector<std::string_view> names;
  const auto shown = std::min(list.operators.size(), kMaxMembers);
  for (const auto member : std::span(list.operators).first(shown)) {
    names.push_back(list.room.names.name_of(member));
  }
  append_names(line.field("operators").out(), names, line.max_size());
}

void append_room(Object& object, const chat::RoomView& view, std::size_t max_size) {
  object.text("room", view.room.name).text("topic", view.topic);
  append_members(object, view, max_size);
}

void append_rooms(Line& line, std::span<const chat::RoomView> rooms) {
  auto& out = line.field("rooms").out();
  Array array(out, line.max_size());
  const auto append = [&] {
    const auto left = line.max_size() - std::min(out.size(), line.max_size());
    const auto part = left / (rooms.size() - array.size());
    const auto begin = out.size();
    Object object(out);
    append_room(object, rooms[array.size()], begin + part);
    object.end();
  };
  while (array.size() < rooms.size() && array.add(append)) continue;
  if (array.end() < rooms.size()) line.flag("more", true);
}

}  // namespace tertulia::wire::json
