#pragma once

#include <span>

#include "tertulia/chat/event.h"
#include "tertulia/chat/ids.h"

namespace tertulia::chat {

/// The interface through which the hub sends events to clients. Each client gets its events in the
/// order of these calls. An id without a connected client is ignored.
class Delivery {
 public:
  /// To every member of the room.
  virtual void to_room(RoomId room, const Event& event) = 0;
  /// To every member of the room except these.
  virtual void to_others(RoomId room, std::span<const MemberId> except, const Event& event) = 0;
  /// To one client, whether it is a member of a room or not.
  virtual void to_one(MemberId to, const Event& event) = 0;

  /// Whether the hub may send this client what another client addresses to it alone. False while
  /// much waits for it: it reads slowly, and nobody may fill its queue until it is closed.
  virtual bool accepts_private(MemberId to) const = 0;

  /// From `joined()` until `left()`, this client gets the events of the room. The hub knows the
  /// client's name during both calls.
  virtual void joined(RoomId room, MemberId member) = 0;
  virtual void left(RoomId room, MemberId member) = 0;

  /// The pending command of this client is finished: read its next request. Not called for a
  /// command that `Hub::execute()` has finished before it returns.
  virtual void finished(MemberId client) = 0;

  /// Asks for one call of `Hub::send_pending_notices()` after the notice interval.
  virtual void schedule_notices() = 0;

 protected:
  ~Delivery() = default;
};

}  // namespace tertulia::chat
