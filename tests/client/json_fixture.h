#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "client/json_client.h"
#include "support/fake_console.h"
#include "support/lines.h"
#include "support/phrases.h"
#include "support/run.h"
#include "support/sleepy_clock.h"
#include "support/sockets.h"

namespace tertulia::client {

/// A client that speaks JSON, and its server, which the test plays.
struct JsonFixture {
  using Stop = JsonClient::Stop;

  explicit JsonFixture(bool is_person = true, const std::string& name = "Bob") : person(is_person) {
    options.name = name;
  }

  /// Makes the client, with the options as they are. Most tests begin with `join()`.
  void begin() {
    client = std::make_unique<JsonClient>(loop, link(), options,
                                          support::fake_console_opener(person, console, handler));
  }
  /// A link to a new server. The former one has gone.
  Link link() {
    auto [near, far] = support::unix_pair();
    server = std::move(far);
    received.clear();
    auto made = Link::plain(loop, std::move(near));
    made.local = safe;
    return made;
  }
  /// The client has another connection.
  void reconnect() { client->resume(link()); }

  void say(std::string_view line) const { support::put(server, std::string(line) + '\n'); }
  /// Says it, and waits until the client has read it.
  void tell(std::string_view line) {
    say(line);
    support::run_passes(loop);
  }
  static std::string welcome_line(std::string_view name, std::string_view more = {}) {
    return fmt::format(
        R"({{"type":"welcome","name":"{}","session":"secret","origin":"k3f9","server":"t",)"
        R"("max_line":4096,"id":10{},"rooms":[{{"room":"lobby","topic":"","count":2,)"
        R"("members":["Ann","{}"]}}]}})",
        name, more, name);
  }
  static std::string message(int id, std::string_view room, std::string_view from,
                             std::string_view text, std::string_view more = {}) {
    return fmt::format(R"({{"type":"message","id":{},"time":"2026-01-01T00:00:00.000Z",)"
                       R"("room":"{}","from":"{}","text":"{}"{}}})",
                       id, room, from, text, more);
  }
  /// The message of the client itself with this number.
  static std::string own(int id, std::string_view text, int cid) {
    return message(id, "lobby", "Bob", text, fmt::format(R"(,"origin":"k3f9","cid":{})", cid));
  }
  static std::string error(std::string_view code, int cid = 0) {
    const auto number = cid == 0 ? std::string() : fmt::format(R"(,"cid":{})", cid);
    return fmt::format(R"({{"type":"error","code":"{0}","text":"because of {0}"{1}}})", code,
                       number);
  }
  static std::string stored(int cid) { return fmt::format(R"({{"type":"stored","cid":{}}})", cid); }
  static std::string goodbye() { return R"({"type":"goodbye","name":"Bob"})"; }
  static std::string entered(std::string_view room) {
    return fmt::format(R"({{"type":"entered","room":"{}","topic":"","count":1,"members":["Bob"]}})",
                       room);
  }
  static std::string closing(std::string_view reason) {
    return fmt::format(R"({{"type":"closing","reason":"{0}","text":"Closing: {0}"}})", reason);
  }

  /// The next line from the client, without its end. What it asks by itself about a room that it
  /// enters goes to `asked`.
  std::string next() {
    support::run_until(loop, [&] {
      receive();
      return received.find('\n') != std::string::npos;
    });
    const auto end = received.find('\n');
    auto line = received.substr(0, end);
    received.erase(0, end + 1);
    return line;
  }
  void receive() {
    constexpr std::string_view kEnd = ",\"tag\":\"recent\"}\n";
    received += support::get(server);
    for (auto end = received.find(kEnd); end != std::string::npos; end = received.find(kEnd)) {
      const auto begin = received.rfind('\n', end) + 1;  // 0 if it is the first line
      const auto size = end + kEnd.size() - begin;
      asked.push_back(received.substr(begin, size - 1));
      received.erase(begin, size);
    }
  }
  /// Whether the next line from the client has this text.
  bool next_has(std::string_view text) {
    const auto line = next();
    INFO(line);
    const bool found = line.find(text) != std::string::npos;
    CHECK_MESSAGE(found, text);
    return found;
  }
  /// All else that the client has sent.
  std::string sent() {
    support::run_passes(loop);
    receive();
    return std::exchange(received, {});
  }
  void join() {
    begin();
    next_has(R"("type":"hello")");
    tell(welcome_line("Bob"));
    REQUIRE_FALSE(console->paused);
  }
  void type(std::string_view line) const { handler->on_line(std::string(line)); }
  void cut() {
    server = support::Socket();
    support::run_passes(loop);
  }
  void pass(base::Duration time) { support::pass_time(loop, clock, time); }
  std::string shown() const { return console->screen.empty() ? "" : console->screen.back(); }
  /// How the client has ended; it must have.
  Ending ending() const {
    CHECK(client->stop() == Stop::ended);
    return client->finish();
  }
  /// The server says goodbye and ends the connection.
  Ending goodbye_ending() {
    tell(goodbye());
    cut();
    return ending();
  }

  base::ManualClock clock;
  support::SleepyClock sleepy{clock};
  reactor::Reactor loop{sleepy, reactor::Reactor::Watch::any_descriptor};
  Options options;
  const bool person;
  bool safe = true;  ///< A password may be sent.
  support::Socket server{-1};
  support::FakeConsole* console = nullptr;
  terminal::Console::Handler* handler = nullptr;
  std::unique_ptr<JsonClient> client;
  std::string received;
  support::Lines asked;
};

/// What a welcome has after a resume: all up to this number is stored.
inline std::string resumed(int stored) {
  return fmt::format(R"(,"resumed":true,"cid":{})", stored);
}

/// A person with the name Bob, who has just lost the connection.
struct AwayFixture : JsonFixture {
  AwayFixture() {
    join();
    cut();
    REQUIRE(client->stop() == Stop::lost);
  }
};

}  // namespace tertulia::client
