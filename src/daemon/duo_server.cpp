#include "daemon/duo_server.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/server/access_log.h"
#include "tertulia/wire/duo.h"
#include "tertulia/wire/plain.h"

namespace tertulia::daemon {

using duo::Conversation;

DuoServer::DuoServer(reactor::Reactor& reactor, const base::Limits& limits, const std::string& name)
    : reactor_(reactor),
      limits_(limits),
      deadlines_(reactor),
      admission_(limits_),
      rejected_connections_(reactor, deadlines_, limits_, counters()),
      console_(terminal::open_console(reactor, *this)),
      reminder_(reactor, [this] { update_all_positions(); }) {
  if (!name.empty() || !console_->interactive()) {
    handle_name(name.empty() ? kDefaultName : name);
  } else {
    ask_name();
  }
  console_->resume_input();
}

DuoServer::~DuoServer() {
  if (deferred_) reactor_.cancel(*this);
}

void DuoServer::ask_name() {
  console_->print("Username?");
  console_->set_prompt("> ", terminal::Console::History::skip);
}

void DuoServer::handle_name(const std::string& typed) {
  const auto name = chat::Name::parse(typed);
  if (const auto* problem = std::get_if<chat::Problem>(&name)) {
    console_->print(
        fmt::format("{}{}", wire::plain::kError, wire::plain::explain(*problem, typed)));
    return ask_name();
  }
  name_ = std::get<chat::Name>(name).text();
  console_->set_prompt(wire::duo::say(name_, {}), terminal::Console::History::keep);
  defer();
}

Conversation* DuoServer::current() const {
  if (queue_.empty() || !queue_.front().conversation->talking()) return nullptr;
  return queue_.front().conversation.get();
}

Conversation::Setup DuoServer::setup() const {
  return {Conversation::Role::host,
          limits_.idle_timeout,
          limits_.max_line,
          {limits_.rate, limits_.burst},
          {limits_.send_queue, limits_.drain_timeout, limits_.send_timeout}};
}

void DuoServer::accept(reactor::Socket socket, reactor::Peer peer) {
  if (const auto problem = admission_.admit(peer.host)) {
    return rejected_connections_.reject(std::move(socket), *problem);
  }
  ++counters().connections;
  auto host = peer.host;
  Conversation::Owner& owner = *this;
  auto conversation = std::make_unique<Conversation>(reactor_, deadlines_, std::move(socket),
                                                     std::move(peer), *console_, setup(), owner);
  first_without_update_ = std::min(first_without_update_, queue_.size());
  queue_.push_back({std::move(host), std::move(conversation)});
  defer();
}

void DuoServer::defer() {
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

void DuoServer::run() {
  deferred_ = false;
  if (on_done_ || queue_.empty()) return;
  serve_next();
  if (!deferred_) update_positions_when_due();
}

void DuoServer::serve_next() {
  auto& conversation = *queue_.front().conversation;
  if (name_.empty() || conversation.begun()) return;
  if (console_->unprinted() >= terminal::Console::kHighWaterMark) return;
  first_without_update_ = 1;
  conversation.set_name(name_);
  console_->print(wire::duo::has_connected(conversation.peer_name()));
  conversation.notify(wire::duo::talking_with(name_));
  conversation.begin();
  if (!pending_line_ || !conversation.talking()) return;
  say(*std::exchange(pending_line_, std::nullopt));
  resume_input_if_possible();
}

/// The input of waiting clients is not read, so only a write finds out that a client has gone.
void DuoServer::update_all_positions() {
  for (const auto& guest : queue_) {
    const bool waits = !guest.conversation->begun();
    if (waits && guest.conversation->lost()) guest.conversation->abort();
  }
  first_without_update_ = 0;
  update_positions();
}

void DuoServer::update_positions_when_due() {
  const auto untold = queue_.size() - std::min(first_without_update_, queue_.size());
  if (untold <= kMaxImmediateUpdates) return update_positions();
  if (reactor_.now() >= all_updated_at_ + kUpdateInterval) return update_all_positions();
  if (!std::exchange(update_pending_, true)) reminder_.start(kUpdateInterval);
}

/// An update of some clients does not postpone the reminder of all.
void DuoServer::update_positions() {
  const std::size_t served = current() == nullptr ? 0 : 1;
  const bool all = first_without_update_ <= served;
  for (auto i = std::max(first_without_update_, served); i < queue_.size(); ++i) {
    queue_[i].conversation->notify(wire::duo::in_line(name_, i + 1 - served));
  }
  first_without_update_ = queue_.size();
  if (!all) return;
  all_updated_at_ = reactor_.now();
  update_pending_ = false;
  if (queue_.size() > served) reminder_.start(kReminderInterval);
}

void DuoServer::on_line(std::string line) {
  if (name_.empty()) return handle_name(line);
  if (current() != nullptr) return say(line);
  if (base::trim(line).empty()) return;
  if (console_->interactive())
    return console_->print(fmt::format("{}No client is connected", wire::plain::kError));
  pending_line_ = std::move(line);
  console_->pause_input();
}

void DuoServer::say(const std::string& line) {
  const auto kind = wire::duo::parse(line).kind;
  if (kind == wire::duo::Line::Kind::exit) return current()->leave();
  current()->say(line);
  if (current() != nullptr && current()->queued() > Conversation::kHighWaterMark) {
    console_->pause_input();
  }
}

/// Only the output queue of the served client decides, whichever conversation has changed.
void DuoServer::resume_input_if_possible() {
  const auto* served = current();
  const bool queue_full = served != nullptr && served->queued() > Conversation::kHighWaterMark;
  if (!pending_line_ && !queue_full) console_->resume_input();
}

void DuoServer::on_printed() {
  if (current() != nullptr) current()->handle_printed();
  defer();
}

void DuoServer::on_output_failed(std::string_view reason) {
  base::log::error(fmt::format("cannot write the output: {}", reason));
}

void DuoServer::on_end_of_input() {
  if (current() != nullptr) return current()->leave();
  if (console_->interactive())
    console_->print("-- No client is connected; Ctrl-C stops the server");
}

void DuoServer::on_ended(Conversation& conversation) {
  const auto found = std::ranges::find(queue_, &conversation, &Guest::key);
  first_without_update_ =
      std::min(first_without_update_, static_cast<std::size_t>(found - queue_.begin()));
  if (conversation.begun()) console_->print(wire::duo::has_left(conversation.peer_name()));
  resume_input_if_possible();
  leaving_.push_back(std::move(*found));
  queue_.erase(found);
  defer();
}

void DuoServer::on_rejected(const Conversation& conversation, const wire::DecodeError& error) {
  const auto& host = std::ranges::find(queue_, &conversation, &Guest::key)->host;
  const base::log::Cause cause(host, 0);
  server::access_log::rejected(conversation.peer_address(), error, limits_.max_line);
}

void DuoServer::on_over(Conversation& conversation, Conversation::Outcome /*outcome*/) {
  const auto found = std::ranges::find(leaving_, &conversation, &Guest::key);
  admission_.release(found->host);
  leaving_.erase(found);
  if (on_done_ && leaving_.empty()) std::exchange(on_done_, nullptr)();
}

void DuoServer::shut_down(std::function<void()> on_done) {
  while (!queue_.empty()) queue_.front().conversation->dismiss(wire::duo::shutdown());
  if (leaving_.empty()) return on_done();
  on_done_ = std::move(on_done);
}

server::ClientCounts DuoServer::client_counts() const {
  const std::size_t served = current() == nullptr ? 0 : 1;
  return {served, 0, queue_.size() - served};
}

void DuoServer::set_policy(const server::Policy& policy) {
  limits_ = policy.limits;
  for (auto& guest : queue_) guest.conversation->set_limits(setup());
}

}  // namespace tertulia::daemon
