#pragma once

#include "tertulia/base/result.h"
#include "tertulia/chat/archive.h"
#include "tertulia/chat/ids.h"

namespace tertulia::chat {

/// Answers what members ask about earlier messages. The hub asks only for what the member may see.
class History {
 public:
  class Asker {
   public:
    /// The answer for this client, called once for each question. The client may have left since
    /// the question.
    virtual void on_found(MemberId client, base::Result<ArchivePage> page) = 0;

   protected:
    ~Asker() = default;
  };

  /// Whether messages are kept at all.
  virtual bool keeps_messages() const = 0;
  /// The answer comes before this returns, or later. It has all messages that the log had given
  /// back before the question, but for those that a failing or slow disk could not take. A client
  /// has at most one open question. Precondition: `keeps_messages()`.
  virtual void find(MemberId client, ArchiveQuery query) = 0;
  /// The receiver of the answers from now on; null for none, whose answers are dropped. A hub sets
  /// itself, and null when it is destroyed.
  virtual void set_asker(Asker* asker) = 0;

 protected:
  ~History() = default;
};

/// For a server that keeps nothing.
class NoHistory final : public History {
 public:
  bool keeps_messages() const override { return false; }
  void find(MemberId /*client*/, ArchiveQuery /*query*/) override {}
  void set_asker(Asker* /*asker*/) override {}
};

}  // namespace tertulia::chat
