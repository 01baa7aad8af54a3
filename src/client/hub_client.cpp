#include "client/hub_client.h"

#include <utility>

#include "tertulia/wire/plain.h"

#include "client/messages.h"
#include "client/secret_lines.h"

namespace tertulia::client {

HubClient::HubClient(reactor::Reactor& reactor, Options options, const OpenConsole& open_console)
    : reactor_(reactor),
      options_(std::move(options)),
      console_(open_console(*this)),
      display_(*console_, reactor.clock(), options_) {}

HubClient::~HubClient() = default;

Ending HubClient::finish() {
  console_->drain();
  return ending_;
}

void HubClient::on_output_failed(std::string_view reason) {
  ending_.output_failed = true;
  console_->print_error(messages::cannot_write_output(reason));
}

bool HubClient::handle_overlong_line() {
  display_.report(wire::plain::kError, messages::line_too_long_to_show());
  return true;
}

bool HubClient::refuse_password(std::string_view line) {
  const bool is_command =
      console_->interactive() || options_.commands == wire::plain::Commands::all;
  if (is_command || !has_password(line)) return false;
  report_failed_line(wire::plain::kError, messages::password_for_everyone());
  return true;
}

bool HubClient::waits_for_reader() const {
  return console_->unprinted() >= terminal::Console::kHighWaterMark && !ending_.output_failed;
}

void HubClient::report_unsent(std::size_t lines) {
  if (lines > 0) report_failed_line(wire::plain::kNotice, messages::lines_not_sent(lines));
}

void HubClient::report_failed_line(std::string_view mark, std::string_view text) {
  if (!console_->interactive()) ending_.lines_refused = true;
  display_.report(mark, text);
}

}  // namespace tertulia::client
