#include "client/requests.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

namespace tertulia::client::requests_test {
namespace {

using Unstored = Requests::Unstored;

Requests with_lines(std::size_t count, Unstored unstored = Unstored::wait) {
  Requests requests(unstored);
  for (std::size_t i = 1; i <= count; ++i) requests.push(fmt::format("line {}", i), "lobby");
  return requests;
}

/// Takes what may be sent now. Returns the numbers.
std::vector<chat::Number> send(Requests& requests) {
  std::vector<chat::Number> numbers;
  while (const auto* request = requests.next()) numbers.push_back(request->number);
  return numbers;
}

using Numbers = std::vector<chat::Number>;

TEST_CASE("few are under way at a time, in order") {
  auto requests = with_lines(Requests::kMaxUnanswered + 3);
  const auto sent = send(requests);
  CHECK(sent.size() == Requests::kMaxUnanswered);
  CHECK(sent.front() == 1);
  CHECK(sent.back() == Requests::kMaxUnanswered);
  CHECK(requests.waiting() == 3);
  CHECK(requests.waiting_bytes() == 3 * std::string("line 17").size());
  requests.answer(1);
  CHECK(send(requests) == Numbers{Requests::kMaxUnanswered + 1});
  CHECK(requests.unanswered() == Requests::kMaxUnanswered);
}

TEST_CASE("an answer that comes twice, or is for nothing that was sent, changes nothing") {
  auto requests = with_lines(3);
  requests.answer(1);
  requests.store(3);
  CHECK(requests.unstored() == 3);
  send(requests);
  requests.answer(2);
  requests.answer(2);
  requests.answer(4);
  CHECK(requests.unanswered() == 2);
}

TEST_CASE("what is stored is done, also without an answer of its own") {
  auto requests = with_lines(3);
  send(requests);
  requests.store(2);
  CHECK(requests.unstored() == 1);
  CHECK(requests.unanswered() == 1);
  requests.answer(1);
  CHECK(requests.unanswered() == 1);
}

TEST_CASE("after a lost connection, all that is not stored is sent again with its number") {
  auto requests = with_lines(4);
  send(requests);
  requests.store(1);
  requests.answer(2);
  requests.push("typed meanwhile", "lobby");
  requests.rewind();
  CHECK(requests.unanswered() == 0);
  CHECK(requests.waiting() == 1);
  CHECK(send(requests) == Numbers{2, 3, 4, 5});
  CHECK(requests.unanswered() == 3);  // the second one has its answer
  requests.store(5);
  CHECK(requests.unstored() == 0);
}

TEST_CASE("in a new session only what was never sent goes out; the rest is unknown") {
  auto requests = with_lines(2, Unstored::forget);
  send(requests);
  requests.answer(1);
  requests.push("waits", "games");
  requests.rewind();
  const auto unknown = requests.begin_anew();
  REQUIRE(unknown.size() == 1);
  CHECK(unknown.front().typed == "line 2");
  CHECK(send(requests) == Numbers{3});
}

// It ended with 0 though the server had lost lines that it had not stored.
TEST_CASE("a pipe does not know either what was answered and not stored") {
  Requests requests(Unstored::wait);
  for (const auto* line : {"stored", "heard", "sent"}) requests.push(line, "lobby");
  send(requests);
  requests.store(1);
  requests.answer(2);
  requests.rewind();
  const auto unknown = requests.begin_anew();
  REQUIRE(unknown.size() == 2);
  CHECK(unknown.front().typed == "heard");
  CHECK(unknown.back().typed == "sent");
}

// It went to the lobby.
TEST_CASE("a new session does not say what was typed behind a /leave without an answer") {
  auto requests = with_lines(0);
  requests.push("/leave", "games");
  requests.push("where does this go?", "");
  requests.push("/join chess", "");
  requests.push("hello", "chess");
  send(requests);
  requests.rewind();
  CHECK(requests.begin_anew().size() == 1);
  CHECK(requests.discard_homeless() == 1);
  CHECK(requests.waiting_bytes() == std::string_view("/join chesshello").size());
  CHECK(send(requests) == Numbers{3, 4});
}

TEST_CASE("what waits can be discarded, and its numbers are used again") {
  auto requests = with_lines(Requests::kMaxUnanswered + 2);
  send(requests);
  CHECK(requests.discard() == 2);
  CHECK(requests.waiting() == 0);
  CHECK(requests.waiting_bytes() == 0);
  requests.push("next", "lobby");
  requests.answer(1);
  CHECK(send(requests) == Numbers{Requests::kMaxUnanswered + 1});
}

TEST_CASE("after a room is left, only the server knows which one is the current one") {
  auto requests = with_lines(1);
  requests.push("/leave", "games");
  requests.push("where does this go?", "");
  CHECK(send(requests) == Numbers{1, 2});
  requests.answer(2);
  CHECK(send(requests) == Numbers{3});
}

/// Sends and answers without ever storing.
std::size_t send_unstored(Requests& requests, std::size_t count) {
  std::size_t sent = 0;
  for (; sent < count; ++sent) {
    requests.push("more", "lobby");
    const auto* request = requests.next();
    if (request == nullptr) break;
    requests.answer(request->number);
  }
  return sent;
}

TEST_CASE("a pipe waits for a server that stores nothing") {
  Requests requests(Unstored::wait);
  CHECK(send_unstored(requests, 2 * Requests::kMaxUnstored) == Requests::kMaxUnstored);
  requests.store(1);
  CHECK(requests.next() != nullptr);
}

TEST_CASE("a person talks on with a server that stores nothing") {
  Requests requests(Unstored::forget);
  CHECK(send_unstored(requests, 2 * Requests::kMaxUnstored) == 2 * Requests::kMaxUnstored);
  CHECK(requests.unstored() < Requests::kMaxUnstored);
}

}  // namespace
}  // namespace tertulia::client::requests_test
