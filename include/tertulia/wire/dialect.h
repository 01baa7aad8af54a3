#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/chat/command.h"
#include "tertulia/chat/event.h"

/// What a server and its clients speak. Everything above this layer knows commands and events only;
/// everything below it knows bytes only.
namespace tertulia::wire {

/// Why input is no request at all.
enum class DecodeError {
  line_too_long,    ///< The line is skipped; the next one can be read.
  foreign_protocol  ///< The client speaks another protocol than any of ours: nothing can be read.
};

/// Reads the requests of one client: it cuts its bytes into requests, whatever the pieces in which
/// they arrive, and remembers a request that has begun. A value of its own: it can be moved to the
/// next connection of the same client.
class Decoder {
 public:
  class Sink {
   public:
    /// One request, of so many bytes without its end. The command points into the input and is
    /// valid during the call. Return false to decode no more for now.
    virtual bool handle_command(const chat::Command& command, std::size_t bytes) = 0;
    /// Instead of a request. Return false to decode no more for now.
    virtual bool handle_error(DecodeError error) = 0;

   protected:
    ~Sink() = default;
  };

  virtual ~Decoder() = default;

  /// Decodes until the input ends or the sink returns false. Returns how many bytes are used; offer
  /// the others again.
  virtual std::size_t feed(std::string_view bytes, Sink& sink) = 0;
  /// The input has ended: what has begun is the last request, if the dialect allows that.
  virtual void finish(Sink& sink) = 0;
  /// Whether a request has begun and not ended.
  virtual bool has_partial_request() const = 0;
  /// The client has a name from now on: its requests are not a login any more.
  virtual void set_logged_in() = 0;
  /// The longest line, in bytes, from the next line on.
  virtual void set_max_line(std::size_t bytes) = 0;
};

/// One way to speak with the server. Without state: one object serves all connections.
class Dialect {
 public:
  virtual std::string_view name() const = 0;
  virtual std::unique_ptr<Decoder> make_decoder(std::size_t max_line) const = 0;
  /// Appends the event to `out` as it goes over the wire. Names and texts are made safe for any
  /// terminal here.
  virtual void render(const chat::Event& event, std::string& out) const = 0;
  /// The same for an error of the decoder; `max_line` is the limit in force.
  virtual void render_error(DecodeError error, std::size_t max_line, std::string& out) const = 0;

 protected:
  ~Dialect() = default;
};

/// The dialect for clients that have not sent a byte yet, and for those that are rejected.
const Dialect& default_dialect();

/// The dialect of a connection that begins with these bytes, at least one. Plain is the only one
/// yet; this is the place that chooses others.
const Dialect& detect_dialect(std::string_view first_bytes);

}  // namespace tertulia::wire
