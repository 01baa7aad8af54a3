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
  enum class Verdict { stay, leave };
  /// A notice of more people than this names two of them and counts the others.
  static constexpr std::size_t kNamesInNotice = 3;
  /// The list of those present names so many and counts the others.
  static constexpr std::size_t kNamesInList = 100;

  explicit Hub(Delivery& delivery) : delivery_(delivery) {}

  /// Does what a client asks for, and tells everyone concerned. Who is no member yet can take a
  /// name (`Rename`) and so become one, or leave; a mistake is answered, anything else ignored.
  Verdict obey(MemberId id, const Command& command);
  /// Takes a member out and tells the others; why, where it was the same for all that are told of
  /// together. No member: nothing happens.
  void remove(MemberId id, Parting why = Parting::ordinary);
  /// What each who becomes a member from now on is told first, after the welcome: a notice a line.
  void set_motd(std::vector<std::string> lines) { motd_ = std::move(lines); }
  /// The moment that `Delivery::announce_soon()` asked for has passed: tells what was held back.
  void announce();

  /// The member's name; empty for nobody.
  std::string_view name_of(MemberId id) const;
  std::size_t size() const { return members_.size(); }

 private:
  using Members = std::map<MemberId, Name>;  // in the order of arrival, for the list
  using Member = Members::iterator;
  struct Departures {
    std::vector<std::string> first;
    std::size_t count = 0;
    std::size_t too_slow = 0;  // of them
  };

  Verdict greet(MemberId id, const Command& command);
  void enter(MemberId id, std::string_view typed);
  std::optional<Problem> check_free(const Name& name, MemberId wanted_by) const;

  Verdict handle(Member self, const Say& say);
  Verdict handle(Member self, const Act& act);
  Verdict handle(Member self, const Whisper& whisper);
  Verdict handle(Member self, const Rename& rename);
  Verdict handle(Member self, const AskWho& ask);
  Verdict handle(Member self, const AskHelp& ask);
  Verdict handle(Member self, const Leave& leave);
  Verdict handle(Member self, const Nothing& nothing);
  Verdict handle(Member self, const Invalid& invalid);

  Verdict refuse(MemberId id, Problem problem, std::string_view subject = {});
  void introduce(MemberId id);
  void announce_now_or_soon();
  void tell_held_back();
  void hold_departure(const Name& name, Parting why);
  void tell_departures();
  void tell_arrivals(std::span<const MemberId> newcomers);

  Delivery& delivery_;
  Members members_;
  std::map<std::string, MemberId> ids_;  // by Name::key(); no choice of names makes it slow
  std::set<MemberId> arrivals_;          // untold
  std::vector<std::string> motd_;
  Departures departures_;           // untold
  std::set<MemberId> unconcerned_;  // came after the last of departures_
  bool moment_running_ = false;
};

}  // namespace tertulia::chat
