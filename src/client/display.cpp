#include "client/display.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/date.h"
#include "tertulia/base/environment.h"
#include "tertulia/wire/plain.h"

#include "client/look.h"
#include "client/messages.h"
#include "client/user_console.h"

namespace tertulia::client {

using terminal::Console;
using terminal::Style;
using terminal::StyledLine;
using wire::json::ServerEvent;
using Kind = Shown::Kind;

namespace {

constexpr Style kDimStyle{.dim = true};
constexpr Style kErrorStyle{.bold = true};
constexpr Style kMentionStyle{.bold = true, .reverse = true};

/// Builds a line from parts that follow one another.
class Painter {
 public:
  explicit Painter(std::string_view text) : text_(text) {}

  /// Gives the text from where the former part ended to `end` a style.
  void paint(std::size_t end, const Style& style) {
    if (end > done_) line_.parts.push_back({std::string(text_.substr(done_, end - done_)), style});
    done_ = std::max(done_, end);
  }
  StyledLine take() {
    paint(text_.size(), {});
    return std::move(line_);
  }

 private:
  std::string_view text_;
  std::size_t done_ = 0;
  StyledLine line_;
};

Style style_of(Kind kind) {
  switch (kind) {
    case Kind::error:
      return kErrorStyle;
    case Kind::presence:
    case Kind::notice:
    case Kind::earlier:
      return kDimStyle;
    default:
      return {};
  }
}

/// What answers a request of this client, or is a secret of its session, or is no JSON.
bool is_hidden_from_script(const ServerEvent& event) {
  const auto* malformed = std::get_if<wire::json::Malformed>(&event);
  if (malformed != nullptr && malformed->field.empty()) return true;
  return std::holds_alternative<wire::json::PlainLine>(event) ||
         std::holds_alternative<wire::json::Welcome>(event) ||
         std::holds_alternative<wire::json::Stored>(event) ||
         std::holds_alternative<wire::json::Pong>(event) ||
         std::holds_alternative<wire::json::Error>(event);
}

/// In whose words the user looks for the own name.
bool may_mention(const Shown& line) {
  return !line.own && (line.kind == Kind::message || line.kind == Kind::action ||
                       line.kind == Kind::private_message);
}

}  // namespace

std::uint8_t color_of(std::string_view name) {
  std::uint32_t hash = 2'166'136'261;  // FNV-1a
  for (const auto byte : name) hash = (hash ^ static_cast<unsigned char>(byte)) * 16'777'619;
  hash ^= hash >> 13U;  // the low bits of short names repeat
  return static_cast<std::uint8_t>(hash % terminal::kColors + 1);
}

Display::Display(Console& console, const base::Clock& clock, const Options& options)
    : console_(console),
      clock_(clock),
      server_(format_endpoint(options.server)),
      json_(options.filter.json && !console.interactive()),
      log_(clock, [&console](std::string_view line) { console.print_error(line); }) {
  const auto applied = apply(options);
  if (!applied) console_.print_error(fmt::format("tertulia: {}", applied.error()));
}

base::Result<std::monostate> Display::apply(const Options& options) {
  if (options.log != log_path_) {
    auto opened = log_.open(options.log);
    if (!opened) return opened;
    log_path_ = options.log;
  }
  look_ = options.look;
  console_.set_color(uses_color(look_.color, console_.interactive(), base::process_environment));
  guard_pastes(console_, look_);
  return std::monostate{};
}

std::string Display::timestamp() const {
  if (!look_.timestamps) return {};
  const auto now = base::local_time(clock_.wall_time());
  return base::describe_time(now, now) + ' ';
}

void Display::print(std::string_view line) {
  Shown shown;
  shown.text = line;
  shown.kind = line.starts_with(wire::plain::kError)    ? Kind::error
               : line.starts_with(wire::plain::kNotice) ? Kind::notice
                                                        : Kind::message;
  show(shown, {});
}

void Display::report(std::string_view mark, std::string_view text) {
  if (console_.interactive()) return print(fmt::format("{}{}", mark, text));
  console_.print_error(fmt::format("tertulia: {}: {}", server_, text));
}

void Display::show(const ServerEvent& event, std::string_view json, const Place& place) {
  if (const auto* renamed = std::get_if<wire::json::Renamed>(&event)) {
    ignored_.rename(renamed->from, renamed->to);
  }
  if (json_ && !is_hidden_from_script(event)) console_.print(json);
  if (json_) return;
  std::size_t ignored = 0;
  for (const auto& line : client::show(event, place, clock_.wall_time())) {
    if (line.kind == Kind::earlier && is_ignored(line)) ++ignored;
    show(line, place.name);
  }
  if (ignored > 0) report(wire::plain::kNotice, messages::earlier_not_shown(ignored));
}

void Display::show_recent(const wire::json::History& history, const Place& place) {
  for (const auto& line : client::show_recent(history, place, clock_.wall_time())) {
    show(line, place.name);
  }
}

bool Display::is_ignored(const Shown& line) const {
  return !line.own && !line.author.empty() && ignored_.has(line.author);
}

void Display::show(const Shown& line, std::string_view own_name) {
  if (is_ignored(line)) return;
  const auto mention =
      may_mention(line) ? find_mention(line.body.in(line.text), own_name) : std::nullopt;
  console_.print(styled(line, mention));
  log_.write(line.text);
  const bool calls = mention || (line.kind == Kind::private_message && !line.own);
  if (calls && look_.bell) console_.ring();
}

StyledLine Display::styled(const Shown& line, const std::optional<Span>& mention) const {
  const auto time = timestamp();
  const auto text = time + line.text;
  Painter painter(text);
  painter.paint(time.size(), kDimStyle);
  const auto style = style_of(line.kind);
  if (line.name.size > 0) {
    painter.paint(time.size() + line.name.begin, style);
    painter.paint(time.size() + line.name.begin + line.name.size,
                  {.color = color_of(line.author), .bold = line.own});
  }
  if (mention) {
    const auto begin = time.size() + line.body.begin + mention->begin;
    painter.paint(begin, style);
    painter.paint(begin + mention->size, kMentionStyle);
  }
  painter.paint(text.size(), style);
  return painter.take();
}

}  // namespace tertulia::client
