#include "tertulia/chat/event.h"

#include <type_traits>

namespace tertulia::chat {
namespace {

/// Answers about a room that the client enters or leaves name it themselves, as do invitations.
template <class One>
constexpr bool kBelongsToRoom =
    std::is_same_v<One, Message> || std::is_same_v<One, Joined> || std::is_same_v<One, Left> ||
    std::is_same_v<One, Kicked> || std::is_same_v<One, TopicShown> ||
    std::is_same_v<One, TopicChanged> || std::is_same_v<One, PrivacyChanged> ||
    std::is_same_v<One, OperatorChanged>;

struct RoomOf {
  const RoomRef* operator()(const MemberList& list) const { return &list.room.room; }
  template <class One>
  const RoomRef* operator()(const One& event) const {
    if constexpr (kBelongsToRoom<One>) {
      return &event.room;
    } else {
      return nullptr;
    }
  }
};

}  // namespace

const RoomRef* room_of(const Event& event) { return std::visit(RoomOf{}, event); }

}  // namespace tertulia::chat
