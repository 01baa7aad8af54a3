#include "client/requests.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "tertulia/wire/plain.h"

namespace tertulia::client {

namespace {

using Moves = Requests::Request::Moves;

/// Which room a user comes back to, only the server knows.
Moves moves(std::string_view typed) {
  const auto command = wire::plain::parse(typed);
  if (std::holds_alternative<chat::LeaveRoom>(command)) return Moves::to_former;
  return std::holds_alternative<chat::EnterRoom>(command) ? Moves::to_named : Moves::no;
}

bool is_homeless(const Requests::Request& request) {
  return request.room.empty() && request.moves != Moves::to_named;
}

}  // namespace

const Requests::Request& Requests::push(std::string typed, std::string room) {
  const auto moving = moves(typed);
  waiting_bytes_ += typed.size();
  requests_.push_back({std::move(typed), std::move(room), ++last_, false, false, moving});
  return requests_.back();
}

Requests::Request* Requests::next() {
  if (!may_send()) return nullptr;
  auto& request = requests_[next_];
  if (!request.answered) ++unanswered_;
  if (next_++ == sent_) {
    ++sent_;
    waiting_bytes_ -= request.typed.size();
  }
  return &request;
}

bool Requests::may_send() const {
  if (next_ == requests_.size() || unanswered_ >= kMaxUnanswered) return false;
  if (next_ == sent_ && is_full() && unstored_ == Unstored::wait) return false;
  if (next_ == 0) return true;
  const auto& former = requests_[next_ - 1];
  return former.moves != Moves::to_former || former.answered;
}

const Requests::Request* Requests::find(chat::Number number) const {
  if (requests_.empty() || number < requests_.front().number) return nullptr;
  const auto index = number - requests_.front().number;
  return index < requests_.size() ? &requests_[index] : nullptr;
}

const Requests::Request* Requests::last_move() const {
  const auto found = std::find_if(requests_.rbegin(), requests_.rend(), [](const Request& request) {
    return request.moves != Moves::no && !request.answered;
  });
  return found == requests_.rend() ? nullptr : &*found;
}

void Requests::answer(chat::Number number) {
  if (sent_ == 0 || number < requests_.front().number) return;
  const auto index = number - requests_.front().number;
  if (index >= sent_) return;
  mark_answered(index);
  if (unstored_ == Unstored::forget && is_full() && requests_.front().answered) remove_first();
}

std::vector<std::string> Requests::without_answer(chat::Number number) const {
  std::vector<std::string> typed;
  for (const auto& request : requests_) {
    if (request.number > number) break;
    if (request.lost && !request.answered) typed.push_back(request.typed);
  }
  return typed;
}

void Requests::mark_answered(std::size_t index) {
  if (!std::exchange(requests_[index].answered, true) && index < next_) --unanswered_;
}

void Requests::store(chat::Number number) {
  while (sent_ > 0 && requests_.front().number <= number) {
    mark_answered(0);
    remove_first();
  }
}

void Requests::remove_first() {
  requests_.pop_front();
  --sent_;
  if (next_ > 0) --next_;
}

void Requests::rewind() {
  for (std::size_t index = 0; index < next_; ++index) requests_[index].lost = true;
  next_ = 0;
  unanswered_ = 0;
}

std::vector<Requests::Request> Requests::begin_anew() {
  std::vector<Request> unknown;
  for (; sent_ > 0; remove_first()) {
    auto& first = requests_.front();
    if (!first.answered || unstored_ == Unstored::wait) unknown.push_back(std::move(first));
  }
  rewind();
  return unknown;
}

std::size_t Requests::discard_homeless() {
  std::size_t count = 0;
  for (; !requests_.empty() && is_homeless(requests_.front()); ++count) {
    waiting_bytes_ -= requests_.front().typed.size();
    requests_.pop_front();
  }
  return count;
}

std::size_t Requests::discard() {
  const auto count = waiting();
  requests_.resize(sent_);
  waiting_bytes_ = 0;
  last_ -= count;
  return count;
}

}  // namespace tertulia::client
