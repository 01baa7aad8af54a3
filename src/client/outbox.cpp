#include "client/outbox.h"

#include <utility>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/chat/command.h"
#include "tertulia/wire/plain.h"

namespace tertulia::client {

using wire::plain::Kind;

void Outbox::push(std::string line) {
  bytes_ += line.size();
  lines_.push_back(std::move(line));
}

std::optional<std::string> Outbox::next() {
  const bool waits = limited_ && unanswered_.size() >= kMaxUnanswered;
  if (lines_.empty() || waits) return std::nullopt;
  auto line = std::move(lines_.front());
  lines_.pop_front();
  bytes_ -= line.size();
  if (limited_ && !base::trim(line).empty()) unanswered_.push_back(expected(line));
  return line;
}

Outbox::Answer Outbox::expected(std::string_view line) {
  const auto command = wire::plain::parse(line);
  const bool own = std::holds_alternative<chat::Say>(command) ||
                   std::holds_alternative<chat::Whisper>(command) ||
                   std::holds_alternative<chat::Rename>(command) ||
                   std::holds_alternative<chat::Leave>(command);
  return own ? Answer::own : Answer::notice;
}

void Outbox::handle_line(std::string_view line, std::string_view name) {
  if (unanswered_.empty()) return;
  const bool own = wire::plain::is_by(line, name);
  const bool notice = unanswered_.front() == Answer::notice && wire::plain::is_notice(line);
  if (!own && !notice && wire::plain::classify(line) != Kind::error) return;
  server_answers_ = true;
  unanswered_.pop_front();
}

void Outbox::stop_waiting() {
  unanswered_.clear();
  limited_ = server_answers_;
}

std::size_t Outbox::discard() {
  const auto count = lines_.size();
  lines_.clear();
  bytes_ = 0;
  return count;
}

}  // namespace tertulia::client
