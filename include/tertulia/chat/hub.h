#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/chat/command.h"
#include "tertulia/chat/delivery.h"
#include "tertulia/chat/name.h"

namespace tertulia::chat {

/// The room: who is in it, and what becomes of what they say. It knows no sockets and no clock.
///
/// Joins and leaves are told at once, unless some were told a moment ago: then they are gathered
/// until the moment has passed, and told together. A member whose join is still untold is told of
/// before anything that it says to all, so nobody speaks before they came; and one who leaves
/// untold was never there. Who comes after the last of those who left hears nothing of them. So a
/// crowd at the door costs those inside a bounded number of lines.
class Hub {
 public:
  /// What is to become of the client that sent a command.
  enum class CommandResult { stay, leave };
  /// A notice of more people than this names two of them and counts the others.
  static constexpr std::size_t kNamesInNotice = 3;
  /// The list of those present names so many and counts the others.
  static constexpr std::size_t kNamesInList = 100;

  explicit Hub(Delivery& delivery) : delivery_(delivery) {}

  /// Does what a client asks for, and tells everyone concerned. Who is no member yet can take a
  /// name (`Rename`) and so become one, or leave; a mistake is answered, anything else ignored.
  CommandResult execute(MemberId id, const Command& command);
  /// Takes a member out and tells the others; why, where it was the same for all that are told of
  /// together. No member: nothing happens.
  void remove(MemberId id, LeaveReason why = LeaveReason::left);
  /// What each who becomes a member from now on is told first, after the welcome: a notice a line.
  void set_motd(std::vector<std::string> lines) { motd_ = std::move(lines); }
  /// The moment that `Delivery::schedule_notices()` asked for has passed: tells what was held back.
  void announce();

  /// The member's name; empty for nobody.
  std::string_view name_of(MemberId id) const;
  std::size_t size() const { return members_.size(); }

 private:
  using Members = std::map<MemberId, Name>;  // in the order of arrival, for the list
  using Member = Members::iterator;
  struct PendingLeaves {
    std::vector<std::string> first;
    std::size_t count = 0;
    std::size_t too_slow = 0;  // of them
  };

  CommandResult greet(MemberId id, const Command& command);
  void enter(MemberId id, std::string_view typed);
  std::optional<Problem> check_free(const Name& name, MemberId wanted_by) const;

  CommandResult handle(Member self, const Say& say);
  CommandResult handle(Member self, const Act& act);
  CommandResult handle(Member self, const Whisper& whisper);
  CommandResult handle(Member self, const Rename& rename);
  CommandResult handle(Member self, const AskWho& ask);
  CommandResult handle(Member self, const AskHelp& ask);
  CommandResult handle(Member self, const Leave& leave);
  CommandResult handle(Member self, const Nothing& nothing);
  CommandResult handle(Member self, const Invalid& invalid);

  CommandResult refuse(MemberId id, Problem problem, std::string_view subject = {});
  void announce_join(MemberId id);
  void send_or_schedule_notices();
  void send_pending_notices();
  void add_pending_leave(const Name& name, LeaveReason why);
  void send_leaves();
  void send_joins(std::span<const MemberId> joined);

  Delivery& delivery_;
  Members members_;
  std::map<std::string, MemberId> ids_;  // by Name::key(); no choice of names makes it slow
  std::set<MemberId> pending_joins_;     // untold
  std::vector<std::string> motd_;
  PendingLeaves pending_leaves_;            // untold
  std::set<MemberId> joined_after_leaves_;  // came after the last of pending_leaves_
  bool notices_scheduled_ = false;
};

}  // namespace tertulia::chat
