#include "bench/load/talk.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "bench/load/clock.h"

namespace tertulia::bench {
namespace {

/// A doubled message arrives soon after the others.
constexpr std::int64_t kAftermath = kSecond / 20;

std::vector<std::size_t> members_but(const Crowd& crowd, std::optional<std::size_t> stalled) {
  auto members = crowd.inside();
  std::erase_if(members, [stalled](std::size_t member) { return member == stalled; });
  if (members.size() < 2) throw std::runtime_error("a talk needs two who read");
  return members;
}

/// Neighbours speak different dialects.
std::vector<Speaker> choose(const Crowd& crowd, std::size_t senders,
                            std::optional<std::size_t> stalled) {
  const auto members = members_but(crowd, stalled);
  std::vector<Speaker> speakers;
  for (std::size_t i = 0; i < senders; ++i) {
    const auto place = i * members.size() / senders + i % crowd.dialects().size();
    speakers.push_back({members[place % members.size()], members});
  }
  return speakers;
}

std::vector<std::size_t> homes_of(const std::vector<Speaker>& speakers) {
  std::vector<std::size_t> homes;
  homes.reserve(speakers.size());
  for (const auto& speaker : speakers) homes.push_back(speaker.client);
  return homes;
}

std::size_t witness_of(const Speaker& speaker) {
  const auto next = std::ranges::upper_bound(speaker.audience, speaker.client);
  return next == speaker.audience.end() ? speaker.audience.front() : *next;
}

}  // namespace

Talk::Talk(Crowd& crowd, std::size_t senders, std::optional<std::size_t> stalled)
    : Talk(crowd, choose(crowd, senders, stalled)) {
  if (stalled) checker_.excuse(*stalled);
}

Talk::Talk(Crowd& crowd, const std::vector<Speaker>& speakers)
    : crowd_(crowd), checker_(crowd.size(), homes_of(speakers), crowd.dialects().front()->echo) {
  for (std::size_t i = 0; i < speakers.size(); ++i) {
    checker_.confine(i, speakers[i].audience);
    senders_.push_back({speakers[i].client, witness_of(speakers[i])});
  }
  crowd_.set_listener(this);
}

Talk::~Talk() { crowd_.set_listener(nullptr); }

void Talk::on_message(std::size_t client, const Payload& payload, std::int64_t at) {
  checker_.receive(client, payload.sender, payload.sequence);
  if (timing_ == Timing::on) latencies_.add(at - payload.sent_at);
  if (payload.sender >= senders_.size()) return;
  auto& sender = senders_[payload.sender];
  if (client == sender.witness && sender.under_way > 0) --sender.under_way;
}

void Talk::send(std::size_t sender, std::size_t count) {
  auto& client = crowd_.client(senders_[sender].client);
  std::string bytes, text;
  for (std::size_t i = 0; i < count; ++i) {
    text.clear();
    append_payload(text, {static_cast<std::uint32_t>(sender), checker_.send(sender), now()});
    client.dialect().say(bytes, text);
  }
  senders_[sender].under_way += count;
  client.send(bytes);
}

void Talk::refill(std::size_t window, std::uint64_t most) {
  for (std::size_t i = 0; i < senders_.size(); ++i) {
    const auto room = window - std::min(window, senders_[i].under_way);
    const auto left = most - std::min(most, checker_.sent());
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(room, left));
    if (count > 0) send(i, count);
  }
}

void Talk::saturate(std::size_t window, std::int64_t duration) {
  const auto end = now() + duration;
  while (now() < end) {
    refill(window, std::numeric_limits<std::uint64_t>::max());
    crowd_.turn(kSecond / 100);
    check();
  }
  drain();
}

void Talk::saturate_with(std::size_t window, std::uint64_t messages) {
  crowd_.turn_until(
      [&] {
        check();
        refill(window, messages);
        return checker_.sent() == messages;
      },
      "room for more messages");
  drain();
}

void Talk::pace(std::int64_t interval, std::uint64_t messages) {
  timing_ = Timing::on;
  auto due = now();
  while (checker_.sent() < messages) {
    while (now() < due) crowd_.turn(std::max<std::int64_t>(due - now(), 0));
    send(static_cast<std::size_t>(checker_.sent() % senders_.size()), 1);
    due += interval;
    check();
  }
  drain();
  timing_ = Timing::off;
}

void Talk::drain() {
  try {
    crowd_.turn_until(
        [this] {
          check();
          return checker_.complete();
        },
        "messages");
  } catch (const std::runtime_error& error) {
    const auto missing = checker_.describe_missing();
    if (!checker_.fault().empty() || missing.empty()) throw;
    throw std::runtime_error(missing);
  }
  crowd_.settle(kAftermath);
  check();
}

void Talk::check() const {
  if (!checker_.fault().empty()) throw std::runtime_error(checker_.fault());
}

}  // namespace tertulia::bench
