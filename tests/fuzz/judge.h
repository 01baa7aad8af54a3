#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "fuzz/guest.h"
#include "fuzz/view.h"

namespace tertulia::fuzz {

/// What the witnesses have seen is the truth, room by room:
///  - both have seen the same;
///  - what a guest has seen during each stay in a room is a contiguous part of it, and goes up to its
///    end if the guest is still there;
///  - each message that a guest has certainly sent is in it once, in the author's order.
/// And the lists of members that clients keep are those that the server answers.
class Judge {
 public:
  /// Both witnesses have just asked for the members of these rooms.
  Judge(const Guest& witness, const Guest& watcher, std::span<const std::string_view> rooms);

  void check_guest(const Guest& guest) const;

 private:
  const Stay& truth(const std::string& room) const { return truth_.stays(room).front(); }
  void check_room(const std::string& room) const;
  void check_view(const View& view, bool stays) const;
  void check_said(const Guest& guest, const View& view) const;
  bool was_heard(const Guest::Said& said) const;
  void check_order(const std::vector<Guest::Said>& said) const;

  View truth_;
  View watched_;
  std::vector<std::string> rooms_;
};

}  // namespace tertulia::fuzz
