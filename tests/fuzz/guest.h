#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/peer.h"
#include "fuzz/view.h"

namespace tertulia::fuzz {

/// A client, and what the model must know of it. Its first byte chooses its dialect. Each request
/// goes out in this dialect, with an empty line before it: that ends what it has sent before.
class Guest {
 public:
  /// A mark in a message, which nothing else has.
  static constexpr char kMark = '@';

  /// A message that it has certainly sent, if it was a member and has a room.
  struct Said {
    std::string tag;
    std::string room;          ///< The room that it named; empty for its current one.
    bool certain = false;      ///< Nothing but a kick keeps it from its room.
    std::uint64_t number = 0;  ///< Its own number for it; 0: none.
  };

  explicit Guest(Peer its_peer) : peer(std::move(its_peer)) {}

  /// Does nothing once it has ended its output.
  void send(std::string_view bytes);
  void log_in(std::string_view name);
  void hello(std::string_view name);
  /// Asks for a registered name, and gives the password.
  void prove(std::string_view name, std::string_view password);
  void say(const std::string& tag);
  void say_in(std::string_view room, const std::string& tag);
  void enter(std::string_view room);
  void leave(std::string_view room);
  void whisper(std::string_view to, std::string_view text);
  void ask_members(std::string_view room);
  void command(std::string_view text) { repeat(text, 1); }
  void repeat(std::string_view command, std::size_t times);

  /// Goes on with its session over this connection: resumes it, and sends again what is not stored.
  /// Returns the former connection. Precondition: it has a token.
  reactor::Socket come_back(reactor::Socket socket);
  /// Asks for the session of this token.
  void show_token(std::string_view token);
  /// The token of its session; empty if it has none.
  std::string token() const;
  /// Sends bytes that may be any requests.
  void send_raw(std::string_view bytes);

  bool speaks_json() const { return dialect_ == Dialect::json; }
  /// Whether the server has welcomed it.
  bool is_member() const;
  /// The number of its last request, if it has chosen all its numbers itself; otherwise 0.
  std::uint64_t last_number() const { return raw_ ? 0 : number_; }
  View view() const { return speaks_json() ? read_json(peer.lines()) : read_plain(peer.lines()); }

  Peer peer;
  bool narrow = false;           // the buffers between the server and it are small
  bool wild = false;             // it may have left, or been dropped, at any time
  bool slow = false;             // it did not read for a while
  std::size_t heard_before = 0;  // the witness's number of lines when it was paused
  std::size_t names_tried = 0;
  bool member_when_paused = false;
  bool silent = false;                   // it is muted, as long as it has this session
  bool was_muted = false;                // some of what it has said may have been refused
  std::vector<std::string> silent_tags;  // what it has said meanwhile, which nobody may hear
  std::vector<Said> said;

 private:
  enum class Dialect { undecided, plain, json };

  /// A request that the server executes once, even if it is sent again.
  struct Numbered {
    std::uint64_t number;
    std::string line;
    bool moves;  ///< It enters or leaves a room.
  };

  /// One of two forms of the same request.
  void ask(std::string_view plain, const std::string& json);
  /// Returns the number; 0 if it has none.
  std::uint64_t ask_numbered(std::string_view plain, std::string json, bool moves = false);

  Dialect dialect_ = Dialect::undecided;
  std::vector<Numbered> numbered_;
  std::uint64_t number_ = 0;
  bool raw_ = false;  // its own numbers may be used by others of its requests
};

}  // namespace tertulia::fuzz
