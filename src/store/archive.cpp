#include "tertulia/store/archive.h"

#include <optional>
#include <utility>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/worker.h"

#include "store/batches.h"
#include "store/database.h"
#include "store/questions.h"
#include "store/retainer.h"
#include "store/trouble.h"
#include "store/writable.h"

namespace tertulia::store {
namespace {

constexpr std::size_t kMaxJobs = 2;  // A batch, and a step of the sweeper.

}  // namespace

class Archive::State {
 public:
  State(reactor::Reactor& reactor, const std::string& path)
      : writing_(reactor.clock()),
        reading_(reactor.clock()),
        removing_(reactor.clock()),
        writable_(path),
        last_(prepare(writable_, reactor.clock().wall_time())),
        questions_(reactor, path, reading_),
        writer_(std::in_place, reactor, kMaxJobs, reactor::Worker::AtEnd::run_waiting),
        batches_(reactor, *writer_, writable_.writer, writing_),
        retainer_(reactor, *writer_, writable_, removing_) {}
  ~State() {
    batches_.finish();
    writer_.reset();
    batches_.report_lost();
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  chat::ArchivedState load(std::size_t recent) {
    auto state = questions_.load(recent);
    state.last = last_;
    return state;
  }
  Batches& batches() { return batches_; }
  Questions& questions() { return questions_; }
  Retainer& retainer() { return retainer_; }
  std::uint64_t failures() const { return writing_.count() + reading_.count() + removing_.count(); }

 private:
  Trouble writing_, reading_, removing_;
  Writable writable_;
  const chat::EntryId last_;
  Questions questions_;
  std::optional<reactor::Worker> writer_;
  Batches batches_;
  Retainer retainer_;
};

Archive::Archive(reactor::Reactor& reactor, const std::string& path, Retention retention)
    : path_(path) {
  try {
    state_ = std::make_unique<State>(reactor, path);
  } catch (...) {
    throw_start_failure(path);
  }
  state_->retainer().set_retention(retention);
}

Archive::~Archive() = default;

chat::ArchivedState Archive::load(std::size_t recent) {
  try {
    return state_->load(recent);
  } catch (...) {
    throw_start_failure(path_);
  }
}

void Archive::store(chat::ArchiveBatch batch, OnStored on_stored) {
  state_->batches().store(std::move(batch), std::move(on_stored));
}

bool Archive::is_failing() const { return state_->batches().is_failing(); }

void Archive::find(chat::ArchiveQuery query, OnFound on_found) {
  state_->questions().ask(std::move(query), std::move(on_found));
}

void Archive::set_retention(Retention retention) { state_->retainer().set_retention(retention); }

Statistics Archive::statistics() const {
  const auto& batches = state_->batches();
  return {.stored_messages = batches.stored(),
          .removed_messages = state_->retainer().removed(),
          .waiting_messages = batches.waiting(),
          .failures = state_->failures(),
          .database_bytes = state_->retainer().database_bytes(),
          .commits = batches.timing(),
          .searches = state_->questions().timing()};
}

}  // namespace tertulia::store
