#include "tertulia/wire/dialect.h"

#include "tertulia/base/text.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

#include "wire/json_writer.h"

namespace tertulia::wire {
namespace {

struct TextToOthers {
  std::string_view operator()(const chat::Say& say) const { return say.text; }
  std::string_view operator()(const chat::Whisper& whisper) const { return whisper.text; }
  std::string_view operator()(const chat::Topic& topic) const { return topic.text.value_or(""); }
  std::string_view operator()(const chat::Kick& kick) const { return kick.reason; }
  std::string_view operator()(const chat::SetBan& ban) const { return ban.reason; }
  std::string_view operator()(const chat::SetMute& mute) const { return mute.reason; }
  std::string_view operator()(const chat::Announce& announce) const { return announce.text; }
  template <class Other>
  std::string_view operator()(const Other& /*command*/) const {
    return {};
  }
};

}  // namespace

std::size_t rendered_size(const chat::Command& command) {
  const auto text = std::visit(TextToOthers{}, command);
  return base::safe_size(text) + json::count_escapes(text);
}

const Dialect& default_dialect() { return plain::dialect(); }

bool begins_tls(std::string_view first_bytes) { return first_bytes.starts_with('\x16'); }

const Dialect& detect_dialect(std::string_view first_bytes) {
  return first_bytes.starts_with('{') ? json::dialect() : plain::dialect();
}

}  // namespace tertulia::wire
