#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "tertulia/wire/json.h"
#include "tertulia/wire/json_client.h"

#include "wire/json_writer.h"

namespace tertulia::wire::json {
namespace {

/// A line that begins with its type. It ends with the number and the tag of the request.
class RequestLine : public Line {
 public:
  RequestLine(std::string& out, std::string_view type) : Line(out, type) {}

  RequestLine& given(std::string_view key, std::string_view value) {
    if (!value.empty()) exact(key, value);
    return *this;
  }
  void end(const RequestInfo& info) {
    if (info.number != 0) number("cid", info.number);
    Line::end(info);
  }
};

struct RequestWriter {
  std::string& out;
  const RequestInfo& info;

  void operator()(const chat::Say& say) const {
    RequestLine line(out, "say");
    line.given("room", say.room).exact("text", say.text);
    if (say.style == chat::MessageStyle::acted) line.flag("action", true);
    line.end(info);
  }
  void operator()(const chat::Whisper& whisper) const {
    RequestLine line(out, "whisper");
    line.exact("to", whisper.to).exact("text", whisper.text);
    line.end(info);
  }
  void operator()(const chat::Rename& rename) const {
    RequestLine line(out, "rename");
    line.exact("name", rename.name);
    line.given("password", rename.password.value_or("")).end(info);
  }
  void operator()(const chat::Register& request) const {
    RequestLine(out, "register").given("password", request.password.value_or("")).end(info);
  }
  void operator()(const chat::ChangePassword& change) const {
    RequestLine line(out, "password");
    line.exact("password", change.password);
    line.end(info);
  }
  void operator()(const chat::EnterRoom& enter) const { of_room("join", enter.room); }
  void operator()(const chat::LeaveRoom& leave) const { of_room("leave", leave.room); }
  void operator()(const chat::AskWho& ask) const { of_room("who", ask.room); }
  void operator()(const chat::AskHistory& ask) const {
    RequestLine line(out, "history");
    line.exact("room", ask.room);
    page(line, ask.before, ask.limit);
  }
  void operator()(const chat::Search& search) const {
    RequestLine line(out, "search");
    line.exact("text", search.words);
    line.given("room", search.room).given("from", search.from);
    page(line, search.before, search.limit);
  }
  void operator()(const chat::Ping& /*ping*/) const { RequestLine(out, "ping").end(info); }
  void operator()(const chat::Leave& /*leave*/) const { RequestLine(out, "bye").end(info); }
  template <class Other>
  void operator()(const Other& /*command*/) const {}

 private:
  void of_room(std::string_view type, std::string_view room) const {
    RequestLine line(out, type);
    line.exact("room", room);
    line.end(info);
  }
  void page(RequestLine& line, chat::EntryId before, std::size_t limit) const {
    if (before != chat::kEndOfLog) line.number("before", static_cast<std::uint64_t>(before));
    line.number("limit", limit);
    line.end(info);
  }
};

}  // namespace

std::string write_hello(const chat::Rename& login, std::string_view client, std::string_view tag) {
  std::string out;
  RequestLine line(out, "hello");
  line.exact("name", login.name);
  line.given("password", login.password.value_or("")).given("client", client).end({tag, 0});
  return out;
}

std::string write_resume(const ResumeRequest& request, std::size_t max_line, std::string_view tag) {
  const auto max_size = max_request(max_line) - kMaxTail;
  std::string out;
  RequestLine line(out, "resume");
  line.exact("session", request.token).field("seen");
  out += '{';
  for (const auto& [room, last] : request.seen) {
    const auto before = out.size();
    if (!out.ends_with('{')) out += ',';
    append_exact(out, room);
    out.append(":").append(std::to_string(static_cast<std::uint64_t>(last)));
    if (out.size() > max_size) out.resize(before);
  }
  out += '}';
  line.end({tag, 0});
  return out;
}

std::string write_request(const chat::Command& command, const RequestInfo& info) {
  std::string out;
  std::visit(RequestWriter{out, info}, command);
  return out;
}

std::string write_command(std::string_view text, const RequestInfo& info) {
  std::string out;
  RequestLine line(out, "command");
  line.exact("text", text);
  line.end(info);
  return out;
}

}  // namespace tertulia::wire::json
