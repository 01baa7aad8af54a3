#pragma once

#include "tertulia/chat/entry.h"

namespace tertulia::chat {

/// Orders the entries of all rooms. The hub appends an entry after it has checked it, and applies
/// it only when the log gives it back. So the state of the rooms follows from the log alone: an
/// archive stores what the log gives back, and a log that several servers share gives it back to
/// each.
class RoomLog {
 public:
  class Reader {
   public:
    /// The next entry, with its id and time. Entries come in the order in which every reader of the
    /// log sees them, which is not always the order of `append()`.
    virtual void on_entry(const Entry& entry) = 0;

   protected:
    ~Reader() = default;
  };

  /// Numbers the entry and gives it to the reader: before this returns, or later. A reader may
  /// append from within `on_entry()`.
  virtual void append(Entry entry) = 0;
  /// The reader from now on; null for none, whose entries are dropped. A hub sets itself, and null
  /// when it is destroyed.
  virtual void set_reader(Reader* reader) = 0;

 protected:
  ~RoomLog() = default;
};

}  // namespace tertulia::chat
