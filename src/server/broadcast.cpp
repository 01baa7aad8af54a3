#include "tertulia/server/broadcast.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace tertulia::server {

Broadcast::Subscription::~Subscription() {
  if (broadcast_ != nullptr) broadcast_->remove(*this);
}

void Broadcast::Subscription::catch_up() {
  if (broadcast_ == nullptr || position_ == broadcast_->batch_.size()) return;
  broadcast_->catch_up(*this, broadcast_->reactor_.now());
}

void Broadcast::Subscription::end() {
  catch_up();
  if (broadcast_ != nullptr) broadcast_->remove(*this);
}

Broadcast::~Broadcast() {
  assert(empty());
  if (deferred_) reactor_.cancel(*this);
}

void Broadcast::subscribe(Subscription& subscription) {
  assert(subscription.broadcast_ == nullptr);
  subscription.broadcast_ = this;
  subscription.index_ = static_cast<std::uint32_t>(subscriptions_.size());
  subscription.position_ = static_cast<std::uint32_t>(batch_.size());
  subscriptions_.push_back(&subscription);
}

void Broadcast::remove(Subscription& subscription) {
  subscriptions_[subscription.index_] = subscriptions_.back();
  subscriptions_[subscription.index_]->index_ = subscription.index_;
  subscriptions_.pop_back();
  subscription.broadcast_ = nullptr;
}

void Broadcast::to_all(std::string_view bytes) {
  statistics_.lines_sent += count_lines(bytes) * subscriptions_.size();
  batch_ += bytes;
  if (batch_.size() >= kMinBatch && batch_.size() >= max_batch()) return flush();
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

std::size_t Broadcast::max_batch() const {
  const auto share =
      reactor_.send_budget().available() / std::max<std::size_t>(1, subscriptions_.size());
  return std::clamp(share, kMinBatch, kMaxBatch);
}

void Broadcast::to_others(std::span<Subscription* const> except, std::string_view bytes) {
  const auto now = reactor_.now();
  for (auto* subscription : except) {
    if (subscription->broadcast_ != this) continue;
    catch_up(*subscription, now);
    subscription->position_ += static_cast<std::uint32_t>(bytes.size());
    statistics_.lines_sent -= count_lines(bytes);
  }
  to_all(bytes);
}

void Broadcast::catch_up(Subscription& subscription, base::Instant now) {
  if (subscription.position_ == batch_.size()) return;
  subscription.stream_.write(std::string_view(batch_).substr(subscription.position_), now);
  subscription.position_ = static_cast<std::uint32_t>(batch_.size());
}

void Broadcast::run() {
  deferred_ = false;
  flush();
}

void Broadcast::flush() {
  const auto now = reactor_.now();
  for (auto* subscription : subscriptions_) {
    catch_up(*subscription, now);
    subscription->position_ = 0;
  }
  batch_.clear();
  if (batch_.capacity() > kMinBatch) batch_.shrink_to_fit();
}

}  // namespace tertulia::server
