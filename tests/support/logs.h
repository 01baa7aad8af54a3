#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/chat/accounts.h"
#include "tertulia/chat/registry.h"
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

/// Accounts that answer when a test says so. A hash is `hash of PASSWORD`.
class LateAccounts final : public chat::Accounts {
 public:
  enum class Mode { at_once, later };
  explicit LateAccounts(Mode mode = Mode::later) : mode_(mode) {}

  bool keeps_accounts() const override { return keeps; }
  std::string key_of(chat::MemberId client) const override {
    const auto found = keys.find(client);
    return found == keys.end() ? std::string() : found->second;
  }
  bool has_key(chat::MemberId client, const chat::Account& account) override {
    return account.has_key(key_of(client));
  }
  bool may_send_password(chat::MemberId /*client*/) const override { return safe; }
  std::optional<chat::Problem> count_registration(chat::MemberId /*client*/) override {
    if (!no_registration) ++registrations;
    return no_registration;
  }
  void forget_registration(chat::MemberId /*client*/) override { --registrations; }
  std::string make_password() override { return "made password"; }
  void verify(chat::MemberId client, const chat::Account& account,
              std::string_view password) override {
    questions.push_back({client, account.password, "hash of " + std::string(password)});
    if (mode_ == Mode::at_once) answer();
  }
  void hash(chat::MemberId client, std::string_view password) override {
    questions.push_back({client, {}, "hash of " + std::string(password)});
    if (mode_ == Mode::at_once) answer();
  }
  void set_asker(Asker* asker) override { asker_ = asker; }

  /// Answers the oldest question.
  void answer() {
    const auto& asked = questions.front();
    answer(asked.wanted == asked.given ? Proof::correct : Proof::wrong);
  }
  void answer(Proof proof) {
    const auto [client, wanted, given] = questions.front();
    questions.pop_front();
    if (asker_ == nullptr) return;
    if (!wanted.empty()) return asker_->on_verified(client, proof);
    asker_->on_hashed(client, proof == Proof::refused ? std::nullopt : std::optional(given));
  }

  struct Question {
    chat::MemberId client;
    std::string wanted;  // the hash; empty: a new one is wanted
    std::string given;
  };
  std::deque<Question> questions;
  bool keeps = true;
  bool safe = true;
  std::map<chat::MemberId, std::string> keys;
  std::optional<chat::Problem> no_registration;
  int registrations = 0;  ///< That were counted.

 private:
  Mode mode_;
  Asker* asker_ = nullptr;
};

/// What an archive has of a name with this password.
inline chat::ArchivedAccount archived_account(std::uint64_t id, std::string_view name,
                                              std::string_view password) {
  return {.id = chat::AccountId{id},
          .name = std::string(name),
          .password = "hash of " + std::string(password),
          .keys = {},
          .since = {}};
}

}  // namespace tertulia::support
