#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "support/hub_fixture.h"

namespace tertulia::support {

/// A hub's server with clients that speak JSON, whose connections the test cuts.
struct ResumeFixture : HubFixture {
  using Seen = std::map<std::string, std::string>;  // the id of the last entry, by room

  /// The text or number of this field in a line; empty if it has none.
  static std::string field(std::string_view line, const std::string& name) {
    const auto key = "\"" + name + "\":";
    const auto at = line.find(key);
    if (at == std::string_view::npos) return {};
    auto value = line.substr(at + key.size());
    const bool text = value.starts_with('"');
    if (text) value.remove_prefix(1);
    return std::string(value.substr(0, value.find_first_of(text ? "\"" : ",}]")));
  }
  static std::string hello(const std::string& name) {
    return R"({"type":"hello","name":")" + name + "\"}\n";
  }
  static std::string say(const std::string& text, int number, const std::string& room = "lobby") {
    return R"({"type":"say","room":")" + room + R"(","text":")" + text + R"(","cid":)" +
           std::to_string(number) + "}\n";
  }
  static std::string resume(const std::string& token, const Seen& seen = {}) {
    std::string list;
    for (const auto& [room, id] : seen) {
      list += (list.empty() ? "\"" : ",\"") + room + "\":" + id;
    }
    return R"({"type":"resume","session":")" + token + R"(","seen":{)" + list + "}}\n";
  }

  /// Reads to the end of the line that has this text.
  static std::string lines_to(Client& client, const std::string& text) {
    auto lines = client.until(text);
    return lines += client.until("\n");
  }
  Client& join_json(const std::string& name) {
    auto& client = connect();
    client.say(hello(name));
    welcome = client.until("\n");
    token = field(welcome, "session");
    return client;
  }
  /// Enters a room, and reads the answer.
  static void enter(Client& client, const std::string& room) {
    client.say(R"({"type":"join","room":")" + room + "\"}\n");
    lines_to(client, "\"entered\"");
  }
  /// Resumes over a new connection. The welcome is read into `welcome`.
  Client& come_back(const std::string& with, const Seen& seen = {}) {
    auto& client = connect();
    client.say(resume(with, seen));
    welcome = client.until("\n");
    return client;
  }
  /// The connection is lost, and the server knows it.
  void cut(Client& client) {
    const auto before = server->client_counts().detached;
    reset(client.socket);
    run_until(loop, clock, [&] { return server->client_counts().detached > before; });
  }
  /// The texts of the messages in these lines, in order.
  static std::string texts(std::string_view lines) {
    std::string all;
    while (!lines.empty()) {
      const auto end = lines.find('\n') + 1;
      const auto text = field(lines.substr(0, end), "text");
      if (!text.empty()) all += (all.empty() ? "" : " ") + text;
      lines.remove_prefix(end == 0 ? lines.size() : end);
    }
    return all;
  }

  std::string token;
  std::string welcome;
};

}  // namespace tertulia::support
