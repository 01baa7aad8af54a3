#pragma once

#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tertulia/chat/command.h"

namespace tertulia::client {

/// Knows the messages that were shown by their authors' sessions and numbers. A server that is
/// killed may have shown messages that it had not stored. Their authors send them again to the next
/// server, and it gives them new ids.
class ShownMessages {
 public:
  /// The oldest ones are forgotten.
  static constexpr std::size_t kMax = 4'096;

  /// Notes that this message is shown; `number` is 0 where its author gives none. Returns whether
  /// it was not shown before.
  bool add(std::string_view origin, chat::Number number);

 private:
  using Messages = std::set<std::pair<std::string, chat::Number>>;

  Messages messages_;
  std::deque<Messages::const_iterator> in_order_;  ///< The oldest one first.
};

}  // namespace tertulia::client
