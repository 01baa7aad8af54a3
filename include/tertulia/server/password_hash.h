#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Argon2id with 19 MiB and two passes. Each call takes some hundredths of a second: use them on a
/// worker's thread.
namespace tertulia::server {

/// With a salt of its own. Nothing if there is no memory for it.
std::optional<std::string> hash_password(std::string_view password);
/// A random one that can be read aloud: 20 of 32 letters and digits, so 100 bits.
std::string make_password();
/// Whether the hash is that of the password. False for a hash that is malformed, or that would cost
/// much more than one of `hash_password()`.
bool verify_password(const std::string& hash, std::string_view password);

}  // namespace tertulia::server
