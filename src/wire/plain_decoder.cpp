#include "wire/plain_decoder.h"

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain {

class PlainDecoder::LineSink final : public LineReader::Sink {
 public:
  LineSink(const PlainDecoder& decoder, Decoder::Sink& sink) : decoder_(decoder), sink_(sink) {}

  bool handle_line(std::string_view line) override {
    if (decoder_.logged_in_) return sink_.handle_command(parse(line), line.size());
    const auto text = base::without_byte_order_mark(line);
    if (is_foreign_protocol(text)) return sink_.handle_error(DecodeError::foreign_protocol);
    return sink_.handle_command(parse_login(text), line.size());
  }

  bool handle_overlong_line() override { return sink_.handle_error(DecodeError::line_too_long); }

 private:
  const PlainDecoder& decoder_;
  Decoder::Sink& sink_;
};

std::size_t PlainDecoder::feed(std::string_view bytes, Sink& sink) {
  LineSink lines(*this, sink);
  return reader_.feed(bytes, lines);
}

void PlainDecoder::finish(Sink& sink) {
  LineSink lines(*this, sink);
  reader_.finish(lines);
}

}  // namespace tertulia::wire::plain
