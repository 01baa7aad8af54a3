#include <string>
#include <string_view>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/json_client.h"

#include "client/transcript.h"
#include "fuzz/check.h"
#include "fuzz/input.h"
#include "fuzz/strict_text.h"

namespace tertulia::fuzz {
namespace {

namespace json = wire::json;
using client::Place;
using client::Shown;

constexpr std::size_t kMaxLine = 4096;

void check_name(std::string_view name) {
  check(is_harmless(name) && name.size() <= json::kMaxShortText, "a name is short and harmless");
}

void check_line(const Shown& shown) {
  const std::string_view text = shown.text;
  check(is_harmless(text) && text.find('\n') == std::string_view::npos, "it is one harmless line");
  check_name(shown.author);
  check_name(shown.room);
  if (shown.author.empty()) return;
  const auto& [name, body] = std::pair(shown.name, shown.body);
  check(body.begin + body.size == text.size(), "what was said ends the line");
  check(name.begin + name.size < body.begin, "the name stands before it");
  check(name.in(text) == shown.author, "the name is that of the author");
}

void check_place(const Place& place) {
  check_name(place.name);
  check_name(place.origin);
  check_name(place.room);
  for (const auto& room : place.rooms) check_name(room);
}

/// Lines of one server, of whatever kind.
void read_lines(std::string_view bytes) {
  Place place;
  while (!bytes.empty()) {
    const auto line = base::next_line(bytes);
    const auto [event, tag] = json::parse_server_line(line);
    check(is_harmless(tag) && tag.size() <= 3 * json::kMaxTag, "a tag is short and harmless");
    for (const auto& shown : client::show(event, place, {})) check_line(shown);
    place.follow(event);
    check_place(place);
  }
}

/// What the server reads of one request.
struct Request final : wire::Decoder::Sink {
  bool handle_command(const chat::Command& command, std::size_t /*bytes*/) override {
    if (const auto* say = std::get_if<chat::Say>(&command)) {
      found.append(say->room).append("/").append(say->text);
    }
    return true;
  }
  bool handle_resume(const wire::ResumeRequest& /*request*/, std::size_t /*bytes*/) override {
    return true;
  }
  bool handle_error(const wire::DecodeError& error) override {
    found = error.code;
    return true;
  }
  void handle_reply(std::string_view /*bytes*/) override {}

  std::string found;
};

/// A message arrives as it was written.
void write_message(std::string_view room, std::string_view text) {
  if (!base::is_utf8(room) || !base::is_utf8(text) || base::trim(text).empty()) return;
  const auto decoder = json::dialect().make_decoder(kMaxLine);
  decoder->set_logged_in();
  Request request;
  decoder->feed(json::write_request(chat::Say{text, room}, {"t", 7}), request);
  check(request.found == std::string(room).append("/").append(text), "a text arrives exactly");
  check(decoder->request().tag == "t" && decoder->request().number == 7, "as does its number");
}

void run(Input input) {
  if (input.below(4) > 0) return read_lines(input.rest());
  const auto room = input.text();
  write_message(room, input.rest());
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tertulia::fuzz::run({data, size});
  return 0;
}
