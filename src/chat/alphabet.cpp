#include "chat/alphabet.h"

#include <algorithm>
#include <array>

namespace tertulia::chat {
namespace {

struct Block {
  char32_t first, last;
  Alphabet alphabet;
};

/// Blocks of the Unicode Character Database (Blocks.txt) that hold folded letters of these
/// alphabets.
constexpr std::array kBlocks{
    Block{'a', 'z', Alphabet::latin},          Block{0xC0, 0x2AF, Alphabet::latin},
    Block{0x370, 0x3FF, Alphabet::greek},      Block{0x400, 0x52F, Alphabet::cyrillic},
    Block{0x530, 0x58F, Alphabet::armenian},   Block{0x10A0, 0x10FF, Alphabet::georgian},
    Block{0x13A0, 0x13FF, Alphabet::cherokee}, Block{0x1C80, 0x1C8F, Alphabet::cyrillic},
    Block{0x1C90, 0x1CBF, Alphabet::georgian}, Block{0x1D00, 0x1DBF, Alphabet::latin},
    Block{0x1E00, 0x1EFF, Alphabet::latin},    Block{0x1F00, 0x1FFF, Alphabet::greek},
    Block{0x2C60, 0x2C7F, Alphabet::latin},    Block{0x2C80, 0x2CFF, Alphabet::coptic},
    Block{0x2D00, 0x2D2F, Alphabet::georgian}, Block{0xA4D0, 0xA4FF, Alphabet::lisu},
    Block{0xA640, 0xA69F, Alphabet::cyrillic}, Block{0xA720, 0xA7FF, Alphabet::latin},
    Block{0xAB30, 0xAB6F, Alphabet::latin},    Block{0xAB70, 0xABBF, Alphabet::cherokee},
};

}  // namespace

Alphabet alphabet_of(char32_t c) {
  const auto* block = std::ranges::find_if(
      kBlocks, [c](const Block& candidate) { return c >= candidate.first && c <= candidate.last; });
  return block == kBlocks.end() ? Alphabet::distinct : block->alphabet;
}

}  // namespace tertulia::chat
