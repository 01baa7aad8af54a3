#include "wire/json_request.h"

#include <algorithm>
#include <array>
#include <optional>

#include "tertulia/base/text.h"
#include "tertulia/chat/command_table.h"
#include "tertulia/wire/json.h"

namespace tertulia::wire::json {
namespace {

using chat::Problem;
using Kind = Value::Kind;

/// What each field must be, in the order of `Field`.
static_assert(chat::AskHistory::kMaxLimit == 200 && chat::Search::kMaxLimit == 100);
constexpr std::array<std::string_view, kFields> kRules{
    "'type' must be a text",
    "'tag' must be a text of at most 64 bytes, without control characters",
    "'cid' must be an integer from 1 to 9007199254740991",
    "'name' must be a text",
    "'password' must be a text",
    "'client' must be a text",
    "'session' must be a text",
    "'seen' must be an object whose values are integers from 0 to 9007199254740991",
    "'text' must be a text",
    "'room' must be a text",
    "'action' must be true or false",
    "'to' must be a text",
    "'from' must be a text",
    "'before' must be an integer from 0 to 9007199254740991",
    "'limit' must be an integer from 1 to 200, or to 100 in a search",
};

/// A program shows more than a person types for.
constexpr std::size_t kHistoryLimit = 50;

DecodeError bad_request(std::string_view code, std::string_view detail) {
  return {DecodeError::Kind::bad_request, detail, code};
}

bool is_tag(const Value& value) {
  return value.kind == Kind::text && value.text.size() <= kMaxTag &&
         base::safe(value.text) == value.text && value.text.find('\t') == std::string::npos;
}

bool is_number(const Value& value) { return value.kind == Kind::integer && value.integer > 0; }

/// Reads the fields of one request, and keeps the first error.
class Reader {
 public:
  Reader(const Fields& fields, std::size_t max_line) : fields_(fields), max_line_(max_line) {
    if (has(Field::tag) && !is_tag(fields[Field::tag])) fail("bad_field", Field::tag);
    if (has(Field::cid) && !is_number(fields[Field::cid])) fail("bad_field", Field::cid);
  }

  std::string_view text(Field field) { return get(field, Kind::text).text; }
  std::string_view optional_text(Field field) { return has(field) ? text(field) : ""; }
  std::optional<std::string_view> password() {
    const auto password = base::trim(optional_text(Field::password));
    return password.empty() ? std::nullopt : std::optional(password);
  }
  bool flag(Field field) { return has(field) && get(field, Kind::boolean).boolean; }
  chat::Number number() const { return fields_[Field::cid].integer; }
  /// The text of the field `text`, for other clients or as a command.
  std::string_view message() {
    const auto message = short_text();
    if (base::trim(message).empty()) fail(bad_request("empty_text", "The text is empty"));
    return message;
  }
  /// The same, where it may be empty.
  std::string_view short_text() {
    const auto message = text(Field::text);
    if (message.size() > max_line_) {
      fail(bad_request("text_too_long", "'text' has more bytes than 'max_line' of the welcome"));
    }
    return message;
  }
  chat::EntryId before() {
    return has(Field::before) ? chat::EntryId{get(Field::before, Kind::integer).integer}
                              : chat::kEndOfLog;
  }
  std::size_t limit(std::size_t initial, std::size_t max) {
    if (!has(Field::limit)) return initial;
    const auto limit = get(Field::limit, Kind::integer).integer;
    if (limit < 1 || limit > max) fail("bad_field", Field::limit);
    return static_cast<std::size_t>(limit);
  }
  std::vector<ResumeRequest::Seen> seen() {
    if (!has(Field::seen)) return {};
    get(Field::seen, Kind::object);
    return fields_.seen();
  }

  void fail(const DecodeError& error) {
    if (!error_) error_ = error;
  }
  const std::optional<DecodeError>& error() const { return error_; }

 private:
  bool has(Field field) const { return fields_[field].kind != Kind::missing; }
  const Value& get(Field field, Kind kind) {
    const auto& value = fields_[field];
    if (value.kind != kind) fail(has(field) ? "bad_field" : "missing_field", field);
    return value;
  }
  void fail(std::string_view code, Field field) {
    fail(bad_request(code, kRules.at(static_cast<std::size_t>(field))));
  }

  const Fields& fields_;
  std::size_t max_line_;
  std::optional<DecodeError> error_;
};

chat::Command rename(Reader& reader) {
  const auto password = reader.password();
  return chat::Rename{reader.text(Field::name), password};
}

chat::Command hello(Reader& reader) {
  reader.optional_text(Field::client);
  return rename(reader);
}

chat::Command register_name(Reader& reader) { return chat::Register{reader.password()}; }

chat::Command change_password(Reader& reader) {
  return chat::ChangePassword{base::trim(reader.text(Field::password))};
}

Request resume(Reader& reader) { return ResumeRequest{reader.text(Field::session), reader.seen()}; }

chat::Command say(Reader& reader) {
  const auto room = reader.optional_text(Field::room);
  const auto number = reader.number();
  const bool acts = reader.flag(Field::action);
  const auto text = reader.message();
  return chat::Say{text, room, number, acts ? chat::MessageStyle::acted : chat::MessageStyle::said};
}

chat::Command whisper(Reader& reader) {
  const auto to = reader.text(Field::to);
  const auto number = reader.number();
  return chat::Whisper{to, reader.message(), number};
}

chat::Command join(Reader& reader) { return chat::EnterRoom{reader.text(Field::room)}; }

chat::Command leave(Reader& reader) { return chat::LeaveRoom{reader.text(Field::room)}; }

chat::Command who(Reader& reader) { return chat::AskWho{reader.text(Field::room)}; }

/// `/me` and `/msg` are numbered as `say` and `whisper` are.
Request command(Reader& reader) {
  const auto number = reader.number();
  const auto text = reader.message();
  if (reader.error()) return *reader.error();
  if (!text.starts_with('/')) return bad_request("not_a_command", "A command begins with a slash");
  auto parsed = chat::parse_command(text);
  const auto set_number = [number](auto& one) {
    if constexpr (requires { one.number; }) one.number = number;
  };
  std::visit(set_number, parsed);
  return parsed;
}

chat::Command history(Reader& reader) {
  return chat::AskHistory{reader.text(Field::room),
                          reader.limit(kHistoryLimit, chat::AskHistory::kMaxLimit),
                          reader.before()};
}

/// Without words it needs a room or an author.
chat::Command search(Reader& reader) {
  const auto room = reader.optional_text(Field::room);
  const auto from = reader.optional_text(Field::from);
  const auto words = room.empty() && from.empty() ? reader.message() : reader.short_text();
  return chat::Search{base::trim(words), room, from, reader.before(),
                      reader.limit(chat::Search::kDefaultLimit, chat::Search::kMaxLimit)};
}

template <chat::Command (*make)(Reader&)>
Request as_request(Reader& reader) {
  return make(reader);
}

/// When a client may send a request.
enum class Phase { login, member, always };

struct Type {
  std::string_view name;
  Phase phase;
  Request (*make)(Reader& reader);
};

constexpr std::array kTypes{
    Type{"hello", Phase::login, as_request<hello>},
    Type{"resume", Phase::login, resume},
    Type{"rename", Phase::member, as_request<rename>},
    Type{"register", Phase::member, as_request<register_name>},
    Type{"password", Phase::member, as_request<change_password>},
    Type{"say", Phase::member, as_request<say>},
    Type{"whisper", Phase::member, as_request<whisper>},
    Type{"join", Phase::member, as_request<join>},
    Type{"leave", Phase::member, as_request<leave>},
    Type{"history", Phase::member, as_request<history>},
    Type{"search", Phase::member, as_request<search>},
    Type{"who", Phase::member, as_request<who>},
    Type{"command", Phase::member, command},
    Type{"ping", Phase::always, [](Reader&) -> Request { return chat::Ping{}; }},
    Type{"bye", Phase::always, [](Reader&) -> Request { return chat::Leave{}; }},
};

Request make_in_phase(const Type& type, Reader& reader, bool logged_in) {
  if (logged_in && type.phase == Phase::login) {
    return chat::Invalid{Problem::already_logged_in, {}};
  }
  if (!logged_in && type.phase == Phase::member) return chat::Invalid{Problem::not_logged_in, {}};
  return type.make(reader);
}

}  // namespace

Request make_request(const Fields& fields, const ClientState& client) {
  Reader reader(fields, client.max_line);
  const auto name = reader.text(Field::type);
  if (reader.error()) return *reader.error();
  const auto* type = std::ranges::find(kTypes, name, &Type::name);
  if (type == kTypes.end()) return bad_request("unknown_type", "There is no such type of request");
  auto request = make_in_phase(*type, reader, client.logged_in);
  if (reader.error()) return *reader.error();
  return request;
}

RequestInfo request_info(const Fields& fields) {
  RequestInfo info;
  if (is_tag(fields[Field::tag])) info.tag = fields[Field::tag].text;
  if (is_number(fields[Field::cid])) info.number = fields[Field::cid].integer;
  return info;
}

DecodeError bad_json() { return bad_request("bad_json", "The line is not one JSON object"); }

}  // namespace tertulia::wire::json
