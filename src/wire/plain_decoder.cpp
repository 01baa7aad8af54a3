#include "wire/plain_decoder.h"

#include <utility>

#include "tertulia/base/text.h"
#include "tertulia/wire/foreign_protocol.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain {

class PlainDecoder::LineSink final : public LineReader::Sink {
 public:
  LineSink(PlainDecoder& decoder, Decoder::Sink& sink) : decoder_(decoder), sink_(sink) {}

  bool handle_line(std::string_view line) override {
    if (std::exchange(decoder_.expects_password_, false)) return handle_password(line);
    if (decoder_.logged_in_) return sink_.handle_command(parse(line), line.size());
    const auto text = base::without_byte_order_mark(line);
    const auto protocol = foreign_protocol(text);
    if (!protocol.empty()) return reject(protocol);
    return sink_.handle_command(parse_login(text), line.size());
  }

  bool handle_overlong_line() override {
    return sink_.handle_error({decoder_.logged_in_ ? DecodeError::Kind::line_too_long
                                                   : DecodeError::Kind::first_line_too_long});
  }

  void handle_telnet_reply(std::string_view reply) override { sink_.handle_reply(reply); }

  bool handle_password(std::string_view line) {
    const auto shown = decoder_.reader_.hide_input(false);
    if (!shown.empty()) sink_.handle_reply(shown);
    return sink_.handle_command(parse_password(line), line.size());
  }

  bool reject(std::string_view protocol) {
    return sink_.handle_error({DecodeError::Kind::foreign_protocol, protocol});
  }

 private:
  PlainDecoder& decoder_;
  Decoder::Sink& sink_;
};

std::size_t PlainDecoder::feed(std::string_view bytes, Sink& sink) {
  LineSink lines(*this, sink);
  const auto used = reader_.feed(bytes, lines);
  if (logged_in_ || expects_password_) return used;
  const auto protocol = foreign_beginning(reader_.partial_line());
  if (!protocol.empty()) lines.reject(protocol);
  return used;
}

std::string PlainDecoder::expect_password() {
  expects_password_ = true;
  return reader_.hide_input(true);
}

void PlainDecoder::finish(Sink& sink) {
  LineSink lines(*this, sink);
  reader_.finish(lines);
}

}  // namespace tertulia::wire::plain
