#include "tertulia/server/broadcast.h"

#include <algorithm>

namespace tertulia::server {
namespace {

std::uint64_t count_lines(std::string_view bytes) {
  return static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
}

}  // namespace

Broadcast::~Broadcast() {
  if (deferred_) reactor_.cancel(*this);
}

void Broadcast::subscribe(Subscriber& subscriber) {
  subscriber.index_ = subscribers_.size();
  subscriber.position_ = batch_.size();
  subscribers_.push_back(&subscriber);
}

void Broadcast::unsubscribe(Subscriber& subscriber) {
  if (!subscriber.subscribed()) return;
  catch_up(subscriber);
  subscribers_[subscriber.index_] = subscribers_.back();
  subscribers_[subscriber.index_]->index_ = subscriber.index_;
  subscribers_.pop_back();
  subscriber.index_ = Subscriber::kNowhere;
}

void Broadcast::to_all(std::string_view bytes) {
  statistics_.lines_sent += count_lines(bytes) * subscribers_.size();
  batch_ += bytes;
  if (batch_.size() >= kEarlyFlush) return flush();
  if (deferred_) return;
  deferred_ = true;
  reactor_.defer(*this);
}

void Broadcast::to_others(std::span<Subscriber* const> but, std::string_view bytes) {
  for (auto* subscriber : but) {
    catch_up(*subscriber);
    subscriber->position_ += bytes.size();
  }
  statistics_.lines_sent -= count_lines(bytes) * but.size();
  to_all(bytes);
}

void Broadcast::to_one(Subscriber& to, std::string_view bytes) {
  statistics_.lines_sent += count_lines(bytes);
  if (to.subscribed()) catch_up(to);
  to.stream_.write(bytes);
}

void Broadcast::catch_up(Subscriber& subscriber, base::Instant now) {
  if (subscriber.position_ == batch_.size()) return;
  subscriber.stream_.write(std::string_view(batch_).substr(subscriber.position_), now);
  subscriber.position_ = batch_.size();
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
