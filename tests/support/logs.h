#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "tertulia/chat/accounts.h"
#include "tertulia/chat/room_log.h"

namespace tertulia::support {

/// A log that numbers entries from 1 and gives them back at once, or only when a test says so.
class ScriptedLog final : public chat::RoomLog {
 public:
  enum class Mode { at_once, later };
  explicit ScriptedLog(Mode mode = Mode::at_once) : mode_(mode) {}

  void append(chat::Entry entry) override {
    waiting_.push_back(std::move(entry));
    if (mode_ == Mode::at_once) give_back(1);
  }
  chat::Stamp stamp() override { return {chat::EntryId{++last_id_}, time}; }
  void set_reader(Reader* reader) override { reader_ = reader; }

  void set_mode(Mode mode) { mode_ = mode; }
  std::size_t waiting() const { return waiting_.size(); }
  /// The oldest entries, in order.
  void give_back(std::size_t count) {
    for (; count > 0 && !waiting_.empty(); --count) {
      auto entry = std::move(waiting_.front());
      waiting_.pop_front();
      entry.id = chat::EntryId{++last_id_};
      entry.time = time;
      if (reader_ != nullptr) reader_->on_entry(entry);
    }
  }
  void give_back_all() {
    while (!waiting_.empty()) give_back(1);
  }
  /// An entry of another server that shares the log.
  void insert(chat::Entry entry) {
    entry.id = chat::EntryId{++last_id_};
    entry.time = time;
    reader_->on_entry(entry);
  }

  base::WallTime time{};  ///< Of the next entries.

 private:
  Mode mode_;
  Reader* reader_ = nullptr;
  std::deque<chat::Entry> waiting_;
  std::uint64_t last_id_ = 0;
};

/// Accounts that answer when a test says so.
class LateAccounts final : public chat::Accounts {
 public:
  void check_name(chat::MemberId client, const chat::Name& name) override {
    questions.push_back({client, name.text()});
  }
  void set_asker(Asker* asker) override { asker_ = asker; }

  /// Answers the oldest question.
  void answer(Answer answer) {
    const auto [client, name] = questions.front();
    questions.pop_front();
    if (asker_ != nullptr) asker_->on_name_checked(client, answer);
  }

  struct Question {
    chat::MemberId client;
    std::string name;
  };
  std::deque<Question> questions;

 private:
  Asker* asker_ = nullptr;
};

}  // namespace tertulia::support
