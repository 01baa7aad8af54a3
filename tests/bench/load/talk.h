#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "bench/load/checker.h"
#include "bench/load/crowd.h"
#include "bench/load/latencies.h"

namespace tertulia::bench {

/// A client that sends messages, and the clients that get them, in ascending order. With an echo it
/// is one of them.
struct Speaker {
  std::size_t client;
  std::vector<std::size_t> audience;
};

/// Some clients send messages, and the lines of all are checked. During its life, it listens to the
/// crowd.
///
/// Only some servers echo a sender's lines. So each sender has a witness, the next client of its
/// audience: a message is pending until the witness has it.
class Talk final : private Crowd::Listener {
 public:
  /// `senders` of the present members, evenly spread over them and over the dialects, send to all
  /// of them. `stalled` is not a sender, and its messages are ignored.
  Talk(Crowd& crowd, std::size_t senders, std::optional<std::size_t> stalled = {});
  Talk(Crowd& crowd, const std::vector<Speaker>& speakers);
  ~Talk();
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  /// Each sender keeps `window` messages pending for this number of ns. Then waits for all.
  void saturate(std::size_t window, std::int64_t duration);
  /// The same, until `messages` in total are sent.
  void saturate_with(std::size_t window, std::uint64_t messages);
  /// One message is sent every `interval` ns, `messages` in total: the senders take turns. Then
  /// waits for all.
  void pace(std::int64_t interval, std::uint64_t messages);

  std::uint64_t sent() const { return checker_.sent(); }
  std::uint64_t delivered() const { return checker_.received(); }
  Latencies& latencies() { return latencies_; }

 private:
  struct Sender {
    std::size_t client;
    std::size_t witness;
    std::size_t under_way = 0;
  };

  void on_message(std::size_t client, const Payload& payload, std::int64_t at) override;
  void refill(std::size_t window, std::uint64_t most);
  void send(std::size_t sender, std::size_t count);
  void drain();
  void check() const;

  Crowd& crowd_;
  Checker checker_;
  std::vector<Sender> senders_;
  Latencies latencies_;
  enum class Timing : bool { off, on } timing_ = Timing::off;
};

}  // namespace tertulia::bench
