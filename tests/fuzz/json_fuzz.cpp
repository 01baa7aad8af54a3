#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

#include "tertulia/base/text.h"
#include "tertulia/wire/json.h"

#include "fuzz/check.h"
#include "fuzz/gathering.h"
#include "fuzz/input.h"
#include "fuzz/strict_text.h"

namespace tertulia::fuzz {
namespace {

namespace json = wire::json;

constexpr std::size_t kProblems = static_cast<std::size_t>(chat::Problem::address_full) + 1;

/// What a decoder passes on, as a text, and checks that hold for all of it.
class Requests final : public wire::Decoder::Sink {
 public:
  Requests(const wire::Decoder& decoder, std::size_t max_line)
      : decoder_(decoder), max_line_(max_line) {}

  bool handle_command(const chat::Command& command, std::size_t bytes) override {
    check(bytes <= json::max_request(max_line_), "a request is no longer than it may be");
    std::visit([this](const auto& one) { add_texts(one); }, command);
    return add(std::to_string(command.index()) + ":" + std::to_string(bytes));
  }
  bool handle_resume(const wire::ResumeRequest& request, std::size_t bytes) override {
    add_text(request.token);
    for (const auto& [room, last] : request.seen) {
      check(static_cast<std::uint64_t>(last) <= json::kMaxInteger, "an id is in its range");
      add_text(room);
    }
    return add("resume:" + std::to_string(bytes));
  }
  bool handle_error(const wire::DecodeError& error) override {
    const bool bad = error.kind == wire::DecodeError::Kind::bad_request;
    check(bad || error.kind == wire::DecodeError::Kind::line_too_long, "no error is of a login");
    check(bad != (error.code.empty() || error.detail.empty()), "an error says what is wrong");
    check_error(error);
    return add("error:" + std::string(error.code));
  }
  void handle_reply(std::string_view /*bytes*/) override { check(false, "there is no telnet"); }

  std::string log;

 private:
  void add_text(std::string_view text) {
    check(is_strict_utf8(text), "a text is well-formed");
    log.append(text).append("|");
  }
  void add_message(std::string_view text, chat::Number number) {
    check(text.size() <= max_line_ && !base::trim(text).empty(),
          "a message has text, not too much");
    check(number <= json::kMaxInteger, "a number is in its range");
    add_text(text);
  }
  void add_texts(const chat::Say& say) { add_message(say.text, say.number); }
  void add_texts(const chat::Whisper& whisper) { add_message(whisper.text, whisper.number); }
  void add_texts(const chat::Rename& rename) { add_text(rename.name); }
  void add_texts(const chat::EnterRoom& enter) { add_text(enter.room); }
  void add_texts(const chat::LeaveRoom& leave) { add_text(leave.room); }
  void add_texts(const chat::AskHistory& ask) {
    add_text(ask.room);
    add_page(ask.limit, chat::AskHistory::kMaxLimit, ask.before);
  }
  void add_texts(const chat::Search& search) {
    for (const auto text : {search.words, search.room, search.from}) add_text(text);
    check(search.words.size() <= max_line_, "the words are no longer than a message");
    check(!search.words.empty() || !search.room.empty() || !search.from.empty(),
          "a search has words, or a room or an author");
    add_page(search.limit, chat::Search::kMaxLimit, search.before);
  }
  static void add_page(std::size_t limit, std::size_t max, chat::EntryId before) {
    check(limit >= 1 && limit <= max, "an answer has a limit");
    check(before == chat::kEndOfLog || static_cast<std::uint64_t>(before) <= json::kMaxInteger,
          "an id is in its range");
  }
  template <class Other>
  void add_texts(const Other& /*command*/) {}

  bool add(const std::string& what) {
    const auto [tag, number] = decoder_.request();
    check(tag.size() <= json::kMaxTag && is_harmless(tag), "a tag is short and harmless");
    log += what + "/" + std::string(tag) + "/" + std::to_string(number) + "\n";
    return true;
  }
  void check_error(const wire::DecodeError& error);

  const wire::Decoder& decoder_;
  std::size_t max_line_;
};

/// A line from the server is a short object of harmless text, which repeats the tag.
void check_line(std::string_view line, const wire::RequestInfo& request) {
  check(line.size() < json::kMaxLine, "a line is no longer than it may be");
  check(is_harmless(line) && line.find('\t') == std::string_view::npos, "a line has no control");
  const auto value = nlohmann::json::parse(line, nullptr, false);
  check(value.is_object() && value["type"].is_string(), "a line is an object with a type");
  check(request.tag.empty() != value.contains("tag"), "an answer repeats the tag");
  check(request.tag.empty() || value["tag"] == request.tag, "it repeats it as it was");
}

std::size_t check_lines(std::string_view lines, const wire::RequestInfo& request) {
  std::size_t count = 0;
  for (; !lines.empty(); ++count) {
    const auto end = lines.find('\n');
    check(end != std::string_view::npos, "each line ends");
    check_line(lines.substr(0, end), request);
    lines.remove_prefix(end + 1);
  }
  return count;
}

void Requests::check_error(const wire::DecodeError& error) {
  std::string line;
  json::dialect().render_error(error, max_line_, decoder_.request(), line);
  check(check_lines(line, decoder_.request()) == 1, "an error is one line");
}

std::string decode(std::string_view bytes, std::size_t piece, std::size_t max_line, bool member) {
  const auto decoder = json::dialect().make_decoder(max_line);
  if (member) decoder->set_logged_in();
  Requests sink(*decoder, max_line);
  while (!bytes.empty()) {
    const auto size = std::min(piece, bytes.size());
    check(decoder->feed(bytes.substr(0, size), sink) == size, "all bytes are used");
    bytes.remove_prefix(size);
  }
  decoder->finish(sink);
  return sink.log;
}

/// What is no object for another parser is no request.
void check_against_other_parser(std::string_view line, std::size_t max_line, bool member) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > json::max_request(max_line) || base::trim(line).empty()) return;
  const auto value = nlohmann::json::parse(line, nullptr, false);
  const auto log = decode(line, line.size(), max_line, member);
  check(value.is_object() || log.starts_with("error:bad_json/"), "a request is an object");
  if (!log.starts_with("error:bad_json/") && !value.contains("type")) {
    check(log.starts_with("error:missing_field/") || log.starts_with("error:bad_field/"),
          "a request has a type");
  }
}

void check_decoding(Input& input) {
  const bool member = input.below(2) == 1;
  const auto max_line = input.byte();
  const auto piece = 1 + input.below(16);
  const auto bytes = input.rest();
  const auto whole = decode(bytes, bytes.size(), max_line, member);
  check(whole == decode(bytes, piece, max_line, member), "the pieces make no difference");
  check_against_other_parser(bytes.substr(0, bytes.find('\n')), max_line, member);
}

using Events = std::vector<chat::Event>;

Events talk(Input& input, const Gathering& room) {
  const auto from = input.text();
  const auto to = input.text();
  const auto text = input.text();
  const auto number = input.byte();
  const auto style = static_cast<chat::MessageStyle>(number % 2);
  const base::WallTime time{std::chrono::milliseconds{input.byte() << input.below(36)}};
  const chat::Message message{room.ref(), {},   time,  chat::MemberId{number},
                              from,       text, style, number};
  const chat::EarlierMessages earlier{.messages = {number, message}, .more = number > 9};
  return {
      message,
      chat::HistoryShown{room.ref(), earlier},
      chat::SearchResults{earlier},
      chat::PrivateMessage{{}, time, {}, from, to, text, number},
      chat::Renamed{from, to},
      chat::Kicked{room.ref(), from, to, text},
      chat::TopicChanged{room.ref(), text, from},
      chat::TopicShown{room.ref(), text},
      chat::PrivacyChanged{room.ref(), text.empty(), from},
      chat::Invited{room.ref(), from, to, number > 9},
      chat::OperatorChanged{room.ref(), from, number > 9, to},
      chat::RoomList{{{room.name, text, 3}, {from, to, 1}}, 9},
      chat::Refused{static_cast<chat::Problem>(number % kProblems), text},
      chat::Goodbye{from},
      chat::Joined{room.ref(), any_names(input)},
      chat::Left{room.ref(), any_names(input), static_cast<chat::LeaveReason>(number % 6)},
  };
}

Events answers(Input& input, const Gathering& room) {
  const auto text = input.text();
  const auto number = input.byte();
  const std::vector<chat::RoomView> rooms(number % 4, room.view(text));
  const base::Duration after{static_cast<std::int64_t>(number << input.below(30))};
  chat::Welcomed welcomed{text, chat::MemberId{number}, {}, rooms, {}};
  welcomed.session = {text, number, number > 9, number};
  return {
      welcomed,
      chat::Entered{room.view(text)},
      chat::MemberList{room.view({})},
      chat::LeftRoom{room.ref(), text, room.view({}), true},
      chat::HelpText{chat::command_table(), chat::kAllRoles},
      chat::Closing{static_cast<chat::CloseReason>(number % 6), after, text},
      chat::Announced{text, text},
      chat::MuteChanged{text, number > 9, {}, text, text, {}, number > 99},
      chat::Acknowledged{number},
      chat::Pong{},
  };
}

void check_rendering(Input& input) {
  const Gathering room(input);
  const auto events = input.below(2) == 0 ? talk(input, room) : answers(input, room);
  const auto tag = base::safe(input.text().substr(0, json::kMaxTag / 3));
  wire::Audience audience;
  audience.request = {tag, input.byte()};
  if (tag.find('\t') != std::string::npos) audience.request.tag = {};
  std::string out;
  json::dialect().render(events.at(input.byte() % events.size()), audience, out);
  check(check_lines(out, audience.request) > 0, "each event is shown");
}

/// A program gets a message as it was said, but safe.
void check_message(std::string_view text) {
  const chat::Message message{{}, {}, {}, {}, text, text, chat::MessageStyle::said};
  std::string line;
  json::dialect().render(message, {}, line);
  const auto value = nlohmann::json::parse(line, nullptr, false);
  check(value["text"] == base::safe(text) && value["from"] == base::safe(text), "a text is whole");
  const auto request = nlohmann::json{{"type", "say"}, {"text", base::safe(text)}}.dump() + "\n";
  const auto said = decode(request, request.size(), 3 * text.size(), true);
  check(said.starts_with(base::safe(text) + "|") || said.starts_with("error:empty_text"),
        "and can say it again");
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  Input requests(data, size);
  check_decoding(requests);
  Input events(data, size);
  check_rendering(events);
  Input text(data, size);
  check_message(text.rest());
  return 0;
}
