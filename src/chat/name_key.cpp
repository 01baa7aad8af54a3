#include "chat/name_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace tertulia::chat {
namespace {

constexpr char32_t kDotAbove = 0x307;

/// A dot above these letters replaces the dot that they have (PropList.txt, Soft_Dotted; the others
/// are not in names, or are decomposed).
constexpr std::array<char32_t, 7> kDotted{'i', 'j', 0x249, 0x268, 0x3F3, 0x456, 0x458};

struct Replacement {
  char32_t letter;
  std::string_view by;
};

constexpr std::array kDotless{Replacement{0x131, "i"}, Replacement{0x237, "j"}};

/// Letters that have the form of another letter with a stroke through it.
constexpr std::array kStroked{
    Replacement{'b', "\u0180"}, Replacement{'c', "\u023C"}, Replacement{'d', "\u0111"},
    Replacement{'e', "\u0247"}, Replacement{'g', "\u01E5"}, Replacement{'h', "\u0127"},
    Replacement{'i', "\u0268"}, Replacement{'j', "\u0249"}, Replacement{'l', "\u0142"},
    Replacement{'o', "\u00F8"}, Replacement{'r', "\u024D"}, Replacement{'t', "\u0167"},
    Replacement{'u', "\u0289"}, Replacement{'y', "\u024F"}, Replacement{'z', "\u01B6"}};

/// Strokes and tildes through a character.
bool is_overlay(char32_t mark) {
  return (mark >= 0x334 && mark <= 0x338) || (mark >= 0x20D2 && mark <= 0x20D3) ||
         (mark >= 0x20D8 && mark <= 0x20DA) || (mark >= 0x20E5 && mark <= 0x20E6) ||
         (mark >= 0x20EA && mark <= 0x20EB);
}

/// Appends code points in normal form D. A mark is left out if it cannot be seen.
class VisibleText {
 public:
  void append(const base::CodePoint& c, std::string_view bytes) {
    if (!is_mark(c.kind)) {
      letter_at_ = text_.size();
      letter_ = c.value;
    } else if (hides(c.value)) {
      return;
    }
    last_ = c.value;
    text_ += bytes;
  }

  const std::string& text() const { return text_; }

 private:
  /// Lines through or below a sign are parts of it, and terminals draw equal marks on each other.
  bool hides(char32_t mark) {
    if (is_sign(letter_)) return true;
    if (is_overlay(mark)) {
      replace_letter(kStroked);
      return true;
    }
    const bool dotted = std::ranges::find(kDotted, letter_) != kDotted.end();
    return mark == last_ || (mark == kDotAbove && (dotted || replace_letter(kDotless)));
  }

  bool replace_letter(std::span<const Replacement> replacements) {
    const auto found = std::ranges::find(replacements, letter_, &Replacement::letter);
    if (found == replacements.end()) return false;
    auto rest = std::string_view(text_).substr(letter_at_);
    const auto before = rest.size();
    base::next_code_point(rest);
    text_.replace(letter_at_, before - rest.size(), found->by);
    auto by = found->by;
    letter_ = base::next_code_point(by)->value;
    return true;
  }

  std::string text_;
  std::size_t letter_at_ = 0;
  char32_t letter_ = 0;
  char32_t last_ = 0;
};

}  // namespace

bool is_mark(base::Kind kind) {
  return kind == base::Kind::mark || kind == base::Kind::spacing_mark;
}

bool is_sign(char32_t c) { return c == '-' || c == '_' || c == '.'; }

std::optional<std::string> name_key(std::string_view name) {
  const auto folded = base::fold(name);
  const auto decomposed = folded ? base::decompose(*folded) : std::nullopt;
  if (!decomposed) return std::nullopt;
  VisibleText visible;
  std::string_view rest = *decomposed;
  while (!rest.empty()) {
    const auto before = rest;
    const auto c = base::next_code_point(rest);
    visible.append(*c, before.substr(0, before.size() - rest.size()));
  }
  return base::normalize(visible.text());
}

}  // namespace tertulia::chat
