#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/chat/problem.h"

/// What clients are told. The texts belong to the teller and last for the call only. They are as
/// they were typed: a dialect makes them safe when it renders them.
namespace tertulia::chat {

struct NameRequest {};
struct Welcomed {
  std::string_view name;
};
/// The message of the day, for who has just come.
struct MessageOfTheDay {
  std::span<const std::string> lines;
};
struct Said {
  std::string_view from;
  std::string_view text;
};
struct Acted {
  std::string_view from;
  std::string_view text;
};
struct Whispered {
  std::string_view from;
  std::string_view to;
  std::string_view text;
};
/// Some names, and how many more there are that are not worth listing.
struct People {
  std::vector<std::string_view> names;
  std::size_t others = 0;
};
struct Joined {
  People who;
};
/// Why members left, as far as the others are told.
enum class LeaveReason { left, slow };
struct Left {
  People who;
  LeaveReason why = LeaveReason::left;  ///< Of all of them.
};
struct Renamed {
  std::string_view from;
  std::string_view to;
};
struct MemberList {
  People who;
};
struct HelpText {};
/// Something that the client sent cannot be done.
struct Refused {
  Problem problem;
  std::string_view subject;
};
/// What the client sent was longer than a line may be.
struct RefusedLength {
  std::uint64_t limit;  ///< In bytes.
};
/// The answer to `Leave`; `name` is empty for those who gave none.
struct Goodbye {
  std::string_view name;
};

enum class CloseReason { idle, no_name, shutdown };
/// The server is about to close the connection of its own accord.
struct Closing {
  CloseReason reason;
  base::Duration after{};  ///< For `idle` and `no_name`.
};

using Event =
    std::variant<NameRequest, Welcomed, MessageOfTheDay, Said, Acted, Whispered, Joined, Left,
                 Renamed, MemberList, HelpText, Refused, RefusedLength, Goodbye, Closing>;

}  // namespace tertulia::chat
