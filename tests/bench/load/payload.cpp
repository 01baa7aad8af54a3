#include "bench/load/payload.h"

namespace tertulia::bench {
namespace {

// "~SENDER SEQUENCE TIME FILLER", each number of a fixed width.
constexpr std::size_t kSenderWidth = 6, kSequenceWidth = 9, kTimeWidth = 19;
constexpr std::string_view kFiller = " the rest is only filling.";
static_assert(1 + kSenderWidth + 1 + kSequenceWidth + 1 + kTimeWidth + kFiller.size() ==
              kPayloadLength);

void append_number(std::string& out, std::uint64_t number, std::size_t width) {
  const auto begin = out.size();
  out.resize(begin + width);
  for (auto i = begin + width; i-- > begin; number /= 10) {
    out[i] = static_cast<char>('0' + number % 10);
  }
}

/// Reads a number of `width` digits and the space after it. Returns false if there is no number.
bool parse_number(std::string_view& text, std::size_t width, std::uint64_t& number) {
  number = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const auto digit = static_cast<unsigned char>(text[i] - '0');
    if (digit > 9) return false;
    number = number * 10 + digit;
  }
  text.remove_prefix(width);
  return text.front() == ' ';
}

}  // namespace

void append_payload(std::string& out, const Payload& payload) {
  out += kPayloadMark;
  append_number(out, payload.sender, kSenderWidth);
  out += ' ';
  append_number(out, payload.sequence, kSequenceWidth);
  out += ' ';
  append_number(out, static_cast<std::uint64_t>(payload.sent_at), kTimeWidth);
  out += kFiller;
}

std::optional<Payload> read_payload(std::string_view text) {
  if (text.size() != kPayloadLength || text.front() != kPayloadMark) return std::nullopt;
  text.remove_prefix(1);
  std::uint64_t sender = 0, sequence = 0, time = 0;
  if (!parse_number(text, kSenderWidth, sender)) return std::nullopt;
  text.remove_prefix(1);
  if (!parse_number(text, kSequenceWidth, sequence)) return std::nullopt;
  text.remove_prefix(1);
  if (!parse_number(text, kTimeWidth, time) || text != kFiller) return std::nullopt;
  return Payload{static_cast<std::uint32_t>(sender), static_cast<std::uint32_t>(sequence),
                 static_cast<std::int64_t>(time)};
}

}  // namespace tertulia::bench
