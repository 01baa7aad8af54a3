#include "chat/alphabet.h"

#include <algorithm>
#include <array>

namespace tertulia::chat {
namespace {

struct Block {
  char32_t first, last;
  Alphabet alphabet;
};

/// After Blocks.txt of the Unicode Character Database. The first match counts; a character without
/// one is `other`.
constexpr std::array kBlocks{
    Block{0, 0x40, Alphabet::common},
    Block{'A', 'Z', Alphabet::latin},
    Block{'[', '`', Alphabet::common},
    Block{'a', 'z', Alphabet::latin},
    Block{'{', 0xBF, Alphabet::common},
    Block{0xC0, 0x1BF, Alphabet::latin},
    Block{0x1C0, 0x1C3, Alphabet::phonetic},
    Block{0x1C4, 0x24F, Alphabet::latin},
    Block{0x253, 0x254, Alphabet::latin},
    Block{0x256, 0x257, Alphabet::latin},
    Block{0x259, 0x259, Alphabet::latin},
    Block{0x25B, 0x25B, Alphabet::latin},
    Block{0x263, 0x263, Alphabet::latin},
    Block{0x268, 0x269, Alphabet::latin},
    Block{0x272, 0x272, Alphabet::latin},
    Block{0x289, 0x289, Alphabet::latin},
    Block{0x28B, 0x28B, Alphabet::latin},
    Block{0x250, 0x2FF, Alphabet::phonetic},
    Block{0x300, 0x36F, Alphabet::common},
    Block{0x370, 0x3FF, Alphabet::greek},
    Block{0x400, 0x52F, Alphabet::cyrillic},
    Block{0x530, 0x58F, Alphabet::armenian},
    Block{0x10A0, 0x10FF, Alphabet::georgian},
    Block{0x1100, 0x11FF, Alphabet::east_asian},
    Block{0x13A0, 0x13FF, Alphabet::cherokee},
    Block{0x1C80, 0x1C8F, Alphabet::cyrillic},
    Block{0x1C90, 0x1CBF, Alphabet::georgian},
    Block{0x1D00, 0x1DBF, Alphabet::phonetic},
    Block{0x1E00, 0x1EFF, Alphabet::latin},
    Block{0x1F00, 0x1FFF, Alphabet::greek},
    Block{0x2C60, 0x2C7F, Alphabet::phonetic},
    Block{0x2C80, 0x2CFF, Alphabet::coptic},
    Block{0x2D00, 0x2D2F, Alphabet::georgian},
    Block{0x2E80, 0x31FF, Alphabet::east_asian},
    Block{0x3400, 0x9FFF, Alphabet::east_asian},
    Block{0xA4D0, 0xA4FF, Alphabet::lisu},
    Block{0xA640, 0xA69F, Alphabet::cyrillic},
    Block{0xA720, 0xA7FF, Alphabet::phonetic},
    Block{0xA960, 0xA97F, Alphabet::east_asian},
    Block{0xAB30, 0xAB6F, Alphabet::phonetic},
    Block{0xAB70, 0xABBF, Alphabet::cherokee},
    Block{0xAC00, 0xD7FF, Alphabet::east_asian},
    Block{0xF900, 0xFAFF, Alphabet::east_asian},
    Block{0xFF00, 0xFFEF, Alphabet::east_asian},
    Block{0x1AFF0, 0x1B16F, Alphabet::east_asian},
    Block{0x20000, 0x3FFFF, Alphabet::east_asian},
};

}  // namespace

Alphabet alphabet_of(char32_t c) {
  const auto* block = std::ranges::find_if(
      kBlocks, [c](const Block& candidate) { return c >= candidate.first && c <= candidate.last; });
  return block == kBlocks.end() ? Alphabet::other : block->alphabet;
}

}  // namespace tertulia::chat
