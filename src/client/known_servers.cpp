#include "client/known_servers.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>

#include "tertulia/base/text.h"
#include "tertulia/base/text_file.h"
#include "tertulia/base/translate.h"
#include "tertulia/reactor/certificate.h"
#include "tertulia/reactor/socket.h"

#include "client/data_home.h"

namespace tertulia::client {
namespace {

constexpr std::size_t kMaxFile = std::size_t{4} * 1024 * 1024;
constexpr std::string_view kAuthority = "authority";
constexpr auto* kHeader =
    "# The servers with TLS that this user has connected to; see tertulia(1).";

/// Names of hosts are the same in any case, and with a dot at the end; paths are not.
std::string key_of(reactor::Endpoint server) {
  const bool named = server.family == reactor::Endpoint::Family::tcp;
  if (named && server.host.ends_with('.')) server.host.pop_back();
  auto text = format_endpoint(server);
  return named ? base::lower_ascii(text) : text;
}

/// The two words of a line; a missing one is empty. A path may contain blanks.
std::pair<std::string_view, std::string_view> words_of(std::string_view line) {
  line = base::trim(line);
  const auto blank = line.find_last_of(" \t");
  if (line.starts_with('#') || blank == std::string_view::npos) return {};
  return {base::trim(line.substr(0, blank)), line.substr(blank + 1)};
}

/// Nothing if the word is neither a fingerprint nor the authority.
std::optional<std::string> read_fingerprint(std::string_view word) {
  if (word == kAuthority) return std::string{};
  const auto fingerprint = reactor::parse_fingerprint(word);
  return fingerprint ? std::optional(*fingerprint) : std::nullopt;
}

bool is_about(std::string_view line, const std::string& server) {
  const auto [name, word] = words_of(line);
  return name == server && read_fingerprint(word);
}

/// While it lives, other clients wait. A file system without locks makes nobody wait.
class Lock {
 public:
  explicit Lock(const std::string& path)
      : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (opened()) ::flock(file_.fd(), LOCK_EX);
  }
  /// If not, errno has the reason.
  bool opened() const { return file_.fd() >= 0; }

 private:
  reactor::Socket file_;
};

}  // namespace

base::Result<KnownServers> KnownServers::read(const std::string& path) {
  KnownServers servers;
  if (is_unused(path)) return servers;
  const auto text = base::read_text_file(path, kMaxFile);
  if (!text) return base::Error{base::tr("cannot read {}: {}", path, text.error())};
  std::string_view rest = *text;
  while (!rest.empty()) {
    servers.lines_.emplace_back(base::without_cr(base::next_line(rest)));
  }
  return servers;
}

std::optional<KnownServer> KnownServers::find(const reactor::Endpoint& server) const {
  const auto key = key_of(server);
  for (auto number = lines_.size(); number > 0; --number) {
    const auto& line = lines_[number - 1];
    if (is_about(line, key)) return KnownServer{*read_fingerprint(words_of(line).second), number};
  }
  return std::nullopt;
}

void KnownServers::set(const reactor::Endpoint& server, std::string_view fingerprint) {
  const auto key = key_of(server);
  std::erase_if(lines_, [&key](const std::string& line) { return is_about(line, key); });
  if (lines_.empty()) lines_.emplace_back(kHeader);
  lines_.push_back(fmt::format("{} {}", key, fingerprint.empty() ? kAuthority : fingerprint));
}

base::Result<KnownServer> KnownServers::remember(const std::string& path,
                                                 const reactor::Endpoint& server,
                                                 std::string_view fingerprint,
                                                 base::Existing existing) {
  const auto lock_file = path + ".lock";
  const Lock lock(lock_file);
  if (!lock.opened()) return base::Error{fmt::format("{}: {}", lock_file, std::strerror(errno))};
  auto servers = read(path);
  if (!servers) return base::Error{servers.error()};
  auto present = *std::move(servers);
  const auto known = present.find(server);
  if (known && existing == base::Existing::keep) return *known;
  present.set(server, fingerprint);
  std::string text;
  for (const auto& line : present.lines_) text.append(line).push_back('\n');
  const auto written = base::write_private_file(path, text);
  if (!written) return base::Error{written.error()};
  return KnownServer{std::string(fingerprint), present.lines_.size()};
}

}  // namespace tertulia::client
