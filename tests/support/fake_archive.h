#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/chat/archive.h"

#include "support/find_messages.h"

namespace tertulia::support {

/// An archive in memory. It stores and answers at once, or only when a test says so, and it fails
/// when it is told to. It outlives servers, as a disk does.
class FakeArchive final : public chat::Archive {
 public:
  enum class Mode { at_once, later };
  /// `ArchivedState::recent` has so many messages of each room.
  static constexpr std::size_t kRecent = 10;
  /// Ids that are reserved at a start.
  static constexpr std::uint64_t kReserved = 1'000'000;

  explicit FakeArchive(Mode mode = Mode::at_once) : mode_(mode) {}

  void store(chat::ArchiveBatch batch, OnStored on_stored) override {
    if (waiting_) std::terminate();
    waiting_.emplace(std::move(batch), std::move(on_stored));
    if (mode_ == Mode::at_once) commit();
  }
  bool is_failing() const override { return failing_; }
  void find(chat::ArchiveQuery query, OnFound on_found) override {
    questions_.emplace_back(std::move(query), std::move(on_found));
    if (mode_ == Mode::at_once) answer();
  }

  void set_mode(Mode mode) { mode_ = mode; }
  /// While it fails, batches wait.
  void set_failing(bool failing) {
    failing_ = failing;
    if (mode_ == Mode::at_once) commit();
  }
  bool has_batch() const { return waiting_.has_value(); }
  const chat::ArchiveBatch& batch() const { return waiting_->first; }
  /// Stores the batch that waits, and tells the server. Does nothing if none waits or it fails.
  void commit() {
    if (!waiting_ || failing_) return;
    auto [batch, on_stored] = *std::exchange(waiting_, std::nullopt);
    keep(std::move(batch));
    on_stored();
  }
  std::size_t questions() const { return questions_.size(); }
  const chat::ArchiveQuery& question() const { return questions_.front().first; }
  /// Answers the oldest question from what is stored.
  void answer() {
    const auto query = questions_.front().first;
    answer(find_in(messages, query));
  }
  void answer(base::Result<chat::ArchivePage> page) {
    const auto on_found = std::move(questions_.front().second);
    questions_.pop_front();
    on_found(std::move(page));
  }
  /// The server is gone: the batch that waits is lost, or it was stored and nobody learned that.
  enum class LastBatch { lost, stored };
  void crash(LastBatch last) {
    auto waiting = std::exchange(waiting_, std::nullopt);
    if (waiting && last == LastBatch::stored) keep(std::move(waiting->first));
    questions_.clear();
  }

  /// What a server finds when it starts at this time.
  chat::ArchivedState load(base::WallTime now) {
    auto found = state();
    const chat::EntryId clock{base::microseconds_since_1970(now)};
    const auto begin = static_cast<std::uint64_t>(std::max(found.last, clock));
    reserved = chat::EntryId{begin + kReserved};
    return found;
  }
  chat::ArchivedState state() const {
    chat::ArchivedState state;
    for (const auto& [id, room] : rooms) state.rooms.push_back(room);
    for (const auto& [id, session] : sessions) state.sessions.push_back(session);
    for (const auto& [id, account] : accounts) state.accounts.push_back(account);
    std::map<chat::RoomId, std::size_t> left;
    for (const auto& message : messages) ++left[message.room];
    for (const auto& message : messages) {
      if (left[message.room]-- <= kRecent) state.recent.push_back(message);
    }
    for (const auto& [id, ban] : bans) state.bans.push_back(ban);
    for (const auto& [id, mute] : mutes) state.mutes.push_back(mute);
    state.guests_allowed = guests_allowed;
    state.last = reserved;
    if (!messages.empty()) state.last = std::max(state.last, messages.back().id);
    return state;
  }

  std::map<chat::RoomId, chat::ArchivedRoom> rooms;
  std::map<chat::MemberId, chat::ArchivedSession> sessions;
  std::map<chat::AccountId, chat::ArchivedAccount> accounts;
  std::vector<chat::ArchivedMessage> messages;
  std::map<chat::EntryId, chat::Ban> bans;
  std::map<chat::EntryId, chat::Mute> mutes;
  bool guests_allowed = true;
  chat::EntryId reserved{};
  int batches = 0;

 private:
  void keep(chat::ArchiveBatch batch) {
    ++batches;
    for (auto& message : batch.messages) messages.push_back(std::move(message));
    for (auto& room : batch.rooms) rooms.insert_or_assign(room.id, std::move(room));
    for (auto& session : batch.sessions) sessions.insert_or_assign(session.id, std::move(session));
    for (const auto room : batch.closed_rooms) {
      rooms.erase(room);
      std::erase_if(messages, [room](const auto& message) { return message.room == room; });
    }
    for (const auto session : batch.ended_sessions) sessions.erase(session);
    for (const auto& change : batch.order) {
      std::visit([this](const auto& one) { apply(one); }, change);
    }
    for (auto& account : batch.accounts) accounts.insert_or_assign(account.id, std::move(account));
    for (const auto account : batch.removed_accounts) accounts.erase(account);
    reserved = std::max(reserved, batch.reserved);
  }
  void apply(const chat::Ban& ban) { bans.insert_or_assign(ban.id, ban); }
  void apply(const chat::Mute& mute) { mutes.insert_or_assign(mute.id, mute); }
  void apply(const chat::EndedBan& ended) { bans.erase(ended.id); }
  void apply(const chat::EndedMute& ended) { mutes.erase(ended.id); }
  void apply(const chat::GuestsChange& change) { guests_allowed = change.allowed; }

  Mode mode_;
  bool failing_ = false;
  std::optional<std::pair<chat::ArchiveBatch, OnStored>> waiting_;
  std::deque<std::pair<chat::ArchiveQuery, OnFound>> questions_;
};

}  // namespace tertulia::support
