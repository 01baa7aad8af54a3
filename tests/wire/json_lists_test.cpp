#include "wire/json_lists.h"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/wire/json.h"

namespace tertulia::wire::json::json_lists_test {
namespace {

/// All members have one name.
struct OneName final : chat::NameSource {
  explicit OneName(std::string text) : name(std::move(text)) {}
  std::string_view name_of(chat::MemberId /*member*/) const override { return name; }
  std::string name;
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

std::string members(std::size_t size, const std::string& name, std::size_t max_size) {
  const OneName names(name);
  const std::vector<chat::MemberId> ids(size, chat::MemberId{1});
  std::string out;
  Object object(out);
  append_members(object, {{}, {}, ids, names}, max_size);
  object.end();
  return out;
}

TEST_CASE("a list has at least one name, and as many as fit") {
  const std::vector<std::string_view> names{"Ann", "Bob", "Eve"};
  std::string out;
  CHECK(append_names(out, names, 0) == 1);
  CHECK(out == R"(["Ann"])");
  out.clear();
  CHECK(append_names(out, names, 11) == 1);
  out.clear();
  CHECK(append_names(out, names, 12) == 2);
  CHECK(out == R"(["Ann","Bob"])");
  out.clear();
  CHECK(append_names(out, {}, 100) == 0);
  CHECK(out == "[]");
}

TEST_CASE("a room shows a hundred members, and says if there are more") {
  CHECK(members(0, "n", kMaxLine) == R"({"count":0,"members":[]})");
  CHECK(members(1, "n", kMaxLine) == R"({"count":1,"members":["n"]})");
  const auto all = members(kMaxMembers, "n", kMaxLine);
  CHECK(count(all, "\"n\"") == kMaxMembers);
  CHECK(all.ends_with(R"("n"]})"));
  const auto some = members(kMaxMembers + 1, "n", kMaxLine);
  CHECK(count(some, "\"n\"") == kMaxMembers);
  CHECK(some.starts_with(R"({"count":101,)"));
  CHECK(some.ends_with(R"("n"],"more":true})"));
}

TEST_CASE("a room shows no more members than fit") {
  const auto some = members(50, "name", 100);
  CHECK(some.size() < 130);
  CHECK(some.ends_with(R"("name"],"more":true})"));
}

std::string welcome(std::size_t rooms, const std::string& topic, const std::string& name) {
  const OneName names(name);
  const std::vector<chat::MemberId> ids(200, chat::MemberId{1});
  const std::vector<chat::RoomView> views(rooms, chat::RoomView{{}, topic, ids, names});
  std::string out = "before\n";
  Line line(out, "welcome");
  append_rooms(line, views);
  line.end({});
  return out.substr(out.find('\n') + 1);
}

TEST_CASE("the rooms of a welcome share the line") {
  CHECK(welcome(0, "", "n") == "{\"type\":\"welcome\",\"rooms\":[]}\n");
  const auto few = welcome(2, "topic", "n");
  CHECK(count(few, "\"n\"") == 2 * kMaxMembers);
  const auto many = welcome(20, std::string(1'200, 't'), std::string(128, 'n'));
  CHECK(many.size() <= kMaxLine);
  CHECK(many.size() > kMaxLine * 9 / 10);
  CHECK(count(many, "\"room\"") == 20);
  CHECK(count(many, "],\"more\":true}") == 20);
  CHECK_FALSE(many.ends_with("],\"more\":true}\n"));
}

TEST_CASE("a welcome says if not even the topics of all rooms fit") {
  const auto line = welcome(100, std::string(1'200, 't'), "n");
  CHECK(line.size() <= kMaxLine);
  CHECK(line.ends_with("}],\"more\":true}\n"));
  const auto shown = count(line, "\"room\"");
  CHECK(shown > 40);
  CHECK(shown < 100);
}

/// An answer with so many messages, whose ids count from 1. The newest is the one with `newest`.
std::string messages(std::size_t size, const std::string& text, Newest newest) {
  std::vector<chat::Message> all(size);
  for (std::size_t i = 0; i < size; ++i) {
    all[i].id = chat::EntryId{newest == Newest::last ? i + 1 : size - i};
    all[i].text = text;
  }
  std::string out = "before\n";
  Line line(out, "history");
  if (append_messages(line, all, newest)) line.flag("more", true);
  line.end({});
  return out.substr(out.find('\n') + 1);
}

TEST_CASE("messages stand in an array") {
  CHECK(messages(0, "", Newest::last) == "{\"type\":\"history\",\"messages\":[]}\n");
  const auto two = messages(2, "hi", Newest::last);
  CHECK(two.starts_with(R"({"type":"history","messages":[{"id":1,)"));
  CHECK(count(two, R"("text":"hi","origin":"0"})") == 2);
  CHECK(count(two, R"(},{"id":2,)") == 1);
  CHECK(two.ends_with("}]}\n"));
  CHECK(messages(2, "hi", Newest::first).starts_with(R"({"type":"history","messages":[{"id":2,)"));
}

TEST_CASE("the oldest messages that do not fit are left out") {
  const std::string text(1'000, 'x');
  for (const auto newest : {Newest::first, Newest::last}) {
    const auto some = messages(200, text, newest);
    CHECK(some.size() <= kMaxLine);
    CHECK(some.size() > kMaxLine * 9 / 10);
    CHECK(some.ends_with("],\"more\":true}\n"));
    CHECK(count(some, R"("id":200,)") == 1);
    CHECK(count(some, R"("id":1,)") == 0);
    CHECK(count(some, R"([{"id":200,)") == (newest == Newest::first ? 1 : 0));
  }
  CHECK(messages(40, text, Newest::last).ends_with("}]}\n"));
}

TEST_CASE("a message that is longer than a line is shown alone") {
  const auto one = messages(3, std::string(100'000, 'x'), Newest::last);
  CHECK(count(one, "\"id\"") == 1);
  CHECK(count(one, R"("id":3,)") == 1);
  CHECK(one.ends_with("],\"more\":true}\n"));
}

}  // namespace
}  // namespace tertulia::wire::json::json_lists_test
