#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "tertulia/chat/command.h"

namespace tertulia::client {

/// What the user has said and asked, on its way to a server that numbers it: in order, until the
/// server has stored it. After a lost connection, what is not stored is sent again, and the server
/// drops what it had.
///
/// What the server has not read is beyond recall in the network. So at most `kMaxUnanswered`
/// requests are under way at a time. The others wait here, where they can be counted and discarded.
class Requests {
 public:
  static constexpr std::size_t kMaxUnanswered = 16;
  /// At most this many requests are answered and not stored. A pipe then waits. A person talks on,
  /// also while the disk of the server fails, and the oldest ones are forgotten.
  static constexpr std::size_t kMaxUnstored = 1024;

  struct Request {
    std::string typed;  ///< As the plain dialect has it.
    std::string room;   ///< Where a message goes.
    chat::Number number = 0;
    bool answered = false;
    bool lost = false;  ///< It was sent over a connection that was lost.
    /// Whether the current room is another one afterwards.
    enum class Moves : unsigned char { no, to_named, to_former } moves = Moves::no;
  };
  enum class Unstored : bool { wait, forget };

  explicit Requests(Unstored unstored) : unstored_(unstored) {}

  /// Returns the request, which stays valid until the next call of another function.
  const Request& push(std::string typed, std::string room);
  /// The next request to send now, which then counts as sent; null if none may be sent. The caller
  /// may set its room. It stays valid until the next call of another function.
  Request* next();
  /// A request that is not stored; null if there is none of this number.
  const Request* find(chat::Number number) const;
  /// The last request that changes the current room and that the server has not answered; null if
  /// there is none.
  const Request* last_move() const;

  /// The server has ordered this request, or answered it, or refused it.
  void answer(chat::Number number);
  /// The lines up to this number that were sent over a lost connection, and have no answer.
  std::vector<std::string> without_answer(chat::Number number) const;
  /// All requests up to this number are stored.
  void store(chat::Number number);

  /// The connection is lost: sends from the beginning again what is not stored.
  void rewind();
  /// The server has forgotten the session. Removes the requests that were sent, of which nobody
  /// knows whether they were stored. Returns them, but what others have heard only if what is not
  /// stored counts (`Unstored::wait`).
  std::vector<Request> begin_anew();
  /// Discards those that stood behind a `/leave` that was sent: only a forgotten session knew their
  /// room. Returns their number.
  std::size_t discard_homeless();
  /// Discards the requests that wait. Returns their number.
  std::size_t discard();

  /// Those that were never sent, and their bytes.
  std::size_t waiting() const { return requests_.size() - sent_; }
  std::size_t waiting_bytes() const { return waiting_bytes_; }
  /// Those that were sent on this connection, and have no answer.
  std::size_t unanswered() const { return unanswered_; }
  /// All that are not stored.
  std::size_t unstored() const { return requests_.size(); }

 private:
  bool may_send() const;
  bool is_full() const { return sent_ - unanswered_ >= kMaxUnstored; }
  void mark_answered(std::size_t index);
  void remove_first();

  std::deque<Request> requests_;  // their numbers follow one another
  std::size_t sent_ = 0;          // the first ones, which were sent on some connection
  std::size_t next_ = 0;          // the next one to send on this connection
  std::size_t unanswered_ = 0;
  std::size_t waiting_bytes_ = 0;
  chat::Number last_ = 0;
  const Unstored unstored_;
};

}  // namespace tertulia::client
