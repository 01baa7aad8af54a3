#include "client/display.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/date.h"

#include "client/mention.h"

namespace tertulia::client {

using terminal::Style;
using terminal::StyledLine;
using Kind = Shown::Kind;

namespace {

constexpr Style kDim{.dim = true};
constexpr Style kError{.bold = true};
constexpr Style kMention{.bold = true, .reverse = true};

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
      return kError;
    case Kind::presence:
    case Kind::notice:
    case Kind::earlier:
      return kDim;
    default:
      return {};
  }
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
  return static_cast<std::uint8_t>(hash % terminal::kColors + 1);
}

Display::Display(terminal::Console& console, const base::Clock& clock, Look look)
    : console_(console), clock_(clock), look_(look) {}

std::string Display::timestamp() const {
  if (!look_.timestamps) return {};
  const auto now = base::local_time(clock_.wall_time());
  return base::describe_time(now, now) + ' ';
}

void Display::print(std::string_view line) {
  Shown shown;
  shown.text = line;
  shown.kind = line.starts_with("! ") ? Kind::error : Kind::notice;
  show(shown, {});
}

void Display::show(const wire::json::ServerEvent& event, const Session& session) {
  for (const auto& line : client::show(event, session.place(), clock_.wall_time())) {
    show(line, session.name());
  }
}

void Display::show(const Shown& line, std::string_view own_name) {
  const auto body = line.body.in(line.text);
  const auto mention = may_mention(line) ? find_mention(body, own_name) : std::nullopt;
  console_.print(styled(line, mention));
  if (look_.bell && (mention || (line.kind == Kind::private_message && !line.own))) console_.ring();
}

StyledLine Display::styled(const Shown& line, const std::optional<TextPart>& mention) const {
  const auto time = timestamp();
  const auto text = time + line.text;
  Painter painter(text);
  painter.paint(time.size(), kDim);
  const auto style = style_of(line.kind);
  if (line.name.size > 0) {
    painter.paint(time.size() + line.name.begin, style);
    painter.paint(time.size() + line.name.begin + line.name.size,
                  {.color = color_of(line.author), .bold = line.own});
  }
  if (mention) {
    const auto begin = time.size() + line.body.begin + mention->begin;
    painter.paint(begin, style);
    painter.paint(begin + mention->size, kMention);
  }
  painter.paint(text.size(), style);
  return painter.take();
}

}  // namespace tertulia::client
