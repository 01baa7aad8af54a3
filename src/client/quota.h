#pragma once

#include <cstdint>
#include <functional>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::client {

/// When a script has read enough: after `--count` messages of others, or when nothing has come in
/// for `--until-quiet`, whichever comes first.
class Quota {
 public:
  struct Limits {
    std::uint64_t messages = 0;  ///< 0: no limit.
    base::Duration quiet{};      ///< 0: no limit.
  };

  /// `on_reached` is called at most once, from `count_message()` or from the loop.
  Quota(reactor::Reactor& reactor, Limits limits, std::function<void()> on_reached);

  /// Whether there is a limit. Then the end of the input does not end the client.
  bool exists() const { return limits_.messages > 0 || limits_.quiet > base::Duration::zero(); }
  bool reached() const { return reached_; }
  /// The client reads from now on.
  void begin() { note_input(); }
  /// Something has come in.
  void note_input();
  /// A message of another user has come in.
  void count_message();

 private:
  void reach();

  const Limits limits_;
  std::function<void()> on_reached_;
  std::uint64_t messages_ = 0;
  bool reached_ = false;
  reactor::Timer timer_;
};

}  // namespace tertulia::client
