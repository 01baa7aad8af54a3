#pragma once

#include "tertulia/chat/entry.h"

namespace tertulia::chat {

struct Stamp {
  EntryId id;
  base::WallTime time;
};

/// Orders the entries of all rooms. The hub checks an entry, appends it to the log, and applies it
/// only when the log gives it back. So the log alone determines the state of the rooms. An archive
/// stores the entries that the log gives back. A log that several servers share gives each entry
/// back to each server.
class RoomLog {
 public:
  class Reader {
   public:
    /// The next entry, with its id and time. Every appended entry comes back exactly once, on the
    /// loop's thread. Entries of one author come in the order of `append()`. All readers of the log
    /// get all entries in the same order.
    virtual void on_entry(const Entry& entry) = 0;

   protected:
    ~Reader() = default;
  };

  /// Gives the entry its id and time, and passes it to the reader before this returns, or later. A
  /// reader may append in `on_entry()`. A log that cannot store an entry still gives it back:
  /// people talk on. A log that answers later lets the answers to a member's questions overtake its
  /// own messages.
  virtual void append(Entry entry) = 0;
  /// The id and time of what is no entry, but has a place between them: a private message.
  virtual Stamp stamp() = 0;
  /// The reader from now on; null for none, whose entries are dropped. A hub sets itself, and null
  /// when it is destroyed.
  virtual void set_reader(Reader* reader) = 0;

 protected:
  ~RoomLog() = default;
};

}  // namespace tertulia::chat
