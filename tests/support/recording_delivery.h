#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/chat/delivery.h"

#include "support/lines.h"

namespace tertulia::support {

/// Formats an event as short text, so that tests need no dialect.
struct EventWriter {
  static std::string people(const chat::People& who) {
    std::string text;
    for (const auto name : who.names) text += (text.empty() ? "" : ",") + std::string(name);
    return who.others == 0 ? text : text + "+" + std::to_string(who.others);
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
  std::string operator()(const chat::Said& event) const {
    return join("said", {event.from, event.text});
  }
  std::string operator()(const chat::Acted& event) const {
    return join("acted", {event.from, event.text});
  }
  std::string operator()(const chat::Whispered& event) const {
    return join("whispered", {event.from, event.to, event.text});
  }
  std::string operator()(const chat::Joined& event) const { return "joined " + people(event.who); }
  std::string operator()(const chat::Left& event) const { return "left " + people(event.who); }
  std::string operator()(const chat::Renamed& event) const {
    return join("renamed", {event.from, event.to});
  }
  std::string operator()(const chat::MemberList& event) const {
    return "here " + people(event.who);
  }
  std::string operator()(const chat::HelpText& /*event*/) const { return "help"; }
  std::string operator()(const chat::Refused& event) const {
    return join("refused", {number(event.problem), event.subject});
  }
  std::string operator()(const chat::RefusedLength& event) const {
    return "longer than " + std::to_string(event.limit);
  }
  std::string operator()(const chat::Goodbye& event) const { return join("bye", {event.name}); }
  std::string operator()(const chat::Closing& event) const {
    return join("closing", {std::to_string(static_cast<int>(event.reason))});
  }
};

/// Records the events of each client, in order.
class RecordingDelivery final : public chat::Delivery {
 public:
  void to_all(const chat::Event& event) override { to_others({}, event); }
  void to_others(std::span<const chat::MemberId> but, const chat::Event& event) override {
    for (const auto member : members_) {
      if (std::ranges::find(but, member) == but.end()) to_one(member, event);
    }
  }
  void to_one(chat::MemberId to, const chat::Event& event) override {
    seen_[to].push_back(std::visit(EventWriter{}, event));
  }
  void entered(chat::MemberId member) override { members_.push_back(member); }
  void left(chat::MemberId member) override { std::erase(members_, member); }
  void schedule_notices() override { ++announcements_due; }

  /// The events of a client since the last call.
  Lines take(chat::MemberId who) { return std::exchange(seen_[who], {}); }
  void forget() { seen_.clear(); }
  const std::vector<chat::MemberId>& members() const { return members_; }

  int announcements_due = 0;

 private:
  std::map<chat::MemberId, Lines> seen_;
  std::vector<chat::MemberId> members_;
};

}  // namespace tertulia::support
