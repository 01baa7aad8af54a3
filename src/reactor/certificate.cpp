#include "tertulia/reactor/certificate.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <ctime>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "tertulia/base/date.h"
#include "tertulia/base/text_file.h"

#include "reactor/certificate_handles.h"

namespace tertulia::reactor {
namespace {

using base::Error;
using base::Result;

constexpr std::size_t kMaxFile = std::size_t{1024} * 1024;
constexpr std::string_view kPrefix = "SHA256:";

/// A failed call leaves errors, which would confuse the next user of OpenSSL.
struct ErrorGuard {
  ErrorGuard() = default;
  ~ErrorGuard() { ERR_clear_error(); }
  ErrorGuard(const ErrorGuard&) = delete;
  ErrorGuard& operator=(const ErrorGuard&) = delete;
};

BioHandle reader(std::string_view text) {
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Result<std::vector<X509Handle>> parse_certificates(std::string_view text) {
  const ErrorGuard guard;
  const auto bio = reader(text);
  std::vector<X509Handle> all;
  while (auto* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    all.emplace_back(next);
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    return Error{fmt::format("certificate {} in it is damaged", all.size() + 1)};
  }
  if (all.empty()) return Error{"there is no certificate in it"};
  return all;
}

/// A server must not ask for a pass phrase: nobody may be there to answer.
int on_pass_phrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

Result<KeyHandle> parse_key(std::string_view text) {
  const ErrorGuard guard;
  bool asked = false;
  KeyHandle key(PEM_read_bio_PrivateKey(reader(text).get(), nullptr, &on_pass_phrase, &asked));
  if (key) return key;
  if (asked) return Error{"the private key in it has a pass phrase; store it without one"};
  const bool present = text.find("PRIVATE KEY-----") != std::string_view::npos;
  return Error{present ? "the private key in it is damaged" : "there is no private key in it"};
}

template <class T>
Result<T> read_pem(const std::string& path, Result<T> (*parse)(std::string_view)) {
  const auto text = base::read_text_file(path, kMaxFile);
  if (!text) return Error{fmt::format("{}: {}", path, text.error())};
  auto parsed = parse(*text);
  if (!parsed) return Error{fmt::format("{}: {}", path, parsed.error())};
  return parsed;
}

Result<std::monostate> check_time(const X509& leaf, base::WallTime now) {
  const auto begin = time_of(*X509_get0_notBefore(&leaf));
  const auto end = time_of(*X509_get0_notAfter(&leaf));
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second < begin) {
    return Error{fmt::format("the certificate is not valid before {}", base::format_date(begin))};
  }
  if (second > end) {
    return Error{fmt::format("the certificate expired on {}", base::format_date(end))};
  }
  return std::monostate{};
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/';
}

}  // namespace

std::string public_key_of(const X509& certificate) {
  const auto* key = X509_get_X509_PUBKEY(&certificate);
  const int size = i2d_X509_PUBKEY(key, nullptr);
  if (size <= 0) return {};
  std::vector<unsigned char> der(static_cast<std::size_t>(size));
  auto* end = der.data();
  i2d_X509_PUBKEY(key, &end);
  return {der.begin(), der.end()};
}

std::string fingerprint_of(std::string_view public_key) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int hash_size = 0;
  EVP_Digest(public_key.data(), public_key.size(), hash.data(), &hash_size, EVP_sha256(), nullptr);
  std::array<unsigned char, EVP_MAX_MD_SIZE * 2> text{};
  const int text_size = EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(hash_size));
  std::string fingerprint(kPrefix);
  fingerprint.append(text.begin(), text.begin() + text_size);
  while (fingerprint.ends_with('=')) fingerprint.pop_back();
  return fingerprint;
}

std::chrono::sys_seconds time_of(const ASN1_TIME& time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(&time, &parts) != 1) return {};
  constexpr int kFirstYear = 1900;
  const std::chrono::year_month_day date{
      std::chrono::year{parts.tm_year + kFirstYear},
      std::chrono::month{static_cast<unsigned>(parts.tm_mon) + 1},
      std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return std::chrono::sys_days{date} + std::chrono::hours{parts.tm_hour} +
         std::chrono::minutes{parts.tm_min} + std::chrono::seconds{parts.tm_sec};
}

Certificate::Certificate(std::shared_ptr<const CertificateHandles> handles)
    : handles_(std::move(handles)),
      fingerprint_(fingerprint_of(public_key_of(*handles_->leaf))),
      not_after_(time_of(*X509_get0_notAfter(handles_->leaf.get()))) {}

base::Result<Certificate> Certificate::load(const std::string& certificate_file,
                                            const std::string& key_file, base::WallTime now) {
  auto chain = read_pem(certificate_file, &parse_certificates);
  if (!chain) return Error{chain.error()};
  auto key = read_pem(key_file, &parse_key);
  if (!key) return Error{key.error()};
  auto handles = std::make_shared<CertificateHandles>();
  handles->chain = *std::move(chain);
  handles->leaf = std::move(handles->chain.front());
  handles->chain.erase(handles->chain.begin());
  handles->key = *std::move(key);
  const ErrorGuard guard;
  if (X509_check_private_key(handles->leaf.get(), handles->key.get()) != 1) {
    return Error{fmt::format("{}: the key does not fit the first certificate in {}", key_file,
                             certificate_file)};
  }
  const auto valid = check_time(*handles->leaf, now);
  if (!valid) return Error{fmt::format("{}: {}", certificate_file, valid.error())};
  return Certificate(std::move(handles));
}

base::Result<std::string> parse_fingerprint(std::string_view text) {
  constexpr std::size_t kCharacters = 43;  // 256 bits, six in each; the last has four and two zeros
  auto hash = text;
  while (hash.ends_with('=')) hash.remove_suffix(1);
  const bool prefixed = hash.starts_with(kPrefix);
  if (prefixed) hash.remove_prefix(kPrefix.size());
  constexpr std::string_view kLast = "AEIMQUYcgkosw048";
  if (!prefixed || hash.size() != kCharacters || !std::ranges::all_of(hash, &is_base64) ||
      kLast.find(hash.back()) == std::string_view::npos) {
    return Error{fmt::format("'{}' is not of the form SHA256: and 43 characters of base64", text)};
  }
  return std::string(kPrefix).append(hash);
}

}  // namespace tertulia::reactor
