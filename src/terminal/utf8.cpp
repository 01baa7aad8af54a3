#include "terminal/utf8.h"

#include <algorithm>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kMaxSequence = 4;

std::size_t sequence_length(unsigned char lead) {
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  return 1;
}

}  // namespace

std::size_t whole_characters(std::string_view bytes) {
  const auto max = std::min(bytes.size(), kMaxSequence - 1);
  for (std::size_t back = 1; back <= max; ++back) {
    const auto lead = bytes.size() - back;
    if (base::continues_character(bytes[lead])) continue;
    return sequence_length(static_cast<unsigned char>(bytes[lead])) > back ? lead : bytes.size();
  }
  return bytes.size();
}

std::size_t well_formed_size(std::string_view text) {
  auto rest = text;
  while (!rest.empty() && base::next_code_point(rest)) {
  }
  return text.size() - rest.size();
}

std::string replace_malformed(std::string_view text) {
  std::string well_formed;
  for (;;) {
    const auto size = well_formed_size(text);
    well_formed += text.substr(0, size);
    if (size == text.size()) return well_formed;
    well_formed += "\uFFFD";
    text.remove_prefix(size + 1);
  }
}

}  // namespace tertulia::terminal
