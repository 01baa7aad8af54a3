#include "wire/json_decoder.h"

#include "tertulia/base/text.h"

#include "wire/json_fields.h"

namespace tertulia::wire::json {

class JsonDecoder::LineSink final : public LineReader::Sink {
 public:
  LineSink(JsonDecoder& decoder, Decoder::Sink& sink) : decoder_(decoder), sink_(sink) {}

  bool handle_line(std::string_view line) override {
    decoder_.set_request({});
    if (base::trim(line).empty()) return sink_.handle_command(chat::Nothing{}, line.size());
    const auto fields = parse_fields(line);
    if (!fields) return sink_.handle_error(bad_json());
    decoder_.set_request(request_info(*fields));
    return handle(make_request(*fields, decoder_.client_), line.size());
  }

  bool handle_overlong_line() override {
    decoder_.set_request({});
    return sink_.handle_error({DecodeError::Kind::line_too_long});
  }

 private:
  bool handle(const Request& request, std::size_t bytes) {
    if (const auto* error = std::get_if<DecodeError>(&request)) return sink_.handle_error(*error);
    if (const auto* resume = std::get_if<ResumeRequest>(&request)) {
      return sink_.handle_resume(*resume, bytes);
    }
    return sink_.handle_command(std::get<chat::Command>(request), bytes);
  }

  JsonDecoder& decoder_;
  Decoder::Sink& sink_;
};

std::size_t JsonDecoder::feed(std::string_view bytes, Sink& sink) {
  LineSink lines(*this, sink);
  return reader_.feed(bytes, lines);
}

void JsonDecoder::finish(Sink& sink) {
  LineSink lines(*this, sink);
  reader_.finish(lines);
}

void JsonDecoder::set_max_line(std::size_t bytes) {
  client_.max_line = bytes;
  reader_.set_max_line(max_request(bytes));
}

}  // namespace tertulia::wire::json
