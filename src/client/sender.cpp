#include "client/sender.h"

#include <utility>

#include "tertulia/wire/plain.h"

#include "client/messages.h"

namespace tertulia::client {

using terminal::Console;

Sender::Sender(reactor::Reactor& reactor, Console& console, Handler& handler)
    : console_(console),
      handler_(handler),
      answer_timer_(reactor,
                    [this] {
                      outbox_.stop_waiting();
                      send_waiting();
                    }),
      waiting_timer_(reactor, [this] {
        shows_waiting_ = true;
        show_waiting();
      }) {}

void Sender::begin() { console_.set_prompt("> ", Console::History::keep); }

void Sender::push(std::string line) {
  outbox_.push(std::move(line));
  send_waiting();
}

void Sender::handle_line(std::string_view line) {
  const auto name = wire::plain::given_name(line, name_);
  const auto before = outbox_.unanswered();
  outbox_.handle_line(line, name_);
  if (!name.empty()) name_ = name;
  if (outbox_.unanswered() == before) return;
  answer_timer_.start(kAnswerTimeout);
  send_waiting();
}

std::size_t Sender::discard() {
  const auto count = outbox_.discard();
  show_waiting();
  return count;
}

void Sender::end() {
  ended_ = true;
  answer_timer_.stop();
  waiting_timer_.stop();
}

void Sender::send_waiting() {
  if (ended_) return;
  const auto before = waiting();
  while (const auto line = outbox_.next()) {
    answer_timer_.start(kAnswerTimeout);
    handler_.send(*line);
  }
  if (unanswered() == 0) answer_timer_.stop();
  show_waiting();
  if (waiting() < before) handler_.on_sent();
}

void Sender::show_waiting() {
  if (ended_) return;
  const auto count = waiting();
  if (count == 0) {
    waiting_timer_.stop();
    if (std::exchange(shows_waiting_, false)) begin();
  } else if (shows_waiting_) {
    const auto prompt = messages::lines_waiting(count) + " > ";
    console_.set_prompt(prompt, Console::History::keep);
  } else if (!waiting_timer_.pending()) {
    waiting_timer_.start(kShownAfter);
  }
}

}  // namespace tertulia::client
