#pragma once

#include "tertulia/chat/ids.h"
#include "tertulia/chat/name.h"

namespace tertulia::chat {

/// Who may use which name. The hub asks before it gives a name to a client.
class Accounts {
 public:
  enum class Answer { allowed, refused };

  class Asker {
   public:
    /// The answer to `check_name()` for this client, once for each question. The client may have
    /// left meanwhile.
    virtual void on_name_checked(MemberId client, Answer answer) = 0;

   protected:
    ~Asker() = default;
  };

  /// Asks whether the client may use the name. The answer comes before this returns, or later. A
  /// client has at most one open question.
  virtual void check_name(MemberId client, const Name& name) = 0;
  /// The receiver of the answers from now on; null for none, whose answers are dropped. A hub sets
  /// itself, and null when it is destroyed.
  virtual void set_asker(Asker* asker) = 0;

 protected:
  ~Accounts() = default;
};

/// No name belongs to anybody: everyone is a guest. Answers at once.
class GuestAccounts final : public Accounts {
 public:
  void check_name(MemberId client, const Name& /*name*/) override {
    asker_->on_name_checked(client, Answer::allowed);
  }
  void set_asker(Asker* asker) override { asker_ = asker; }

 private:
  Asker* asker_ = nullptr;
};

}  // namespace tertulia::chat
