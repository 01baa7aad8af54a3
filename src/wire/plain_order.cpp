#include "wire/plain_order.h"

#include <fmt/core.h>

#include "tertulia/base/date.h"
#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

#include "wire/plain_words.h"

namespace tertulia::wire::plain {
namespace {

using base::safe;

/// ` until 2026-01-31 12:03 UTC`, or nothing.
std::string with_end(const chat::End& end) {
  return end ? fmt::format(" until {}", base::format_time(*end)) : std::string();
}

/// `Eve until …, and 192.0.2.1 until …`.
std::string words_of(const chat::Ban& ban) {
  const auto network = ban.network ? ban.network->text() : std::string();
  if (ban.name.empty()) return network + with_end(ban.until);
  auto name = safe(ban.name) + with_end(ban.until);
  if (!ban.network) return name;
  return fmt::format("{}, and {}{}", name, network, with_end(ban.network_until));
}

void notice(std::string& out, std::string_view text) { out.append(kNotice).append(text) += '\n'; }

std::string words_of(const chat::MuteChanged& event) {
  const auto by = safe(event.by);
  const auto end = with_end(event.until);
  const auto why = with_reason(event.reason);
  if (event.to_muted && !event.on) return fmt::format("You can speak again (by {})", by);
  if (event.to_muted) return fmt::format("You are muted{} (by {}){}", end, by, why);
  if (!event.on) return fmt::format("{} has let {} speak again", by, safe(event.name));
  return fmt::format("{} has muted {}{}{}", by, safe(event.name), end, why);
}

}  // namespace

std::string with_reason(std::string_view reason) {
  return reason.empty() ? std::string() : fmt::format(": {}", safe(reason));
}

void append(std::string& out, const chat::BanSet& event) {
  const auto& ban = event.ban;
  notice(out,
         fmt::format("{} has banned {}{}", safe(ban.by), words_of(ban), with_reason(ban.reason)));
}

void append(std::string& out, const chat::BanLifted& event) {
  notice(out, fmt::format("{} has ended the ban of {}", safe(event.by), safe(event.target)));
}

void append(std::string& out, const chat::BanList& event) {
  for (const auto* ban : event.bans) {
    notice(out, fmt::format("Banned: {} (by {}){}", words_of(*ban), safe(ban->by),
                            with_reason(ban->reason)));
  }
  for (const auto* mute : event.mutes) {
    notice(out, fmt::format("Muted: {}{} (by {}){}", safe(mute->name), with_end(mute->until),
                            safe(mute->by), with_reason(mute->reason)));
  }
  const auto others = event.total - event.bans.size() - event.mutes.size();
  if (others > 0) notice(out, fmt::format("and {} more", others));
  if (event.total == 0) notice(out, "Nobody is banned or muted");
}

void append(std::string& out, const chat::MuteChanged& event) { notice(out, words_of(event)); }

void append(std::string& out, const chat::Announced& event) {
  notice(out, fmt::format("Announcement by {}: {}", safe(event.by), safe(event.text)));
}

void append(std::string& out, const chat::GuestsChanged& event) {
  const auto* what = event.allowed ? "everyone come in" : "only registered names come in";
  notice(out, fmt::format("{} lets {}", safe(event.by), what));
}

void append_expelled(std::string& out, const chat::Closing& event) {
  const bool banned = event.reason == chat::CloseReason::banned;
  out +=
      fmt::format("{}You {} from this server{}{}\n", kError, banned ? "are banned" : "were kicked",
                  with_end(event.until), with_reason(event.why));
}

}  // namespace tertulia::wire::plain
