#include "tertulia/server/duo_server.h"

#include <algorithm>
#include <utility>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/duo.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server {

using duo::Conversation;

DuoServer::DuoServer(reactor::Reactor& reactor, const base::Limits& limits, const std::string& name)
    : reactor_(reactor),
      limits_(limits),
      deadlines_(reactor),
      admission_(limits_),
      turned_away_(reactor, deadlines_, limits_, counters()),
      console_(terminal::open_console(reactor, *this)),
      reminder_(reactor, [this] { remind(); }) {
  if (!name.empty() || !console_->interactive()) {
    take_name(name.empty() ? kDefaultName : name);
  } else {
    ask_name();
  }
  console_->resume_input();
}

DuoServer::~DuoServer() {
  if (deferred_) reactor_.withdraw(*this);
}

void DuoServer::ask_name() {
  console_->print("Username?");
  console_->set_prompt("> ", terminal::Console::History::skip);
}

void DuoServer::take_name(const std::string& typed) {
  const auto name = chat::Name::parse(typed);
  if (const auto* problem = std::get_if<chat::Problem>(&name)) {
    console_->print("! " + wire::plain::explain(*problem, typed));
    return ask_name();
  }
  name_ = std::get<chat::Name>(name).text();
  console_->set_prompt(wire::duo::say(name_, {}), terminal::Console::History::keep);
  defer();
}

Conversation* DuoServer::current() const {
  if (line_.empty() || !line_.front().conversation->talking()) return nullptr;
  return line_.front().conversation.get();
}

Conversation::Setup DuoServer::setup() const {
  return {Conversation::Role::host,
          limits_.idle_timeout,
          {limits_.max_line, limits_.rate, limits_.burst},
          {limits_.send_queue, limits_.drain_timeout, limits_.send_timeout}};
}

void DuoServer::take(reactor::Socket socket, reactor::Peer peer) {
  if (const auto problem = admission_.admit(peer.host)) {
    return turned_away_.take(std::move(socket), *problem);
  }
  ++counters().connections;
  auto host = peer.host;
  Conversation::Owner& owner = *this;
  auto conversation = std::make_unique<Conversation>(reactor_, deadlines_, std::move(socket),
                                                     std::move(peer), *console_, setup(), owner);
  untold_from_ = std::min(untold_from_, line_.size());
  line_.push_back({std::move(host), std::move(conversation)});
  defer();
}

void DuoServer::defer() {
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

void DuoServer::at_edge() {
  deferred_ = false;
  if (on_done_ || line_.empty()) return;
  serve_next();
  if (!deferred_) tell_places_in_time();
}

void DuoServer::serve_next() {
  auto& conversation = *line_.front().conversation;
  if (name_.empty() || conversation.begun()) return;
  untold_from_ = 1;
  conversation.set_name(name_);
  console_->print(wire::duo::has_connected(conversation.other()));
  conversation.notify(wire::duo::talking_with(name_));
  conversation.begin();
  if (!held_ || !conversation.talking()) return;
  say(*std::exchange(held_, std::nullopt));
  read_on();
}

/// Who has gone, and whose input is not read while they wait, is found out by telling them.
void DuoServer::remind() {
  for (const auto& guest : line_) {
    const bool waits = !guest.conversation->begun();
    if (waits && guest.conversation->lost()) guest.conversation->abort();
  }
  untold_from_ = 0;
  tell_places();
}

void DuoServer::tell_places_in_time() {
  const auto untold = line_.size() - std::min(untold_from_, line_.size());
  if (untold <= kToldAtOnce) return tell_places();
  if (reactor::Reactor::now() >= all_told_at_ + kBreath) return remind();
  if (!std::exchange(hurried_, true)) reminder_.start(kBreath);
}

/// Only what all of them are told puts off the next reminder of all.
void DuoServer::tell_places() {
  const std::size_t served = current() == nullptr ? 0 : 1;
  const bool all = untold_from_ <= served;
  for (auto i = std::max(untold_from_, served); i < line_.size(); ++i) {
    line_[i].conversation->notify(wire::duo::in_line(name_, i + 1 - served));
  }
  untold_from_ = line_.size();
  if (!all) return;
  all_told_at_ = reactor::Reactor::now();
  hurried_ = false;
  if (line_.size() > served) reminder_.start(kReminder);
}

void DuoServer::on_line(std::string line) {
  if (name_.empty()) return take_name(line);
  if (current() != nullptr) return say(line);
  if (base::trim(line).empty()) return;
  if (console_->interactive()) return console_->print("! Nobody is here to read that");
  held_ = std::move(line);
  console_->pause_input();
}

void DuoServer::say(const std::string& line) {
  const auto kind = wire::duo::parse(line).kind;
  if (kind == wire::duo::Line::Kind::exit) return current()->part();
  current()->say(line);
  if (current() != nullptr && current()->queued() > Conversation::kEnoughQueued) {
    console_->pause_input();
  }
}

/// Whoever it was that took or left something: what counts is the one who is being served.
void DuoServer::read_on() {
  const auto* served = current();
  const bool enough = served != nullptr && served->queued() > Conversation::kEnoughQueued;
  if (!held_ && !enough) console_->resume_input();
}

void DuoServer::on_printed() {
  if (current() != nullptr) current()->take_printed();
}

void DuoServer::on_end_of_input() {
  if (current() != nullptr) return current()->part();
  if (console_->interactive())
    console_->print("-- There is no conversation; Ctrl-C ends the server");
}

void DuoServer::on_ended(Conversation& conversation) {
  const auto found = std::ranges::find(line_, &conversation, &Guest::talk);
  untold_from_ = std::min(untold_from_, static_cast<std::size_t>(found - line_.begin()));
  if (conversation.begun()) console_->print(wire::duo::has_left(conversation.other()));
  read_on();
  leaving_.push_back(std::move(*found));
  line_.erase(found);
  defer();
}

void DuoServer::on_over(Conversation& conversation, Conversation::Outcome /*outcome*/) {
  const auto found = std::ranges::find(leaving_, &conversation, &Guest::talk);
  admission_.release(found->host);
  leaving_.erase(found);
  if (on_done_ && leaving_.empty()) std::exchange(on_done_, nullptr)();
}

void DuoServer::shut_down(std::function<void()> on_done) {
  while (!line_.empty()) line_.front().conversation->dismiss(wire::duo::shutdown());
  if (leaving_.empty()) return on_done();
  on_done_ = std::move(on_done);
}

Census DuoServer::census() const {
  const std::size_t served = current() == nullptr ? 0 : 1;
  return {served, 0, line_.size() - served};
}

void DuoServer::set_policy(const Policy& policy) {
  limits_ = policy.limits;
  for (auto& guest : line_) guest.conversation->set_limits(setup());
}

}  // namespace tertulia::server
