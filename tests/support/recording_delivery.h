#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/chat/delivery.h"

#include "support/lines.h"

namespace tertulia::support {

/// Formats an event as short text, so that tests need no dialect.
struct EventWriter {
  static std::string people(const chat::Names& names) {
    std::string text;
    for (const auto name : names) text += (text.empty() ? "" : ",") + std::string(name);
    return text;
  }
  static std::string join(std::string_view word, std::initializer_list<std::string_view> rest) {
    std::string text(word);
    for (const auto part : rest) text += " " + std::string(part);
    return text;
  }
  static std::string number(chat::Problem problem) {
    return std::to_string(static_cast<int>(problem));
  }

  std::string operator()(const chat::NameRequest& /*event*/) const { return "name?"; }
  std::string operator()(const chat::Welcomed& event) const {
    return join("welcome", {event.name});
  }
  std::string operator()(const chat::MessageOfTheDay& event) const {
    std::string text = "motd";
    for (const auto& line : event.lines) text += " " + line;
    return text;
  }
  std::string operator()(const chat::Message& event) const {
    const bool said = event.style == chat::MessageStyle::said;
    return join(said ? "said" : "acted", {event.from, event.text});
  }
  std::string operator()(const chat::PrivateMessage& event) const {
    return join("whispered", {event.from, event.to, event.text});
  }
  std::string operator()(const chat::Joined& event) const {
    return "joined " + people(event.names);
  }
  std::string operator()(const chat::Left& event) const { return "left " + people(event.names); }
  std::string operator()(const chat::Renamed& event) const {
    return join("renamed", {event.from, event.to});
  }
  std::string operator()(const chat::MemberList& event) const {
    chat::Names names;
    for (const auto& [id, name] : event.members) names.push_back(name.text());
    return "here " + people(names);
  }
  std::string operator()(const chat::HelpText& /*event*/) const { return "help"; }
  std::string operator()(const chat::Refused& event) const {
    return join("refused", {number(event.problem), event.subject});
  }
  std::string operator()(const chat::Goodbye& event) const { return join("bye", {event.name}); }
  std::string operator()(const chat::Closing& event) const {
    return join("closing", {std::to_string(static_cast<int>(event.reason))});
  }
};

/// Records the events of each client, in order.
class RecordingDelivery final : public chat::Delivery {
 public:
  void to_room(chat::RoomId room, const chat::Event& event) override { to_others(room, {}, event); }
  void to_others(chat::RoomId /*room*/, std::span<const chat::MemberId> except,
                 const chat::Event& event) override {
    for (const auto member : members_) {
      if (std::ranges::find(except, member) == except.end()) to_one(member, event);
    }
  }
  void to_one(chat::MemberId to, const chat::Event& event) override {
    seen_[to].push_back(std::visit(EventWriter{}, event));
  }
  bool accepts_private(chat::MemberId to) const override { return !busy.contains(to); }
  void joined(chat::RoomId /*room*/, chat::MemberId member) override { members_.push_back(member); }
  void left(chat::RoomId /*room*/, chat::MemberId member) override { std::erase(members_, member); }
  void finished(chat::MemberId client) override { finished_commands.push_back(client); }
  void schedule_notices() override { ++notices_scheduled; }

  /// The events of a client since the last call.
  Lines take(chat::MemberId who) { return std::exchange(seen_[who], {}); }
  void forget() { seen_.clear(); }
  const std::vector<chat::MemberId>& members() const { return members_; }

  int notices_scheduled = 0;
  std::set<chat::MemberId> busy;  // they accept no private messages
  std::vector<chat::MemberId> finished_commands;

 private:
  std::map<chat::MemberId, Lines> seen_;
  std::vector<chat::MemberId> members_;
};

}  // namespace tertulia::support
