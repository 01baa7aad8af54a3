#pragma once

#include <functional>
#include <thread>

namespace tertulia::reactor {

/// Starts a thread that competes with the loop as little as possible. It receives no signals except
/// those of its own faults (see `platform::give_way_to_loop()`). Throws `base::StartFailure` if the
/// system provides no thread.
std::thread start_background_thread(std::function<void()> body);

}  // namespace tertulia::reactor
