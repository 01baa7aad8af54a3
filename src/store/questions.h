#pragma once

#include <deque>
#include <memory>
#include <string>

#include "tertulia/base/result.h"
#include "tertulia/chat/archive.h"
#include "tertulia/reactor/job.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/reactor/worker.h"
#include "tertulia/store/archive.h"

#include "store/reader.h"
#include "store/trouble.h"

namespace tertulia::store {

/// The questions to a reader, on the loop's thread. One runs at a time, so that each has its own
/// time limit.
class Questions {
 public:
  using OnFound = chat::Archive::OnFound;

  Questions(reactor::Reactor& reactor, const std::string& path, Trouble& trouble);
  ~Questions();

  /// Precondition: no question has been asked.
  chat::ArchivedState load(std::size_t recent) { return reader_.load(recent); }
  /// An answer may ask again.
  void ask(chat::ArchiveQuery query, OnFound on_found);
  const Timing& timing() const { return timing_; }

 private:
  using Answer = base::Result<chat::ArchivePage>;
  struct Outcome {
    Answer answer;
    std::string trouble;  ///< Of the disk.
  };
  struct Question {
    chat::ArchiveQuery query;
    OnFound on_found;  ///< Empty: it was answered that it takes too long.
    base::Instant asked{};
    reactor::CancelFlag too_late;
  };
  using Queue = std::deque<std::unique_ptr<Question>>;

  void start_next();
  void on_time_out();
  void on_stuck();
  Outcome find(const Question& question);
  void on_outcome(base::Result<Outcome> outcome);
  void answer(Question& question, Answer answer);

  reactor::Reactor& reactor_;
  Trouble& trouble_;
  Reader reader_;
  Queue pages_;     ///< Of rooms: they are quick.
  Queue searches_;  ///< With words or an author.
  std::unique_ptr<Question> running_;
  bool stuck_ = false;  ///< The reader does not even give up a question.
  Timing timing_;
  reactor::Timer time_out_;
  reactor::Worker worker_;  // The last one: its thread uses the others.
};

}  // namespace tertulia::store
