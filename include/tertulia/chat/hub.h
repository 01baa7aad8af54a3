#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/chat/accounts.h"
#include "tertulia/chat/archive.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/delivery.h"
#include "tertulia/chat/history.h"
#include "tertulia/chat/name.h"
#include "tertulia/chat/open_requests.h"
#include "tertulia/chat/order.h"
#include "tertulia/chat/people.h"
#include "tertulia/chat/registry.h"
#include "tertulia/chat/room.h"
#include "tertulia/chat/room_log.h"

namespace tertulia::chat {

/// The domain: it knows the people and the rooms, and executes the commands of clients. It uses no
/// sockets, clock, threads or dialects.
///
/// A command that changes shared state takes three steps. The hub *checks* the command, *appends*
/// an entry to the log, and *applies* the entry when the log gives it back: it changes its state
/// and sends events to the clients. Applying checks again, since the log may have ordered other
/// entries before this one. If two clients compete for a name, the later one gets an error. So
/// every hub that reads the same log has the same members.
///
/// A registered name is given only to a client that proves to own it, with the key of its
/// connection or with the password. The owner gets the name also if another connection has it,
/// which is ended.
class Hub final : private RoomLog::Reader, private Accounts::Asker, private History::Asker {
 public:
  /// A history answer has at most so many bytes of texts and names, unless it is a single message.
  static constexpr std::size_t kMaxAnswer = std::size_t{64} * 1024;
  /// After so many wrong passwords, a client's connection is closed.
  static constexpr int kMaxTries = 3;
  /// The owner of an account can have so many rooms that stay when they are empty.
  static constexpr std::size_t kMaxFounded = 20;

  /// All of them must outlive the hub.
  Hub(Delivery& delivery, RoomLog& log, Accounts& accounts, History& history);
  /// A hub that keeps nothing.
  Hub(Delivery& delivery, RoomLog& log, Accounts& accounts);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  /// Executes a command of a client. A client without a name can ask for one (`Rename`,
  /// `GivePassword`), which makes it a member of the lobby, ask for a sign of life, or leave. Its
  /// invalid requests get an error, and its other commands are ignored. A console (`Trust`) has no
  /// name, and can do what is for who runs the server. A message is never pending. Precondition: no
  /// command of this client is pending.
  CommandResult execute(MemberId client, const Command& command);
  /// Removes a client whose session has ended. Its pending command gets no answer. If it has a
  /// name, the other members of its rooms get a leave notice. Does nothing for an unknown client.
  void remove(MemberId client, LeaveReason reason = LeaveReason::left);
  /// Sets the message of the day. Each client that joins from now on gets it after the welcome, as
  /// one notice for each line.
  void set_motd(std::vector<std::string> lines) { motd_ = std::move(lines); }
  /// Applies to rooms that are made or entered from now on. There is no limit before.
  void set_room_limits(RoomLimits limits) { limits_ = limits; }
  /// Who enters a room gets at most so many of its latest messages, and none that is older than
  /// `keep` (zero: any age). 0 at first; without effect if the history keeps no messages.
  void set_recent_limit(std::size_t messages, base::Duration keep = base::Duration::zero());
  /// Maximum size of a history answer, and of the latest messages for who enters a room, if it is
  /// less than `kMaxAnswer`. Only texts and names count: a dialect may render them three times as
  /// large, with some bytes around each message.
  void set_answer_limit(std::size_t bytes) { answer_limit_ = bytes; }
  /// Maximum number of accounts that are registered from now on. There is no limit before.
  void set_max_accounts(std::size_t accounts) { max_accounts_ = accounts; }
  /// See `Registry`.
  void set_configured_operators(const std::vector<Name>& names) {
    registry_.set_configured_operators(names);
  }
  /// Continues with the accounts, rooms and members of a former server. A session whose name is not
  /// valid, taken or another's is left out. A room without a member is told as closed, and the mute
  /// of a session that is gone as ended. No other call goes to the delivery. Set the limit of
  /// recent messages before. Precondition: nobody is a member.
  void restore(const ArchivedState& state);
  /// Sends the pending notices of a room. Call it when the interval after
  /// `Delivery::schedule_notices()` has passed. Does nothing if the room is gone.
  void send_pending_notices(RoomId room);

  /// The member's name; empty if the client has none.
  std::string_view name_of(MemberId client) const { return people_.name_of(client); }
  const Registry& registry() const { return registry_; }
  /// The account that the client's present name is; 0 for a guest.
  AccountId account_of(MemberId client) const { return people_.account_of(client); }
  /// The account that the client has proved to own; 0: none.
  AccountId proved_account(MemberId client) const;
  /// Number of clients that have names.
  std::size_t size() const { return people_.size(); }
  /// The lobby included.
  std::size_t room_count() const { return rooms_.size(); }
  /// The current room is the last one. Empty if the client has no name.
  std::vector<RoomId> rooms_of(MemberId client) const;
  /// The lobby if the client has no name.
  RoomId current_room(MemberId client) const;
  /// What the client is at this moment, in its current room.
  Roles roles_of(MemberId client) const;
  /// Precondition of both: the room exists.
  ArchivedRoom archived(RoomId room) const { return rooms_.at(room).archived(); }
  /// What the client may see of the room's messages while it is a member.
  RoomScope scope_of(MemberId client, RoomId room) const;
  const Bans& bans() const { return order_.bans(); }
  /// Whether the client gets this name as a guest, once who has it is gone.
  bool may_have(MemberId client, std::string_view typed) const;
  /// The client with this name; nobody (0) if there is none.
  MemberId id_of(std::string_view typed) const { return people_.id_of(typed); }
  /// The welcome for a member that goes on with its session.
  Welcomed welcome(MemberId member);

 private:
  void on_entry(const Entry& entry) override;
  void on_verified(MemberId client, Accounts::Proof proof) override;
  void on_hashed(MemberId client, std::optional<std::string> hash) override;
  void on_found(MemberId client, base::Result<ArchivePage> page) override;

  CommandResult dispatch(MemberId client, const Command& command);
  CommandResult deny(MemberId client, Role needed);
  CommandResult log_in(MemberId client, const Command& command);
  CommandResult execute_for_console(MemberId client, const Command& command);
  CommandResult handle(MemberId self, const Say& say);
  CommandResult handle(MemberId self, const Whisper& whisper);
  CommandResult handle(MemberId self, const Rename& rename);
  CommandResult handle(MemberId self, const GivePassword& given);
  CommandResult handle(MemberId self, const Register& wanted);
  CommandResult handle(MemberId self, const ChangePassword& change);
  CommandResult handle(MemberId self, const Unregister& unregister);
  CommandResult handle(MemberId self, const AddKey& add);
  CommandResult handle(MemberId self, const RemoveKey& remove);
  CommandResult handle(MemberId self, const ListKeys& list);
  CommandResult handle(MemberId self, const AskWhois& ask);
  CommandResult handle(MemberId self, const SetServerOperator& change);
  CommandResult handle(MemberId self, const ManageAccount& manage);
  CommandResult handle(MemberId self, const AskWho& ask);
  CommandResult handle(MemberId self, const AskHelp& ask);
  CommandResult handle(MemberId self, const Leave& leave);
  CommandResult handle(MemberId self, const EnterRoom& enter);
  CommandResult handle(MemberId self, const LeaveRoom& leave);
  CommandResult handle(MemberId self, const AskRooms& ask);
  CommandResult handle(MemberId self, const Topic& topic);
  CommandResult handle(MemberId self, const SetPrivate& privacy);
  CommandResult handle(MemberId self, const Invite& invite);
  CommandResult handle(MemberId self, const Kick& kick);
  CommandResult handle(MemberId self, const SetOperator& change);
  CommandResult handle(MemberId self, const AskHistory& ask);
  CommandResult handle(MemberId self, const Search& search);
  CommandResult handle(MemberId self, const SetBan& ban);
  CommandResult handle(MemberId self, const LiftBan& lift);
  CommandResult handle(MemberId self, const AskBans& ask);
  CommandResult handle(MemberId self, const SetMute& mute);
  CommandResult handle(MemberId self, const Announce& announce);
  CommandResult handle(MemberId self, const SetGuests& guests);
  CommandResult handle(MemberId self, const Ping& ping);
  CommandResult handle(MemberId self, const Nothing& nothing);
  CommandResult handle(MemberId self, const Invalid& invalid);

  CommandResult change_name(MemberId client, const Rename& rename);
  std::optional<Problem> check_guest_name(MemberId client, const Name& name) const;
  std::optional<Problem> check_owner(MemberId client, const Name& name, AccountId account) const;
  std::optional<Problem> check_login(MemberId client, const Account& account) const;
  CommandResult log_in_to(MemberId client, const Name& name, const Account& account,
                          std::optional<std::string_view> password);
  CommandResult verify(MemberId client, const Name& name, const Account& account,
                       std::string_view password);
  void ask_again(MemberId client, const Name& name, Problem refusal);
  CommandResult append_name(MemberId client, const Name& name, AccountId account);
  void set_account(MemberId client, AccountId proved);
  std::optional<Problem> check_registration(MemberId client) const;
  std::optional<Problem> check_new_password(MemberId client, std::string_view password) const;
  CommandResult hash(MemberId client, NewPassword use, std::string_view password);
  bool administers(MemberId client) const { return delivery_.trust(client) != Trust::none; }
  std::optional<Problem> check_grant(const Name& name, bool is_new) const;
  CommandResult list_accounts(MemberId self);
  ListSpace list_space(MemberId asker) const;
  CommandResult refuse(MemberId client, Problem problem, std::string_view subject = {});
  void refuse_name(MemberId client, Problem problem, std::string_view typed,
                   base::WallTime now = base::WallTime::min());
  CommandResult request(Entry entry);
  void finish(MemberId client);

  Room& current_room_of(MemberId self) { return rooms_.at(people_.find(self)->current()); }
  /// The room that the member names, or its current one; or the member is refused.
  Room* room_for(MemberId self, std::string_view typed);
  /// The same for a room that the member must be in.
  Room* own_room(MemberId self, std::string_view typed);
  std::optional<Problem> check_joinable(MemberId self, const Name& name);
  /// The member with this name, for a change of the current room; or `self` is refused. Nobody is
  /// named in the lobby.
  MemberId named_in_room(MemberId self, std::string_view name);

  CommandResult ask_history(MemberId self, HistoryQuestion question, ArchiveQuery query);
  void answer(MemberId client, const HistoryQuestion& question,
              const base::Result<ArchivePage>& page);
  EarlierMessages visible(MemberId client, const ArchivePage& page);
  void show_recent(MemberId to, const Room& room, base::WallTime now);

  void apply(const Entry& entry, const MessageEntry& message);
  void apply(const Entry& entry, const JoinEntry& join);
  void apply(const Entry& entry, const LeaveEntry& left);
  void apply(const Entry& entry, const RenameEntry& rename);
  void apply(const Entry& entry, const RegisterEntry& wanted);
  void apply(const Entry& entry, const PasswordEntry& change);
  void apply(const Entry& entry, const UnregisterEntry& unregister);
  void apply(const Entry& entry, const KeyEntry& key);
  void apply(const Entry& entry, const GrantEntry& grant);
  void apply(const Entry& entry, const RevokeEntry& revoke);
  void apply(const Entry& entry, const ServerOperatorEntry& change);
  void apply(const Entry& entry, const EnterRoomEntry& enter);
  void apply(const Entry& entry, const LeaveRoomEntry& leave);
  void apply(const Entry& entry, const TopicEntry& topic);
  void apply(const Entry& entry, const PrivacyEntry& privacy);
  void apply(const Entry& entry, const InviteEntry& invite);
  void apply(const Entry& entry, const KickEntry& kick);
  void apply(const Entry& entry, const OperatorEntry& change);
  void apply(const Entry& entry, const BanEntry& ban);
  void apply(const Entry& entry, const UnbanEntry& unban);
  void apply(const Entry& entry, const MuteEntry& mute);
  void apply(const Entry& entry, const UnmuteEntry& unmute);
  void apply(const Entry& entry, const AnnounceEntry& announce);
  void apply(const Entry& entry, const GuestsEntry& guests);

  bool is_server_operator(MemberId client) const { return order_.runs_server(client); }
  bool runs(const Room& room, MemberId client) const {
    return room.is_run_by(client) || is_server_operator(client);
  }
  /// The client's name; a console has none.
  std::string_view actor(MemberId client) const;
  /// The author runs the server; or it is refused, and its request is finished.
  bool acts_as_operator(const Entry& entry);
  void keep_out(const Entry& entry, const Ban& ban);
  void keep_out(MemberId client, const Entry& entry, const Ban& ban, const End& until);
  void turn_away(MemberId client, std::string_view typed, base::WallTime now);
  CommandResult lift_mute(MemberId self, std::string_view name);
  CommandResult kick_from_server(MemberId self, const Kick& kick);
  void kick_from_server(const Entry& entry, const KickEntry& kick);
  void expel(MemberId client, LeaveReason reason, const Closing& last);
  void leave_rooms(MemberId client, LeaveReason reason);
  /// Tells all operators, and the log.
  template <class Act>
  void report(const Act& act);
  /// Tells everyone, the author, and the log.
  void tell_everyone(MemberId author, const Event& event);

  /// The entry's room, if its author still runs it; otherwise the author is refused.
  Room* run_by_author(const Entry& entry);
  std::optional<Problem> check_kick(const Room& room, MemberId whom) const;
  static std::optional<Problem> check_operator(const Room& room, MemberId whom, bool on);
  void tell_invited(const Room& room, MemberId by, const InviteEntry& invite);
  /// The account, if the author's name still is it; otherwise the author is refused.
  const Account* owned_by_author(const Entry& entry, AccountId account);
  std::optional<Problem> check_server_operator(AccountId account, bool on) const;
  void remove_account(AccountId account);
  void forget_proof(MemberId client);
  /// Others than the author have to prove anew that they own the account.
  void forget_proofs(AccountId account, MemberId author);
  /// Another client has proved to own the name of this one.
  void replace(MemberId client);
  void put_out(Room& room, MemberId member);
  void remove_from(Room& room, MemberId member);
  void join(Room& room, const Entry& entry);
  void make_current(MemberId member, Room& room);
  /// Call this before the client gets a list of the members.
  void show(MemberId to, Room& room);
  void close_if_empty(RoomId room);
  void restore_accounts(const std::vector<ArchivedAccount>& accounts);
  void restore_rooms(const std::vector<ArchivedRoom>& rooms);
  void restore_member(const ArchivedSession& session);

  Delivery& delivery_;
  RoomLog& log_;
  Accounts& accounts_;
  History& history_;
  RoomLimits limits_;
  std::size_t recent_limit_ = 0;
  base::Duration recent_keep_{};
  std::size_t answer_limit_ = kMaxAnswer;
  std::size_t max_accounts_;
  Registry registry_;
  People people_;
  Rooms rooms_;
  Order order_;
  EntryId last_{};  // the last entry that came back
  OpenRequests open_;
  std::set<MemberId> leaving_;  // their leave waits for the log
  MemberId executing_{};        // the client whose command is being executed; 0 for none
  std::vector<std::string> motd_;
};

}  // namespace tertulia::chat
