#include "daemon/motd.h"

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/base/text_file.h"
#include "tertulia/base/units.h"
#include "tertulia/wire/dialect.h"

namespace tertulia::daemon {
namespace {

std::string_view without_cr(std::string_view line) {
  return line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0));
}

}  // namespace

base::Result<std::vector<std::string>> parse_motd(std::string_view text) {
  if (text.size() > kMaxMotdBytes) {
    return base::Error{fmt::format("longer than {}", base::format_size(kMaxMotdBytes))};
  }
  std::vector<std::string> lines;
  while (!text.empty()) {
    lines.emplace_back(without_cr(base::next_line(text)));
    if (!base::is_utf8(lines.back())) {
      return base::Error{fmt::format("line {} is not valid UTF-8", lines.size())};
    }
  }
  if (lines.size() > kMaxMotdLines) {
    return base::Error{fmt::format("more than {} lines", kMaxMotdLines)};
  }
  return lines;
}

base::Result<std::vector<std::string>> read_motd(const std::string& path) {
  const auto refuse = [&path](std::string_view reason) {
    return base::Error{fmt::format("{}: {}", path, reason)};
  };
  const auto text = base::read_text_file(path, kMaxMotdBytes);
  if (!text) return refuse(text.error());
  auto lines = parse_motd(*text);
  return lines ? lines : refuse(lines.error());
}

base::Result<std::monostate> check_motd_fits(const std::vector<std::string>& lines,
                                             std::uint64_t send_queue) {
  std::string sent;
  wire::default_dialect().render(chat::MessageOfTheDay{lines}, {}, sent);
  if (sent.size() <= send_queue / 2) return std::monostate{};
  return base::Error{fmt::format("its {} bytes are more than half of --send-queue ({})",
                                 sent.size(), base::format_size(send_queue))};
}

}  // namespace tertulia::daemon
