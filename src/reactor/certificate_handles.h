#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace tertulia::reactor {

/// Frees an object of OpenSSL.
template <auto kFree>
struct OpensslDeleter {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using X509Handle = std::unique_ptr<X509, OpensslDeleter<&X509_free>>;
using KeyHandle = std::unique_ptr<EVP_PKEY, OpensslDeleter<&EVP_PKEY_free>>;
using BioHandle = std::unique_ptr<BIO, OpensslDeleter<&BIO_free_all>>;

/// What a `Certificate` is for OpenSSL.
struct CertificateHandles {
  X509Handle leaf;
  std::vector<X509Handle> chain;  ///< In the order of the file.
  KeyHandle key;
};

/// The public key of a certificate: its SubjectPublicKeyInfo in DER.
std::string public_key_of(const X509& certificate);

/// The time in a certificate. 1970-01-01 if it is malformed.
std::chrono::sys_seconds time_of(const ASN1_TIME& time);

}  // namespace tertulia::reactor
