#pragma once

/// Certificates for tests. The leaf is for chat.example.org, valid from 2025-12-01 until
/// 2026-03-01, and signed by the authority.
namespace tertulia::support {

inline constexpr auto* kLeaf = R"(-----BEGIN CERTIFICATE-----
MIIBXTCCAQKgAwIBAgIUaAH3qpXWTvs1E7qNr3qHVpGDArcwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHVGVzdCBDQTAeFw0yNTEyMDEwMDAwMDBaFw0yNjAzMDEwMDAw
MDBaMBsxGTAXBgNVBAMMEGNoYXQuZXhhbXBsZS5vcmcwWTATBgcqhkjOPQIBBggq
hkjOPQMBBwNCAATYomDjV3dHHStlZV0ODkyKCgq4a5ZfpmkCi8v+sxPbrT/Lgytv
AsthHmY/5mXQF8oege96D73rveV0a59/Sd2Moy0wKzAMBgNVHRMBAf8EAjAAMBsG
A1UdEQQUMBKCEGNoYXQuZXhhbXBsZS5vcmcwCgYIKoZIzj0EAwIDSQAwRgIhAPfS
n5avBUqXFXKcW9W+/Jb3eVJqYN2Omj5i3z3NqYbiAiEAg1WLRGQoOAw8l+Fz08ZK
O8rv1ZdL/IgpQ2EntHPVCts=
-----END CERTIFICATE-----
)";

inline constexpr auto* kAuthority = R"(-----BEGIN CERTIFICATE-----
MIIBODCB36ADAgECAhQ0LlTlVqntBTydKERahHSIZDmVFjAKBggqhkjOPQQDAjAS
MRAwDgYDVQQDDAdUZXN0IENBMB4XDTI1MDEwMTAwMDAwMFoXDTM1MDEwMTAwMDAw
MFowEjEQMA4GA1UEAwwHVGVzdCBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BG86sdwCqDDV4jQ4OwwoHAlM2AOJ6hpXWeGg7fHcbmUTBTc4LZK/2jUS9kR72ru7
8C8cDV7C8vX57QRUsAh8LFijEzARMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0E
AwIDSAAwRQIhAKEaI7EYTNHWKiArcfa2sq+udJvnJemOpBhbO8Fkch4bAiB8JN9A
ilYjH7BmWnk3t0HI4NHiR9pKV1Gft2ElkSre8w==
-----END CERTIFICATE-----
)";

/// The leaf's key.
inline constexpr auto* kKey = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNUXGFXBW4uVnL424
kBuIbfW72Q1DdS/o1ig96hSMURahRANCAATYomDjV3dHHStlZV0ODkyKCgq4a5Zf
pmkCi8v+sxPbrT/LgytvAsthHmY/5mXQF8oege96D73rveV0a59/Sd2M
-----END PRIVATE KEY-----
)";

/// The same key, with the pass phrase "secret".
inline constexpr auto* kKeyWithPassPhrase = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBAdC8FKOJYppCxfvA26
EBEYAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQcVWacgXF12SX9vtw
a/+nbQSBkE6V+UgxyN1Zq5cmeZ+04DZUjrrqJmd07YPQdkWFRpEG7QveW0xCsDwJ
mAqkUHKpkDOl60wpJwm20kVvhpE2+3cX2kuSKdsnSRiPNfv6g6MROjMarGkVjZMa
BkQFUEoUqZDy6pHVFBaoAGw8gpllfsOLWIiMMYOMoPZ1bRC29t+SWa6ehnqVWDOT
0H61jWJVIQ==
-----END ENCRYPTED PRIVATE KEY-----
)";

/// Of the leaf's key, as openssl(1) computes it.
inline constexpr auto* kFingerprint = "SHA256:kXpS+SRHrQ1OdQovqxrihEOmgUwLQXRDOW0MXP8XIz0";

}  // namespace tertulia::support
