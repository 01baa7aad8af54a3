#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "tertulia/base/network.h"
#include "tertulia/chat/bans.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/ids.h"

namespace tertulia::chat {

/// What the server knows of a client by its connection.
enum class Trust : unsigned char {
  none,
  administrator,  ///< It may run the server.
  console         ///< The same, and it is no member: it gives no name.
};

/// The interface through which the hub sends events to clients. Each client gets its events in the
/// order of these calls. An id without a connected client is ignored.
class Delivery {
 public:
  /// To every member of the room. `author` has caused it; 0 for nobody. The author first gets
  /// everything that was sent to its other rooms before, so that it sees the effects of what it did
  /// in the order in which it did it.
  virtual void to_room(RoomId room, MemberId author, const Event& event) = 0;
  /// To every member of the room except these.
  virtual void to_others(RoomId room, std::span<const MemberId> except, const Event& event) = 0;
  /// To one client, whether it is a member of a room or not.
  virtual void to_one(MemberId to, const Event& event) = 0;

  /// Whether the hub may send this client what another client addresses to it alone. False while
  /// much waits for it: it reads slowly, and nobody may fill its queue until it is closed.
  virtual bool accepts_private(MemberId to) const = 0;

  /// Whether this client keeps a list of the members of its rooms. It is told of everyone in its
  /// list who leaves.
  virtual bool keeps_members(MemberId client) const = 0;

  virtual Trust trust(MemberId client) const = 0;
  /// The client's address, or the network that counts as its address; nothing if it has none, or
  /// if it is this machine's.
  virtual std::optional<base::Network> address_of(MemberId client) const = 0;
  /// All clients from this network, whether they have a name or not.
  virtual std::vector<MemberId> clients_in(const base::Network& network) const = 0;
  /// Ends the client's session, which cannot be resumed, after this event. If it still is a member,
  /// or its login is pending, `Hub::remove()` is called.
  virtual void expel(MemberId client, const Event& last) = 0;

  /// From `joined()` until `left()`, this client gets the events of the room. The hub knows the
  /// client's name during both calls. Who joins the lobby has connected; who leaves it is gone. A
  /// room that the client joins is its current one.
  virtual void joined(RoomId room, MemberId member) = 0;
  virtual void left(RoomId room, MemberId member) = 0;
  /// Another room is the client's current one: events of its other rooms name their room. `from`
  /// may be a room that the client has left.
  virtual void moved(MemberId member, RoomId from, RoomId to) = 0;
  /// The room is gone. It has no members.
  virtual void closed(RoomId room) = 0;
  /// What an `ArchivedRoom` shows of this room has changed, or the room is new. `Hub::archived()`
  /// tells what it is when the present entry is applied.
  virtual void changed(RoomId room) = 0;
  /// What an `ArchivedAccount` shows of this account has changed, or it is new, or it is gone.
  virtual void changed(AccountId account) = 0;
  /// `Hub::proved_account()` of this client has changed, without another name.
  virtual void changed(MemberId client) = 0;
  /// A ban or a mute has changed, or whether guests are allowed.
  virtual void changed(const OrderChange& change) = 0;
  /// An act of an operator: for the server's log.
  virtual void log(const Event& act) = 0;
  /// This client's message with this number is ordered, or was refused.
  virtual void acknowledged(MemberId client, Number number) = 0;

  /// The pending command of this client is finished: read its next request. Not called for a
  /// command that `Hub::execute()` has finished before it returns.
  virtual void finished(MemberId client) = 0;

  /// Asks for one call of `Hub::send_pending_notices()` after the notice interval of this room,
  /// which has so many members.
  virtual void schedule_notices(RoomId room, std::size_t members) = 0;

 protected:
  ~Delivery() = default;
};

}  // namespace tertulia::chat
