#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

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

/// The numbers of an RSA key, by their names in OpenSSL.
inline std::map<const char*, Number> rsa_numbers(Number p, Number q, Number e) {
  const std::unique_ptr<BN_CTX, reactor::OpensslDeleter<&BN_CTX_free>> context(BN_CTX_new());
  const auto make = [&context](auto function, const Number& one, const BIGNUM* other) {
    Number made(BN_new());
    REQUIRE(function(made.get(), one.get(), other, context.get()));
    return made;
  };
  const auto less_one = [](const Number& number) {
    Number made(BN_dup(number.get()));
    REQUIRE(BN_sub_word(made.get(), 1) == 1);
    return made;
  };
  const auto p1 = less_one(p);
  const auto q1 = less_one(q);
  std::map<const char*, Number> all;
  auto d = make(BN_mod_inverse, e, make(BN_mul, p1, q1.get()).get());
  all.emplace(OSSL_PKEY_PARAM_RSA_N, make(BN_mul, p, q.get()));
  all.emplace(OSSL_PKEY_PARAM_RSA_EXPONENT1, make(BN_nnmod, d, p1.get()));
  all.emplace(OSSL_PKEY_PARAM_RSA_EXPONENT2, make(BN_nnmod, d, q1.get()));
  all.emplace(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, make(BN_mod_inverse, q, p.get()));
  all.emplace(OSSL_PKEY_PARAM_RSA_FACTOR1, std::move(p));
  all.emplace(OSSL_PKEY_PARAM_RSA_FACTOR2, std::move(q));
  all.emplace(OSSL_PKEY_PARAM_RSA_E, std::move(e));
  all.emplace(OSSL_PKEY_PARAM_RSA_D, std::move(d));
  return all;
}

/// An RSA key whose modulus is the product of two well-known primes (RFC 3526), since finding
/// others takes seconds. Its length is the sum of theirs. The public exponent, in hexadecimal
/// digits, can be any odd number.
inline reactor::KeyHandle make_rsa_key(BIGNUM* (*prime)(BIGNUM*), BIGNUM* (*other)(BIGNUM*),
                                       const char* exponent) {
  const std::unique_ptr<OSSL_PARAM_BLD, reactor::OpensslDeleter<&OSSL_PARAM_BLD_free>> builder(
      OSSL_PARAM_BLD_new());
  const auto numbers =
      rsa_numbers(Number(prime(nullptr)), Number(other(nullptr)), parse_hex(exponent));
  for (const auto& [name, number] : numbers) {
    REQUIRE(OSSL_PARAM_BLD_push_BN(builder.get(), name, number.get()) == 1);
  }
  const std::unique_ptr<OSSL_PARAM, reactor::OpensslDeleter<&OSSL_PARAM_free>> parameters(
      OSSL_PARAM_BLD_to_param(builder.get()));
  const std::unique_ptr<EVP_PKEY_CTX, reactor::OpensslDeleter<&EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  REQUIRE(EVP_PKEY_fromdata_init(context.get()) == 1);
  REQUIRE(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1);
  return reactor::KeyHandle(key);
}

inline void set_names(X509& certificate, const std::string& common_name,
                      const std::string& alternative_names) {
  auto* const subject = X509_get_subject_name(&certificate);
  const std::vector<unsigned char> bytes(common_name.begin(), common_name.end());
  REQUIRE(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes.data(),
                                     static_cast<int>(bytes.size()), -1, 0) == 1);
  REQUIRE(X509_set_issuer_name(&certificate, subject) == 1);
  if (alternative_names.empty()) return;
  const std::unique_ptr<X509_EXTENSION, reactor::OpensslDeleter<&X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative_names.c_str()));
  REQUIRE(X509_add_ext(&certificate, extension.get(), -1) == 1);
}

/// What the function writes.
inline std::string written(const std::function<int(BIO*)>& write) {
  const reactor::BioHandle bio(BIO_new(BIO_s_mem()));
  REQUIRE(write(bio.get()) == 1);
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

/// A certificate that signs itself, for this common name and these alternative names in OpenSSL's
/// form (`DNS:chat.lan`), which may be empty.
inline reactor::PemPair make_certificate(EVP_PKEY& key, const std::string& common_name,
                                         const std::string& alternative_names = {}) {
  const reactor::X509Handle certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "20200101000000Z");
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "99991231235959Z");
  set_names(*certificate, common_name, alternative_names);
  X509_set_pubkey(certificate.get(), &key);
  REQUIRE(X509_sign(certificate.get(), &key, EVP_sha256()) > 0);
  return {written([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); }),
          written([&](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, &key, nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace tertulia::support
