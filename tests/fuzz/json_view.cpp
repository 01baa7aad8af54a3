#include <algorithm>
#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/check.h"
#include "fuzz/peer.h"
#include "fuzz/strict_text.h"
#include "fuzz/view.h"

namespace tertulia::fuzz {
namespace {

using Json = nlohmann::json;

/// A line has at most 64 KiB.
constexpr std::size_t kMaxLine = 65'536;

/// All texts in a value, also those that are escaped in the line.
void check_texts(const Json& value) {
  if (value.is_string()) check(is_harmless(value.get<std::string>()), "every text is harmless");
  if (!value.is_structured()) return;
  for (const auto& part : value) check_texts(part);
}

std::string text_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  check(found != object.end() && found->is_string(), "a field is a text");
  return found->get<std::string>();
}

std::uint64_t number_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  check(found != object.end() && found->is_number_unsigned(), "a field is a number");
  return found->get<std::uint64_t>();
}

std::vector<std::string> names_of(const Json& object, const char* field) {
  const auto found = object.find(field);
  check(found != object.end() && found->is_array(), "a field is a list");
  std::vector<std::string> names;
  for (const auto& name : *found) {
    check(name.is_string(), "a name is a text");
    names.push_back(name.get<std::string>());
  }
  return names;
}

Json parse(std::string_view line) {
  check(line.size() < kMaxLine, "no line is too long");
  auto object = Json::parse(line.begin(), line.end(), nullptr, false);
  check(object.is_object(), "every line is an object");
  check_texts(object);
  return object;
}

/// As a plain client sees it.
std::string message_of(const Json& object) {
  const auto from = text_of(object, "from");
  const auto text = text_of(object, "text");
  return object.value("action", false) ? "* " + from + " " + text : "(" + from + ") " + text;
}

class JsonReader {
 public:
  void read(std::string_view line) {
    if (line == Peer::kReconnected || line == Peer::kReconnectedElsewhere) {
      started_ = false;
      return view_.reconnect(line == Peer::kReconnectedElsewhere);
    }
    if (!line.starts_with('{')) return check_before(line);
    object_ = parse(line);
    const auto type = text_of(object_, "type");
    started_ = true;
    const auto* row = std::ranges::find(kHandlers, type, &Row::type);
    check(row != kHandlers.end(), "every type is known");
    (this->*row->handler)();
  }
  const View& view() const { return view_; }

 private:
  struct Row {
    std::string_view type;
    void (JsonReader::*handler)();
  };
  static const std::array<Row, 18> kHandlers;

  void check_before(std::string_view line) const {
    check(!started_, "no plain line comes after one of JSON");
    check(line == "Username?" || line.starts_with("! "), "a plain line comes before JSON only");
  }

  std::string room() const { return text_of(object_, "room"); }

  void welcome() {
    check(number_of(object_, "id") > 0 && !text_of(object_, "origin").empty(), "it is complete");
    const auto& rooms = object_.at("rooms");
    if (object_.value("resumed", false)) {
      resume(rooms);
    } else {
      view_.welcome(text_of(object_, "name"), text_of(object_, "session"));
    }
    for (const auto& one : rooms) enter(one);
  }
  void resume(const Json& rooms) {
    std::set<std::string> names;
    for (const auto& one : rooms) names.insert(text_of(one, "room"));
    view_.resume(text_of(object_, "name"), text_of(object_, "session"), names,
                 number_of(object_, "id"));
    view_.store(number_of(object_, "cid"));
  }
  void enter(const Json& object) {
    const auto name = text_of(object, "room");
    const auto names = names_of(object, "members");
    check(number_of(object, "count") == names.size(), "the members are counted");
    view_.enter(name);
    view_.set_members(name, names);
  }
  void entered() { enter(object_); }

  void message() {
    view_.hear(room(), message_of(object_));
    view_.see(room(), number_of(object_, "id"));
  }
  void private_message() {
    view_.hear_private(text_of(object_, "from"), text_of(object_, "to"));
    view_.see("", number_of(object_, "id"));
  }
  void stored() { view_.store(number_of(object_, "cid")); }
  void gap() {
    check(number_of(object_, "after") < number_of(object_, "before"), "a gap is one");
    view_.gap(room());
  }
  /// The session of a member has ended.
  void error() {
    if (text_of(object_, "code") == "unknown_session" && view_.welcomed()) view_.close();
  }

  void joined() {
    const auto names = names_of(object_, "names");
    check(names.size() > 1 || names.at(0) != view_.name(), "nobody is told of their join alone");
    for (const auto& name : names) view_.add_member(room(), name);
  }
  void left() {
    const auto names = names_of(object_, "names");
    if (object_.contains("by")) return view_.kick(room(), names.at(0));
    if (object_.contains("current")) {
      check(names.size() == 1 && names[0] == view_.name(), "the own leave is told alone");
      return view_.leave(room());
    }
    for (const auto& name : names) view_.remove_member(room(), name);
  }
  void renamed() { view_.rename(text_of(object_, "from"), text_of(object_, "to")); }
  void members() {
    auto names = names_of(object_, "members");
    check(number_of(object_, "count") == names.size(), "the members are counted");
    view_.answer(room(), std::move(names));
  }
  void history() {
    check(view_.is_in(room()), "nobody sees the history of a room where they are not");
    check_earlier(1);
  }
  void results() { check_earlier(-1); }
  /// The messages are of the client's rooms, and their ids ascend or descend.
  void check_earlier(int direction) const {
    std::uint64_t last = 0;
    for (const auto& message : object_.at("messages")) {
      check(view_.is_in(text_of(message, "room")), "what is found is of the client's rooms");
      const auto id = number_of(message, "id");
      check(last == 0 || (direction > 0 ? id > last : id < last), "what is found is in order");
      last = id;
    }
  }
  void notice_of_room() { check(view_.is_in(room()), "nobody sees a room where they are not"); }
  void close() { view_.close(); }
  void closing() {
    const auto reason = text_of(object_, "reason");
    reason == "kicked" || reason == "banned" ? view_.put_out_of_server() : view_.close();
  }
  void ignore() {}

  View view_;
  Json object_;
  bool started_ = false;
};

constexpr std::array<JsonReader::Row, 18> JsonReader::kHandlers{{
    {"welcome", &JsonReader::welcome},
    {"entered", &JsonReader::entered},
    {"message", &JsonReader::message},
    {"private", &JsonReader::private_message},
    {"stored", &JsonReader::stored},
    {"joined", &JsonReader::joined},
    {"left", &JsonReader::left},
    {"renamed", &JsonReader::renamed},
    {"members", &JsonReader::members},
    {"closing", &JsonReader::closing},
    {"goodbye", &JsonReader::close},
    {"topic", &JsonReader::notice_of_room},
    {"notice", &JsonReader::ignore},
    {"error", &JsonReader::error},
    {"gap", &JsonReader::gap},
    {"history", &JsonReader::history},
    {"results", &JsonReader::results},
    {"pong", &JsonReader::ignore},
}};

}  // namespace

View read_json(const std::vector<std::string>& lines) {
  JsonReader reader;
  for (const auto& line : lines) reader.read(line);
  return reader.view();
}

std::size_t plain_size_in_lobby(const std::string& json_line) {
  if (!json_line.starts_with(R"({"type":"message")")) return 0;
  const auto object = parse(json_line);
  return text_of(object, "room") == "lobby" ? message_of(object).size() + 1 : 0;
}

std::size_t size_of_missed(const std::vector<std::string>& json_lines, const View::Gap& gap) {
  std::size_t size = 0;
  for (const auto& line : json_lines) {
    if (!line.starts_with(R"({"type":"message")")) continue;
    const auto object = parse(line);
    const auto seen = gap.seen.find(text_of(object, "room"));
    const auto id = number_of(object, "id");
    const bool missed = id <= gap.until && (seen == gap.seen.end() || id > seen->second);
    if (missed) size += line.size() + 1;
  }
  return size;
}

}  // namespace tertulia::fuzz
