#pragma once

#include "tertulia/chat/entry.h"

namespace tertulia::chat {

/// Orders the entries of all rooms. The hub checks an entry, appends it to the log, and applies it
/// only when the log gives it back. So the log alone determines the state of the rooms. An archive
/// stores the entries that the log gives back. A log that several servers share gives each entry
/// back to each server.
class RoomLog {
 public:
  class Reader {
   public:
    /// The next entry, with its id and time. All readers of the log get the entries in the same
    /// order, which may differ from the order of `append()`.
    virtual void on_entry(const Entry& entry) = 0;

   protected:
    ~Reader() = default;
  };

  /// Gives the entry its id and time, and passes it to the reader before this returns, or later. A
  /// reader may append in `on_entry()`.
  virtual void append(Entry entry) = 0;
  /// Sets the reader of the log from now on. It must outlive the log or be replaced.
  virtual void set_reader(Reader& reader) = 0;

 protected:
  ~RoomLog() = default;
};

}  // namespace tertulia::chat
