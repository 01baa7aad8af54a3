#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "bench/load/connection.h"
#include "bench/load/dialect.h"

namespace tertulia::bench {

/// One client: its connection and its state.
class Client final : private Connection::LineSink {
 public:
  enum class Stage { connecting, registering, registered, entering, inside, leaving, gone };

  /// The crowd, which knows the listener and waits for events.
  class Owner {
   public:
    virtual void on_line(Client& client, std::string_view line) = 0;
    /// `operation` is one of epoll_ctl's.
    virtual void watch(Client& client, std::uint32_t events, int operation) = 0;

   protected:
    ~Owner() = default;
  };

  /// Connects, and goes on to `goal` (registered or inside) by itself.
  Client(Owner& owner, const Dialect& dialect, std::size_t index, Connection::Way way, Stage goal,
         int receive_buffer);

  std::size_t index() const { return index_; }
  const Dialect& dialect() const { return dialect_; }
  int fd() const { return connection_.fd(); }
  Stage stage() const { return stage_; }
  /// The number of received lines, with messages.
  std::uint64_t lines() const { return lines_; }
  /// The number of answers of this kind to the client's own commands.
  std::uint64_t answers(Line::Kind kind) const { return answers_[static_cast<std::size_t>(kind)]; }

  void send(std::string_view bytes);
  void enter();
  void leave();
  /// The command that gives the client another name.
  std::string rename() const { return dialect_.rename(next_name()); }
  /// Stops reading until resume(). From now on the server may drop the client.
  void stall();
  void resume();

  /// Handles an event of epoll.
  void take(std::uint32_t events);
  /// Handles a line that is not a message.
  void execute(const Line& line);

 private:
  void on_line(std::string_view line) override;
  std::string next_name() const;
  void count(const Line& line);
  void advance();
  void end();
  void watch();

  Owner& owner_;
  const Dialect& dialect_;
  std::size_t index_;
  std::string name_;
  Stage goal_;
  Connection connection_;
  Stage stage_ = Stage::connecting;
  std::uint32_t watched_ = 0;
  bool reading_ = true;
  bool may_be_cut_off_ = false;
  std::uint64_t lines_ = 0;
  std::array<std::uint64_t, Line::kKinds> answers_{};
};

}  // namespace tertulia::bench
