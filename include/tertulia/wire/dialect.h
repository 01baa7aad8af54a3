#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/chat/command.h"
#include "tertulia/chat/event.h"

/// The languages of the server and its clients. The layers above know only commands and events; the
/// layers below know only bytes.
namespace tertulia::wire {

/// Why input cannot be read as a request.
struct DecodeError {
  enum class Kind {
    line_too_long,        ///< The line is skipped; the next line can be read.
    bad_request,          ///< The line is no request of the dialect; the next line can be read.
    first_line_too_long,  ///< The client is no user: its login is too long to be a name.
    foreign_protocol,     ///< The client speaks another protocol.
    tls_required          ///< The client does not use TLS, but must. No decoder finds that.
  };
  Kind kind;
  /// Of `foreign_protocol`: its name. Of `bad_request`: what is wrong, for a person. A static text.
  std::string_view detail = {};
  std::string_view code = {};  ///< Of `bad_request`: the same, for a program. A static text.

  /// Whether nothing more can be read: the connection must be closed.
  bool ends_connection() const {
    return kind == Kind::first_line_too_long || kind == Kind::foreign_protocol ||
           kind == Kind::tls_required;
  }
};

/// A client's wish to go on with the session that it had on a former connection. The texts are
/// valid during the call that it is passed to.
struct ResumeRequest {
  struct Seen {
    std::string_view room;  ///< Empty: private messages.
    chat::EntryId last;     ///< The last entry of this room that the client has got.
  };
  std::string_view token;
  std::vector<Seen> seen;
};

/// What the answers to a request repeat of it, if the dialect has such things.
struct RequestInfo {
  std::string_view tag = {};
  chat::Number number = 0;
};

/// How a client sees a room: as its current one, or as another one. Some dialects show the lines of
/// other rooms differently.
enum class View : unsigned char { current, other };

/// For whom an event is rendered.
struct Audience {
  View view = View::current;
  RequestInfo request = {};  ///< If the event is an answer.
};

/// Decodes the requests of one client from its bytes, which may arrive in pieces of any size. It
/// keeps a partial request. It does not depend on a connection: it can be moved to the client's
/// next one.
class Decoder {
 public:
  class Sink {
   public:
    /// One request; `bytes` is its size without its line end. The command points into the input and
    /// is valid during the call. Return false to make `feed()` stop here.
    virtual bool handle_command(const chat::Command& command, std::size_t bytes) = 0;
    /// A resume in the place of a login. Return false to make `feed()` stop here.
    virtual bool handle_resume(const ResumeRequest& request, std::size_t bytes) = 0;
    /// An error in the place of a request. Return false to make `feed()` stop here.
    virtual bool handle_error(const DecodeError& error) = 0;
    /// Bytes that the client must get because its protocol wants an answer. They are no event.
    virtual void handle_reply(std::string_view bytes) = 0;

   protected:
    ~Sink() = default;
  };

  virtual ~Decoder() = default;

  /// Decodes until the input ends or the sink returns false. Returns the number of bytes that are
  /// used; pass the others again in the next call.
  virtual std::size_t feed(std::string_view bytes, Sink& sink) = 0;
  /// The input has ended. A partial request counts as the last one, if the dialect allows that.
  virtual void finish(Sink& sink) = 0;
  /// Whether it holds a partial request.
  virtual bool has_partial_request() const = 0;
  /// From now on the client has a name: its next requests are not a login.
  virtual void set_logged_in() = 0;
  /// The client is asked for its password. If the dialect has no request for it, the client's next
  /// line is the answer. Returns the bytes by which the client's terminal hides it, if it can.
  virtual std::string expect_password() { return {}; }
  /// Maximum length of a line in bytes, from the next line on.
  virtual void set_max_line(std::size_t bytes) = 0;
  /// What the answers to the request repeat that was passed to the sink last. Valid until the next
  /// request is decoded.
  virtual RequestInfo request() const { return {}; }
  /// Sets that, for a request that another decoder has decoded.
  virtual void set_request(const RequestInfo& /*request*/) {}
};

/// One language of the server. It has no state: one object serves all connections.
class Dialect {
 public:
  virtual std::string_view name() const = 0;
  virtual std::unique_ptr<Decoder> make_decoder(std::size_t max_line) const = 0;
  /// Appends the event to `out` in the form for the wire, or nothing if the dialect has no form for
  /// it. Makes its names and texts safe for any terminal.
  virtual void render(const chat::Event& event, const Audience& audience,
                      std::string& out) const = 0;
  /// The same for an error of the decoder. `max_line` is the current limit.
  virtual void render_error(const DecodeError& error, std::size_t max_line,
                            const RequestInfo& request, std::string& out) const = 0;
  /// Whether the events of a room look the same in every `View`.
  virtual bool is_same_in_every_view() const = 0;
  /// Whether a client of this dialect keeps a list of the members of its rooms.
  virtual bool keeps_members() const = 0;
  /// Whether a client of this dialect can resume its session on another connection.
  virtual bool can_resume() const = 0;

 protected:
  ~Dialect() = default;
};

/// The size of the text that this command sends to others, in bytes, in the longest form in which a
/// dialect renders it; 0 if it sends no text. It may be larger than the request.
std::size_t rendered_size(const chat::Command& command);

/// The dialect for clients that have not sent a byte yet, and for rejected connections.
const Dialect& default_dialect();

/// Whether a connection that begins with these bytes, at least one, uses TLS (RFC 8446, 5.1). Then
/// the dialect is detected by the bytes inside TLS.
bool begins_tls(std::string_view first_bytes);

/// The dialect of a connection that begins with these bytes: `{` begins JSON, all else is plain.
/// This is the place that will choose others. What no dialect can read is found by a decoder, with
/// `foreign_protocol.h`.
const Dialect& detect_dialect(std::string_view first_bytes);

}  // namespace tertulia::wire
