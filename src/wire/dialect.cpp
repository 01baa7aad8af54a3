#include "tertulia/wire/dialect.h"

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire {
namespace {

struct TextToOthers {
  std::string_view operator()(const chat::Say& say) const { return say.text; }
  std::string_view operator()(const chat::Act& act) const { return act.text; }
  std::string_view operator()(const chat::Whisper& whisper) const { return whisper.text; }
  template <class Other>
  std::string_view operator()(const Other& /*command*/) const {
    return {};
  }
};

}  // namespace

std::size_t rendered_size(const chat::Command& command) {
  return base::safe_size(std::visit(TextToOthers{}, command));
}

const Dialect& default_dialect() { return plain::dialect(); }

const Dialect& detect_dialect(std::string_view /*first_bytes*/) { return plain::dialect(); }

}  // namespace tertulia::wire
