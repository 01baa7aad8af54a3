#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/foreign_protocol.h"
#include "tertulia/wire/plain.h"

#include "fuzz/check.h"
#include "fuzz/gathering.h"
#include "fuzz/input.h"
#include "fuzz/strict_text.h"

namespace tertulia::fuzz {
namespace {

using chat::Command;
using wire::plain::Kind;

constexpr std::size_t kProblems = static_cast<std::size_t>(chat::Problem::address_full) + 1;

/// An event, and the beginning and the kind of its lines, for any texts.
struct Sample {
  chat::Event event;
  std::string_view beginning;
  Kind kind = Kind::other;
  std::ptrdiff_t lines = 1;
};

chat::Message message(std::string_view from, std::string_view text, chat::MessageStyle style) {
  return {{}, {}, {}, {}, from, text, style};
}

Sample talk(std::size_t choice, Input& input) {
  const auto from = input.text();
  const auto to = input.text();
  const std::array<Sample, 4> samples{{
      {message(from, to, chat::MessageStyle::said), "("},
      {message(from, to, chat::MessageStyle::acted), "* "},
      {chat::PrivateMessage{{}, {}, {}, from, to, input.text()}, "["},
      {chat::Renamed{from, to}, "-- "},
  }};
  return samples.at(choice);
}

Sample answer(std::size_t choice, Input& input) {
  const auto text = input.text();
  const auto number = input.byte();
  const base::Duration after{static_cast<std::int64_t>(number << input.below(30))};
  const auto reason = static_cast<chat::CloseReason>(number % 6);
  const bool put_out = reason == chat::CloseReason::kicked || reason == chat::CloseReason::banned;
  const auto closing = reason == chat::CloseReason::no_name ? Kind::no_name
                       : put_out                            ? Kind::error
                                                            : Kind::other;
  const std::array<Sample, 6> samples{{
      {chat::NameRequest{}, "Username?", Kind::name_request},
      {chat::Welcomed{text}, "You are now connected, ", Kind::welcome},
      {chat::HelpText{chat::command_table(), chat::kAllRoles}, "-- /", Kind::other,
       static_cast<std::ptrdiff_t>(chat::command_table().size()) + 1},
      {chat::Refused{static_cast<chat::Problem>(number % kProblems), text}, "! ", Kind::error},
      {chat::Goodbye{text}, "Goodbye", Kind::goodbye},
      {chat::Closing{reason, after, text}, put_out ? "! " : "-- ", closing},
  }};
  return samples.at(choice);
}

/// What happens in a room.
Sample room_sample(std::size_t choice, const Gathering& room, Input& input) {
  const auto by = input.text();
  const auto text = input.text();
  const std::ptrdiff_t lines = text.empty() ? 1 : 2;
  const std::array<Sample, 9> samples{{
      {chat::Entered{room.view(text)}, "-- ", Kind::other, lines},
      {chat::LeftRoom{room.ref(), by, room.view(text), true}, "-- ", Kind::other, lines + 1},
      {chat::TopicShown{room.ref(), text}, "-- "},
      {chat::TopicChanged{room.ref(), text, by}, "-- "},
      {chat::PrivacyChanged{room.ref(), text.empty(), by}, "-- "},
      {chat::Invited{room.ref(), text, by, false}, "-- "},
      {chat::OperatorChanged{room.ref(), text, true, by}, "-- "},
      {chat::Kicked{room.ref(), input.text(), by, text}, "-- "},
      {chat::RoomList{{{room.name, text, 3, chat::RoomRow::Presence::current}, {by, "", 1}}, 9},
       "-- ", Kind::other, 3},
  }};
  return samples.at(choice);
}

/// What was said earlier, in the reader's current room and in another one.
Sample earlier_sample(std::size_t choice, const Gathering& room, Input& input) {
  const auto from = input.text();
  const auto text = input.text();
  auto here = message(from, text, chat::MessageStyle::said);
  auto elsewhere = message(from, text, chat::MessageStyle::acted);
  elsewhere.room = room.ref();
  elsewhere.time += std::chrono::minutes{input.byte() << input.below(16)};
  const chat::EarlierMessages earlier{.messages = {here, elsewhere}};
  const std::array<Sample, 3> samples{{
      {chat::HistoryShown{room.ref(), earlier}, "~ ", Kind::other, 2},
      {chat::SearchResults{earlier}, "~ ", Kind::other, 2},
      {chat::RecentHistory{earlier}, "~ ", Kind::other, 2},
  }};
  return samples.at(choice);
}

/// What operators do.
Sample order_sample(std::size_t choice, const chat::Ban& ban, Input& input) {
  const auto by = input.text();
  const auto text = input.text();
  const std::array<Sample, 5> samples{{
      {chat::BanSet{ban, {}}, "-- "},
      {chat::BanList{{&ban, &ban}, {}, 3}, "-- ", Kind::other, 3},
      {chat::BanLifted{text, by, {}}, "-- "},
      {chat::MuteChanged{by, !text.empty(), ban.until, text, by, {}, text.size() > 3}, "-- "},
      {chat::Announced{text, by}, "-- "},
  }};
  return samples.at(choice);
}

std::vector<chat::MemberId> some_members(const Gathering& room, Input& input) {
  const auto count = input.below(room.members.size() + 1);
  return {room.members.end() - static_cast<std::ptrdiff_t>(count), room.members.end()};
}

/// `ban` is what the result may refer to.
Sample sample(Input& input, const Gathering& room, const chat::Ban& ban) {
  const auto choice = input.below(30);
  if (choice >= 25) return order_sample(choice - 25, ban, input);
  if (choice == 0) return {chat::Joined{room.ref(), any_names(input)}, "-- "};
  if (choice == 1) return {chat::Left{room.ref(), any_names(input)}, "-- "};
  if (choice == 2) return {chat::MemberList{room.view({}), some_members(room, input)}, "-- "};
  if (choice < 7) return talk(choice - 3, input);
  if (choice < 13) return answer(choice - 7, input);
  return choice < 22 ? room_sample(choice - 13, room, input)
                     : earlier_sample(choice - 22, room, input);
}

void check_line(std::string_view line, const Sample& expected) {
  check(is_harmless(line), "a line is harmless");
  check(line.starts_with(expected.beginning) || line.starts_with("-- //"), "it tells its kind");
  check(line.starts_with('~') == (expected.beginning == "~ "), "only the history looks like it");
  // A notice may begin with a text that is no name, since it has blanks. No member has such a name.
  if (expected.kind == Kind::other && line.starts_with("-- Closing: ")) return;
  const bool no_name = line.starts_with("Goodbye ") && std::ranges::count(line, ' ') > 1;
  check(wire::plain::classify(line) == (no_name ? wire::plain::Kind::other : expected.kind),
        "a client takes it for what it is");
}

void check_error(Input& input) {
  std::string line;
  const auto kind = static_cast<wire::DecodeError::Kind>(input.below(4));
  wire::plain::dialect().render_error({kind, "HTTP"}, input.byte(), {}, line);
  check(line.ends_with('\n') && is_harmless(line.substr(0, line.size() - 1)), "one harmless line");
  check(wire::plain::classify(line) == Kind::error, "a client takes it for an error");
}

void check_rendering(Input& input) {
  const Gathering room(input);
  chat::Ban ban;
  ban.name = ban.by = ban.reason = input.text();
  if (input.below(2) == 0) ban.network = base::Network::parse("2001:db8::/32");
  if (input.below(2) == 0) ban.until = base::WallTime{std::chrono::hours{1'000}};
  const auto expected = sample(input, room, ban);
  const auto view = input.below(2) == 0 ? wire::View::current : wire::View::other;
  std::string out = "before\n";
  wire::plain::dialect().render(expected.event, {view}, out);
  check(out.starts_with("before\n") && out.ends_with('\n'), "it appends lines");
  std::string_view lines = std::string_view(out).substr(out.find('\n') + 1);
  check(std::ranges::count(lines, '\n') == expected.lines, "there are as many lines as due");
  const bool prefixed = view == wire::View::other && chat::room_of(expected.event) != nullptr;
  const auto* ref = chat::room_of(expected.event);
  const auto prefix = prefixed ? wire::plain::room_prefix(ref->name) : std::string();
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const auto line = lines.substr(0, end);
    check(line.starts_with(prefix), "a line of another room begins with the room");
    if (prefixed) check(wire::plain::classify(line) == Kind::other, "it is no line for a program");
    check_line(line.substr(prefix.size()), expected);
    lines.remove_prefix(end + 1);
  }
}

/// The texts of a command, each a part of its line.
struct Texts {
  using List = std::vector<std::string_view>;
  List operator()(const chat::Say& say) const { return {say.text}; }
  List operator()(const chat::Whisper& whisper) const { return {whisper.to, whisper.text}; }
  List operator()(const chat::Rename& rename) const { return {rename.name}; }
  List operator()(const chat::EnterRoom& enter) const { return {enter.room}; }
  List operator()(const chat::Invite& invite) const { return {invite.name}; }
  List operator()(const chat::Kick& kick) const { return {kick.name}; }
  List operator()(const chat::SetOperator& change) const { return {change.name}; }
  List operator()(const chat::Search& search) const {
    List texts{search.words, search.room, search.from};
    std::erase(texts, std::string_view{});
    check(!texts.empty(), "a search has words, or a room or an author");
    return texts;
  }
  template <class Other>
  List operator()(const Other& /*command*/) const {
    return {};
  }
};

void check_texts(const Command& command, std::string_view line) {
  for (const auto text : std::visit(Texts{}, command)) {
    check(is_within(text, line) && !text.empty() && is_strict_utf8(text), "texts are of the line");
  }
}

void check_parsing(std::string_view line) {
  const auto command = wire::plain::parse(line);
  check_texts(command, line);
  const bool blank = line.find_first_not_of(" \t") == std::string_view::npos;
  check(std::holds_alternative<chat::Nothing>(command) == blank, "only a blank line is nothing");
  const auto login = wire::plain::parse_login(line);
  check_texts(login, line);
  check(std::holds_alternative<chat::Rename>(login) || std::holds_alternative<chat::Leave>(login) ||
            std::holds_alternative<chat::Nothing>(login) ||
            std::holds_alternative<chat::Invalid>(login),
        "who has no name can only give one, or leave");
}

void check_escape(std::string_view text, wire::plain::Commands allowed) {
  const auto escaped = wire::plain::escape(text, allowed);
  const auto command = wire::plain::parse(escaped);
  const auto* say = std::get_if<chat::Say>(&command);
  if (say != nullptr && say->style == chat::MessageStyle::said) {
    check(say->text == text, "a message is what was typed");
  }
  const auto* invalid = std::get_if<chat::Invalid>(&command);
  check(invalid == nullptr || (invalid->problem != chat::Problem::unknown_command &&
                               invalid->problem != chat::Problem::indented_command),
        "no text is a command that there is not");
}

/// The logins of a client, up to an error that ends its connection.
class Logins final : public wire::Decoder::Sink {
 public:
  bool handle_command(const Command& command, std::size_t bytes) override {
    logins += std::to_string(command.index()) + ":" + std::to_string(bytes) + " ";
    return true;
  }
  bool handle_error(const wire::DecodeError& error) override {
    ended = error.ends_connection();
    logins += "error ";
    return !ended;
  }
  bool handle_resume(const wire::ResumeRequest& /*request*/, std::size_t /*bytes*/) override {
    check(false, "the plain dialect has no sessions to resume");
    return false;
  }
  void handle_reply(std::string_view bytes) override {
    check(!bytes.empty() && bytes.size() % 3 == 0, "each option is refused in three bytes");
  }

  std::string logins;
  bool ended = false;
};

Logins decode(std::string_view bytes, std::size_t piece) {
  const auto decoder = wire::plain::dialect().make_decoder(64);
  Logins sink;
  while (!bytes.empty() && !sink.ended) {
    const auto used = decoder->feed(bytes.substr(0, piece), sink);
    check(used > 0, "it goes on");
    bytes.remove_prefix(used);
  }
  if (!sink.ended) decoder->finish(sink);
  return sink;
}

/// A line that begins like another protocol is rejected as soon as it can be, and no later line of
/// its connection is read.
void check_first_lines(std::string_view bytes) {
  const auto whole = decode(bytes, bytes.size());
  const auto bytewise = decode(bytes, 1);
  check(whole.logins == bytewise.logins && whole.ended == bytewise.ended,
        "the pieces make no difference");
  const auto line = bytes.substr(0, bytes.find('\n'));
  const auto protocol = wire::foreign_protocol(line);
  for (std::size_t size = 0; size <= line.size(); ++size) {
    check(wire::foreign_beginning(line.substr(0, size)).empty() || !protocol.empty(),
          "a beginning decides about the whole line");
  }
  const bool request = line.starts_with("POST /") && line.ends_with(" HTTP/1.1");
  check(!protocol.empty() || (!request && line.find('\0') == std::string_view::npos),
        "neither a browser nor a binary protocol is a user");
}

/// A message of a member with this name can be parsed in one way only.
void check_framing(std::string_view typed, std::string_view text) {
  const auto parsed = chat::Name::parse(typed);
  const auto* name = std::get_if<chat::Name>(&parsed);
  if (name == nullptr) return;
  std::string line;
  wire::plain::dialect().render(message(name->text(), text, chat::MessageStyle::said), {}, line);
  check(line == "(" + line.substr(1, line.find(')') - 1) + ") " + base::safe(text) + "\n",
        "the text stands behind the first parenthesis");
  check(line.substr(1, line.find(')') - 1) == name->text(), "and the name before it");
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  Input whole(data, size);
  const auto line = whole.rest();
  check_parsing(line);
  check_escape(line, tertulia::wire::plain::Commands::all);
  check_escape(line, tertulia::wire::plain::Commands::from_pipe);
  check_first_lines(line);
  Input event(data, size);
  check_rendering(event);
  check_error(event);
  Input said(data, size);
  const auto name = said.text();
  check_framing(name, said.rest());
  const auto problem = static_cast<tertulia::chat::Problem>(size % kProblems);
  check(is_harmless(tertulia::wire::plain::explain(problem, line)), "reasons are harmless");
  return 0;
}
