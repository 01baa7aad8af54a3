#include <string>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/duo.h"

#include "fuzz/check.h"
#include "fuzz/input.h"
#include "fuzz/strict_text.h"

namespace tertulia::fuzz {
namespace {

namespace duo = wire::duo;
using Kind = duo::Line::Kind;

void check_parsing(std::string_view line) {
  const auto parsed = duo::parse(line);
  check(is_within(parsed.name, line) && is_within(parsed.text, line), "texts are of the line");
  check((parsed.kind == Kind::blank) == base::trim(line).empty(), "a blank line is blank");
  if (parsed.kind != Kind::said) check(parsed.name.empty(), "only who speaks has a name");
  if (parsed.kind != Kind::said || parsed.name.empty()) return;
  check(std::holds_alternative<chat::Name>(chat::Name::parse(parsed.name)), "a name is a name");
  const auto said = duo::say(parsed.name, parsed.text);
  check(line.ends_with(said.substr(parsed.name.size())), "what was said is said again the same");
  const auto claimed = line.substr(0, line.size() - (said.size() - parsed.name.size()));
  check(base::trim(claimed) == parsed.name, "under the name that was claimed");
}

void check_saying(const std::string& name, std::string_view text) {
  const auto line = duo::say(name, text);
  const auto parsed = duo::parse(line);
  check(parsed.kind == Kind::said && parsed.name == name && parsed.text == text,
        "what is said arrives under its sender's name");
}

void check_notice(const std::string& line, Kind kind) {
  check(is_harmless(line), "a notice is one harmless line");
  check(duo::parse(line).kind == kind, "a notice is taken for what it is");
}

void check_notices(const std::string& name, std::size_t number, base::Duration idle) {
  check_notice(duo::goodbye(name), Kind::goodbye);
  check_notice(duo::closing(idle), Kind::closing);
  check_notice(duo::shutdown(), Kind::notice);
  check_notice(duo::has_connected(name), Kind::notice);
  check_notice(duo::has_left(name), Kind::notice);
  check_notice(duo::talking_with(name), Kind::notice);
  check_notice(duo::in_line(name, number), Kind::notice);
  check_notice(duo::in_line({}, number), Kind::notice);
  check_notice(duo::decode_error({wire::DecodeError::Kind::line_too_long}, number), Kind::error);
}

void check_names(std::string_view one, std::string_view other) {
  const bool is_name = std::holds_alternative<chat::Name>(chat::Name::parse(one));
  check(duo::same_name(one, other) == duo::same_name(other, one), "sameness goes both ways");
  check(duo::same_name(one, one) == is_name, "a name is the same as itself");
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tertulia;        // NOLINT(google-build-using-namespace)
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  Input whole(data, size);
  check_parsing(whole.rest());
  Input input(data, size);
  const auto number = input.byte();
  const base::Duration idle{static_cast<std::int64_t>(number << input.below(30))};
  const auto typed = input.text();
  const auto text = input.rest();
  check_names(typed, text);
  const auto name = chat::Name::parse(typed);
  if (!std::holds_alternative<chat::Name>(name)) return 0;
  check_saying(std::get<chat::Name>(name).text(), text);
  check_notices(std::get<chat::Name>(name).text(), number, idle);
  return 0;
}
