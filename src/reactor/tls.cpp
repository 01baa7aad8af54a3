#include "tertulia/reactor/tls.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "reactor/certificate_handles.h"
#include "reactor/tls_transport.h"

namespace tertulia::reactor {
namespace {

/// A list of protocols as ALPN has it (RFC 7301, 3.1): each with its length before it.
constexpr std::array<unsigned char, 9> kProtocols{8, 't', 'e', 'r', 't', 'u', 'l', 'i', 'a'};
/// A client's certificates, in bytes. OpenSSL's own limit is 100 KB.
constexpr long kMaxCertificates = 16L * 1024;

base::Error refused() {
  const auto* reason = ERR_reason_error_string(ERR_peek_error());
  return {fmt::format("OpenSSL refuses the certificate: {}",
                      reason == nullptr ? "unknown error" : reason)};
}

int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size,
                    void* /*unused*/) noexcept {
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, size, kProtocols.data(), kProtocols.size(),
                                           offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// Who signed a client's certificate is of no interest.
int accept_certificate(X509_STORE_CTX* /*certificates*/, void* /*unused*/) noexcept { return 1; }

}  // namespace

TlsContext::TlsContext(Side side) : side_(side), context_(SSL_CTX_new(TLS_method())) {
  SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context_, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context_, 0);
  SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_max_cert_list(context_, kMaxCertificates);
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

TlsContext::Made TlsContext::server(const Certificate& certificate) {
  std::shared_ptr<TlsContext> made(new TlsContext(Side::server));  // NOLINT: a private constructor
  if (!made->use(certificate)) return refused();
  auto* context = made->context_;
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  SSL_CTX_set_client_hello_cb(context, TlsTransport::admit, nullptr);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, accept_certificate, nullptr);
  return std::shared_ptr<const TlsContext>(std::move(made));
}

TlsContext::Made TlsContext::client(const std::optional<Certificate>& own) {
  std::shared_ptr<TlsContext> made(new TlsContext(Side::client));  // NOLINT: a private constructor
  if (own && !made->use(*own)) return refused();
  SSL_CTX_set_alpn_protos(made->context_, kProtocols.data(), kProtocols.size());
  SSL_CTX_set_default_verify_paths(made->context_);
  return std::shared_ptr<const TlsContext>(std::move(made));
}

bool TlsContext::use(const Certificate& certificate) {
  ERR_clear_error();
  const auto& handles = certificate.handles();
  return SSL_CTX_use_certificate(context_, handles.leaf.get()) == 1 &&
         SSL_CTX_use_PrivateKey(context_, handles.key.get()) == 1 &&
         std::ranges::all_of(handles.chain, [this](const auto& one) {
           return SSL_CTX_add1_chain_cert(context_, one.get()) == 1;
         });
}

std::unique_ptr<Transport> TlsContext::make_transport(const std::string& host) const {
  const bool server = side_ == Side::server;
  return std::make_unique<TlsTransport>(
      context_, server ? TlsTransport::Side::server : TlsTransport::Side::client, host);
}

}  // namespace tertulia::reactor
