#include "store/questions.h"

#include <cassert>
#include <chrono>
#include <utility>

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>

#include "store/database.h"
#include "store/timing.h"

namespace tertulia::store {
namespace {

/// Of the processor. All but a search are quick.
constexpr std::chrono::milliseconds kSearchTime{200};
constexpr std::chrono::seconds kPageTime{2};
/// A question that is late: the computer or its disk is busy.
constexpr base::Duration kTimeLimit{2'000};
/// After its time limit, a question is given up within a moment, unless the disk does not answer.
constexpr base::Duration kGivingUp{2'000};
constexpr std::size_t kMaxSearches = 64;
constexpr std::size_t kMaxWords = 1'024;  // in bytes

constexpr auto* kTooLong = "that search is too long; use fewer words";
constexpr auto* kTooMany = "too many searches at once; try again in a moment";
constexpr auto* kTooSlow = "that search takes too long; use rarer words, or try again";
constexpr auto* kBusy = "that takes too long now; try again in a moment";
constexpr auto* kUnreadable = "the history cannot be read now";

bool is_search(const chat::ArchiveQuery& query) {
  return !query.words.empty() || !query.from.empty();
}

}  // namespace

Questions::Questions(reactor::Reactor& reactor, const std::string& path, Trouble& trouble)
    : reactor_(reactor),
      trouble_(trouble),
      reader_(path),
      time_out_(reactor, [this] { on_time_out(); }),
      worker_(reactor, 1, reactor::Worker::AtEnd::drop_waiting) {}

Questions::~Questions() {
  if (running_) running_->too_late.set();
}

void Questions::ask(chat::ArchiveQuery query, OnFound on_found) {
  assert(query.limit > 0);
  if (query.words.size() > kMaxWords) return on_found(base::Error{kTooLong});
  if (stuck_) return on_found(base::Error{kUnreadable});
  const bool search = is_search(query);
  if (search && searches_.size() >= kMaxSearches) return on_found(base::Error{kTooMany});
  auto question = std::make_unique<Question>();
  question->query = std::move(query);
  question->on_found = std::move(on_found);
  question->asked = reactor_.now();
  (search ? searches_ : pages_).push_back(std::move(question));
  if (!running_) start_next();
}

void Questions::start_next() {
  auto& queue = pages_.empty() ? searches_ : pages_;
  if (queue.empty()) return;
  running_ = std::move(queue.front());
  queue.pop_front();
  worker_.submit([this, question = running_.get()] { return find(*question); },
                 [this](auto outcome) { on_outcome(std::move(outcome)); });
  time_out_.start(kTimeLimit);
}

/// On the reader's thread.
Questions::Outcome Questions::find(const Question& question) {
  try {
    const std::chrono::milliseconds time = is_search(question.query) ? kSearchTime : kPageTime;
    return {reader_.find(question.query, question.too_late, time), {}};
  } catch (const TooExpensive&) {
    return {base::Error{kTooSlow}, {}};
  } catch (const SQLite::Exception& error) {
    return {base::Error{kUnreadable}, question.too_late.is_set() ? "" : describe(error)};
  }
}

// The next question waits until the reader has noticed it.
void Questions::on_time_out() {
  if (running_->too_late.is_set()) return on_stuck();
  running_->too_late.set();
  time_out_.start(kGivingUp);
  answer(*running_, base::Error{kBusy});
}

void Questions::on_stuck() {
  stuck_ = true;
  trouble_.add("cannot read history: a question got no answer for two seconds");
  for (auto* queue : {&pages_, &searches_}) {
    for (const auto& question : std::exchange(*queue, {})) {
      answer(*question, base::Error{kUnreadable});
    }
  }
}

void Questions::on_outcome(base::Result<Outcome> outcome) {
  time_out_.stop();
  stuck_ = false;
  auto found = outcome ? *std::move(outcome) : Outcome{base::Error{kUnreadable}, outcome.error()};
  if (!found.trouble.empty()) trouble_.add(fmt::format("cannot read history: {}", found.trouble));
  const auto question = std::move(running_);
  start_next();
  answer(*question, std::move(found.answer));
}

void Questions::answer(Question& question, Answer answer) {
  const auto on_found = std::exchange(question.on_found, nullptr);
  if (!on_found) return;
  add_to(timing_, reactor_.now() - question.asked);
  on_found(std::move(answer));
}

}  // namespace tertulia::store
