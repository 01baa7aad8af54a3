#include <array>
#include <charconv>
#include <cstdint>

#include "tertulia/wire/json.h"

#include "wire/json_decoder.h"
#include "wire/json_notices.h"
#include "wire/json_render.h"

namespace tertulia::wire::json {
namespace {

class JsonDialect final : public Dialect {
 public:
  std::string_view name() const override { return "json"; }
  std::unique_ptr<Decoder> make_decoder(std::size_t max_line) const override {
    return std::make_unique<JsonDecoder>(max_line);
  }
  void render(const chat::Event& event, const Audience& audience, std::string& out) const override {
    json::render(event, audience.request, out);
  }
  void render_error(const DecodeError& error, std::size_t max_line, const RequestInfo& request,
                    std::string& out) const override {
    json::render_error(error, max_line, request, out);
  }
  bool is_same_in_every_view() const override { return true; }
  bool keeps_members() const override { return true; }
  bool can_resume() const override { return true; }
};

}  // namespace

const Dialect& dialect() {
  static const JsonDialect json;
  return json;
}

std::string session_origin(chat::MemberId session) {
  constexpr int kBase = 36;
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                 static_cast<std::uint64_t>(session), kBase);
  return {digits.data(), end.ptr};
}

}  // namespace tertulia::wire::json
