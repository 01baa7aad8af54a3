#include "store/json_lines.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "tertulia/base/clock.h"

#include "store/records.h"

namespace tertulia::store {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto* kActed = "acted";
constexpr auto* kSaid = "said";

template <class Id>
std::uint64_t number(Id id) {
  return static_cast<std::uint64_t>(id);
}

std::vector<std::uint64_t> numbers(const std::vector<chat::MemberId>& ids) {
  std::vector<std::uint64_t> all;
  all.reserve(ids.size());
  for (const auto id : ids) all.push_back(number(id));
  return all;
}

std::string to_line(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The functions below throw what `Json` throws, and `std::invalid_argument`.

std::uint64_t read_number(const Json& value) {
  if (!value.is_number_unsigned() || std::cmp_greater(value.get<std::uint64_t>(), kMaxNumber)) {
    throw std::invalid_argument("a number is out of range");
  }
  return value.get<std::uint64_t>();
}

template <class Id>
Id read_id(const Json& value) {
  return Id{read_number(value)};
}

std::vector<chat::MemberId> read_ids(const Json& values) {
  std::vector<chat::MemberId> ids;
  for (const auto& value : values) ids.push_back(read_id<chat::MemberId>(value));
  return ids;
}

ExportHead read_head(const Json& object) {
  if (read_number(object.at("format")) != ExportHead::kFormat) {
    throw std::invalid_argument("it is written by a newer tertuliad");
  }
  return {read_id<chat::EntryId>(object.at("reserved"))};
}

chat::ArchivedRoom read_room(const Json& object) {
  chat::ArchivedRoom room{.id = read_id<chat::RoomId>(object.at("id")),
                          .name = object.at("name"),
                          .topic = object.at("topic"),
                          .founder = read_id<chat::MemberId>(object.at("founder")),
                          .is_private = object.at("private"),
                          .operators = read_ids(object.at("operators")),
                          .invited = read_ids(object.at("invited")),
                          .private_views = {}};
  for (const auto& view : object.at("views")) {
    room.private_views.push_back(
        {read_id<chat::MemberId>(view.at("client")), read_id<chat::EntryId>(view.at("from"))});
  }
  return room;
}

chat::MessageStyle read_style(const std::string& text) {
  if (text == kActed) return chat::MessageStyle::acted;
  if (text == kSaid) return chat::MessageStyle::said;
  throw std::invalid_argument("the style is not known");
}

chat::ArchivedMessage read_message(const Json& object) {
  return {.id = read_id<chat::EntryId>(object.at("id")),
          .time = time_from_sql(static_cast<std::int64_t>(read_number(object.at("at")))),
          .room = read_id<chat::RoomId>(object.at("room")),
          .author = read_id<chat::MemberId>(object.at("author")),
          .from = object.at("from"),
          .text = object.at("text"),
          .style = read_style(object.at("style")),
          .number = read_number(object.at("cid")),
          .hidden = object.at("hidden")};
}

ExportedLine read_line(const Json& object) {
  const std::string type = object.at("type");
  if (type == "meta") return read_head(object);
  if (type == "room") return read_room(object);
  if (type == "message") return read_message(object);
  throw std::invalid_argument(fmt::format("the type '{}' is not known", type));
}

}  // namespace

std::string to_json(const ExportHead& head) {
  return to_line(
      {{"type", "meta"}, {"format", ExportHead::kFormat}, {"reserved", number(head.reserved)}});
}

std::string to_json(const chat::ArchivedRoom& room) {
  auto views = Json::array();
  for (const auto& view : room.private_views) {
    views.push_back(Json{{"client", number(view.client)}, {"from", number(view.from)}});
  }
  return to_line({{"type", "room"},
                  {"id", number(room.id)},
                  {"name", room.name},
                  {"topic", room.topic},
                  {"founder", number(room.founder)},
                  {"private", room.is_private},
                  {"operators", numbers(room.operators)},
                  {"invited", numbers(room.invited)},
                  {"views", views}});
}

std::string to_json(const chat::ArchivedMessage& message) {
  const bool acted = message.style == chat::MessageStyle::acted;
  return to_line({{"type", "message"},
                  {"id", number(message.id)},
                  {"at", base::microseconds_since_1970(message.time)},
                  {"room", number(message.room)},
                  {"author", number(message.author)},
                  {"cid", message.number},
                  {"from", message.from},
                  {"style", acted ? kActed : kSaid},
                  {"hidden", message.hidden},
                  {"text", message.text}});
}

base::Result<ExportedLine> from_json(std::string_view line) {
  try {
    return read_line(Json::parse(line));
  } catch (const Json::parse_error& /*error*/) {
    return base::Error{"it is not JSON"};
  } catch (const Json::exception& /*error*/) {
    return base::Error{"a field is missing, or has another type"};
  } catch (const std::invalid_argument& error) {
    return base::Error{error.what()};
  }
}

}  // namespace tertulia::store
