#include "wire/plain_decoder.h"

#include "tertulia/wire/foreign_protocol.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain {

class PlainDecoder::LineSink final : public LineReader::Sink {
 public:
  LineSink(const PlainDecoder& decoder, Decoder::Sink& sink) : decoder_(decoder), sink_(sink) {}

  bool handle_line(std::string_view line) override {
    if (decoder_.logged_in_) return sink_.handle_command(parse(line), line.size());
    const auto protocol = foreign_protocol(line);
    if (!protocol.empty()) return reject(protocol);
    return sink_.handle_command(parse_login(line), line.size());
  }

  bool handle_overlong_line() override {
    return sink_.handle_error({decoder_.logged_in_ ? DecodeError::Kind::line_too_long
                                                   : DecodeError::Kind::first_line_too_long});
  }

  void handle_telnet_reply(std::string_view reply) override { sink_.handle_reply(reply); }

  bool reject(std::string_view protocol) {
    return sink_.handle_error({DecodeError::Kind::foreign_protocol, protocol});
  }

 private:
  const PlainDecoder& decoder_;
  Decoder::Sink& sink_;
};

std::size_t PlainDecoder::feed(std::string_view bytes, Sink& sink) {
  LineSink lines(*this, sink);
  const auto used = reader_.feed(bytes, lines);
  if (logged_in_) return used;
  const auto protocol = foreign_beginning(reader_.partial_line());
  if (!protocol.empty()) lines.reject(protocol);
  return used;
}

void PlainDecoder::finish(Sink& sink) {
  LineSink lines(*this, sink);
  reader_.finish(lines);
}

}  // namespace tertulia::wire::plain
