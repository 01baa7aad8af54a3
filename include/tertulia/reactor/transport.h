#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tertulia::reactor {

class BufferedSocket;

/// Converts the bytes of a stream to the bytes on the wire and back: in plain text it changes
/// nothing, otherwise it encrypts. The stream owns its transport, and only the stream calls it.
/// Each call passes the stream's socket: the transport consumes the socket's input, and writes to
/// the socket (`reactor/buffered_socket.h`, for the sources of this layer only).
///
/// A transport makes no callbacks, never blocks and enforces no limits: the stream is responsible
/// for the queue, the deadlines and the end of the connection. After an error that it cannot
/// recover from, a transport reports the end of the input, and writes nothing more.
class Transport {
 public:
  struct Received {
    bool input = false;  ///< `input()` or `take_overhead()` has new bytes.
    bool ended = false;  ///< The peer has ended its output, although the socket is still open.
    bool ready = false;  ///< The handshake is finished.
    /// Too many handshakes have begun in this pass. Call `receive()` again when the reactor's
    /// `HandshakeQueue` gives this one its turn.
    bool waits_for_turn = false;
  };

  Transport() = default;
  virtual ~Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  /// The stream uses this transport from now on. The transport may write to the socket.
  virtual void start(BufferedSocket& /*socket*/) {}
  /// The socket has new input. The transport may answer the peer: it may write to the socket.
  virtual Received receive(BufferedSocket& socket) = 0;
  /// The input as the stream's owner sees it; see `Stream`.
  virtual std::string_view input(const BufferedSocket& socket, std::size_t contiguous) const = 0;
  virtual void consume(BufferedSocket& socket, std::size_t bytes) = 0;
  /// The socket's input has ended, or the connection is lost.
  virtual void end_input() {}

  /// Writes to the socket. Bytes that cannot be sent yet, as during a handshake, are held; a later
  /// `receive()` sends them.
  virtual void write(BufferedSocket& socket, std::string_view bytes) = 0;
  /// Number of bytes that are held.
  virtual std::size_t held() const { return 0; }
  /// Tells the peer that no more bytes follow, if the protocol has a message for that. Then the
  /// stream shuts down the socket's output as soon as nothing is queued. Precondition: everything
  /// is written, and nothing is held.
  virtual void end_output(BufferedSocket& /*socket*/) {}

  /// See `Stream`.
  virtual std::size_t take_overhead() { return 0; }
  virtual bool ready() const { return true; }
  virtual std::string_view failure() const { return {}; }
  virtual std::string peer_key() const { return {}; }
  virtual std::string peer_problem() const { return {}; }
};

}  // namespace tertulia::reactor
