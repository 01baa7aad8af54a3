#pragma once

#include <deque>
#include <utility>
#include <vector>

#include "tertulia/chat/history.h"

#include "support/find_messages.h"

namespace tertulia::support {

/// A history of these messages, which answers at once, or when a test says so.
class FakeHistory final : public chat::History {
 public:
  explicit FakeHistory(const std::vector<chat::ArchivedMessage>& messages) : messages_(messages) {}

  bool keeps_messages() const override { return keeps; }
  void find(chat::MemberId client, chat::ArchiveQuery query) override {
    questions.push_back({client, std::move(query)});
    if (at_once) answer();
  }
  void set_asker(Asker* asker) override { asker_ = asker; }

  struct Question {
    chat::MemberId client;
    chat::ArchiveQuery query;
  };
  /// Answers the oldest question.
  void answer() { answer(find_in(messages_, questions.front().query)); }
  void answer(base::Result<chat::ArchivePage> page) {
    const auto client = questions.front().client;
    questions.pop_front();
    if (asker_ != nullptr) asker_->on_found(client, std::move(page));
  }

  bool keeps = true;
  bool at_once = true;
  std::deque<Question> questions;

 private:
  const std::vector<chat::ArchivedMessage>& messages_;
  Asker* asker_ = nullptr;
};

}  // namespace tertulia::support
