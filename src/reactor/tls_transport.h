#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/reactor/transport.h"

struct ssl_st;
struct ssl_ctx_st;

namespace tertulia::reactor {

/// Encrypts a connection with TLS. OpenSSL reads and writes the stream's socket through a BIO of
/// ours, which takes all output: so no call blocks, and queue, drain and limits stay the stream's.
class TlsTransport final : public Transport {
 public:
  /// Maximum size of a ClientHello, and of all that a peer sends until the handshake is finished.
  /// Usual ones have less than 2 KB, and a chain of certificates some more.
  static constexpr std::size_t kMaxHello = std::size_t{16} * 1024;
  static constexpr std::size_t kMaxHandshake = std::size_t{64} * 1024;
  enum class Side : bool { server, client };

  /// A client gives the host of the server, or nothing.
  TlsTransport(ssl_ctx_st* context, Side side, const std::string& host = {});

  void start(BufferedSocket& socket) override;
  Received receive(BufferedSocket& socket) override;
  std::string_view input(const BufferedSocket& socket, std::size_t contiguous) const override;
  void consume(BufferedSocket& socket, std::size_t bytes) override;
  void end_input() override;
  void write(BufferedSocket& socket, std::string_view bytes) override;
  std::size_t held() const override { return held_.size(); }
  void end_output(BufferedSocket& socket) override;
  std::size_t take_overhead() override;
  bool ready() const override { return ready_; }
  std::string_view failure() const override { return failure_; }
  std::string peer_key() const override;
  std::string peer_problem() const override;

  /// OpenSSL calls it before a server answers a client: the costly part of a handshake follows.
  static int admit(ssl_st* ssl, int* alert, void* unused) noexcept;

 private:
  struct Bio;
  class Use;
  struct Deleter {
    void operator()(ssl_st* ssl) const noexcept;
  };

  bool check_hello(Received& received);
  void set_host(std::string host);
  bool receive_plain(Received& received);
  bool handshake(Received& received);
  void read(Received& received);
  void check_whole(Received& received);
  void handle_result(int result, Received& received);
  void fail(std::string_view reason);
  void send(std::string_view bytes);

  std::unique_ptr<ssl_st, Deleter> ssl_;
  BufferedSocket* socket_ = nullptr;  // during a call
  std::string input_;
  std::size_t consumed_ = 0;  // of the input
  std::string held_;
  std::int64_t overhead_ = 0;  // bytes received, less those of the input
  std::string failure_;
  std::uint32_t handshake_size_ = 0;
  bool ready_ : 1 = false;
  bool ended_ : 1 = false;   // nothing more is read
  bool broken_ : 1 = false;  // nothing more is written
  bool named_ : 1 = false;   // the name of the peer's host is checked
};

}  // namespace tertulia::reactor
