#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::client {

/// The user's lines on their way to a hub, in order.
///
/// A server reads a fast client slowly, and what it has not read is beyond recall in the network.
/// So at most `kMaxUnanswered` lines are under way at a time. The others wait here, where they can
/// be counted and discarded. The server answers each line: it shows the message to its author, too,
/// or refuses it.
class Outbox {
 public:
  static constexpr std::size_t kMaxUnanswered = 16;

  void push(std::string line);
  /// Removes the next line that may be sent now and returns it.
  std::optional<std::string> next();
  /// Handles a line from the server, which may be an answer. `name` is the user's.
  void handle_line(std::string_view line, std::string_view name);
  /// The server has answered nothing for a while: no longer waits for the answers to what was sent.
  /// If the server has never answered, it waits for none in future.
  void stop_waiting();
  /// Discards the lines that wait. Returns their number.
  std::size_t discard();

  /// The lines that wait, and the bytes in them.
  std::size_t waiting() const { return lines_.size(); }
  std::size_t waiting_bytes() const { return bytes_; }
  /// The number of lines under way.
  std::size_t unanswered() const { return unanswered_.size(); }

 private:
  /// By what a line from the server shows that it is the answer. An error answers any line.
  enum class Answer {
    own,    ///< What its author did: a message, an action, a private message, another name.
    notice  ///< Any notice, for example the list of those who are here, or of the room entered.
  };
  static Answer expected(std::string_view line);

  std::deque<std::string> lines_;
  std::size_t bytes_ = 0;
  std::deque<Answer> unanswered_;
  bool server_answers_ = false;
  bool limited_ = true;
};

}  // namespace tertulia::client
