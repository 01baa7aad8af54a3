#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tertulia/chat/ids.h"

namespace tertulia::server {

/// The tokens with which clients resume their sessions: 128 random bits, as text. Only their hashes
/// are kept, so that nobody can read a token in the server's memory or guess it by the time of a
/// comparison.
class SessionTokens {
 public:
  using Hash = std::array<std::uint8_t, 32>;

  /// A token is valid as long as this object lives. It must not outlive the tokens.
  class Lease {
   public:
    Lease(SessionTokens& tokens, const Hash& hash) : tokens_(tokens), hash_(hash) {}
    ~Lease() { tokens_.clients_.erase(hash_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    const Hash& hash() const { return hash_; }

   private:
    SessionTokens& tokens_;
    Hash hash_;
  };

  /// A new token. It belongs to nobody before `give()`.
  static std::string make();
  /// Gives the token to this client; make the lease from the result.
  Hash give(std::string_view token, chat::MemberId client);
  /// Gives the token of a former server, of which only the hash is known, as `Hash` in bytes.
  /// Returns nothing if that is no hash, or if the token belongs to another client.
  std::optional<Hash> give_again(std::string_view hash, chat::MemberId client);
  /// The client that has this token.
  std::optional<chat::MemberId> find(std::string_view token) const;
  std::size_t size() const { return clients_.size(); }

 private:
  /// The beginning of a hash is as good a hash.
  struct Beginning {
    std::size_t operator()(const Hash& hash) const {
      std::size_t beginning = 0;
      std::memcpy(&beginning, hash.data(), sizeof beginning);
      return beginning;
    }
  };

  static Hash hash(std::string_view token);

  std::unordered_map<Hash, chat::MemberId, Beginning> clients_;
};

}  // namespace tertulia::server
