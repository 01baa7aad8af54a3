#include "tertulia/reactor/tls.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "tertulia/base/failure.h"

#include "reactor/certificate_handles.h"
#include "reactor/tls_transport.h"

namespace tertulia::reactor {
namespace {

/// A list of protocols as ALPN has it (RFC 7301, 3.1): each with its length before it.
constexpr std::array<unsigned char, 9> kProtocols{8, 't', 'e', 'r', 't', 'u', 'l', 'i', 'a'};
/// Maximum size of the certificates that a peer shows, in bytes. OpenSSL's own limit is 100 KB, and
/// it needs time for each. Of a client, only the first one counts.
constexpr long kMaxServerCertificates = 16L * 1024;
constexpr long kMaxClientCertificates = 4L * 1024;
/// The groups for the key exchange of a server. A client chooses one of them and needs no work of
/// its own, so there is none here that costs the server much: one handshake with `ffdhe8192` costs
/// as much as hundreds with these. Not each OpenSSL has the first ones.
constexpr std::array kGroups{"X25519MLKEM768:X25519:P-256", "X25519:P-256", "P-256"};
/// A signature with a longer RSA key, or one with a larger exponent, takes long to verify.
constexpr int kMaxRsaBits = 4096;
constexpr int kMaxExponentBits = 32;
/// By default OpenSSL takes a certificate's common name for the name of a host, and accepts
/// patterns such as `f*.lan`. RFC 9525 (6.3 and 6.4) has neither any more.
constexpr unsigned int kHostNameRules =
    X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;

std::string with_reason(std::string_view failure) {
  const auto* reason = ERR_reason_error_string(ERR_peek_error());
  return fmt::format("{}: {}", failure, reason == nullptr ? "unknown error" : reason);
}

base::Error refused() { return {with_reason("OpenSSL refuses the certificate")}; }

int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size,
                    void* /*unused*/) noexcept {
  unsigned char* found = nullptr;
  const int result = SSL_select_next_proto(&found, size, kProtocols.data(), kProtocols.size(),
                                           offered, offered_size);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void set_groups(SSL_CTX* context) {
  const bool set = std::ranges::any_of(kGroups, [context](const char* groups) {
    return SSL_CTX_set1_groups_list(context, groups) == 1;
  });
  ERR_clear_error();
  if (!set) throw base::StartFailure("OpenSSL has no P-256");
}

/// Whether the signature of its owner is cheap to verify: a client makes its key once.
bool is_cheap(const EVP_PKEY& key) {
  if (EVP_PKEY_is_a(&key, "RSA") == 0 && EVP_PKEY_is_a(&key, "RSA-PSS") == 0) return true;
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(&key, OSSL_PKEY_PARAM_RSA_E, &number);
  const std::unique_ptr<BIGNUM, OpensslDeleter<&BN_free>> exponent(number);
  return exponent && BN_num_bits(exponent.get()) <= kMaxExponentBits &&
         EVP_PKEY_get_bits(&key) <= kMaxRsaBits;
}

/// Who signed a client's certificate is of no interest.
int accept_certificate(X509_STORE_CTX* certificates, void* /*unused*/) noexcept {
  const auto* key = X509_get0_pubkey(X509_STORE_CTX_get0_cert(certificates));
  if (key != nullptr && is_cheap(*key)) return 1;
  X509_STORE_CTX_set_error(certificates, X509_V_ERR_APPLICATION_VERIFICATION);
  return 0;
}

}  // namespace

TlsContext::TlsContext(Side side) : side_(side), context_(SSL_CTX_new(TLS_method())) {
  if (context_ == nullptr) throw base::StartFailure(with_reason("OpenSSL cannot begin"));
  SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context_, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context_, 0);
  SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_max_cert_list(context_,
                            side == Side::server ? kMaxClientCertificates : kMaxServerCertificates);
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

TlsContext::Made TlsContext::server(const Certificate& certificate) {
  std::shared_ptr<TlsContext> made(new TlsContext(Side::server));  // NOLINT: a private constructor
  if (!made->use(certificate)) return refused();
  auto* context = made->context_;
  set_groups(context);
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
  X509_VERIFY_PARAM_set_hostflags(SSL_CTX_get0_param(made->context_), kHostNameRules);
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
