#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain::plain_parse_test {
namespace {

using chat::Problem;

std::string bracketed(std::string_view text) { return "<" + std::string(text) + ">"; }

/// A command as text, for tables.
struct Describe {
  std::string operator()(const chat::Say& say) const {
    return (say.style == chat::MessageStyle::acted ? "act" : "say") + bracketed(say.text);
  }
  std::string operator()(const chat::Whisper& whisper) const {
    return "whisper" + bracketed(whisper.to) + bracketed(whisper.text);
  }
  std::string operator()(const chat::Rename& rename) const {
    return "name" + bracketed(rename.name);
  }
  std::string operator()(const chat::AskWho& ask) const {
    return "who" + (ask.room.empty() ? "" : bracketed(ask.room));
  }
  std::string operator()(const chat::EnterRoom& enter) const {
    return "join" + bracketed(enter.room);
  }
  std::string operator()(const chat::LeaveRoom& room) const {
    return "out of" + bracketed(room.room);
  }
  std::string operator()(const chat::Topic& topic) const {
    return "topic" + (topic.text ? bracketed(*topic.text) : "");
  }
  template <class Other>
  std::string operator()(const Other& /*command*/) const {
    return "another command";
  }
  std::string operator()(const chat::AskHelp& /*ask*/) const { return "help"; }
  std::string operator()(const chat::Leave& /*leave*/) const { return "leave"; }
  std::string operator()(const chat::Nothing& /*nothing*/) const { return "nothing"; }
  std::string operator()(const chat::Invalid& invalid) const {
    switch (invalid.problem) {
      case Problem::unknown_command:
        return "unknown" + bracketed(invalid.subject);
      case Problem::missing_argument:
        return "missing" + bracketed(invalid.subject);
      case Problem::indented_command:
        return "indented" + bracketed(invalid.subject);
      case Problem::not_utf8:
        return "not UTF-8" + bracketed(invalid.subject);
      default:
        return "another problem";
    }
  }
};

std::string command(std::string_view line) { return std::visit(Describe{}, parse(line)); }
std::string login(std::string_view line) { return std::visit(Describe{}, parse_login(line)); }

struct Row {
  std::string_view line;
  std::string_view meaning;
};

TEST_CASE("a member's line is a message or a command") {
  for (const auto& row : {Row{"hello", "say<hello>"},
                          Row{" hello ", "say< hello >"},
                          Row{"a /who", "say<a /who>"},
                          Row{" /who", "indented</who>"},
                          Row{" /usr/bin/ld: not found", "say< /usr/bin/ld: not found>"},
                          Row{" /dev0", "say< /dev0>"},
                          Row{" / ", "say< / >"},
                          Row{" // comment", "say< // comment>"},
                          Row{"  //who", "say<  //who>"},
                          Row{"//  /who is", "say<  /who is>"},
                          Row{"///  /who is", "say</  /who is>"},
                          Row{"////  /who is", "say<//  /who is>"},
                          Row{"// comment", "say</ comment>"},
                          Row{"//who", "say</who>"},
                          Row{"//", "say</>"},
                          Row{"///", "say<//>"},
                          Row{"exit now", "say<exit now>"},
                          Row{"Exit", "say<Exit>"},
                          Row{"", "nothing<>"},
                          Row{"exit", "leave"},
                          Row{" exit\t", "leave"},
                          Row{"/quit", "leave"},
                          Row{"/quit now", "leave"},
                          Row{"/who", "who"},
                          Row{"/who ", "who"},
                          Row{"/who is", "who<is>"},
                          Row{"/join #games", "join<#games>"},
                          Row{"/part", "out of<>"},
                          Row{"/LEAVE games", "out of<games>"},
                          Row{"/topic", "topic"},
                          Row{"/topic Chess for all", "topic<Chess for all>"},
                          Row{"/help", "help"},
                          Row{"/help me", "help"},
                          Row{"/me waves", "act<waves>"},
                          Row{"/me  waves  back ", "act<waves  back>"},
                          Row{"/me\twaves", "act<waves>"},
                          Row{"/me", "missing</me TEXT>"},
                          Row{"/me  ", "missing</me TEXT>"},
                          Row{"/msg Bob hi there", "whisper<Bob><hi there>"},
                          Row{"/msg \t Bob \t hi", "whisper<Bob><hi>"},
                          Row{"/msg Bob", "missing</msg NAME TEXT>"},
                          Row{"/msg Bob  ", "missing</msg NAME TEXT>"},
                          Row{"/msg", "missing</msg NAME TEXT>"},
                          Row{"/nick Rob", "name<Rob>"},
                          Row{"/nick Rob Roy", "name<Rob Roy>"},
                          Row{"/nick", "missing</nick NAME>"},
                          Row{"/", "unknown</>"},
                          Row{"/ who", "unknown</>"},
                          Row{"/Who", "who"},
                          Row{"/MSG Bob Hi", "whisper<Bob><Hi>"},
                          Row{"/QUIT", "leave"},
                          Row{"/whowas x", "unknown</whowas>"},
                          Row{"/usr/bin/ld: not found", "unknown</usr/bin/ld:>"},
                          Row{"\xFF", "not UTF-8<>"},
                          Row{"/me \xC3", "not UTF-8<>"},
                          Row{"//\xC3(", "not UTF-8<>"},
                          Row{"\xC3\xB1\x1B[2J", "say<\xC3\xB1\x1B[2J>"}}) {
    CAPTURE(row.line);
    const auto expected =
        row.meaning == "nothing<>" ? std::string("nothing") : std::string(row.meaning);
    CHECK(command(row.line) == expected);
  }
  CHECK(command(" \t ") == "nothing");
  CHECK(command(std::string_view("a\0b", 3)) == "say" + bracketed({"a\0b", 3}));
}

TEST_CASE("an unnamed client's line is a name or a leave") {
  for (const auto& row :
       {Row{"Bob", "name<Bob>"}, Row{" Bob\t", "name<Bob>"}, Row{"Bob Roy", "name<Bob Roy>"},
        Row{"/who", "name</who>"}, Row{"Exit", "name<Exit>"}, Row{"", "nothing"},
        Row{" ", "nothing"}, Row{"exit", "leave"}, Row{" exit ", "leave"}, Row{"/quit", "leave"},
        Row{"\xC3", "not UTF-8<>"}, Row{"I like HTTP/1.1 best", "name<I like HTTP/1.1 best>"}}) {
    CAPTURE(row.line);
    CHECK(login(row.line) == row.meaning);
  }
}

TEST_CASE("exit and /quit ask to leave") {
  for (const std::string_view line : {"exit", " exit\t", "/quit", " /Quit ", "/QUIT"}) {
    CAPTURE(line);
    CHECK(asks_to_leave(line));
  }
  for (const std::string_view line : {"Exit", "exit now", "/quit now", "/who", "quit", "", " "}) {
    CAPTURE(line);
    CHECK_FALSE(asks_to_leave(line));
  }
}

TEST_CASE("a line that looks like a command behind a blank is no message") {
  for (const std::string_view before : {" ", "\t", " \t  ", "\u00A0", "\u3000", "\uFEFF", "\u200B",
                                        "\u200E", "\u2800", "\x1B", "\b"}) {
    for (const std::string_view name : {"/msg", "/MSG", "/mgs", "/who"}) {
      for (const std::string_view after : {"", " Ann secret", "\tAnn secret", "\u00A0Ann secret"}) {
        const auto line = std::string(before).append(name).append(after);
        CAPTURE(line);
        CHECK(command(line) == "indented" + bracketed(name));
        CHECK(escape(line, Commands::from_pipe) == "//" + line);
        CHECK(command(escape(line, Commands::from_pipe)) == "say" + bracketed(line));
      }
    }
  }
}

TEST_CASE("a client recognizes the lines of a hub") {
  struct Meaning {
    std::string_view line;
    Kind kind;
  };
  for (const auto& row :
       {Meaning{"Username?", Kind::name_request},
        Meaning{"You are now connected, Bob!", Kind::welcome},
        Meaning{"Goodbye Bob!", Kind::goodbye}, Meaning{"Goodbye!", Kind::goodbye},
        Meaning{"! Bob is taken", Kind::error}, Meaning{"(Bob) Goodbye Bob!", Kind::other},
        Meaning{"* Bob Goodbye!", Kind::other}, Meaning{"[Bob -> Ann] ! x", Kind::other},
        Meaning{"-- Bob has left", Kind::other}, Meaning{"Username? ", Kind::other},
        Meaning{"", Kind::other}, Meaning{" Goodbye Bob!", Kind::other}}) {
    CAPTURE(row.line);
    CHECK(classify(row.line) == row.kind);
  }
}

TEST_CASE("a message that looks like a command is escaped") {
  for (const std::string_view text :
       {"/usr/bin/ld: not found", "/", "/whowas", "//", "//who", "/*comment*/", "/ who"}) {
    CAPTURE(text);
    CHECK(escape(text, Commands::from_pipe) == "/" + std::string(text));
    CHECK(command(escape(text, Commands::from_pipe)) == "say" + bracketed(text));
  }
  // `/  /who` was parsed as `  /who` once it had been escaped.
  for (const std::string_view text : {"  /who", "/  /who", "//  /who"}) {
    CAPTURE(text);
    CHECK(escape(text, Commands::from_pipe) == "//" + std::string(text));
    CHECK(command(escape(text, Commands::from_pipe)) == "say" + bracketed(text));
  }
  for (const std::string_view text : {"", "hello", "exit", "/quit", "/who", "/Who", "/me waves",
                                      "/msg Bob hi", "/nick", "/help", " /usr/bin", "  //who"}) {
    CAPTURE(text);
    CHECK(escape(text, Commands::from_pipe) == text);
  }
}

TEST_CASE("a pipe has few commands, unless it may have all") {
  for (const std::string_view text :
       {"/join games", "/op Eve", "/KICK Eve", "/part", "/history", "/search lunch"}) {
    CAPTURE(text);
    CHECK(escape(text, Commands::from_pipe) == "/" + std::string(text));
  }
  for (const std::string_view text : {"/join games", "/KICK Eve", "/part", "/who"}) {
    CAPTURE(text);
    CHECK(escape(text, Commands::all) == text);
  }
  CHECK(escape("/usr/bin/ld", Commands::all) == "//usr/bin/ld");
}

TEST_CASE("a notice of another room is a notice, too") {
  CHECK(is_notice("-- Ann has joined"));
  CHECK(is_notice("#games -- Ann has joined"));
  CHECK_FALSE(is_notice("#games (Ann) -- hi"));
  CHECK_FALSE(is_notice("(Ann) #games -- hi"));
  CHECK_FALSE(is_notice("#games"));
  CHECK_FALSE(is_notice(""));
}

TEST_CASE("a line by a member shows their name where no other member's can stand") {
  for (const auto* line :
       {"(Bob) hi", "* Bob waves", "[Bob -> Ann] hi", "-- Bob is now known as Rob"}) {
    CHECK(is_by(line, "Bob"));
    CHECK_FALSE(is_by(line, "Bo"));
    CHECK_FALSE(is_by(line, "Ann"));
  }
  for (const auto* line : {"-- Bob has joined", "[Ann -> Bob] hi", "Bob", "(Bob)", ""}) {
    CHECK_FALSE(is_by(line, "Bob"));
  }
}

TEST_CASE("the welcome and a change of name give a name to the reader") {
  CHECK(given_name("You are now connected, Bob!", {}) == "Bob");
  CHECK(given_name("-- Bob is now known as Rob", "Bob") == "Rob");
  CHECK(given_name("-- Ann is now known as Eve", "Bob").empty());
  CHECK(given_name("(Bob) You are now connected, Eve!", "Bob").empty());
}

TEST_CASE("a client knows a login that took too long") {
  CHECK(classify("-- Closing: no name for 60 s") == Kind::no_name);
  CHECK(classify("-- Closing: idle for 60 s") == Kind::other);
}

}  // namespace
}  // namespace tertulia::wire::plain::plain_parse_test
