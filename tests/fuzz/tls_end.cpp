#include "fuzz/tls_end.h"

#include <array>
#include <chrono>

#include <openssl/err.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tertulia/base/clock.h"
#include "tertulia/reactor/socket.h"

#include "fuzz/check.h"
#include "fuzz/fixed_random.h"
#include "support/certificates.h"

namespace tertulia::fuzz {
namespace {

using reactor::Certificate;
using reactor::TlsContext;
using support::RecordForger;

constexpr std::size_t kMaxText = 16'384;  // of a record

/// Read at a time when it was valid.
const Certificate& certificate() {
  static const auto loaded = [] {
    const reactor::Socket file(::memfd_create("certificate", MFD_CLOEXEC));
    const auto pem = std::string(support::kLeaf) + support::kKey;
    check(::write(file.fd(), pem.data(), pem.size()) > 0, "there is a certificate");
    const auto path = "/proc/self/fd/" + std::to_string(file.fd());
    constexpr std::chrono::year kYear{2026};
    return *Certificate::load(path, path, std::chrono::sys_days(kYear / std::chrono::January / 1));
  }();
  return loaded;
}

SSL_CTX* context_of(TlsEnd::Side side) {
  const bool client = side == TlsEnd::Side::client;
  auto* context = SSL_CTX_new(client ? TLS_client_method() : TLS_server_method());
  SSL_CTX_set_num_tickets(context, 0);
  RecordForger::note_secrets<TlsEnd>(context);
  return context;
}

void show(SSL* ssl) {
  const auto& handles = certificate().handles();
  SSL_use_certificate(ssl, handles.leaf.get());
  SSL_use_PrivateKey(ssl, handles.key.get());
}

}  // namespace

std::shared_ptr<const TlsContext> tested_server() {
  static const auto context = *TlsContext::server(certificate());
  return context;
}

std::shared_ptr<const TlsContext> tested_client() {
  static const auto context = *TlsContext::client(certificate());
  return context;
}

TlsEnd::TlsEnd(Side side, Shows shows) {
  static auto* const client = context_of(Side::client);
  static auto* const server = context_of(Side::server);
  ssl_.reset(SSL_new(side == Side::client ? client : server));
  SSL_set_app_data(ssl_.get(), this);
  SSL_set_bio(ssl_.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  if (shows == Shows::certificate || side == Side::server) show(ssl_.get());
  side == Side::client ? SSL_set_connect_state(ssl_.get()) : SSL_set_accept_state(ssl_.get());
  go_on();
}

void TlsEnd::receive(std::string_view bytes) {
  if (!bytes.empty()) {
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
  }
  go_on();
}

void TlsEnd::go_on() {
  if (failed_) return;
  const PeerRandom random;
  ERR_clear_error();
  if (!ready_) {
    const auto result = SSL_do_handshake(ssl_.get());
    ready_ = result == 1;
    check_failure(result);
    output_ += take_output();
    if (ready_) forger_.emplace(secret);
  }
  std::array<char, kMaxText> part{};
  int size = 1;
  while (ready_ && (size = SSL_read(ssl_.get(), part.data(), part.size())) > 0) {
    text_.append(part.data(), static_cast<std::size_t>(size));
  }
  check_failure(size);
}

void TlsEnd::check_failure(int result) {
  const auto error = SSL_get_error(ssl_.get(), result);
  failed_ = failed_ || error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL;
}

std::string TlsEnd::take_text() { return std::exchange(text_, {}); }

std::string TlsEnd::take_output() {
  auto bytes = std::exchange(output_, {});
  const auto size = BIO_ctrl_pending(SSL_get_wbio(ssl_.get()));
  std::string more(size, '\0');
  if (size > 0) BIO_read(SSL_get_wbio(ssl_.get()), more.data(), static_cast<int>(size));
  return bytes + more;
}

void TlsEnd::send(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(std::min(kMaxText, text.size()))) {
    send(RecordForger::kApplicationData, text.substr(0, kMaxText));
  }
}

void TlsEnd::send(std::uint8_t type, std::string_view content) {
  if (forger_) output_ += forger_->seal(type, content);
}

void TlsEnd::update_keys(bool ask) {
  send(RecordForger::kHandshake, ask ? RecordForger::kKeyUpdateAsked : RecordForger::kKeyUpdate);
  if (forger_) forger_->update_keys();
}

}  // namespace tertulia::fuzz
