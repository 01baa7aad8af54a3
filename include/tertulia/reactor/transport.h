#pragma once

#include <cstddef>
#include <string_view>

namespace tertulia::reactor {

class BufferedSocket;

/// How the bytes of a stream become those on the wire, and the other way round: in plain text, or
/// encrypted. The stream owns it, and alone calls it; it passes its socket, whose input a transport
/// takes and to which it writes (`reactor/buffered_socket.h`, for this layer's own sources).
///
/// A transport calls nobody, waits for nothing and limits nothing: the stream looks after the
/// backlog, the deadlines and the end. A transport that cannot go on reports the end of the input,
/// and from then on writes nothing.
class Transport {
 public:
  struct Received {
    bool input = false;  ///< There is more in `input()`.
    bool ended = false;  ///< The peer will send no more, though the socket is not at its end.
  };

  Transport() = default;
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// Something has come in to the socket. May write what the peer needs for an answer.
  virtual Received receive(BufferedSocket& socket) = 0;
  /// See `Stream`.
  virtual std::string_view input(const BufferedSocket& socket, std::size_t contiguous) const = 0;
  virtual void consume(BufferedSocket& socket, std::size_t bytes) = 0;

  /// What cannot be sent yet (a handshake is under way) is held, and sent by a later `receive()`.
  virtual void write(BufferedSocket& socket, std::string_view bytes) = 0;
  virtual std::size_t held() const { return 0; }
  /// All is written and nothing is held: tells the peer that nothing more follows, where there is a
  /// word for it. The stream then shuts the socket down as soon as nothing is queued.
  virtual void end_output(BufferedSocket& /*socket*/) {}

  /// See `Stream`.
  virtual std::size_t take_overhead() { return 0; }
};

}  // namespace tertulia::reactor
