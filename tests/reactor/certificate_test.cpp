#include "tertulia/reactor/certificate.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace tertulia::reactor::certificate_test {
namespace {

using namespace std::chrono_literals;

constexpr auto kNow = base::ManualClock::kWallStart;  // 2026-01-01

struct Files {
  support::TemporaryDirectory directory;
  std::string certificate =
      directory.write("certificate.pem", std::string(support::kLeaf) + support::kAuthority);
  std::string key = directory.write("key.pem", support::kKey);

  std::string error(base::WallTime now = kNow) const {
    const auto loaded = Certificate::load(certificate, key, now);
    REQUIRE_FALSE(loaded);
    return loaded.error();
  }
};

TEST_CASE("a chain and its key are loaded") {
  const Files files;
  const auto loaded = Certificate::load(files.certificate, files.key, kNow);
  REQUIRE(loaded);
  CHECK(loaded->fingerprint() == support::kFingerprint);
  CHECK(loaded->not_after() == std::chrono::sys_days{std::chrono::year{2026} / 3 / 1});
}

TEST_CASE("both may be in one file") {
  const Files files;
  const auto both = files.directory.write("both.pem", std::string(support::kKey) + support::kLeaf);
  const auto loaded = Certificate::load(both, both, kNow);
  REQUIRE(loaded);
  CHECK(loaded->fingerprint() == support::kFingerprint);
}

TEST_CASE("a file that cannot be read is named") {
  Files files;
  SUBCASE("certificate") {
    files.certificate = files.directory.file("missing");
    CHECK(files.error() == files.certificate + ": No such file or directory");
  }
  SUBCASE("key") {
    files.key = files.directory.file("missing");
    CHECK(files.error() == files.key + ": No such file or directory");
  }
}

TEST_CASE("a file with something else in it is an error") {
  Files files;
  SUBCASE("no certificate") {
    files.certificate = files.key;
    CHECK(files.error() == files.key + ": there is no certificate in it");
  }
  SUBCASE("empty") {
    files.certificate = files.directory.write("empty", "");
    CHECK(files.error() == files.certificate + ": there is no certificate in it");
  }
  SUBCASE("no key") {
    files.key = files.certificate;
    CHECK(files.error() == files.key + ": there is no private key in it");
  }
  SUBCASE("binary") {
    files.key = files.directory.write("binary", std::string("\x30\x82\x00\x01", 4));
    CHECK(files.error() == files.key + ": there is no private key in it");
  }
}

TEST_CASE("a damaged file is an error, wherever the damage is") {
  Files files;
  SUBCASE("first certificate") {
    std::string text = support::kLeaf;
    text[text.size() / 2] = '!';
    files.certificate = files.directory.write("damaged", text);
    CHECK(files.error() == files.certificate + ": certificate 1 in it is damaged");
  }
  SUBCASE("cut in the chain") {
    const auto text = std::string(support::kLeaf) + std::string(support::kAuthority).substr(0, 200);
    files.certificate = files.directory.write("damaged", text);
    CHECK(files.error() == files.certificate + ": certificate 2 in it is damaged");
  }
  SUBCASE("key") {
    std::string text = support::kKey;
    text[text.size() / 2] = '!';
    files.key = files.directory.write("damaged", text);
    CHECK(files.error() == files.key + ": the private key in it is damaged");
  }
}

TEST_CASE("a key with a pass phrase is refused, and nobody is asked") {
  Files files;
  files.key = files.directory.write("locked", support::kKeyWithPassPhrase);
  CHECK(files.error() ==
        files.key + ": the private key in it has a pass phrase; store it without one");
}

TEST_CASE("the key must fit the first certificate") {
  Files files;
  SUBCASE("another key") {
    files.key = files.directory.write("other", make_self_signed("other").key);
  }
  SUBCASE("the chain is in the wrong order") {
    files.certificate =
        files.directory.write("reversed", std::string(support::kAuthority) + support::kLeaf);
  }
  CHECK(files.error() ==
        files.key + ": the key does not fit the first certificate in " + files.certificate);
}

TEST_CASE("a certificate is valid from its first second to its last") {
  const Files files;
  const auto begin = std::chrono::sys_days{std::chrono::year{2025} / 12 / 1};
  const auto end = std::chrono::sys_days{std::chrono::year{2026} / 3 / 1};
  CHECK(Certificate::load(files.certificate, files.key, begin));
  CHECK(Certificate::load(files.certificate, files.key, end));
  CHECK(files.error(begin - 1s) ==
        files.certificate + ": the certificate is not valid before 2025-12-01");
  CHECK(files.error(end + 1s) == files.certificate + ": the certificate expired on 2026-03-01");
}

TEST_CASE("a self-signed pair is its own, is for its host, and has no end") {
  const support::TemporaryDirectory directory;
  const auto load = [&directory](const PemPair& pair) {
    const auto loaded = Certificate::load(directory.write("c", pair.certificate),
                                          directory.write("k", pair.key), kNow);
    REQUIRE(loaded);
    return *loaded;
  };
  const auto first = load(make_self_signed("chat.lan"));
  CHECK(first.not_after() == std::chrono::sys_days{std::chrono::year{9999} / 12 / 31} + 24h - 1s);
  CHECK(parse_fingerprint(first.fingerprint()));
  CHECK(load(make_self_signed("chat.lan")).fingerprint() != first.fingerprint());
  for (const auto* odd : {"", "a b", "x,IP:1.2.3.4", "caf\xC3\xA9"}) load(make_self_signed(odd));
  load(make_self_signed(std::string(65, 'a')));
}

TEST_CASE("a fingerprint is read in one form") {
  CHECK(*parse_fingerprint(support::kFingerprint) == support::kFingerprint);
  CHECK(*parse_fingerprint(std::string(support::kFingerprint) + "=") == support::kFingerprint);
  const std::string hash(42, 'A');
  CHECK(parse_fingerprint("SHA256:" + hash + "A"));
  for (const auto& bad :
       {std::string{}, "SHA256:" + hash, "SHA256:" + hash + "AA", "SHA256:" + hash + "B",
        "SHA256:" + hash + "-", "SHA1:" + hash + "A", hash + "A", "sha256:" + hash + "A"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_fingerprint(bad));
  }
  CHECK(parse_fingerprint("x").error() ==
        "'x' is not of the form SHA256: and 43 characters of base64");
}

}  // namespace
}  // namespace tertulia::reactor::certificate_test
