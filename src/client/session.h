#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/wire/json_client.h"

#include "client/heard.h"
#include "client/place.h"
#include "client/requests.h"
#include "client/rooms.h"

namespace tertulia::client {

/// The user's side of a session with a server that speaks JSON: all that outlives a connection. It
/// has the name, the rooms, the last message of each room, and what was typed and is not stored. It
/// knows no connection: the caller sends the lines and passes in what the server says.
class Session {
 public:
  explicit Session(Requests::Unstored unstored) : requests_(unstored) {}

  const std::string& name() const { return place_.name; }
  /// Where the user is; see `Place`.
  const Place& place() const { return place_; }
  const Rooms& rooms() const { return rooms_; }
  const Requests& requests() const { return requests_; }
  /// Maximum length of a text in bytes; 0 before the welcome.
  std::size_t max_line() const { return max_line_; }
  /// Whether a former connection can be gone on with.
  bool can_resume() const { return !token_.empty(); }
  /// The line that goes on with the former connection.
  std::string resume_line() const;

  /// Takes a typed line that the plain dialect would take, in the room where the user is. It must
  /// not ask to leave the server. Returns its number.
  chat::Number push(std::string typed);
  /// All messages are for this room until the user moves, also if the server does not let the user
  /// in.
  void stay_in(std::string room) { home_ = std::move(room); }
  /// The next line to send, or nothing.
  std::optional<std::string> next_line();
  std::size_t discard() { return requests_.discard(); }
  /// The name that this request asks for; empty if it asks for none.
  std::string wanted_name(chat::Number number) const;

  /// Takes the welcome. Returns the lines to send first: a new session enters the former rooms,
  /// over as many connections as it takes.
  std::vector<std::string> welcome(const wire::json::Welcome& welcome);
  /// What was sent in a session that the server has forgotten, so that nobody knows whether others
  /// have got it. Returns it once.
  std::vector<Requests::Request> take_unknown() { return std::exchange(unknown_, {}); }
  /// How many lines were not sent, for only a forgotten session knew their room. Returns it once.
  std::size_t take_homeless() { return std::exchange(homeless_, 0); }
  /// What the server has refused while its error was lost with the connection. Returns it once.
  std::vector<std::string> take_refused() { return std::exchange(refused_, {}); }
  /// The server has forgotten the session.
  void forget_token() { token_.clear(); }
  /// Whether this message is new, and not one that was shown on a former connection, perhaps with
  /// another id.
  bool is_new(const wire::json::Message& message);
  bool is_new(const wire::json::Private& message);
  /// The user sees this new message, which is unread if it is in another room.
  void count_unread(const wire::json::Message& message);
  bool is_own(std::string_view origin) const { return !origin.empty() && origin == place_.origin; }
  /// Takes what changes the session, and the answers to its own requests, which have a tag.
  void handle(const wire::json::ServerEvent& event, std::string_view tag = {});
  void lose_connection() { requests_.rewind(); }

 private:
  struct Handler;

  std::string target() const;
  void leave(const std::string& room);
  void note_refusal(chat::Number number);
  void store(chat::Number number);
  std::vector<std::string> return_to_rooms();
  bool note(const std::string& room, std::uint64_t id);

  Place place_;
  std::string token_;
  std::size_t max_line_ = 0;
  Rooms rooms_;
  std::map<std::string, std::uint64_t, std::less<>> seen_;  ///< The last id of each room.
  Heard heard_;
  Requests requests_;
  std::string home_;  ///< Where messages go, whatever the server says; empty: nowhere else.
  std::optional<Place> former_;  ///< In a forgotten session, until the server has answered.
  std::vector<Requests::Request> unknown_;
  std::size_t homeless_ = 0;
  std::vector<std::string> refused_;
};

}  // namespace tertulia::client
