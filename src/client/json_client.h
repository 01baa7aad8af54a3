#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/console.h"
#include "tertulia/wire/json_client.h"
#include "tertulia/wire/line_reader.h"

#include "client/hub_client.h"
#include "client/link.h"
#include "client/local_commands.h"
#include "client/options.h"
#include "client/prompt.h"
#include "client/quota.h"
#include "client/session.h"

namespace tertulia::client {

/// The client of a hub that speaks JSON. Its session outlives its connections: when one is lost, it
/// stops the reactor, and the owner gives it another one. What the user types meanwhile is sent
/// then.
///
/// On a terminal a person uses it, who sees what the plain dialect would show. In a pipe each line
/// of the input is posted, and the client waits until the server has stored it.
///
/// A peer that does not understand JSON, such as tertulia 0.1 or `nc -l`, is found out by its first
/// line. Then the client stops the reactor, too, and the owner makes a `PlainClient` from its
/// parts; but it ends if an option needs JSON.
class JsonClient final : public HubClient, private reactor::Stream::Handler {
 public:
  /// A server that has not answered the first request for so long is taken for one without JSON.
  static constexpr base::Duration kGreetingTimeout{5'000};
  /// Later answers to `hello` and `resume` must come within this time.
  static constexpr base::Duration kReplyTimeout{10'000};
  /// The same with a password, which the server may check later.
  static constexpr base::Duration kPasswordReplyTimeout{30'000};
  /// After `exit`, and in a pipe, the client leaves when the server has answered and stored no line
  /// for this time.
  static constexpr base::Duration kStoredTimeout{60'000};
  /// Steps in which it looks for a lost connection, and for the end of a sleep of the machine; less
  /// where it keeps the connection alive more often.
  static constexpr base::Duration kCheckInterval{5'000};

  /// What a person sees of a room that they enter: so many of its last messages, as a server shows
  /// them to plain clients of itself.
  static constexpr std::size_t kRecentMessages = 10;

  /// Why it has stopped the reactor.
  enum class Stop {
    none,   ///< It has not.
    ended,  ///< Call `finish()`.
    lost,   ///< Call `resume()`, or `fail()` if there is no other connection.
    plain   ///< Call `hand_over()`.
  };

  JsonClient(reactor::Reactor& reactor, Link link, Options options,
             const OpenConsole& open_console);
  ~JsonClient() override;

  Stop stop() const { return stop_; }
  /// Whether the user waits for a connection only to give a name.
  bool never_named() const { return session_.name().empty(); }
  /// Whether the server has taken the user in over the last connection.
  bool has_talked() const { return has_talked_; }
  /// Goes on over another connection.
  void resume(Link link);
  /// There is no connection yet, and a next one is tried later; `why` names the server and the
  /// reason.
  void show_trouble(std::string_view why);
  /// There is no other connection, for this reason.
  void fail(const Ending& how);
  /// The same, for the reason that was shown last.
  void give_up();

  /// What a client that speaks the plain dialect goes on with. The client is of no use any more.
  struct Parts {
    Link link;
    std::unique_ptr<terminal::Console> console;
    std::string name;
  };
  Parts hand_over();

  bool discard_input() override;
  void leave() override;
  void abort(std::string_view why) override;

 private:
  enum class Phase {
    asking,    ///< Waiting for the user's name.
    greeting,  ///< Waiting for the welcome.
    talking,   ///< Requests go out, and all else comes in.
    leaving,   ///< Waiting for the goodbye.
    away       ///< There is no connection.
  };
  enum class Question { none, login, rename };  ///< About whose password the user is asked.

  void on_line(std::string typed) override;
  void on_end_of_input() override;
  void on_printed() override;
  void on_input() override;
  void on_peer_ended() override;
  void on_closed(reactor::Stream::CloseReason end) override;
  bool handle_line(std::string_view line) override;

  // The connection: json_client.cpp.
  void prepare_console();
  void use(Link link);
  void greet();
  void send(std::string_view line);
  void read();
  bool finds_json();
  bool judge_plain_line(std::string_view line, std::size_t size);
  bool waits_for_login() const;
  void fall_back();
  bool may_log_in_again();
  bool tries_again() const;
  void lose(const std::string& why);
  void show_status(std::string_view why);
  base::Duration check_interval() const;
  void check_connection();
  Ending lost(std::string_view why) const;
  void end();
  void end_orderly();

  // The login: json_client_login.cpp.
  void ask_name();
  void send_name(std::string_view name);
  void log_in();
  void refuse_name(std::string why);
  void handle_login_error(const wire::json::Error& error);
  void ask_password(Question question);
  void answer_password(std::string_view password);
  void end_question();
  void send_rename();
  void handle_new_name(std::string_view name);
  bool is_safe() const { return local_ || secure_; }
  void on_reply_timeout();
  void begin_talking(const wire::json::Welcome& welcome);
  void show_moves(const Place& former, const wire::json::Welcome& welcome);
  void enter_first();

  // What the user types: json_client_input.cpp.
  bool run_locally(std::string_view line);
  void push(std::string line);
  std::string check(std::string_view line) const;
  void send_waiting();
  void leave_after_lines();
  void leave_if_done();
  bool wants_to_leave() const;
  void watch_pipe();
  void say_goodbye(base::Duration timeout);
  void report_unstored();
  void report_refused();
  void report_unknown();
  void update_input();
  bool waits_for_server() const;
  bool may_take_input() const;
  void show_prompt();

  // What the server says: json_client_events.cpp.
  struct Events;
  void ask_for_recent(std::string_view room, std::uint64_t last);
  void handle_error(const wire::json::Error& error);
  void handle_closing(const wire::json::Closing& closing);

  std::unique_ptr<reactor::Deadlines> deadlines_;
  reactor::StreamHandle stream_;
  wire::LineReader reader_;
  reactor::Timer reply_timer_;
  reactor::Timer check_timer_;
  Session session_;
  LocalCommands local_commands_;
  Quota quota_;
  Prompt prompt_;
  Phase phase_ = Phase::asking;
  Stop stop_ = Stop::none;
  std::string wanted_name_;
  std::optional<std::string> password_;  // of the wanted name
  std::string next_name_;                // of a rename that needs a password
  std::string next_password_;
  bool rename_waits_ = false;     // for a connection
  bool gives_password_ = false;   // the server has asked for it
  chat::Number registering_ = 0;  // the request of `--register`
  Question question_ = Question::none;
  std::string closing_why_;  // what the server has said last about the end of this connection
  std::string lost_why_;     // there is no connection: with the server
  std::string notice_;       // of the last connection
  base::Instant last_sent_{};
  base::WallTime checked_at_{};
  bool local_ = false;
  bool secure_ = false;
  bool tried_again_ = false;      // with the present name
  bool speaks_json_ = false;      // the server, on this connection
  bool has_spoken_json_ = false;  // on some connection
  bool has_talked_ = false;
  bool leaves_after_lines_ = false;  // at the end of the input, or because the user asked for it
  bool input_ended_ = false;
  bool hurried_ = false;
  bool aborted_ = false;  // by the user or a signal
};

}  // namespace tertulia::client
