#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "tertulia/base/result.h"
#include "tertulia/chat/archive.h"

/// The lines of `export_to()`: one JSON object a line. Ids are numbers, and times microseconds
/// since 1970.
namespace tertulia::store {

/// The first line.
struct ExportHead {
  static constexpr int kFormat = 1;
  chat::EntryId reserved{};  ///< All ids up to this one may have been used.
};

using ExportedLine = std::variant<ExportHead, chat::ArchivedRoom, chat::ArchivedMessage>;

/// Without the line feed. Bytes that are not UTF-8 become U+FFFD.
std::string to_json(const ExportHead& head);
std::string to_json(const chat::ArchivedRoom& room);
std::string to_json(const chat::ArchivedMessage& message);

/// The error says what is wrong with the line.
base::Result<ExportedLine> from_json(std::string_view line);

}  // namespace tertulia::store
