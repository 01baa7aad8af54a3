/// What the client that speaks JSON does with what the server says.
#include <string>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/wire/plain.h"

#include "client/json_client.h"

namespace tertulia::client {

using wire::plain::kError;

namespace json = wire::json;

namespace {

/// Of the client's own question for what was said last.
constexpr std::string_view kRecentTag = "recent";

}  // namespace

/// What needs more than the session's memory and the screen.
struct JsonClient::Events {
  JsonClient& client;
  std::string_view line;
  std::string_view tag;

  void operator()(const json::Welcome& welcome) const {
    if (client.phase_ != Phase::greeting || client.question_ == Question::login) return;
    if (welcome.name != client.session_.name()) show(welcome);
    client.begin_talking(welcome);
    if (!welcome.resumed) client.ask_for_recent(client.session_.place().room, welcome.id);
  }
  void operator()(const json::Message& message) const {
    if (!client.session_.is_new(message)) return;
    if (!client.display_.ignored().has(message.from)) client.session_.count_unread(message);
    say(message);
  }
  void operator()(const json::Private& message) const {
    if (client.session_.is_new(message)) say(message);
  }
  /// Who has asked for so many messages gets no more.
  void say(const auto& message) const {
    if (client.quota_.reached()) return;
    show(message);
    if (!client.session_.is_own(message.origin)) client.quota_.count_message();
  }
  void operator()(const json::Renamed& renamed) const {
    show(renamed);
    if (renamed.from == client.session_.name()) client.handle_new_name(renamed.to);
  }
  void operator()(const json::Entered& entered) const {
    const bool enters = !client.session_.place().is_in(entered.room.room);
    show(entered);
    if (enters) client.ask_for_recent(entered.room.room, entered.id);
  }
  void operator()(const json::History& history) const {
    if (tag != kRecentTag) return show(history);
    client.display_.show_recent(history, client.session_.place());
  }
  void operator()(const json::Error& error) const { client.handle_error(error); }
  /// Who thinks about a name gets another connection for it.
  void operator()(const json::Closing& closing) const {
    const bool thinks = client.phase_ == Phase::asking && client.console_->interactive();
    if (thinks && closing.reason == json::Closing::Reason::idle) return;
    show(closing);
    client.handle_closing(closing);
  }
  void operator()(const json::Goodbye& goodbye) const {
    show(goodbye);
    if (client.phase_ != Phase::leaving) return;
    client.ending_.set(Status::orderly, {});
    client.report_unstored();
  }
  void operator()(const json::Stored& /*event*/) const {
    if (client.phase_ == Phase::talking) client.reply_timer_.stop();
  }
  void operator()(const auto& other) const { show(other); }
  void show(const json::ServerEvent& event) const {
    client.display_.show(event, line, client.session_.place());
  }
};

bool JsonClient::handle_line(std::string_view line) {
  if (line.empty()) return true;
  const auto parsed = json::parse_server_line(line);
  // A server need not keep any messages.
  if (parsed.tag == kRecentTag && std::holds_alternative<json::Error>(parsed.event)) return true;
  if (!std::holds_alternative<json::Pong>(parsed.event)) quota_.note_input();
  std::visit(Events{*this, line, parsed.tag}, parsed.event);
  const auto unanswered = session_.requests().unanswered();
  session_.handle(parsed.event, parsed.tag);
  if (phase_ != Phase::talking) return stream_ != nullptr && stream_->open();
  if (session_.requests().unanswered() < unanswered) reply_timer_.stop();
  send_waiting();
  leave_if_done();
  return stream_ != nullptr && stream_->open();
}

/// What comes later is shown anyway, so the answer must not have it. A script wants what is new.
void JsonClient::ask_for_recent(std::string_view room, std::uint64_t last) {
  if (!console_->interactive() || last == 0) return;
  const chat::AskHistory request{room, kRecentMessages, chat::EntryId{last + 1}};
  send(json::write_request(request, {kRecentTag, 0}));
}

/// An error is about what this user has sent. Before a pipe talks, it ends the client, which then
/// gives it as the reason.
void JsonClient::handle_error(const json::Error& error) {
  if (phase_ == Phase::greeting) return handle_login_error(error);
  const bool was_asked_for = error.cid != 0 && error.cid == registering_;
  if (was_asked_for && error.code == "registered_before") return;
  const auto name = session_.wanted_name(error.cid);
  const bool wrong = error.code == "password_wrong";
  if (!console_->interactive()) ending_.lines_refused = true;
  if (error.code == "password_required" && !name.empty()) {
    next_name_ = name;
    return ask_password(Question::rename);
  }
  display_.report(kError, error.text);
  if (wrong && !next_name_.empty()) ask_password(Question::rename);
}

/// Whether to come back by itself, the reason says.
void JsonClient::handle_closing(const json::Closing& closing) {
  using Reason = json::Closing::Reason;
  closing_why_ = closing.text;
  if (closing.reason == Reason::shutdown || closing.reason == Reason::idle) return;
  ending_.message = fmt::format("{}: {}", format_endpoint(options_.server), closing.text);
}

}  // namespace tertulia::client
