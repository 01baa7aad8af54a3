#pragma once

#include <string>

#include "tertulia/wire/dialect.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/line_reader.h"

#include "wire/json_request.h"

namespace tertulia::wire::json {

/// Decodes one JSON object from each line.
class JsonDecoder final : public Decoder {
 public:
  explicit JsonDecoder(std::size_t max_line)
      : reader_(max_request(max_line), LineReader::Input::data), client_{false, max_line} {}

  std::size_t feed(std::string_view bytes, Sink& sink) override;
  void finish(Sink& sink) override;
  bool has_partial_request() const override { return reader_.has_partial_line(); }
  void set_logged_in() override { client_.logged_in = true; }
  void set_max_line(std::size_t bytes) override;
  RequestInfo request() const override { return {tag_, number_}; }
  void set_request(const RequestInfo& request) override {
    tag_ = request.tag;
    number_ = request.number;
  }

 private:
  class LineSink;

  LineReader reader_;
  ClientState client_;
  std::string tag_;  // of the last request, as its number is
  chat::Number number_ = 0;
};

}  // namespace tertulia::wire::json
