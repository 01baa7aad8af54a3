#pragma once

#include <functional>
#include <thread>

namespace tertulia::reactor {

/// Starts a thread that yields to the loop: it receives no signals but those of its own faults, and
/// has the policy SCHED_BATCH where the system has it and allows it. Throws `base::StartFailure`
/// where the system gives no thread.
std::thread start_background_thread(std::function<void()> body);

}  // namespace tertulia::reactor
