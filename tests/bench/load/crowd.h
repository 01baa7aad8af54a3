#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/epoll.h>

#include "tertulia/reactor/socket.h"

#include "bench/load/client.h"
#include "bench/load/dialect.h"
#include "bench/load/payload.h"

namespace tertulia::bench {

/// All the clients of a run, on one epoll instance in one thread. Clients have numbers from 0 in
/// the order in which they connect.
///
/// Any failure (a client dropped or refused, no event for `kPatience`) throws `std::runtime_error`.
class Crowd final : private Client::Owner {
 public:
  static constexpr std::int64_t kPatience = 30'000'000'000;

  class Listener {
   public:
    virtual void on_message(std::size_t client, const Payload& payload, std::int64_t at) = 0;

   protected:
    ~Listener() = default;
  };

  /// The clients take turns with the dialects, which are alike in their echo. At most
  /// `most_on_their_way` connect at a time: with more, some servers' backlogs overflow.
  Crowd(std::vector<const Dialect*> dialects, Connection::Way way, std::size_t most_on_their_way);

  const std::vector<const Dialect*>& dialects() const { return dialects_; }
  std::size_t size() const { return clients_.size(); }
  Client& client(std::size_t index) { return *clients_[index]; }
  /// The numbers of the clients in the room.
  std::vector<std::size_t> inside() const;
  /// The listener for messages, or null.
  void set_listener(Listener* listener) { listener_ = listener; }

  /// Connects `count` more clients. They are in the room, or only registered, when this returns.
  void grow(std::size_t count, Client::Stage stage, int receive_buffer = 0);
  /// Waits at most this number of ns for an event, and handles all events.
  void turn(std::int64_t timeout);
  /// Turns until `holds()`. Throws with `what` if no line arrives for `kPatience`.
  void turn_until(const std::function<bool()>& holds, const char* what);
  /// Turns until no line has arrived for this number of ns.
  void settle(std::int64_t quiet);
  /// Sends a command of a client, and turns until it has `count` answers of this kind.
  void ask(std::size_t index, std::string_view command, Line::Kind answer, std::uint64_t count = 1);
  std::uint64_t lines() const { return lines_; }

 private:
  void on_line(Client& client, std::string_view line) override;
  void watch(Client& client, std::uint32_t events, int operation) override;
  void come(Client::Stage stage, int receive_buffer);
  std::size_t on_their_way(std::size_t from, Client::Stage stage) const;

  std::vector<const Dialect*> dialects_;
  Connection::Way way_;
  std::size_t most_on_their_way_;
  reactor::Socket epoll_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<epoll_event> events_;
  Listener* listener_ = nullptr;
  std::int64_t read_at_ = 0;
  std::uint64_t lines_ = 0;
};

}  // namespace tertulia::bench
