#include "tertulia/server/session_tokens.h"

#include <algorithm>

#include <sodium.h>

namespace tertulia::server {
namespace {

constexpr std::size_t kTokenBytes = 16;

}  // namespace

std::string SessionTokens::make() {
  std::array<unsigned char, kTokenBytes> random{};
  randombytes_buf(random.data(), random.size());
  std::array<char, 2 * kTokenBytes + 1> text{};
  sodium_bin2hex(text.data(), text.size(), random.data(), random.size());
  return {text.data(), text.size() - 1};
}

SessionTokens::Hash SessionTokens::hash(std::string_view token) {
  Hash hash{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(token.data());  // NOLINT: C's bytes
  crypto_generichash(hash.data(), hash.size(), bytes, token.size(), nullptr, 0);
  return hash;
}

SessionTokens::Hash SessionTokens::give(std::string_view token, chat::MemberId client) {
  const auto key = hash(token);
  clients_.insert_or_assign(key, client);
  return key;
}

std::optional<SessionTokens::Hash> SessionTokens::give_again(std::string_view hash,
                                                             chat::MemberId client) {
  Hash key{};
  if (hash.size() != key.size()) return std::nullopt;
  std::ranges::transform(hash, key.begin(),
                         [](char byte) { return static_cast<std::uint8_t>(byte); });
  if (!clients_.emplace(key, client).second) return std::nullopt;
  return key;
}

std::optional<chat::MemberId> SessionTokens::find(std::string_view token) const {
  const auto found = clients_.find(hash(token));
  if (found == clients_.end()) return std::nullopt;
  return found->second;
}

}  // namespace tertulia::server
