#pragma once

#include "tertulia/wire/dialect.h"
#include "tertulia/wire/line_reader.h"

namespace tertulia::wire::plain {

/// Decodes lines without telnet commands. Until the client is logged in, a line is a name, or the
/// password that it was asked for.
class PlainDecoder final : public Decoder {
 public:
  explicit PlainDecoder(std::size_t max_line) : reader_(max_line) {}

  std::size_t feed(std::string_view bytes, Sink& sink) override;
  void finish(Sink& sink) override;
  bool has_partial_request() const override { return reader_.has_partial_line(); }
  void set_logged_in() override { logged_in_ = true; }
  std::string expect_password() override;
  void set_max_line(std::size_t bytes) override { reader_.set_max_line(bytes); }

 private:
  class LineSink;

  LineReader reader_;
  bool logged_in_ = false;
  bool expects_password_ = false;
};

}  // namespace tertulia::wire::plain
