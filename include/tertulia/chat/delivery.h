#pragma once

#include <cstdint>
#include <span>

#include "tertulia/chat/event.h"

namespace tertulia::chat {

/// Names a connection across the layers. Never used twice; a stale one is nobody.
enum class MemberId : std::uint64_t {};

/// The hub's one way out. Everyone sees everything in the order of these calls.
class Delivery {
 public:
  /// To every member: those that entered and did not leave.
  virtual void to_all(const Event& event) = 0;
  /// To every member but those.
  virtual void to_others(std::span<const MemberId> but, const Event& event) = 0;
  /// To one client, member or not.
  virtual void to_one(MemberId to, const Event& event) = 0;

  /// From now on `to_all` reaches this client too, and from `left` on no longer. The hub knows its
  /// name during both calls.
  virtual void entered(MemberId member) = 0;
  virtual void left(MemberId member) = 0;

  /// Asks for one call of `Hub::announce()` in a moment.
  virtual void schedule_notices() = 0;

 protected:
  ~Delivery() = default;
};

}  // namespace tertulia::chat
