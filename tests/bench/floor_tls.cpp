// The floor over TLS 1.3: one SSL_write for each client and pass of the loop, straight to the
// socket.
#include <csignal>
#include <memory>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "bench/floor.h"

namespace {

class TlsWire {
 public:
  /// Ends the program if OpenSSL does not take the files.
  static void set_certificate(const char* certificate, const char* key);

  TlsWire() = default;
  explicit TlsWire(int fd) : ssl_(SSL_new(context)) {
    SSL_set_fd(ssl_.get(), fd);
    SSL_set_accept_state(ssl_.get());
  }

  bool ready() const { return SSL_is_init_finished(ssl_.get()) == 1; }
  ssize_t receive(char* bytes, std::size_t size) const {
    std::size_t done = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl_.get(), bytes, size, &done);
    return outcome(result, done);
  }
  ssize_t send(std::string_view bytes) const {
    if (bytes.empty()) return 0;
    std::size_t done = 0;
    ERR_clear_error();
    const int result = SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &done);
    return outcome(result, done);
  }

 private:
  struct Deleter {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };

  ssize_t outcome(int result, std::size_t done) const {
    if (result == 1) return static_cast<ssize_t>(done);
    const int error = SSL_get_error(ssl_.get(), result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return 0;
    errno = EAGAIN;
    return -1;
  }

  static inline SSL_CTX* context = nullptr;
  std::unique_ptr<SSL, Deleter> ssl_;
};

void TlsWire::set_certificate(const char* certificate, const char* key) {
  context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1) {
    return;
  }
  ERR_print_errors_fp(stderr);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("Usage: bench-floor-tls PORT CERTIFICATE KEY\n", stderr);
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  TlsWire::set_certificate(argv[2], argv[3]);
  tertulia::bench::run_floor<TlsWire>(argv[1]);
}
