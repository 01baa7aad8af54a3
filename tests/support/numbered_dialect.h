#pragma once

#include <charconv>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/wire/dialect.h"
#include "tertulia/wire/plain.h"

namespace tertulia::support {

/// Plain lines, of which each begins with its number: `7 hello`. Answers end with the number of
/// their request, and an acknowledgement is `ack 7`.
class NumberedDialect final : public wire::Dialect {
 public:
  std::string_view name() const override { return "numbered"; }
  std::unique_ptr<wire::Decoder> make_decoder(std::size_t /*max_line*/) const override {
    return std::make_unique<Decoder>();
  }
  void render(const chat::Event& event, const wire::Audience& audience,
              std::string& out) const override {
    if (const auto* acknowledged = std::get_if<chat::Acknowledged>(&event)) {
      out += "ack " + std::to_string(acknowledged->number) + "\n";
      return;
    }
    wire::plain::dialect().render(event, audience, out);
    if (audience.request.number == 0 || !out.ends_with('\n')) return;
    out.insert(out.size() - 1, " <" + std::to_string(audience.request.number) + ">");
  }
  void render_error(const wire::DecodeError& error, std::size_t max_line,
                    const wire::RequestInfo& request, std::string& out) const override {
    wire::plain::dialect().render_error(error, max_line, request, out);
  }
  bool is_same_in_every_view() const override { return true; }
  bool keeps_members() const override { return true; }
  bool can_resume() const override { return false; }

 private:
  class Decoder final : public wire::Decoder {
   public:
    std::size_t feed(std::string_view bytes, Sink& sink) override {
      std::size_t used = 0;
      for (const char byte : bytes) {
        ++used;
        partial_ += byte;
        if (byte == '\n' && !handle_line(sink)) break;
      }
      return used;
    }
    void finish(Sink& /*sink*/) override {}
    bool has_partial_request() const override { return !partial_.empty(); }
    void set_logged_in() override {}
    void set_max_line(std::size_t /*bytes*/) override {}
    wire::RequestInfo request() const override { return {{}, number_}; }

   private:
    bool handle_line(Sink& sink) {
      const auto line = std::exchange(partial_, {});
      const auto blank = line.find(' ');
      std::from_chars(line.data(), line.data() + blank, number_);
      const auto text = std::string_view(line).substr(blank + 1, line.size() - blank - 2);
      auto command = wire::plain::parse(text);
      if (auto* say = std::get_if<chat::Say>(&command)) say->number = number_;
      return sink.handle_command(command, line.size());
    }
    std::string partial_;
    chat::Number number_ = 0;
  };
};

}  // namespace tertulia::support
