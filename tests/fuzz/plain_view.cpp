#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/check.h"
#include "fuzz/view.h"

namespace tertulia::fuzz {
namespace {

constexpr std::string_view kWelcome = "You are now connected, ";
constexpr std::string_view kNowIn = "-- You are now in #";
constexpr std::string_view kHaveLeft = "-- You have left #";
constexpr std::string_view kKicked = " was kicked by ";
constexpr std::string_view kRenamed = " is now known as ";
constexpr std::string_view kHere = " here: ";
constexpr std::string_view kOperator = " (operator)";

/// Removes the text up to `end`, with it, from the front of `rest`, and returns it without `end`.
std::string_view cut(std::string_view& rest, std::string_view end) {
  const auto front = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(front.size() + end.size(), rest.size()));
  return front;
}

bool is_word(std::string_view text) { return !text.empty() && text.find(' ') == text.npos; }

std::vector<std::string> names_in(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const auto end = std::min(list.find_first_of(", "), list.size());
    names.emplace_back(list.substr(0, end));
    list.remove_prefix(end);
    if (list.starts_with(kOperator)) list.remove_prefix(kOperator.size());
    list.remove_prefix(list.starts_with(" and ") ? 5 : std::min<std::size_t>(2, list.size()));
  }
  return names;
}

class PlainReader {
 public:
  void read(std::string_view line) {
    check(!line.empty(), "no line is empty");
    if (!view_.welcomed()) return read_login(line);
    if (line.starts_with('#')) return read_other(line);
    if (is_message(line)) return view_.hear(current_, line);
    if (line.starts_with('[')) return read_private(line);
    if (line.starts_with("Goodbye ")) return view_.close();
    if (line.starts_with("-- ")) return read_notice(current_, line);
    if (line.starts_with("~ ")) return;
    if (line.starts_with("! You were kicked from this server") ||
        line.starts_with("! You are banned from this server")) {
      return view_.put_out_of_server();
    }
    check(line.starts_with("! "), "every line has a known form");
  }
  const View& view() const { return view_; }

 private:
  static bool is_message(std::string_view line) {
    return line.starts_with('(') || line.starts_with("* ");
  }

  void read_login(std::string_view line) {
    if (line.starts_with("-- ")) return read_end(line);
    if (line == "Username?" || line == "Goodbye!" || line.starts_with("! ")) return;
    check(line.starts_with(kWelcome) && line.ends_with('!'), "no line comes before the welcome");
    view_.welcome(line.substr(kWelcome.size(), line.size() - kWelcome.size() - 1), {});
    view_.enter(current_);
  }

  void read_end(std::string_view line) {
    check(line.starts_with("-- Closing: ") || line == "-- The server is shutting down",
          "no notice comes before the welcome");
    view_.close();
  }

  void read_other(std::string_view line) {
    line.remove_prefix(1);
    const std::string room(cut(line, " "));
    check(room != current_, "the current room has no prefix");
    if (is_message(line)) return view_.hear(room, line);
    check(line.starts_with("-- "), "messages and notices alone have a prefix");
    read_notice(room, line);
  }

  void read_private(std::string_view line) {
    line.remove_prefix(1);
    const auto from = cut(line, " -> ");
    view_.hear_private(from, cut(line, "] "));
  }

  void read_notice(const std::string& room, std::string_view line) {
    if (line.starts_with("-- Closing: ") || line == "-- The server is shutting down") {
      return view_.close();
    }
    if (line.starts_with(kNowIn)) return move(line.substr(kNowIn.size()));
    if (line.starts_with(kHaveLeft)) return view_.leave(std::string(line.substr(kHaveLeft.size())));
    auto rest = line.substr(3);
    const auto name = cut(rest, kKicked);
    if (is_word(name) && !rest.empty()) return kick(room, name);
    read_names(room, line.substr(3));
  }

  void read_names(const std::string& room, std::string_view notice) {
    auto rest = notice;
    const auto former = cut(rest, kRenamed);
    if (is_word(former) && is_word(rest)) return view_.rename(former, rest);
    rest = notice;
    const auto count = cut(rest, kHere);
    if (!is_word(count) || rest.empty()) return check_other(room, notice);
    auto names = names_in(rest);
    check(count == std::to_string(names.size()), "the members are counted");
    view_.answer(room, std::move(names));
  }

  void check_other(const std::string& room, std::string_view notice) const {
    check(view_.is_in(room), "nobody sees a notice of a room where they are not");
    if (notice.find(':') != notice.npos) return;
    for (const std::string_view verb : {" has joined", " have joined", " has left", " have left"}) {
      const auto list = notice.substr(0, notice.find(verb));
      if (list.size() == notice.size()) continue;
      check(std::ranges::count(names_in(list), view_.name()) == 0, "nobody reads their own name");
    }
  }

  void move(std::string_view shown) {
    current_ = cut(shown, " (");
    view_.enter(current_);
  }

  void kick(const std::string& room, std::string_view name) {
    const bool from_current = name == view_.name() && room == current_;
    view_.kick(room, name);
    if (from_current) current_ = "lobby";
  }

  View view_;
  std::string current_ = "lobby";
};

}  // namespace

View read_plain(const std::vector<std::string>& lines) {
  PlainReader reader;
  for (const auto& line : lines) reader.read(line);
  return reader.view();
}

}  // namespace tertulia::fuzz
