#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/clock.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/entry.h"
#include "tertulia/wire/dialect.h"

/// The client's side of the JSON dialect: the lines of a server as values that own their texts, and
/// the requests of a client. tertulia(7) describes every field.
///
/// A server may be hostile. The values are bounded by the length of the line. All their texts are
/// safe for a terminal (`base::safe`), and so none of them has a line feed: what a client shows of
/// one field stays in one line. Their integers can be sent back to any server.
namespace tertulia::wire::json {

/// A client need not take a longer line, with its LF. A message of the longest `--max-line` fits.
inline constexpr std::size_t kMaxServerLine = std::size_t{4} * 1024 * 1024;
/// A line with more values than this, those in unknown fields included, cannot be read. It is more
/// than a line of `kMaxLine` has.
inline constexpr std::size_t kMaxValues = std::size_t{64} * 1024;
/// Maximum length of a name, of a user or of a room, and of a short word of the protocol, in bytes.
inline constexpr std::size_t kMaxShortText = 512;

/// What a client learns about a room when it enters it.
struct RoomState {
  std::string room;
  std::string topic;
  std::uint64_t count = 0;           ///< Of the members.
  std::vector<std::string> members;  ///< The first ones.
};

struct Welcome {
  std::string name;
  std::string session;  ///< The secret for `resume`; empty: there is no resuming.
  std::string origin;   ///< That of this client's messages.
  std::string server;   ///< The program and its version.
  std::uint64_t max_line = 0;
  std::uint64_t id = 0;  ///< All later messages have higher ids.
  bool resumed = false;
  std::uint64_t cid = 0;  ///< After a resume: the highest number that is stored.
  /// After a resume: the latest requests that were answered by errors, which may be lost.
  std::vector<std::uint64_t> refused = {};
  std::vector<RoomState> rooms;  ///< The first one is the current room.
};
struct Message {
  std::uint64_t id = 0;
  base::WallTime time{};
  std::string room;
  std::string from;
  std::string text;
  bool action = false;
  std::string origin;     ///< Of the author's session.
  std::uint64_t cid = 0;  ///< The author's number; 0: none.
};
struct Private {
  std::uint64_t id = 0;
  base::WallTime time{};
  std::string from;
  std::string to;
  std::string text;
  std::string origin;
  std::uint64_t cid = 0;
};
struct Stored {
  std::uint64_t cid = 0;
};
/// May have the client's own name.
struct Joined {
  std::string room;
  std::vector<std::string> names;
};
struct Left {
  std::string room;
  std::vector<std::string> names;  ///< May have the client's own name.
  chat::LeaveReason reason = chat::LeaveReason::left;
  std::string by;       ///< Who kicked or banned the user; empty for all other leaves.
  std::string text;     ///< The reason for that; may be empty.
  std::string current;  ///< In the answer to `leave`: the current room from now on; else empty.
  bool moved = false;   ///< The current room was another one before.
  RoomState now{};      ///< If `moved`: the current room, without its members.
};
struct Renamed {
  std::string from;
  std::string to;
};
struct TopicSet {
  std::string room;
  std::string topic;  ///< Empty: there is none.
  std::string by;
};
/// The room is the client's current one from now on.
struct Entered {
  RoomState room;
  std::uint64_t id = 0;  ///< All later messages of the room have higher ids; 0: not known.
};
struct Members {
  RoomState room;  ///< Without its topic.
  std::vector<std::string> operators;
};
/// The oldest message is the first one.
struct History {
  std::string room;
  std::vector<Message> messages;
  bool more = false;
};
/// The newest message is the first one.
struct Results {
  std::vector<Message> messages;
  bool more = false;
};
struct Gap {
  std::string room;  ///< Empty: private messages.
  std::uint64_t after = 0;
  std::uint64_t before = 0;
};
struct Notice {
  std::string room;  ///< Empty: it belongs to no room.
  std::string text;
};
struct Error {
  std::string code;
  std::string text;
  std::uint64_t cid = 0;  ///< 0: of a request without a number.
};
struct Closing {
  enum class Reason {
    shutdown,
    idle,
    replaced,
    kicked,
    banned,
    other  ///< A word that this client does not know.
  };
  Reason reason = Reason::other;
  std::string text;  ///< For people; may be empty.
};
struct Pong {};
struct Goodbye {
  std::string name;
};
/// A line of the plain dialect. A server may send it before it knows that the client speaks JSON,
/// or if it turns the client away.
struct PlainLine {
  std::string text;
};
/// A type that this client does not know, or a line without a value. To be ignored.
struct Unknown {
  std::string type;
};
/// No line of this dialect: no JSON object, or a field of a known type is missing or wrong.
struct Malformed {
  std::string field;  ///< Empty: the whole line.
};

using ServerEvent = std::variant<Unknown, Malformed, PlainLine, Welcome, Message, Private, Stored,
                                 Joined, Left, Renamed, TopicSet, Entered, Members, History,
                                 Results, Gap, Notice, Error, Closing, Pong, Goodbye>;

struct ServerLine {
  ServerEvent event;
  std::string tag;  ///< Of the request that it answers; may be empty.
};

/// Reads a line without its end. It takes any bytes. Unknown fields are ignored, as is a tag that
/// no client has sent. Of several fields with one name the first one counts.
ServerLine parse_server_line(std::string_view line);

/// The requests below are lines with their LF. They repeat the client's texts exactly, but for
/// bytes that are not UTF-8: each becomes U+FFFD. Their `info` is the tag and the number of the
/// request; a number in a command is not read.

/// `client` describes the program; it may be empty.
std::string write_hello(const chat::Rename& login, std::string_view client,
                        std::string_view tag = {});
/// `max_line` is that of the session's welcome: rooms for which a line has no place are left out,
/// so the most important ones come first. The server replays a room that is left out from the time
/// when the client entered it.
std::string write_resume(const ResumeRequest& request, std::size_t max_line,
                         std::string_view tag = {});
/// A request of a client that has a name. Empty if the command has no type of request of its own:
/// then `write_command()` writes it.
std::string write_request(const chat::Command& command, const RequestInfo& info = {});
/// A command of the plain dialect, such as `/topic Chess`.
std::string write_command(std::string_view text, const RequestInfo& info = {});

}  // namespace tertulia::wire::json
