#include "tertulia/server/room_channel.h"

#include <algorithm>
#include <variant>

namespace tertulia::server {

RoomChannel::Rendering* RoomChannel::find(const wire::Dialect& dialect, wire::View view) const {
  const auto found = std::ranges::find_if(renderings_, [&dialect, view](const auto& one) {
    return &one->dialect == &dialect && one->view == view;
  });
  return found == renderings_.end() ? nullptr : found->get();
}

RoomChannel::Rendering& RoomChannel::rendering(const wire::Dialect& dialect, wire::View view) {
  if (auto* found = find(dialect, view)) return *found;
  renderings_.push_back(std::make_unique<Rendering>(dialect, view, reactor_, statistics_));
  return *renderings_.back();
}

void RoomChannel::subscribe(Subscriptions& member, const wire::Dialect& dialect, wire::View view) {
  if (dialect.is_same_in_every_view()) view = wire::View::current;
  const auto* present = find(dialect, view);
  if (present != nullptr && member.find(present->broadcast) != nullptr) return;
  unsubscribe(member);
  member.subscribe(rendering(dialect, view).broadcast);
}

std::shared_ptr<ReplayBuffer> RoomChannel::remember(const wire::Dialect& dialect) {
  auto& replay = rendering(dialect, wire::View::current).replay;
  auto buffer = replay.lock();
  if (!buffer) replay = buffer = std::make_shared<ReplayBuffer>(pool_, last_message_);
  return buffer;
}

void RoomChannel::unsubscribe(Subscriptions& member) {
  if (const auto* broadcast = broadcast_of(member)) member.unsubscribe(*broadcast);
  drop_unused();
}

const Broadcast* RoomChannel::broadcast_of(Subscriptions& member) const {
  for (const auto& rendering : renderings_) {
    if (member.find(rendering->broadcast) != nullptr) return &rendering->broadcast;
  }
  return nullptr;
}

/// A rendering also loses its last subscriber when a connection is closed.
void RoomChannel::drop_unused() {
  std::erase_if(renderings_, [](const auto& one) { return !one->is_used(); });
}

void RoomChannel::to_others(std::span<Subscriptions* const> except, const chat::Event& event) {
  drop_unused();
  const auto* message = std::get_if<chat::Message>(&event);
  if (message != nullptr) last_message_ = message->id;
  std::string rendered;
  std::vector<Broadcast::Subscription*> left_out;
  for (const auto& rendering : renderings_) {
    rendered.clear();
    left_out.clear();
    rendering->dialect.render(event, {rendering->view, {}}, rendered);
    for (auto* member : except) {
      if (auto* one = member->find(rendering->broadcast)) left_out.push_back(one);
    }
    if (!rendering->broadcast.empty()) rendering->broadcast.to_others(left_out, rendered);
    const auto replay = message != nullptr ? rendering->replay.lock() : nullptr;
    if (replay) replay->append(message->id, rendered);
  }
}

void RoomChannel::flush() {
  for (const auto& rendering : renderings_) rendering->broadcast.flush();
}

void RoomChannel::catch_up_author(Subscriptions& author) const {
  author.catch_up_except(broadcast_of(author));
}

void RoomChannel::schedule_notices(std::size_t members) {
  const auto for_members = kNoticeIntervalPerMember * static_cast<std::int64_t>(members);
  notice_timer_.start(kNoticeInterval + std::chrono::duration_cast<base::Duration>(for_members));
}

}  // namespace tertulia::server
