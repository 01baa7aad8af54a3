#include "daemon/certificate_files.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>
#include <stdlib.h>
#include <unistd.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/private_file.h"
#include "tertulia/reactor/certificate.h"

namespace tertulia::daemon {
namespace {

constexpr auto* kDirectory = "/tls";
constexpr auto* kCertificate = "/certificate.pem";
constexpr auto* kKey = "/key.pem";

[[noreturn]] void fail(std::string_view path, std::string_view reason) {
  throw base::StartFailure(fmt::format("cannot make {}: {}", path, reason));
}

/// A link that leads nowhere exists, too.
bool exists(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (status.type() == std::filesystem::file_type::none) fail(path, error.message());
  return status.type() != std::filesystem::file_type::not_found;
}

/// What in the options asks for TLS, for the user; empty for nothing.
std::string_view demand_for_tls(const Options& options) {
  if (options.tls == TlsUse::required) return "tls = required";
  return options.listen_tls.empty() ? "" : "listen = tls:…";
}

void check_tls(const Options& options) {
  if (options.certificate.empty() != options.key.empty()) {
    throw base::StartFailure("certificate and key need each other: give both, or none");
  }
  const auto demand = demand_for_tls(options);
  const auto refuse = [demand](std::string_view reason) {
    throw base::StartFailure(fmt::format("{} needs TLS, and {}", demand, reason));
  };
  if (demand.empty()) return;
  if (options.duo) refuse("duo has none");
  if (options.tls == TlsUse::off) refuse("tls is off");
  if (options.certificate.empty() && options.data.empty()) {
    refuse("there is no certificate: set certificate and key, or data");
  }
}

/// A new directory beside the one that it will become. It is removed unless it is renamed.
class NewDirectory {
 public:
  explicit NewDirectory(const std::string& path) : path_(path + ".XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) fail(path, std::strerror(errno));
  }
  ~NewDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  NewDirectory(const NewDirectory&) = delete;
  NewDirectory& operator=(const NewDirectory&) = delete;

  void write(std::string_view name, std::string_view content) const {
    const auto written = base::write_private_file(path_ + std::string(name), content);
    if (!written) throw base::StartFailure("cannot make " + written.error());
  }
  /// The directory there may exist, but must be empty.
  void rename(const std::string& path) const {
    if (std::rename(path_.c_str(), path.c_str()) != 0) fail(path, std::strerror(errno));
  }

 private:
  std::string path_;
};

}  // namespace

CertificateFiles own_certificate_files(const std::string& data) {
  return {data + kDirectory + kCertificate, data + kDirectory + kKey};
}

std::optional<CertificateFiles> certificate_files(const Options& options) {
  check_tls(options);
  if (options.duo || options.tls == TlsUse::off) return std::nullopt;
  if (!options.certificate.empty()) return CertificateFiles{options.certificate, options.key};
  if (options.data.empty()) return std::nullopt;
  return own_certificate_files(options.data);
}

bool uses_own_certificate(const Options& options) {
  return certificate_files(options) && options.certificate.empty();
}

std::optional<reactor::Certificate> load_certificate(const Options& options, base::WallTime now) {
  const auto files = certificate_files(options);
  if (!files) return std::nullopt;
  const auto loaded = reactor::Certificate::load(files->certificate, files->key, now);
  if (!loaded) throw base::StartFailure(loaded.error());
  return *loaded;
}

TlsHandle make_tls(const std::optional<reactor::Certificate>& certificate) {
  if (!certificate) return nullptr;
  auto made = reactor::TlsContext::server(*certificate);
  if (!made) throw base::StartFailure(made.error());
  return *made;
}

void check_certificate(const Options& options, base::WallTime now) {
  const auto files = certificate_files(options);
  if (files && (!uses_own_certificate(options) || exists(files->certificate) || exists(files->key)))
    make_tls(load_certificate(options, now));
}

std::string find_fingerprint(const Options& options, base::WallTime now) {
  const auto certificate = load_certificate(options, now);
  if (!certificate) {
    throw base::StartFailure(
        "these options have no certificate; the service has --config FILE --data "
        "/var/lib/tertulia");
  }
  return certificate->fingerprint();
}

bool make_own_certificate(const std::string& data, std::string_view host) {
  const auto files = own_certificate_files(data);
  const bool has_certificate = exists(files.certificate);
  const bool has_key = exists(files.key);
  if (has_certificate && has_key) return false;
  if (has_certificate || has_key) {
    throw base::StartFailure(fmt::format(
        "{} is missing beside {}: put it back, or remove the other, too, for a new key",
        has_key ? files.certificate : files.key, has_key ? files.key : files.certificate));
  }
  const auto pair = reactor::make_self_signed(host);
  const NewDirectory directory(data + kDirectory);
  directory.write(kCertificate, pair.certificate);
  directory.write(kKey, pair.key);
  directory.rename(data + kDirectory);
  base::sync_directory(data);
  return true;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

}  // namespace tertulia::daemon
