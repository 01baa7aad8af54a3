#include "wire/json_lists.h"

#include <algorithm>
#include <cstdint>
#include <utility>

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

void append_numbers(std::string& out, std::span<const chat::Number> numbers) {
  out += '[';
  for (const auto number : numbers) {
    if (!out.ends_with('[')) out += ',';
    out += std::to_string(number);
  }
  out += ']';
}

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

void append_message(Object& object, const chat::Message& message) {
  object.number("id", static_cast<std::uint64_t>(message.id)).time("time", message.time);
  object.text("room", message.room.name).text("from", message.from).text("text", message.text);
  if (message.style == chat::MessageStyle::acted) object.flag("action", true);
  object.text("origin", session_origin(message.author));
  if (message.number != 0) object.number("cid", message.number);
}

bool append_messages(Line& line, std::span<const chat::Message> messages, Newest newest) {
  auto& out = line.field("messages").out();
  std::vector<std::string> shown;
  std::size_t size = out.size();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    std::string text;
    Object object(text);
    append_message(object, messages[newest == Newest::first ? i : messages.size() - 1 - i]);
    object.end();
    size += text.size() + 1;
    if (!shown.empty() && size > line.max_size()) break;
    shown.push_back(std::move(text));
  }
  if (newest == Newest::last) std::ranges::reverse(shown);
  Array array(out, line.max_size());
  for (const auto& text : shown) {
    array.add([&out, &text] { out += text; });
  }
  return array.end() < messages.size();
}

}  // namespace tertulia::wire::json
