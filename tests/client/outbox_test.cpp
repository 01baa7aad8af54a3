#include "client/outbox.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

namespace tertulia::client::outbox_test {
namespace {

/// Takes the lines that may be sent now.
std::size_t send(Outbox& outbox) {
  std::size_t count = 0;
  while (outbox.next()) ++count;
  return count;
}

Outbox with_lines(std::size_t count) {
  Outbox outbox;
  for (std::size_t i = 0; i < count; ++i) outbox.push(fmt::format("line {}", i));
  return outbox;
}

TEST_CASE("lines that the server has not answered are few, and in order") {
  auto outbox = with_lines(Outbox::kMaxUnanswered + 3);
  CHECK(outbox.next() == "line 0");
  CHECK(send(outbox) == Outbox::kMaxUnanswered - 1);
  CHECK(outbox.waiting() == 3);
  CHECK(outbox.unanswered() == Outbox::kMaxUnanswered);
}

TEST_CASE("an answer lets the next line through") {
  auto outbox = with_lines(Outbox::kMaxUnanswered + 3);
  send(outbox);
  outbox.handle_line("(Bob) line 0", "Bob");
  CHECK(outbox.next() == fmt::format("line {}", Outbox::kMaxUnanswered));
  CHECK_FALSE(outbox.next());
  outbox.handle_line("! That line was not valid UTF-8 and was not sent", "Bob");
  CHECK(outbox.next());
}

TEST_CASE("what others do is no answer") {
  auto outbox = with_lines(1);
  send(outbox);
  for (const auto* line : {"(Ann) line 0", "(Bobby) line 0", "* Ann Bob", "[Ann -> Bob] hi",
                           "-- Bobby is now known as Ann", "-- Bob has joined"}) {
    outbox.handle_line(line, "Bob");
    CHECK(outbox.unanswered() == 1);
  }
}

TEST_CASE("each command has its answer") {
  struct Row {
    const char* line;
    const char* answer;
  };
  for (const auto& row :
       {Row{"/me waves", "* Bob waves"}, Row{"/msg Ann hi", "[Bob -> Ann] hi"},
        Row{"/nick Rob", "-- Bob is now known as Rob"}, Row{"/who", "-- 1 here: Bob"},
        Row{"/WHO", "-- 1 here: Bob"}, Row{"/help", "-- /who  who is here"},
        Row{"/Help", "-- /who  who is here"},
        Row{"/join games", "-- You are now in #games (1 here)"},
        Row{"/who games", "#games -- 1 here: Ann"}, Row{"/rooms", "-- #lobby (1 here)"},
        Row{"/topic Chess", "-- Bob has set the topic: Chess"}}) {
    Outbox outbox;
    outbox.push(row.line);
    send(outbox);
    CHECK(outbox.unanswered() == 1);
    outbox.handle_line(row.answer, "Bob");
    CHECK(outbox.unanswered() == 0);
  }
}

TEST_CASE("a blank line has no answer") {
  Outbox outbox;
  outbox.push("  ");
  send(outbox);
  CHECK(outbox.unanswered() == 0);
}

TEST_CASE("a server that never answers gets all lines") {
  auto outbox = with_lines(3 * Outbox::kMaxUnanswered);
  send(outbox);
  outbox.stop_waiting();
  CHECK(send(outbox) == 2 * Outbox::kMaxUnanswered);
}

TEST_CASE("a server that has answered gets no more than that at a time") {
  auto outbox = with_lines(3 * Outbox::kMaxUnanswered);
  send(outbox);
  outbox.handle_line("(Bob) line 0", "Bob");
  outbox.stop_waiting();
  CHECK(send(outbox) == Outbox::kMaxUnanswered);
}

TEST_CASE("discarded lines are counted, and are not sent") {
  auto outbox = with_lines(Outbox::kMaxUnanswered + 3);
  send(outbox);
  CHECK(outbox.waiting_bytes() > 0);
  CHECK(outbox.discard() == 3);
  CHECK(outbox.waiting_bytes() == 0);
  outbox.handle_line("(Bob) line 0", "Bob");
  CHECK_FALSE(outbox.next());
}

}  // namespace
}  // namespace tertulia::client::outbox_test
