#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/ssl.h>

namespace tertulia::support {

/// Makes the records of a TLS 1.3 peer (RFC 8446, 5.2), and so also those that OpenSSL never sends:
/// in any type, with any content, but encrypted with the right keys. For TLS_AES_128_GCM_SHA256.
class RecordForger {
 public:
  static constexpr auto* kCipher = "TLS_AES_128_GCM_SHA256";
  static constexpr std::uint8_t kAlert = 21;
  static constexpr std::uint8_t kHandshake = 22;
  static constexpr std::uint8_t kApplicationData = 23;
  static constexpr std::string_view kCloseNotify{"\x01\x00", 2};
  /// A KeyUpdate, and one that asks the peer for another.
  static constexpr std::string_view kKeyUpdate{"\x18\x00\x00\x01\x00", 5};
  static constexpr std::string_view kKeyUpdateAsked{"\x18\x00\x00\x01\x01", 5};

  /// `secret` is the side's application traffic secret.
  explicit RecordForger(std::string secret) : secret_(std::move(secret)) { derive(); }

  std::string seal(std::uint8_t type, std::string_view content) {
    const auto inner = std::string(content) + static_cast<char>(type);
    const auto size = inner.size() + kTag;
    std::string record{'\x17', '\x03', '\x03', static_cast<char>(size >> 8U),
                       static_cast<char>(size & 0xFFU)};
    return record + encrypt(inner, record);
  }
  /// The keys that follow a KeyUpdate.
  void update_keys() {
    secret_ = expand("traffic upd", secret_.size());
    derive();
  }

  /// Notes the secret of one side of a connection in `secret` when the handshake has come so far.
  /// Call it before the first SSL of the context is made.
  template <class Secrets>
  static void note_secrets(SSL_CTX* context) {
    SSL_CTX_set_ciphersuites(context, kCipher);
    SSL_CTX_set_keylog_callback(context, [](const SSL* ssl, const char* text) {
      const std::string_view line(text);
      const auto* own =
          SSL_is_server(ssl) == 1 ? "SERVER_TRAFFIC_SECRET_0 " : "CLIENT_TRAFFIC_SECRET_0 ";
      if (!line.starts_with(own)) return;
      static_cast<Secrets*>(SSL_get_app_data(ssl))->secret =
          from_hex(line.substr(line.rfind(' ') + 1));
    });
  }

 private:
  static constexpr std::size_t kTag = 16;

  static std::string from_hex(std::string_view text) {
    std::string bytes;
    for (; text.size() >= 2; text.remove_prefix(2)) {
      bytes += static_cast<char>(std::stoi(std::string(text.substr(0, 2)), nullptr, 16));
    }
    return bytes;
  }

  static unsigned char* raw(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
  }
  static const unsigned char* raw(const std::string& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
  }

  void derive() {
    key_ = expand("key", 16);
    iv_ = expand("iv", 12);
    number_ = 0;
  }

  /// HKDF-Expand-Label (RFC 8446, 7.1), without a context.
  std::string expand(std::string label, std::size_t size) {
    const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(
        EVP_KDF_fetch(nullptr, "TLS13-KDF", nullptr), EVP_KDF_free);
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
        EVP_KDF_CTX_new(kdf.get()), EVP_KDF_CTX_free);
    std::string digest = "SHA256";
    std::string mode = "EXPAND_ONLY";
    std::string prefix = "tls13 ";
    const std::array parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_MODE, mode.data(), 0),
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret_.data(), secret_.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PREFIX, prefix.data(), prefix.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_LABEL, label.data(), label.size()),
        OSSL_PARAM_construct_end()};
    std::string derived(size, '\0');
    EVP_KDF_derive(context.get(), raw(derived), size, parameters.data());
    return derived;
  }

  std::string encrypt(const std::string& inner, const std::string& header) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
        EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    auto nonce = iv_;
    auto number = number_++;
    for (std::size_t at = nonce.size() - 1; number > 0; --at, number >>= 8U) {
      nonce[at] = static_cast<char>(nonce[at] ^ static_cast<char>(number & 0xFFU));
    }
    auto* cipher = context.get();
    std::string sealed(inner.size() + kTag, '\0');
    int size = 0;
    EVP_EncryptInit_ex2(cipher, EVP_aes_128_gcm(), raw(key_), raw(nonce), nullptr);
    EVP_EncryptUpdate(cipher, nullptr, &size, raw(header), static_cast<int>(header.size()));
    EVP_EncryptUpdate(cipher, raw(sealed), &size, raw(inner), static_cast<int>(inner.size()));
    EVP_EncryptFinal_ex(cipher, raw(sealed) + inner.size(), &size);
    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kTag, raw(sealed) + inner.size());
    return sealed;
  }

  std::string secret_;
  std::string key_;
  std::string iv_;
  std::uint64_t number_ = 0;  // of the next record
};

}  // namespace tertulia::support
