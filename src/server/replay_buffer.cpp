#include "tertulia/server/replay_buffer.h"

#include <algorithm>
#include <cassert>

namespace tertulia::server {

void ReplayPool::add(std::size_t bytes) {
  used_ += bytes;
  budget_.add(bytes);
}

void ReplayPool::remove(std::size_t bytes) {
  used_ -= bytes;
  budget_.remove(bytes);
}

/// A buffer drops an eighth of its lines at once, so that few lines need this search.
void ReplayPool::make_room() {
  const auto droppable = [](const ReplayBuffer* one) { return one->keeps_all_ ? 0 : one->bytes_; };
  while (used_ > limit()) {
    auto* largest = *std::ranges::max_element(buffers_, {}, droppable);
    if (droppable(largest) == 0) return;
    const auto goal = largest->bytes_ - largest->bytes_ / 8;
    while (largest->bytes_ > goal) largest->drop_oldest();
  }
}

ReplayBuffer::ReplayBuffer(ReplayPool& pool, chat::EntryId edge)
    : pool_(pool), index_(pool.buffers_.size()), edge_(edge) {
  pool_.buffers_.push_back(this);
}

ReplayBuffer::~ReplayBuffer() {
  keep_all(false);
  pool_.remove(bytes_);
  pool_.buffers_[index_] = pool_.buffers_.back();
  pool_.buffers_[index_]->index_ = index_;
  pool_.buffers_.pop_back();
}

void ReplayBuffer::append(chat::EntryId id, std::string_view line) {
  assert(id > last());
  const auto cost = line.size() + kLineCost;
  lines_.push_back({id, std::string(line)});
  bytes_ += cost;
  if (keeps_all_) pool_.kept_ += cost;
  pool_.add(cost);
  while (is_too_large()) drop_oldest();
  pool_.make_room();
}

bool ReplayBuffer::is_too_large() const { return bytes_ > pool_.buffer_limit(); }

void ReplayBuffer::drop_oldest() {
  auto& oldest = lines_[dropped_];
  const auto cost = oldest.text.size() + kLineCost;
  edge_ = oldest.id;
  oldest.text = {};
  if (++dropped_ > lines_.size() / 2) {
    lines_.erase(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(dropped_));
    dropped_ = 0;
  }
  bytes_ -= cost;
  if (keeps_all_) pool_.kept_ -= cost;
  pool_.remove(cost);
}

void ReplayBuffer::keep_all(bool on) {
  if (on == keeps_all_) return;
  keeps_all_ = on;
  if (!on) {
    pool_.kept_ -= bytes_;
    return;
  }
  pool_.kept_ += bytes_;
  while (bytes_ > 0 && pool_.kept_ > pool_.limit() / 2) drop_oldest();
}

bool ReplayBuffer::fits(std::size_t line) const {
  const auto cost = line + kLineCost;
  return bytes_ + cost <= pool_.buffer_limit() && pool_.kept_ + cost <= pool_.limit() / 2;
}

}  // namespace tertulia::server
