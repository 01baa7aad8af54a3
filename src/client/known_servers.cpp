#include "client/known_servers.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/base/private_file.h"
#include "tertulia/base/text.h"
#include "tertulia/base/text_file.h"
#include "tertulia/reactor/certificate.h"

#include "client/data_home.h"

namespace tertulia::client {
namespace {

constexpr std::size_t kMaxFile = std::size_t{4} * 1024 * 1024;
constexpr std::string_view kAuthority = "authority";
constexpr auto* kHeader =
    "# The servers with TLS that this user has connected to; see tertulia(1).";

/// Names of hosts are the same in any case; paths are not.
std::string key_of(const reactor::Endpoint& server) {
  auto text = format_endpoint(server);
  return server.family == reactor::Endpoint::Family::tcp ? base::lower_ascii(text) : text;
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

}  // namespace

base::Result<KnownServers> KnownServers::read(const std::string& path) {
  KnownServers servers(path);
  if (is_unused(path)) return servers;
  const auto text = base::read_text_file(path, kMaxFile);
  if (!text) return base::Error{fmt::format("cannot read {}: {}", path, text.error())};
  std::string_view rest = *text;
  while (!rest.empty()) {
    auto line = base::next_line(rest);
    if (line.ends_with('\r')) line.remove_suffix(1);
    servers.lines_.emplace_back(line);
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

base::Result<std::monostate> KnownServers::remember(const reactor::Endpoint& server,
                                                    std::string_view fingerprint) {
  const auto key = key_of(server);
  auto lines = lines_;
  std::erase_if(lines, [&key](const std::string& line) { return is_about(line, key); });
  if (lines.empty()) lines.emplace_back(kHeader);
  lines.push_back(fmt::format("{} {}", key, fingerprint.empty() ? kAuthority : fingerprint));
  std::string text;
  for (const auto& line : lines) text.append(line).push_back('\n');
  auto written = base::write_private_file(path_, text);
  if (written) lines_ = std::move(lines);
  return written;
}

}  // namespace tertulia::client
