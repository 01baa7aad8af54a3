#include "tertulia/server/broadcast.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tertulia::server {

Broadcast::Subscriber::~Subscriber() {
  if (subscribed()) broadcast_->remove(*this);
}

void Broadcast::Subscriber::send(std::string_view bytes) {
  if (subscribed()) broadcast_->catch_up(*this, broadcast_->reactor_.now());
  stream_.write(bytes);
}

void Broadcast::Subscriber::unsubscribe() {
  if (!subscribed()) return;
  broadcast_->catch_up(*this, broadcast_->reactor_.now());
  broadcast_->remove(*this);
}

Broadcast::~Broadcast() {
  assert(empty());
  if (deferred_) reactor_.cancel(*this);
}

void Broadcast::subscribe(Subscriber& subscriber) {
  assert(!subscriber.subscribed());
  subscriber.broadcast_ = this;
  subscriber.index_ = static_cast<std::uint32_t>(subscribers_.size());
  subscriber.position_ = static_cast<std::uint32_t>(batch_.size());
  subscribers_.push_back(&subscriber);
}

void Broadcast::remove(Subscriber& subscriber) {
  subscribers_[subscriber.index_] = subscribers_.back();
  subscribers_[subscriber.index_]->index_ = subscriber.index_;
  subscribers_.pop_back();
  subscriber.broadcast_ = nullptr;
}

void Broadcast::to_all(std::string_view bytes) {
  statistics_.lines_sent += count_lines(bytes) * subscribers_.size();
  batch_ += bytes;
  if (batch_.size() >= kMinBatch && batch_.size() >= max_batch()) return flush();
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

std::size_t Broadcast::max_batch() const {
  const auto share =
      reactor_.send_budget().available() / std::max<std::size_t>(1, subscribers_.size());
  return std::clamp(share, kMinBatch, kMaxBatch);
}

void Broadcast::to_others(std::span<Subscriber* const> except, std::string_view bytes) {
  const auto now = reactor_.now();
  for (auto* subscriber : except) {
    if (subscriber->broadcast_ != this) continue;
    catch_up(*subscriber, now);
    subscriber->position_ += static_cast<std::uint32_t>(bytes.size());
    statistics_.lines_sent -= count_lines(bytes);
  }
  to_all(bytes);
}

void Broadcast::catch_up(Subscriber& subscriber, base::Instant now) {
  if (subscriber.position_ == batch_.size()) return;
  subscriber.stream_.write(std::string_view(batch_).substr(subscriber.position_), now);
  subscriber.position_ = static_cast<std::uint32_t>(batch_.size());
}

void Broadcast::run() {
  deferred_ = false;
  flush();
}

void Broadcast::flush() {
  const auto now = reactor_.now();
  for (auto* subscriber : subscribers_) {
    catch_up(*subscriber, now);
    subscriber->position_ = 0;
  }
  batch_.clear();
}

}  // namespace tertulia::server
