#include "wire/json_notices.h"

#include <algorithm>

#include <fmt/core.h>

#include "tertulia/base/text.h"
#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

#include "wire/json_writer.h"

namespace tertulia::wire::json {
namespace {

/// A notice of this size fits into a line, even if each byte is escaped.
constexpr std::size_t kMaxNotice = (kMaxLine - 2 * kMaxTail) / 2;

std::string_view without_mark(std::string_view line) {
  for (const auto mark : {plain::kNotice, plain::kError}) {
    if (line.starts_with(mark)) return line.substr(mark.size());
  }
  return line;
}

/// The front of a text that is one notice. It does not end within a character.
std::string_view first_notice(std::string_view text) {
  auto size = std::min(text.size(), kMaxNotice);
  while (size < text.size() && base::continues_character(text[size])) --size;
  return text.substr(0, size);
}

void append_notice(std::string& out, const chat::RoomRef* room, std::string_view text,
                   const RequestInfo& request) {
  Line line(out, "notice");
  if (room != nullptr) line.text("room", room->name);
  line.text("text", text);
  line.end(request);
}

/// The text for a person, as the plain dialect has it.
std::string text_of(const DecodeError& error, std::size_t max_line) {
  std::string text;
  plain::dialect().render_error(error, max_line, {}, text);
  text.pop_back();
  return std::string(without_mark(text));
}

}  // namespace

std::string plain_text(const chat::Event& event) {
  std::string lines;
  plain::dialect().render(event, {}, lines);
  std::string_view rest = lines;
  return std::string(without_mark(base::next_line(rest)));
}

void append_notices(std::string& out, const chat::Event& event, const RequestInfo& request) {
  std::string lines;
  plain::dialect().render(event, {}, lines);
  std::string_view rest = lines;
  while (!rest.empty()) {
    auto text = without_mark(base::next_line(rest));
    do {
      const auto first = first_notice(text);
      append_notice(out, chat::room_of(event), first, request);
      text.remove_prefix(first.size());
    } while (!text.empty());
  }
}

void append_error(std::string& out, std::string_view code, std::string_view text,
                  const RequestInfo& request) {
  Line line(out, "error");
  line.text("code", code).text("text", text);
  if (request.number != 0) line.number("cid", request.number);
  line.end(request);
}

void render_error(const DecodeError& error, std::size_t max_line, const RequestInfo& request,
                  std::string& out) {
  std::string text;
  switch (error.kind) {
    case DecodeError::Kind::bad_request:
      return append_error(out, error.code, error.detail, request);
    case DecodeError::Kind::line_too_long:
      text =
          fmt::format("That line was longer than {} bytes and was not read", max_request(max_line));
      return append_error(out, "line_too_long", text, request);
    case DecodeError::Kind::first_line_too_long:
    case DecodeError::Kind::foreign_protocol:
      return append_error(out, "foreign_protocol", text_of(error, max_line), request);
    case DecodeError::Kind::tls_required:
      return append_error(out, "tls_required", text_of(error, max_line), request);
  }
}

}  // namespace tertulia::wire::json
