#include "bench/load/payload.h"

#include <bit>
#include <cstring>

namespace tertulia::bench {
namespace {

// "~SENDER SEQUENCE TIME FILLER", each number of a fixed width in groups of eight digits: they are
// read at once, so that the load generator is not busier than the server.
constexpr std::size_t kGroup = 8;
constexpr std::size_t kSenderWidth = kGroup, kSequenceWidth = kGroup, kTimeWidth = 3 * kGroup;
constexpr std::string_view kFiller = " the rest is filling";
static_assert(1 + kSenderWidth + 1 + kSequenceWidth + 1 + kTimeWidth + kFiller.size() ==
              kPayloadLength);

void append_number(std::string& out, std::uint64_t number, std::size_t width) {
  const auto begin = out.size();
  out.resize(begin + width);
  for (auto i = begin + width; i-- > begin; number /= 10) {
    out[i] = static_cast<char>('0' + number % 10);
  }
}

/// Reads eight digits: neighbours are added up to pairs, then to fours, then to all eight. Returns
/// false if there is another character.
bool parse_group(const char* text, std::uint64_t& number) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kEach = 0x0101010101010101;
  std::uint64_t digits = 0;
  std::memcpy(&digits, text, kGroup);
  digits ^= kEach * '0';
  if (((digits | (digits + kEach * 6)) & (kEach * 0xf0)) != 0) return false;
  digits = (digits * 10 + (digits >> 8U)) & 0x00ff00ff00ff00ff;
  digits = (digits * 100 + (digits >> 16U)) & 0x0000ffff0000ffff;
  number = (digits * 10'000 + (digits >> 32U)) & 0xffffffff;
  return true;
}

/// Reads a number of `width` digits and the space after it. Returns false if there is no number.
bool parse_number(std::string_view& text, std::size_t width, std::uint64_t& number) {
  number = 0;
  for (std::size_t i = 0; i < width; i += kGroup) {
    std::uint64_t group = 0;
    if (!parse_group(text.data() + i, group)) return false;
    number = number * 100'000'000 + group;
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
