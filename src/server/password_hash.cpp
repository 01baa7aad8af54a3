#include "tertulia/server/password_hash.h"

#include <array>
#include <cstddef>
#include <cstdio>
#include <utility>

#include <sodium.h>

#include "tertulia/server/secret.h"

namespace tertulia::server {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = std::size_t{19} * 1024 * 1024;
/// A hash in a database that was edited by hand may cost this many times as much.
constexpr std::size_t kMaxTimes = 4;

/// Lets libsodium use the processor's vector instructions: that takes a third off.
void initialize() { [[maybe_unused]] static const int initialized = sodium_init(); }

/// `$argon2id$v=19$m=19456,t=2,p=1$`.
bool is_affordable(const std::string& hash) {
  unsigned long memory = 0;
  unsigned long passes = 0;
  const int read =
      std::sscanf(hash.c_str(), "$argon2id$v=19$m=%9lu,t=%9lu,p=1$",  // NOLINT: checked
                  &memory, &passes);
  return read == 2 && memory <= kMaxTimes * kMemory / 1024 && passes <= kMaxTimes * kPasses;
}

}  // namespace

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  bytes_ = std::move(other.bytes_);
  return *this;
}

void Secret::wipe() {
  if (!bytes_.empty()) sodium_memzero(bytes_.data(), bytes_.size());
}

std::optional<std::string> hash_password(std::string_view password) {
  initialize();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const int failed = crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), kPasses,
                                           kMemory, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) return std::nullopt;
  return std::string(hash.data());
}

std::string make_password() {
  constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
  constexpr std::size_t kGroup = 5;
  constexpr std::size_t kCount = 20;
  initialize();
  std::string password;
  for (std::size_t i = 0; i < kCount; ++i) {
    if (i > 0 && i % kGroup == 0) password += '-';
    password += kLetters[randombytes_uniform(kLetters.size())];
  }
  return password;
}

bool verify_password(const std::string& hash, std::string_view password) {
  if (hash.size() >= crypto_pwhash_STRBYTES || !is_affordable(hash)) return false;
  initialize();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace tertulia::server
