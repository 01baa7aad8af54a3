#include "reactor/background_thread.h"

#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <pthread.h>
#include <signal.h>

#include "tertulia/base/failure.h"

#include "reactor/platform.h"

namespace tertulia::reactor {
namespace {

/// While it lives, blocks signals in this thread and in the threads that this thread starts.
class SignalBlock {
 public:
  SignalBlock() {
    sigset_t blocked;
    sigfillset(&blocked);
    // A fault must still reach its handler (a sanitizer's, for example).
    for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS}) {
      sigdelset(&blocked, fault);
    }
    ::pthread_sigmask(SIG_SETMASK, &blocked, &former_);
  }
  ~SignalBlock() { ::pthread_sigmask(SIG_SETMASK, &former_, nullptr); }
  SignalBlock(const SignalBlock&) = delete;
  SignalBlock& operator=(const SignalBlock&) = delete;

 private:
  sigset_t former_{};
};

}  // namespace

std::thread start_background_thread(std::function<void()> body) {
  const SignalBlock block;
  try {
    return std::thread([body = std::move(body)] {
      platform::give_way_to_loop();
      body();
    });
  } catch (const std::system_error& error) {
    throw base::StartFailure(fmt::format("cannot start a thread: {}", error.code().message()));
  }
}

}  // namespace tertulia::reactor
