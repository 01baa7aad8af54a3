#include "client/duo_client.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/base/translate.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/duo.h"
#include "tertulia/wire/plain.h"

#include "client/backpressure.h"
#include "client/messages.h"
#include "client/user_console.h"

namespace tertulia::client {

using duo::Conversation;
using terminal::Console;

DuoClient::DuoClient(reactor::Reactor& reactor, reactor::Connection connection,
                     const Options& options)
    : reactor_(reactor),
      server_(format_endpoint(options.server)),
      deadlines_(reactor),
      console_(open_user_console(reactor, *this, options.look)),
      conversation_(
          reactor, deadlines_, std::move(connection.socket), std::move(connection.peer), *console_,
          {Conversation::Role::guest, options.idle_timeout, kMaxLine, {}, kStreamLimits}, *this) {
  options.name.empty() ? ask_name() : handle_name(options.name);
  conversation_.begin();
  if (!leaving_) console_->resume_input();
}

DuoClient::~DuoClient() = default;

void DuoClient::ask_name() {
  console_->print("Username?");
  console_->set_prompt("> ", Console::History::skip);
}

void DuoClient::handle_name(const std::string& typed) {
  const auto parsed = chat::Name::parse(typed);
  if (const auto* name = std::get_if<chat::Name>(&parsed)) {
    named_ = true;
    conversation_.set_name(name->text());
    return console_->set_prompt(wire::duo::say(name->text(), {}), Console::History::keep);
  }
  const auto problem = wire::plain::explain(std::get<chat::Problem>(parsed), typed);
  if (console_->interactive()) {
    console_->print(fmt::format("{}{}", wire::plain::kError, problem));
    return ask_name();
  }
  ending_.set(Status::name_refused, fmt::format("{}: {}", server_, problem));
  console_->pause_input();
  leaving_ = true;
  conversation_.abort();
}

bool DuoClient::discard_input() { return !leaving_ && console_->discard_input(); }

void DuoClient::on_error(std::string_view line) {
  ending_.lines_refused = true;
  console_->print_error(
      fmt::format("tertulia: {}: {}", server_, line.substr(wire::plain::kError.size())));
}

void DuoClient::on_output_failed(std::string_view reason) {
  ending_.output_failed = true;
  console_->print_error(messages::cannot_write_output(reason));
}

Ending DuoClient::finish() {
  console_->drain();
  return ending_;
}

void DuoClient::leave() {
  if (std::exchange(leaving_, true)) return abort({});
  console_->pause_input();
  console_->set_prompt({}, Console::History::skip);
  conversation_.leave();
}

void DuoClient::abort(std::string_view why) {
  if (!why.empty()) ending_.message = fmt::format("{}: {}", server_, why);
  conversation_.abort();
}

void DuoClient::on_line(std::string line) {
  if (wire::duo::parse(line).kind == wire::duo::Line::Kind::exit) return leave();
  if (!named_) return handle_name(line);
  conversation_.say(line);
  if (conversation_.queued() > Conversation::kHighWaterMark) console_->pause_input();
}

void DuoClient::on_delivered() {
  if (!leaving_) console_->resume_input();
}

void DuoClient::on_over(Conversation& /*conversation*/, Conversation::Outcome outcome) {
  if (outcome != Conversation::Outcome::lost) {
    ending_.set(Status::orderly, {});
  } else if (ending_.message.empty() && !leaving_) {
    ending_.set(Status::lost, base::tr("{}: the server closed the connection", server_));
  }
  reactor_.stop();
}

}  // namespace tertulia::client
