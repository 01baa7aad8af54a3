#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/chat/accounts.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/delivery.h"
#include "tertulia/chat/name.h"
#include "tertulia/chat/notices.h"
#include "tertulia/chat/room_log.h"

namespace tertulia::chat {

/// The domain: who is here, and what happens to what they ask for. It knows no sockets, no clock,
/// no threads and no dialect.
///
/// A command that changes something shared takes three steps. The hub *checks* it, *appends* an
/// entry to the log, and *applies* the entry when the log gives it back: it changes its state and
/// tells the clients. Applying checks again, since other entries may have come first; the loser of
/// such a race gets an error. So every hub that reads the same log has the same members.
class Hub final : private RoomLog::Reader, private Accounts::Asker, private Notices::NameSource {
 public:
  /// All three must outlive the hub.
  Hub(Delivery& delivery, RoomLog& log, Accounts& accounts);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// Does what a client asks for. A client without a name can ask for one (`Rename`), which makes
  /// it a member, or leave; its mistakes are answered, and everything else is ignored. Messages are
  /// never pending. Precondition: no command of this client is pending.
  CommandResult execute(MemberId client, const Command& command);
  /// The client has gone. Its pending command is not answered any more. The others are told if it
  /// is a member; for an unknown client nothing happens.
  void remove(MemberId client, LeaveReason reason = LeaveReason::left);
  /// Sent to each client that joins from now on, after the welcome: one notice a line.
  void set_motd(std::vector<std::string> lines) { motd_ = std::move(lines); }
  /// Sends the notices that waited. Call it when the interval that `Delivery::schedule_notices()`
  /// asked for has passed.
  void send_pending_notices();

  /// The member's name; empty if the client is no member.
  std::string_view name_of(MemberId client) const override;
  std::size_t size() const { return members_.size(); }

 private:
  using Member = Members::iterator;
  /// A request for a name that is not decided yet.
  struct NameChange {
    Name name;
    bool appended = false;  // it waits for the log, not for the accounts
  };

  void on_entry(const Entry& entry) override;
  void on_name_checked(MemberId client, Accounts::Answer answer) override;

  CommandResult log_in(MemberId client, const Command& command);
  CommandResult handle(Member self, const Say& say);
  CommandResult handle(Member self, const Act& act);
  CommandResult handle(Member self, const Whisper& whisper);
  CommandResult handle(Member self, const Rename& rename);
  CommandResult handle(Member self, const AskWho& ask);
  CommandResult handle(Member self, const AskHelp& ask);
  CommandResult handle(Member self, const Leave& leave);
  CommandResult handle(Member self, const Nothing& nothing);
  CommandResult handle(Member self, const Invalid& invalid);

  CommandResult change_name(MemberId client, std::string_view typed);
  CommandResult refuse(MemberId client, Problem problem, std::string_view subject = {});
  void refuse_name(MemberId client, Problem problem, std::string_view typed);
  void finish(MemberId client);

  void apply(const Entry& entry, const MessageEntry& message);
  void apply(const Entry& entry, const JoinEntry& join);
  void apply(const Entry& entry, const LeaveEntry& leave);
  void apply(const Entry& entry, const RenameEntry& rename);
  bool is_free(const Name& name, MemberId wanted_by) const;

  Delivery& delivery_;
  RoomLog& log_;
  Accounts& accounts_;
  Members members_;
  std::map<std::string, MemberId> ids_;  // by Name::key(); no choice of names makes it slow
  std::map<MemberId, NameChange> name_changes_;
  std::set<MemberId> leaving_;  // their leave waits for the log
  MemberId executing_{};        // the client whose command is being executed; 0 for none
  std::vector<std::string> motd_;
  Notices notices_;
};

}  // namespace tertulia::chat
