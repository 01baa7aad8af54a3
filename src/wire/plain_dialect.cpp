#include "tertulia/wire/plain.h"

#include "wire/plain_decoder.h"
#include "wire/plain_render.h"

namespace tertulia::wire::plain {
namespace {

class PlainDialect final : public Dialect {
 public:
  std::string_view name() const override { return "plain"; }
  std::unique_ptr<Decoder> make_decoder(std::size_t max_line) const override {
    return std::make_unique<PlainDecoder>(max_line);
  }
  void render(const chat::Event& event, const Audience& audience, std::string& out) const override {
    plain::render(event, audience.view, out);
  }
  void render_error(const DecodeError& error, std::size_t max_line, const RequestInfo& /*request*/,
                    std::string& out) const override {
    plain::render_error(error, max_line, out);
  }
  bool is_same_in_every_view() const override { return false; }
  bool keeps_members() const override { return false; }
  bool can_resume() const override { return false; }
};

}  // namespace

const Dialect& dialect() {
  static const PlainDialect plain;
  return plain;
}

}  // namespace tertulia::wire::plain
