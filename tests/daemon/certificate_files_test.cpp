#include "daemon/certificate_files.h"

#include <filesystem>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/failure.h"
#include "tertulia/reactor/certificate.h"

#include "support/make_certificate.h"
#include "support/temporary_directory.h"
#include "support/tls.h"

namespace tertulia::daemon::certificate_files_test {
namespace {

namespace fs = std::filesystem;

struct Fixture {
  std::string fingerprint() const {
    const auto loaded =
        reactor::Certificate::load(files.certificate, files.key, base::ManualClock::kWallStart);
    REQUIRE(loaded);
    return loaded->fingerprint();
  }
  void refuse(const std::string& error) const {
    CHECK_THROWS_WITH_AS(make_own_certificate(data, "chat.lan"), error.c_str(), base::StartFailure);
  }

  support::TemporaryDirectory directory;
  std::string data = directory.file("");
  CertificateFiles files = own_certificate_files(data);
};

TEST_CASE_FIXTURE(Fixture, "the pair is made once, for its owner alone") {
  CHECK(make_own_certificate(data, "chat.lan"));
  const auto first = fingerprint();
  CHECK(fs::status(data + "/tls").permissions() == fs::perms{0700});
  CHECK(fs::status(files.certificate).permissions() == fs::perms{0600});
  CHECK(fs::status(files.key).permissions() == fs::perms{0600});
  CHECK_FALSE(make_own_certificate(data, "chat.lan"));
  CHECK(fingerprint() == first);
  fs::remove_all(data + "/tls");
  CHECK(make_own_certificate(data, "chat.lan"));
  CHECK(fingerprint() != first);
}

TEST_CASE_FIXTURE(Fixture, "an empty directory may be there already") {
  fs::create_directory(data + "/tls");
  CHECK(make_own_certificate(data, {}));
  fingerprint();
}

TEST_CASE_FIXTURE(Fixture, "half a pair is not replaced") {
  REQUIRE(make_own_certificate(data, "chat.lan"));
  const std::string way_out = ": put it back, or remove the other, too, for a new key";
  SUBCASE("only the key is there") {
    fs::remove(files.certificate);
    refuse(files.certificate + " is missing beside " + files.key + way_out);
    CHECK(fs::exists(files.key));
  }
  SUBCASE("only the certificate is there") {
    fs::remove(files.key);
    refuse(files.key + " is missing beside " + files.certificate + way_out);
    CHECK(fs::exists(files.certificate));
  }
  SUBCASE("the certificate is a link that leads nowhere") {
    fs::remove_all(data + "/tls");
    fs::create_directory(data + "/tls");
    fs::create_symlink("nowhere", files.certificate);
    refuse(files.key + " is missing beside " + files.certificate + way_out);
  }
}

TEST_CASE_FIXTURE(Fixture, "where it cannot be made, nothing is left") {
  fs::create_directory(data + "/tls");
  fs::create_directory(data + "/tls/other");
  refuse("cannot make " + data + "/tls: Directory not empty");
  CHECK(std::distance(fs::directory_iterator(data), {}) == 1);
  CHECK_THROWS_AS(make_own_certificate(data + "/missing", {}), base::StartFailure);
}

// The service checks its files before a reload, so that the operator gets an answer. A key that is
// too short passed, and then the server did not reload.
TEST_CASE_FIXTURE(Fixture, "a certificate that OpenSSL does not use is found by the check") {
  constexpr unsigned int kTooShort = 768;
  const reactor::KeyHandle key(EVP_RSA_gen(kTooShort));
  const support::CertificateFiles shown(support::make_certificate(*key, "chat.lan"));
  Options options;
  options.certificate = shown.path;
  options.key = shown.directory.file("key.pem");
  CHECK_THROWS_WITH_AS(check_certificate(options, base::ManualClock::kWallStart),
                       "OpenSSL refuses the certificate: ee key too small", base::StartFailure);
}

}  // namespace
}  // namespace tertulia::daemon::certificate_files_test
