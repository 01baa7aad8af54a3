#include "tertulia/server/duo_server.h"

#include <algorithm>
#include <utility>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/duo.h"

namespace tertulia::server {

using duo::Conversation;

DuoServer::DuoServer(reactor::Reactor& reactor, const base::Limits& limits, const std::string& name)
    : reactor_(reactor),
      limits_(limits),
      deadlines_(reactor),
      admission_(limits_),
      turned_away_(reactor, deadlines_, limits_),
      console_(terminal::open_console(reactor, *this)),
      reminder_(reactor, [this] { tell_places(1); }) {
  if (!name.empty() || !console_->interactive()) {
    take_name(name.empty() ? kDefaultName : name);
  } else {
    ask_name();
  }
  console_->resume_input();
}

DuoServer::~DuoServer() = default;

void DuoServer::ask_name() {
  console_->print("Username?");
  console_->set_prompt("> ", terminal::Console::History::skip);
}

void DuoServer::take_name(const std::string& typed) {
  const auto name = chat::Name::parse(typed);
  if (std::holds_alternative<chat::Problem>(name)) {
    console_->print("! A name is 1 to 32 letters, digits, '-', '_' or '.', and not 'exit'");
    return ask_name();
  }
  name_ = std::get<chat::Name>(name).text();
  console_->set_prompt(wire::duo::say(name_, {}), terminal::Console::History::keep);
  serve_next();
}

Conversation* DuoServer::current() const {
  if (line_.empty() || !line_.front().conversation->talking()) return nullptr;
  return line_.front().conversation.get();
}

Conversation::Setup DuoServer::setup() const {
  return {Conversation::Role::host,
          limits_.idle_timeout,
          limits_.max_line,
          {limits_.send_queue, limits_.drain_timeout}};
}

void DuoServer::take(reactor::Socket socket, reactor::Peer peer) {
  if (const auto problem = admission_.admit(peer.host)) {
    return turned_away_.take(std::move(socket), *problem);
  }
  auto host = peer.host;
  Conversation::Owner& owner = *this;
  auto conversation = std::make_unique<Conversation>(reactor_, deadlines_, std::move(socket),
                                                     std::move(peer), *console_, setup(), owner);
  line_.push_back({std::move(host), std::move(conversation)});
  if (line_.size() == 1) serve_next();
  if (!line_.back().conversation->begun()) tell_places(line_.size() - 1);
}

void DuoServer::serve_next() {
  if (line_.empty() || name_.empty() || line_.front().conversation->begun()) return;
  auto& conversation = *line_.front().conversation;
  conversation.set_name(name_);
  console_->print(wire::duo::has_connected(conversation.other()));
  conversation.notify(wire::duo::talking_with(name_));
  conversation.begin();
  tell_places(1);
  if (!held_ || current() == nullptr) return;
  say(*std::exchange(held_, std::nullopt));
  console_->resume_input();
}

void DuoServer::tell_places(std::size_t from) {
  for (auto place = from; place < line_.size(); ++place) {
    const auto number = line_.front().conversation->begun() ? place : place + 1;
    line_[place].conversation->notify(wire::duo::in_line(name_, number));
  }
  if (line_.size() > 1) reminder_.start(kReminder);
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
}

void DuoServer::on_end_of_input() {
  if (current() != nullptr) return current()->part();
  if (console_->interactive()) console_->print("-- Nobody is here; Ctrl-C ends the server");
}

void DuoServer::on_over(Conversation& conversation, Conversation::Outcome /*outcome*/) {
  const auto found = std::ranges::find_if(line_, [&conversation](const Guest& guest) {
    return guest.conversation.get() == &conversation;
  });
  const auto place = static_cast<std::size_t>(found - line_.begin());
  if (conversation.begun()) console_->print(wire::duo::has_left(conversation.other()));
  admission_.release(found->host);
  line_.erase(found);
  if (on_done_ && line_.empty()) return std::exchange(on_done_, nullptr)();
  if (on_done_) return;
  if (place == 0) return serve_next();
  tell_places(place);
}

void DuoServer::shut_down(std::function<void()> on_done) {
  if (line_.empty()) return on_done();
  on_done_ = std::move(on_done);
  for (auto& guest : line_) guest.conversation->dismiss(wire::duo::shutdown());
}

void DuoServer::set_limits(const base::Limits& limits) {
  limits_ = limits;
  const auto now = setup();
  for (auto& guest : line_) {
    guest.conversation->set_limits(now.idle_timeout, now.max_line, now.stream);
  }
}

}  // namespace tertulia::server
