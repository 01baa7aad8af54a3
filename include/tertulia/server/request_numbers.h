#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "tertulia/chat/command.h"

namespace tertulia::server {

/// The numbers that a client gives to its requests. They ascend. A number that is not higher than
/// all before it is of a request that the server had before, over another connection: the client
/// could not know that.
///
/// A request is *finished* when it is ordered or answered, and *stored* when it cannot be lost any
/// more: the archive has it, or there is no archive.
class RequestNumbers {
 public:
  /// So many refused requests are known, the latest ones.
  static constexpr std::size_t kMaxRefused = 100;

  RequestNumbers() = default;
  /// Of a client of a former server: all its requests up to this number are stored.
  explicit RequestNumbers(chat::Number stored)
      : highest_(stored), finished_(stored), stored_(stored) {}

  /// The client's next request has this number. Returns false if the server had it before.
  bool begin(chat::Number number);
  /// The request is ordered or answered. Ignores an unknown number.
  void finish(chat::Number number);
  /// This request is pending; `finish_pending()` finishes it, maybe for the client's next
  /// connection.
  void set_pending(chat::Number number) { pending_ = number; }
  void finish_pending() { finish(std::exchange(pending_, 0)); }
  /// The request was answered by an error, which the client may not have got. Ignores 0.
  void refuse(chat::Number number);
  /// In the order of the errors.
  const std::vector<chat::Number>& refused() const { return refused_; }
  /// All requests up to this number are finished; 0 for none.
  chat::Number finished() const { return finished_; }
  /// All requests up to this number are stored. Precondition: they are finished.
  void set_stored(chat::Number number) { stored_ = number; }
  chat::Number stored() const { return stored_; }

 private:
  struct Request {
    chat::Number number;
    bool finished;
  };

  chat::Number highest_ = 0;
  chat::Number finished_ = 0;
  chat::Number stored_ = 0;
  chat::Number pending_ = 0;
  std::vector<Request> requests_;  // those above finished_, in order
  std::vector<chat::Number> refused_;
};

}  // namespace tertulia::server
