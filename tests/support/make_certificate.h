#pragma once

#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "tertulia/reactor/certificate.h"

#include "reactor/certificate_handles.h"

namespace tertulia::support {

using Number = std::unique_ptr<BIGNUM, reactor::OpensslDeleter<&BN_free>>;

inline Number parse_hex(const char* text) {
  BIGNUM* number = nullptr;
  REQUIRE(BN_hex2bn(&number, text) > 0);
  return Number(number);
}

/// An RSA key whose modulus is the product of two well-known primes (RFC 3526), since finding
/// others takes seconds. Its length is the sum of theirs, and its public exponent can be any odd
/// number.
inline reactor::KeyHandle make_rsa_key(BIGNUM* (*prime)(BIGNUM*), BIGNUM* (*other)(BIGNUM*),
                                       const char* exponent) {
  const std::unique_ptr<BN_CTX, reactor::OpensslDeleter<&BN_CTX_free>> scratch(BN_CTX_new());
  auto* const context = scratch.get();
  const auto make = [] { return Number(BN_new()); };
  const Number p(prime(nullptr));
  const Number q(other(nullptr));
  const auto e = parse_hex(exponent);
  const auto n = make();
  const auto p1 = make();
  const auto q1 = make();
  const auto phi = make();
  const auto d = make();
  const auto dp = make();
  const auto dq = make();
  const auto inverse = make();
  REQUIRE(BN_mul(n.get(), p.get(), q.get(), context));
  REQUIRE(BN_sub(p1.get(), p.get(), BN_value_one()));
  REQUIRE(BN_sub(q1.get(), q.get(), BN_value_one()));
  REQUIRE(BN_mul(phi.get(), p1.get(), q1.get(), context));
  REQUIRE(BN_mod_inverse(d.get(), e.get(), phi.get(), context));
  REQUIRE(BN_mod(dp.get(), d.get(), p1.get(), context));
  REQUIRE(BN_mod(dq.get(), d.get(), q1.get(), context));
  REQUIRE(BN_mod_inverse(inverse.get(), q.get(), p.get(), context));
  const std::unique_ptr<OSSL_PARAM_BLD, reactor::OpensslDeleter<&OSSL_PARAM_BLD_free>> builder(
      OSSL_PARAM_BLD_new());
  const auto push = [&builder](const char* name, const Number& number) {
    REQUIRE(OSSL_PARAM_BLD_push_BN(builder.get(), name, number.get()));
  };
  push(OSSL_PKEY_PARAM_RSA_N, n);
  push(OSSL_PKEY_PARAM_RSA_E, e);
  push(OSSL_PKEY_PARAM_RSA_D, d);
  push(OSSL_PKEY_PARAM_RSA_FACTOR1, p);
  push(OSSL_PKEY_PARAM_RSA_FACTOR2, q);
  push(OSSL_PKEY_PARAM_RSA_EXPONENT1, dp);
  push(OSSL_PKEY_PARAM_RSA_EXPONENT2, dq);
  push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, inverse);
  const std::unique_ptr<OSSL_PARAM, reactor::OpensslDeleter<&OSSL_PARAM_free>> parameters(
      OSSL_PARAM_BLD_to_param(builder.get()));
  const std::unique_ptr<EVP_PKEY_CTX, reactor::OpensslDeleter<&EVP_PKEY_CTX_free>> making(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  REQUIRE(EVP_PKEY_fromdata_init(making.get()) == 1);
  REQUIRE(EVP_PKEY_fromdata(making.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1);
  return reactor::KeyHandle(key);
}

/// A certificate that signs itself, for this common name and these alternative names in OpenSSL's
/// form (`DNS:chat.lan`), which may be empty.
inline reactor::PemPair make_certificate(EVP_PKEY& key, const std::string& common_name,
                                         const std::string& alternative_names = {}) {
  const reactor::X509Handle made(X509_new());
  auto* const certificate = made.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z");
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z");
  auto* const subject = X509_get_subject_name(certificate);
  const auto* const text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  REQUIRE(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, -1, -1, 0) == 1);
  X509_set_issuer_name(certificate, subject);
  X509_set_pubkey(certificate, &key);
  if (!alternative_names.empty()) {
    const std::unique_ptr<X509_EXTENSION, reactor::OpensslDeleter<&X509_EXTENSION_free>> extension(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative_names.c_str()));
    REQUIRE(X509_add_ext(certificate, extension.get(), -1) == 1);
  }
  REQUIRE(X509_sign(certificate, &key, EVP_sha256()) > 0);
  const auto content = [](const reactor::BioHandle& bio) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
  };
  const reactor::BioHandle first(BIO_new(BIO_s_mem()));
  const reactor::BioHandle second(BIO_new(BIO_s_mem()));
  REQUIRE(PEM_write_bio_X509(first.get(), certificate) == 1);
  REQUIRE(PEM_write_bio_PrivateKey(second.get(), &key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return {content(first), content(second)};
}

}  // namespace tertulia::support
