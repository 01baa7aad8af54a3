#include "tertulia/server/archivist.h"

#include <fmt/core.h>

#include "tertulia/base/log.h"
#include "tertulia/reactor/reactor.h"

namespace tertulia::server {
namespace {

bool is_empty(const chat::ArchiveBatch& batch) {
  return batch.messages.empty() && batch.rooms.empty() && batch.closed_rooms.empty() &&
         batch.sessions.empty() && batch.ended_sessions.empty() && batch.accounts.empty() &&
         batch.removed_accounts.empty() && batch.order.empty();
}

}  // namespace

Archivist::Archivist(reactor::Reactor& reactor, chat::Archive& archive, ArchiveSource& source,
                     Statistics& statistics, OnStored on_stored)
    : reactor_(reactor),
      archive_(archive),
      source_(source),
      statistics_(statistics),
      on_stored_(std::move(on_stored)),
      changes_(source),
      timer_(reactor, [this] { on_interval(); }),
      progress_timer_(reactor, [this] { check_progress(); }) {}

template <class Handle>
auto Archivist::while_alive(Handle handle) const {
  return [alive = std::weak_ptr(alive_), handle = std::move(handle)](auto&&... values) {
    if (!alive.expired()) handle(std::forward<decltype(values)>(values)...);
  };
}

void Archivist::begin(const chat::ArchivedState& state) {
  changes_.begin(state);
  note_change();
}

bool Archivist::add(const chat::Message& message) {
  if (finishing_) return true;
  const auto waiting = changes_.bytes() + on_its_way_.bytes;
  if (waiting + ArchiveChanges::size_of(message) > kMaxWaiting) {
    drop(message);
    return false;
  }
  changes_.add(message);
  note_change();
  return true;
}

void Archivist::drop(const chat::Message& message) {
  last_dropped_ = message.id;
  ++statistics_.not_archived;
  ++unreported_;
  if (reactor_.now() < next_report_) return;
  base::log::warn(fmt::format(
      "too much waits for the disk: {} not archived",
      unreported_ == 1 ? "a message was" : fmt::format("{} messages were", unreported_)));
  unreported_ = 0;
  next_report_ = reactor_.now() + kReportInterval;
}

void Archivist::room_changed(chat::RoomId room) {
  if (finishing_) return;
  changes_.room_changed(room);
  note_change();
}

void Archivist::room_closed(chat::RoomId room) {
  if (finishing_) return;
  changes_.room_closed(room);
  note_change();
}

void Archivist::session_changed(chat::MemberId client) {
  if (finishing_) return;
  changes_.session_changed(client);
  note_change();
}

void Archivist::session_ended(chat::MemberId client) {
  if (finishing_) return;
  changes_.session_ended(client);
  note_change();
}

void Archivist::order_changed(const chat::OrderChange& change) {
  if (finishing_) return;
  changes_.add(change);
  note_change();
}

void Archivist::account_changed(chat::AccountId account) {
  if (finishing_) return;
  changes_.account_changed(account);
  note_change();
}

void Archivist::note_change() {
  note_waiting();
  if (!due_ && !timer_.pending() && !changes_.empty()) timer_.start(kInterval);
}

void Archivist::note_waiting() {
  const auto last = final_ ? final_->changes.messages.size() : 0;
  statistics_.waiting_for_archive = changes_.messages() + last + messages_on_their_way_;
}

void Archivist::on_interval() {
  due_ = true;
  hand_over();
}

/// Nothing if a batch is on its way: its end continues. What was due may have ended meanwhile.
void Archivist::hand_over() {
  if (handed_over_ != stored_) return;
  due_ = false;
  timer_.stop();
  if (changes_.empty() && !final_) return;
  on_its_way_ = final_ ? *std::exchange(final_, std::nullopt) : changes_.take();
  auto changes = std::exchange(on_its_way_.changes, {});
  messages_on_their_way_ = changes.messages.size();
  ++handed_over_;
  if (is_empty(changes)) return on_stored();
  reserve(changes);
  archive_.store(std::move(changes), while_alive([this] { on_stored(); }));
}

void Archivist::reserve(chat::ArchiveBatch& batch) {
  const auto next = static_cast<std::uint64_t>(source_.next_id());
  if (next + kReservedIds / 2 <= reserved_) return;
  reserved_ = next + kReservedIds;
  batch.reserved = chat::EntryId{reserved_};
}

void Archivist::on_stored() {
  ++stored_;
  messages_on_their_way_ = 0;
  const auto batch = std::exchange(on_its_way_, {});
  note_waiting();
  for (const auto& [client, number] : batch.finished) on_stored_(client, number);
  go_on();
  if (due_ || final_ || !waiting_.empty()) hand_over();
  check_finished();
}

void Archivist::find(chat::MemberId client, chat::ArchiveQuery query) {
  const auto on_found = while_alive([this, client](base::Result<chat::ArchivePage> page) {
    if (asker_ != nullptr) asker_->on_found(client, std::move(page));
  });
  when_stored(kPatience, [this, query = std::move(query), on_found](bool /*stored*/) {
    archive_.find(query, on_found);
  });
}

void Archivist::find_all(chat::ArchiveQuery query, chat::Archive::OnFound on_found) {
  Question question{std::move(query), std::move(on_found)};
  when_stored(kResumePatience, [this, question = std::move(question)](bool stored) {
    const bool complete = stored && question.query.after >= last_dropped_;
    if (!complete) return question.on_found(base::Error{"not all messages are archived"});
    resume_questions_.push_back(question);
    ask_for_resumes();
  });
}

void Archivist::when_stored(base::Duration patience, std::function<void(bool stored)> then) {
  const auto batch = handed_over_ + (changes_.empty() ? 0 : 1);
  waiting_.push_back({batch, reactor_.now() + patience, std::move(then)});
  hand_over();
  go_on();
  if (!waiting_.empty() && !progress_timer_.pending()) progress_timer_.start(kInterval);
}

bool Archivist::is_over(const Waiting& waiting) const {
  return is_stored(waiting) || archive_.is_failing() || reactor_.now() >= waiting.patient_until;
}

/// What goes on may wait again at once.
void Archivist::go_on() {
  std::vector<Waiting> waiting;
  std::vector<Waiting> over;
  for (auto& one : waiting_) (is_over(one) ? over : waiting).push_back(std::move(one));
  waiting_ = std::move(waiting);
  for (const auto& one : over) one.then(is_stored(one));
}

/// An answer that comes at once does not ask again: the loop does.
void Archivist::ask_for_resumes() {
  if (std::exchange(asking_for_resumes_, true)) return;
  while (!resume_questions_.empty() && open_resume_questions_ < kMaxResumeQuestions) {
    auto question = std::move(resume_questions_.front());
    resume_questions_.pop_front();
    ++open_resume_questions_;
    const auto on_found = [this, tell = std::move(question.on_found)](auto page) {
      --open_resume_questions_;
      tell(std::move(page));
      ask_for_resumes();
    };
    archive_.find(std::move(question.query), while_alive(on_found));
  }
  asking_for_resumes_ = false;
}

void Archivist::check_progress() {
  go_on();
  check_finished();
  const bool waits = !waiting_.empty() || on_finished_;
  if (waits) progress_timer_.start(kInterval);
}

void Archivist::finish(std::function<void()> on_done) {
  if (!changes_.empty()) final_ = changes_.take();
  finishing_ = true;
  timer_.stop();
  on_finished_ = std::move(on_done);
  hand_over();
  check_finished();
  if (on_finished_) progress_timer_.start(kInterval);
}

void Archivist::check_finished() {
  if (!on_finished_) return;
  if (final_ && archive_.is_failing()) {
    const auto lost = final_->changes.messages.size();
    base::log::error(fmt::format("the archive is failing: {} message{} lost", lost,
                                 lost == 1 ? " is" : "s are"));
    final_.reset();
    note_waiting();
  }
  if (!final_) std::exchange(on_finished_, nullptr)();
}

}  // namespace tertulia::server
