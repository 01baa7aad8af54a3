#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "tertulia/base/failure.h"
#include "tertulia/reactor/certificate.h"

#include "reactor/certificate_handles.h"

namespace tertulia::reactor {
namespace {

constexpr auto* kFallbackName = "tertulia";
/// Both times are constants: a clock that was wrong when the certificate was made does no harm.
constexpr auto* kBegin = "20000101000000Z";
constexpr auto* kNoEnd = "99991231235959Z";

void require(bool done) {
  if (!done) throw base::StartFailure("cannot make a certificate: OpenSSL has failed");
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

/// The longest common name that a certificate may have is shorter than the longest name of a host.
std::string name_for(std::string_view host) {
  constexpr std::size_t kMaxCommonName = 64;
  const bool usable = !host.empty() && host.size() <= kMaxCommonName &&
                      std::ranges::all_of(host, &is_name_character);
  return usable ? std::string(host) : kFallbackName;
}

void set_serial(X509& certificate) {
  std::array<unsigned char, 16> bytes{};
  require(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  bytes.front() &= 0x7FU;  // positive
  bytes.front() |= 0x40U;  // and not zero
  const std::unique_ptr<BIGNUM, OpensslDeleter<&BN_free>> number(
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr));
  require(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)));
}

void set_name(X509& certificate, const std::string& name) {
  auto* subject = X509_get_subject_name(&certificate);
  const std::vector<unsigned char> bytes(name.begin(), name.end());
  require(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes.data(),
                                     static_cast<int>(bytes.size()), -1, 0) == 1);
  require(X509_set_issuer_name(&certificate, subject) == 1);
}

void add_extension(X509& certificate, int id, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, &certificate, &certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, OpensslDeleter<&X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  require(extension && X509_add_ext(&certificate, extension.get(), -1) == 1);
}

X509Handle sign(EVP_PKEY& key, const std::string& name) {
  X509Handle certificate(X509_new());
  require(certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  set_serial(*certificate);
  require(ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), kBegin) == 1 &&
          ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), kNoEnd) == 1);
  set_name(*certificate, name);
  require(X509_set_pubkey(certificate.get(), &key) == 1);
  add_extension(*certificate, NID_subject_alt_name, "DNS:" + name);
  add_extension(*certificate, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(*certificate, NID_key_usage, "critical,digitalSignature");
  add_extension(*certificate, NID_ext_key_usage, "serverAuth,clientAuth");
  add_extension(*certificate, NID_subject_key_identifier, "hash");
  require(X509_sign(certificate.get(), &key, EVP_sha256()) > 0);
  return certificate;
}

std::string content(BIO& bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(&bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string to_pem(X509& certificate) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  require(bio && PEM_write_bio_X509(bio.get(), &certificate) == 1);
  return content(*bio);
}

std::string to_pem(const EVP_PKEY& key) {
  const BioHandle bio(BIO_new(BIO_s_secmem()));
  require(bio && PEM_write_bio_PKCS8PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr,
                                               nullptr) == 1);
  return content(*bio);
}

}  // namespace

PemPair make_self_signed(std::string_view host) {
  const KeyHandle key(EVP_EC_gen("P-256"));
  require(key != nullptr);
  const auto certificate = sign(*key, name_for(host));
  return {to_pem(*certificate), to_pem(*key)};
}

}  // namespace tertulia::reactor
