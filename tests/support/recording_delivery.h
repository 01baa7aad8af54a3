#pragma once

#include <algorithm>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/date.h"
#include "tertulia/chat/archived_message.h"
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
  static std::string members(const chat::RoomView& view) {
    chat::Names names;
    for (const auto member : view.members) names.push_back(view.names.name_of(member));
    return people(names);
  }
  /// The lobby is not named.
  static std::string in(const chat::RoomRef& room, const std::string& text) {
    return room.id == chat::kLobby ? text : "#" + std::string(room.name) + " " + text;
  }
  /// A usual reason is not named.
  static std::string why(chat::LeaveReason reason) {
    if (reason == chat::LeaveReason::lost) return " lost";
    return reason == chat::LeaveReason::idle ? " idle" : "";
  }
  static std::string number(chat::Problem problem) {
    return std::to_string(static_cast<int>(problem));
  }

  std::string operator()(const chat::NameRequest& /*event*/) const { return "name?"; }
  std::string operator()(const chat::PasswordRequest& event) const {
    return join(event.refusal ? "password again?" : "password?", {event.name});
  }
  std::string operator()(const chat::AccountChanged& event) const {
    return join("account", {std::to_string(static_cast<int>(event.change)), event.subject});
  }
  std::string operator()(const chat::PasswordGiven& event) const {
    return join("password of", {event.name, event.password});
  }
  std::string operator()(const chat::AccountList& event) const {
    std::string text = "accounts";
    for (const auto& account : event.accounts) {
      text += join("", {account.name, account.has_password ? "password" : "",
                        std::to_string(account.keys), account.is_operator ? "operator" : ""});
    }
    return text + (event.total > event.accounts.size() ? " +" : "");
  }
  std::string operator()(const chat::KeyList& event) const {
    std::string text = "keys";
    for (const auto& key : event.fingerprints) text += (key == event.present ? " *" : " ") + key;
    return text;
  }
  std::string operator()(const chat::ServerOperatorChanged& event) const {
    return join(event.on ? "server operator" : "no server operator",
                {event.name, "by", event.by, event.to_actor ? "(you)" : ""});
  }
  std::string operator()(const chat::Whois& event) const {
    const auto text = join("whois", {event.name, event.registered ? "registered" : "guest",
                                     event.is_here ? "here" : "away",
                                     event.is_operator ? "operator" : "user", people(event.rooms)});
    return words(text, {event.address.empty() ? "" : "at", event.address});
  }
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
    return in(event.room, join(said ? "said" : "acted", {event.from, event.text}));
  }
  std::string operator()(const chat::PrivateMessage& event) const {
    return join("whispered", {event.from, event.to, event.text});
  }
  std::string operator()(const chat::Gap& event) const { return join("gap", {event.room.name}); }
  std::string operator()(const chat::Acknowledged& event) const {
    return "acknowledged " + std::to_string(event.number);
  }
  std::string operator()(const chat::Joined& event) const {
    return in(event.room, "joined " + people(event.names));
  }
  std::string operator()(const chat::Left& event) const {
    return in(event.room, "left " + people(event.names) + why(event.reason));
  }
  std::string operator()(const chat::Kicked& event) const {
    const auto* word = event.why == chat::LeaveReason::banned ? "put out" : "kicked";
    return in(event.room, join(word, {event.name, "by", event.by, event.reason}));
  }
  std::string operator()(const chat::Renamed& event) const {
    return join("renamed", {event.from, event.to});
  }
  std::string operator()(const chat::MemberList& event) const {
    std::string text = "here " + members(event.room);
    for (const auto one : event.operators) {
      text += join(" operator", {event.room.names.name_of(one)});
    }
    return in(event.room.room, text);
  }
  std::string operator()(const chat::Entered& event) const {
    return join("entered", {event.room.room.name, members(event.room), event.room.topic});
  }
  std::string operator()(const chat::LeftRoom& event) const {
    return join("out of",
                {event.room.name, event.moved ? "now" : "still", event.current.room.name});
  }
  std::string operator()(const chat::RoomList& event) const {
    std::string text = "rooms";
    for (const auto& row : event.rooms) {
      text += join(" ", {row.name, std::to_string(row.members), row.topic});
      if (row.presence == chat::RoomRow::Presence::inside) text += "(inside)";
      if (row.presence == chat::RoomRow::Presence::current) text += "(current)";
    }
    return text + " of " + std::to_string(event.total);
  }
  std::string operator()(const chat::TopicShown& event) const {
    return in(event.room, join("topic", {event.topic}));
  }
  std::string operator()(const chat::TopicChanged& event) const {
    return in(event.room, join("topic", {event.topic, "by", event.by}));
  }
  std::string operator()(const chat::PrivacyChanged& event) const {
    return in(event.room, join(event.on ? "private" : "public", {"by", event.by}));
  }
  std::string operator()(const chat::Invited& event) const {
    return join(event.to_inviter ? "invitation of" : "invited",
                {event.name, "to", event.room.name, "by", event.by});
  }
  std::string operator()(const chat::Uninvited& event) const {
    return join("no invitation of", {event.name, "to", event.room.name});
  }
  std::string operator()(const chat::OperatorChanged& event) const {
    return in(event.room,
              join(event.on ? "operator" : "no operator", {event.name, "by", event.by}));
  }
  /// The text of each message, and `+` if there are more.
  static std::string texts(const chat::EarlierMessages& earlier) {
    std::string text;
    for (const auto& message : earlier.messages) {
      text += ", " + in(message.room, std::string(message.text));
    }
    return text + (earlier.more ? " +" : "");
  }
  std::string operator()(const chat::HistoryShown& event) const {
    return in(event.room, "history" + texts(event.earlier));
  }
  std::string operator()(const chat::SearchResults& event) const {
    return "results" + texts(event.found);
  }
  std::string operator()(const chat::RecentHistory& event) const {
    return "recent" + texts(event.earlier);
  }
  /// The same without those that are empty.
  static std::string words(std::string_view word, std::initializer_list<std::string_view> rest) {
    std::string text(word);
    for (const auto part : rest) {
      if (!part.empty()) text += (text.empty() ? "" : " ") + std::string(part);
    }
    return text;
  }
  static std::string until(const chat::End& end) {
    return end ? "until " + base::format_time(*end) : std::string();
  }
  static std::string of(const chat::Ban& ban) {
    return words(ban.name, {ban.network ? ban.network->text() : "", until(ban.until), "by", ban.by,
                            ban.reason});
  }
  std::string operator()(const chat::BanSet& event) const { return "banned " + of(event.ban); }
  std::string operator()(const chat::BanLifted& event) const {
    return words("unbanned", {event.target, "by", event.by});
  }
  std::string operator()(const chat::BanList& event) const {
    std::string text = "bans";
    for (const auto* ban : event.bans) text += ", " + of(*ban);
    for (const auto* mute : event.mutes) text += ", muted " + mute->name;
    return text + " of " + std::to_string(event.total);
  }
  std::string operator()(const chat::MuteChanged& event) const {
    return words(event.to_muted ? "you are" : "someone is",
                 {event.on ? "muted" : "unmuted", event.name, until(event.until), "by", event.by,
                  event.reason});
  }
  std::string operator()(const chat::Announced& event) const {
    return words("announced", {event.text, "by", event.by});
  }
  std::string operator()(const chat::GuestsChanged& event) const {
    return words("guests", {event.allowed ? "on" : "off", "by", event.by});
  }
  std::string operator()(const chat::HelpText& event) const {
    const bool runs = event.roles.allow(chat::Role::room_operator);
    return runs ? "help for operators" : "help";
  }
  std::string operator()(const chat::Pong& /*event*/) const { return "pong"; }
  std::string operator()(const chat::Refused& event) const {
    return join("refused", {number(event.problem), event.subject});
  }
  std::string operator()(const chat::Goodbye& event) const { return join("bye", {event.name}); }
  std::string operator()(const chat::Closing& event) const {
    return join("closing", {std::to_string(static_cast<int>(event.reason))});
  }
};

/// Records the events of each client, in order.
class RecordingDelivery : public chat::Delivery {
 public:
  RecordingDelivery() = default;
  virtual ~RecordingDelivery() = default;

  void to_room(chat::RoomId room, chat::MemberId /*author*/, const chat::Event& event) override {
    const auto* message = std::get_if<chat::Message>(&event);
    if (message != nullptr) messages.push_back(chat::to_archive(*message));
    to_others(room, {}, event);
  }
  void to_others(chat::RoomId room, std::span<const chat::MemberId> except,
                 const chat::Event& event) override {
    for (const auto member : rooms_[room]) {
      if (std::ranges::find(except, member) == except.end()) to_one(member, event);
    }
  }
  void to_one(chat::MemberId to, const chat::Event& event) override {
    seen_[to].push_back(std::visit(EventWriter{}, event));
  }
  bool accepts_private(chat::MemberId to) const override { return !busy.contains(to); }
  bool keeps_members(chat::MemberId client) const override { return keepers.contains(client); }
  chat::Trust trust(chat::MemberId client) const override {
    const auto found = trusted.find(client);
    return found == trusted.end() ? chat::Trust::none : found->second;
  }
  std::optional<base::Network> address_of(chat::MemberId client) const override {
    const auto found = addresses.find(client);
    if (found == addresses.end()) return std::nullopt;
    return base::Network::parse(found->second);
  }
  std::vector<chat::MemberId> clients_in(const base::Network& network) const override {
    std::vector<chat::MemberId> clients;
    for (const auto& [client, address] : addresses) {
      if (network.contains(*base::Network::parse(address))) clients.push_back(client);
    }
    return clients;
  }
  void expel(chat::MemberId client, const chat::Event& last) override {
    to_one(client, last);
    addresses.erase(client);
    expelled.push_back(client);
  }
  void joined(chat::RoomId room, chat::MemberId member) override { rooms_[room].push_back(member); }
  void left(chat::RoomId room, chat::MemberId member) override { std::erase(rooms_[room], member); }
  void moved(chat::MemberId member, chat::RoomId from, chat::RoomId to) override {
    moves.push_back({member, from, to});
  }
  void closed(chat::RoomId room) override {
    rooms_.erase(room);
    closed_rooms.push_back(room);
  }
  void changed(chat::RoomId room) override { changes.push_back(room); }
  void changed(chat::AccountId account) override { account_changes.push_back(account); }
  void changed(chat::MemberId client) override { changed_proofs.push_back(client); }
  void changed(const chat::OrderChange& change) override { order.push_back(change); }
  void log(const chat::Event& act) override { logged.push_back(std::visit(EventWriter{}, act)); }
  void acknowledged(chat::MemberId client, chat::Number number) override {
    to_one(client, chat::Acknowledged{number});
  }
  void finished(chat::MemberId client) override { finished_commands.push_back(client); }
  void schedule_notices(chat::RoomId /*room*/, std::size_t /*members*/) override {
    ++notices_scheduled;
  }

  /// The events of a client since the last call.
  Lines take(chat::MemberId who) { return std::exchange(seen_[who], {}); }
  void forget() { seen_.clear(); }
  const std::vector<chat::MemberId>& members(chat::RoomId room = chat::kLobby) {
    return rooms_[room];
  }
  /// The lobby included, if someone has been in it.
  std::size_t rooms() const { return rooms_.size(); }

  struct Move {
    chat::MemberId member;
    chat::RoomId from, to;
    bool operator==(const Move&) const = default;
  };
  std::vector<chat::ArchivedMessage> messages;  // of all rooms
  std::vector<Move> moves;
  std::vector<chat::RoomId> changes;
  std::vector<chat::RoomId> closed_rooms;
  std::vector<chat::AccountId> account_changes;
  std::vector<chat::MemberId> changed_proofs;
  int notices_scheduled = 0;
  std::set<chat::MemberId> busy;     // they accept no private messages
  std::set<chat::MemberId> keepers;  // they keep a list of the members of their rooms
  std::map<chat::MemberId, chat::Trust> trusted;
  std::map<chat::MemberId, std::string> addresses;
  std::vector<chat::MemberId> expelled;
  chat::OrderChanges order;
  Lines logged;
  std::vector<chat::MemberId> finished_commands;

 private:
  std::map<chat::MemberId, Lines> seen_;
  std::map<chat::RoomId, std::vector<chat::MemberId>> rooms_;
};

}  // namespace tertulia::support
