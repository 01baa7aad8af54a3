#include "tertulia/wire/json_client.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "tertulia/base/text.h"
#include "tertulia/chat/event.h"
#include "tertulia/wire/json.h"

#include "wire/json_document.h"
#include "wire/json_time.h"
#include "wire/json_words.h"

namespace tertulia::wire::json {
namespace {

/// Reads the fields of one object, and keeps the name of the first one that is wrong.
class ServerFields {
 public:
  ServerFields(Element object, std::string_view& wrong) : object_(object), wrong_(wrong) {}

  std::string text(std::string_view name) { return safe(get(name, Element::Kind::text)); }
  std::string optional_text(std::string_view name) { return has(name) ? text(name) : ""; }
  /// The name of a user or a room, or a short word.
  std::string word(std::string_view name) { return short_text(name, text(name)); }
  std::string optional_word(std::string_view name) { return has(name) ? word(name) : ""; }
  std::uint64_t integer(std::string_view name) {
    const auto found = get(name, Element::Kind::integer);
    return found ? found->integer() : 0;
  }
  std::uint64_t optional_integer(std::string_view name) { return has(name) ? integer(name) : 0; }
  bool flag(std::string_view name) {
    if (!has(name)) return false;
    const auto found = get(name, Element::Kind::boolean);
    return found && found->boolean();
  }
  base::WallTime time(std::string_view name) {
    const auto parsed = parse_time(text(name));
    if (!parsed) fail(name);
    return parsed.value_or(base::WallTime{});
  }
  std::vector<std::string> words(std::string_view name) {
    return list<std::string>(name, [this, name](Element one) {
      if (one.kind() != Element::Kind::text) fail(name);
      return short_text(name, base::safe(one.text()));
    });
  }
  std::vector<std::string> optional_words(std::string_view name) {
    return has(name) ? words(name) : std::vector<std::string>{};
  }
  std::vector<std::uint64_t> optional_integers(std::string_view name) {
    if (!has(name)) return {};
    return list<std::uint64_t>(name, [this, name](Element one) {
      if (one.kind() != Element::Kind::integer) fail(name);
      return one.integer();
    });
  }
  /// Objects, each of which `read` reads from its own fields.
  template <class Object>
  std::vector<Object> objects(std::string_view name, Object (*read)(ServerFields& fields)) {
    return list<Object>(name, [this, name, read](Element one) {
      if (one.kind() != Element::Kind::object) fail(name);
      ServerFields fields(one, wrong_);
      return read(fields);
    });
  }

  bool has(std::string_view name) const { return object_.find(name).has_value(); }

 private:
  static std::string safe(const std::optional<Element>& found) {
    return found ? base::safe(found->text()) : std::string();
  }
  std::string short_text(std::string_view name, std::string text) {
    if (text.size() > kMaxShortText) fail(name);
    return text;
  }
  template <class Item, class Read>
  std::vector<Item> list(std::string_view name, const Read& read) {
    std::vector<Item> items;
    const auto found = get(name, Element::Kind::array);
    if (!found) return items;
    for (const auto& one : found->children()) {
      items.push_back(read(one));
      if (!wrong_.empty()) break;
    }
    return items;
  }
  std::optional<Element> get(std::string_view name, Element::Kind kind) {
    auto found = object_.find(name);
    if (found && found->kind() == kind) return found;
    fail(name);
    return std::nullopt;
  }
  void fail(std::string_view name) {
    if (wrong_.empty()) wrong_ = name;
  }

  Element object_;
  std::string_view& wrong_;
};

RoomState room_state(ServerFields& fields) {
  return {.room = fields.word("room"),
          .topic = fields.optional_text("topic"),
          .count = fields.integer("count"),
          .members = fields.words("members")};
}

Message message(ServerFields& fields) {
  return {.id = fields.integer("id"),
          .time = fields.time("time"),
          .room = fields.word("room"),
          .from = fields.word("from"),
          .text = fields.text("text"),
          .action = fields.flag("action"),
          .origin = fields.optional_word("origin"),
          .cid = fields.optional_integer("cid")};
}

ServerEvent read_welcome(ServerFields& fields) {
  return Welcome{.name = fields.word("name"),
                 .session = fields.optional_word("session"),
                 .origin = fields.optional_word("origin"),
                 .server = fields.optional_word("server"),
                 .max_line = fields.integer("max_line"),
                 .id = fields.integer("id"),
                 .resumed = fields.flag("resumed"),
                 .cid = fields.optional_integer("cid"),
                 .refused = fields.optional_integers("refused"),
                 .rooms = fields.objects("rooms", room_state)};
}

ServerEvent read_message(ServerFields& fields) { return message(fields); }

ServerEvent read_private(ServerFields& fields) {
  return Private{.id = fields.integer("id"),
                 .time = fields.time("time"),
                 .from = fields.word("from"),
                 .to = fields.word("to"),
                 .text = fields.text("text"),
                 .origin = fields.optional_word("origin"),
                 .cid = fields.optional_integer("cid")};
}

ServerEvent read_stored(ServerFields& fields) { return Stored{fields.integer("cid")}; }

ServerEvent read_joined(ServerFields& fields) {
  return Joined{fields.word("room"), fields.words("names")};
}

/// A word that this client does not know is a leave like others.
chat::LeaveReason leave_reason(std::string_view word) {
  using enum chat::LeaveReason;
  for (const auto reason : {lost, slow, idle, kicked, banned}) {
    if (word == word_for(reason)) return reason;
  }
  return left;
}

ServerEvent read_left(ServerFields& fields) {
  Left left{.room = fields.word("room"),
            .names = fields.words("names"),
            .reason = leave_reason(fields.word("reason")),
            .by = fields.optional_word("by"),
            .text = fields.optional_text("text"),
            .current = fields.optional_word("current")};
  left.moved = !left.current.empty() && fields.has("count");
  if (!left.moved) return left;
  left.now = {left.current, fields.optional_text("topic"), fields.integer("count"), {}};
  return left;
}

ServerEvent read_renamed(ServerFields& fields) {
  return Renamed{fields.word("from"), fields.word("to")};
}

ServerEvent read_topic(ServerFields& fields) {
  return TopicSet{fields.word("room"), fields.text("topic"), fields.word("by")};
}

ServerEvent read_entered(ServerFields& fields) {
  return Entered{room_state(fields), fields.optional_integer("id")};
}

ServerEvent read_members(ServerFields& fields) {
  return Members{room_state(fields), fields.optional_words("operators")};
}

ServerEvent read_history(ServerFields& fields) {
  return History{fields.word("room"), fields.objects("messages", message), fields.flag("more")};
}

ServerEvent read_results(ServerFields& fields) {
  return Results{fields.objects("messages", message), fields.flag("more")};
}

ServerEvent read_gap(ServerFields& fields) {
  return Gap{fields.word("room"), fields.integer("after"), fields.integer("before")};
}

ServerEvent read_notice(ServerFields& fields) {
  return Notice{fields.optional_word("room"), fields.text("text")};
}

ServerEvent read_error(ServerFields& fields) {
  return Error{fields.word("code"), fields.text("text"), fields.optional_integer("cid")};
}

Closing::Reason closing_reason(std::string_view word) {
  using chat::CloseReason;
  using enum Closing::Reason;
  constexpr std::array kReasons{
      std::pair{CloseReason::shutdown, shutdown}, std::pair{CloseReason::idle, idle},
      std::pair{CloseReason::replaced, replaced}, std::pair{CloseReason::kicked, kicked},
      std::pair{CloseReason::banned, banned}};
  for (const auto& [said, reason] : kReasons) {
    if (word == word_for(said)) return reason;
  }
  return other;
}

ServerEvent read_closing(ServerFields& fields) {
  return Closing{closing_reason(fields.word("reason")), fields.optional_text("text")};
}

ServerEvent read_pong(ServerFields& /*fields*/) { return Pong{}; }

ServerEvent read_goodbye(ServerFields& fields) { return Goodbye{fields.word("name")}; }

struct ServerType {
  std::string_view name;
  ServerEvent (*read)(ServerFields& fields);
};

constexpr std::array kServerTypes{
    ServerType{"message", read_message}, ServerType{"stored", read_stored},
    ServerType{"joined", read_joined},   ServerType{"left", read_left},
    ServerType{"private", read_private}, ServerType{"notice", read_notice},
    ServerType{"error", read_error},     ServerType{"pong", read_pong},
    ServerType{"welcome", read_welcome}, ServerType{"renamed", read_renamed},
    ServerType{"topic", read_topic},     ServerType{"entered", read_entered},
    ServerType{"members", read_members}, ServerType{"history", read_history},
    ServerType{"results", read_results}, ServerType{"gap", read_gap},
    ServerType{"closing", read_closing}, ServerType{"goodbye", read_goodbye},
};

std::string read_tag(Element object) {
  const auto found = object.find("tag");
  if (!found || found->kind() != Element::Kind::text || found->text().size() > kMaxTag) return {};
  return base::safe(found->text());
}

ServerEvent read_event(Element object) {
  std::string_view wrong;
  ServerFields fields(object, wrong);
  auto name = fields.word("type");
  if (!wrong.empty()) return Malformed{std::string(wrong)};
  const auto* type = std::ranges::find(kServerTypes, name, &ServerType::name);
  if (type == kServerTypes.end()) return Unknown{std::move(name)};
  auto event = type->read(fields);
  if (!wrong.empty()) return Malformed{std::string(wrong)};
  return event;
}

}  // namespace

ServerLine parse_server_line(std::string_view line) {
  const auto text = base::trim(base::without_cr(line));
  if (text.empty()) return {Unknown{}, {}};
  if (!text.starts_with('{')) return {PlainLine{base::safe(text.substr(0, kMaxLine))}, {}};
  const auto document = Document::parse(text);
  if (!document) return {Malformed{}, {}};
  return {read_event(document->root()), read_tag(document->root())};
}

}  // namespace tertulia::wire::json
