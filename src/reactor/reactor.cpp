#include "tertulia/reactor/reactor.h"

#include <algorithm>
#include <csignal>
#include <utility>
#include <vector>

#include <event2/event.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/reactor/event.h"

#include "reactor/call.h"
#include "reactor/handshake_queue.h"
#include "reactor/platform.h"
#include "reactor/timer_queue.h"

namespace tertulia::reactor {
namespace {

struct ConfigDeleter {
  void operator()(event_config* config) const noexcept { event_config_free(config); }
};
struct BaseDeleter {
  void operator()(event_base* base) const noexcept { event_base_free(base); }
};
using BaseHandle = std::unique_ptr<event_base, BaseDeleter>;

void log_from_libevent(int severity, const char* message) noexcept {
  if (severity >= EVENT_LOG_WARN) base::log::warn(message);
}

BaseHandle make_base(Reactor::Watch watch) {
  const std::unique_ptr<event_config, ConfigDeleter> config(event_config_new());
  event_config_set_flag(config.get(), EVENT_BASE_FLAG_NOLOCK);
  if (watch == Reactor::Watch::any_descriptor) {
    platform::allow_any_descriptor(*config);
  }
  BaseHandle base(event_base_new_with_config(config.get()));
  if (!base) throw base::StartFailure("there is no event loop for this system");
  return base;
}

}  // namespace

struct Reactor::State {
  State(Watch watch, base::Clock& clock)
      : base(make_base(watch)),
        pass_end(event_new(base.get(), -1, 0, call, &on_pass_end)),
        wake(evtimer_new(base.get(), call, &do_nothing)),
        timers(base.get(), clock),
        handshakes(base.get()),
        send_budget(clock) {}

  void schedule_pass_end() {
    if (!std::exchange(pass_end_scheduled, true)) event_active(pass_end.get(), EV_TIMEOUT, 0);
  }

  void end_pass() {
    do {
      run_tasks();
      delete_objects();
    } while (!tasks.empty());
    pass_end_scheduled = false;
  }

  void run_tasks() {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (auto* task = std::exchange(tasks[i], nullptr)) task->run();
    }
    tasks.clear();
  }

  /// A destructor may defer more deletions.
  void delete_objects() {
    while (!deletions.empty()) std::exchange(deletions, {}).clear();
  }

  BaseHandle base;
  std::function<void()> on_pass_end = [this] { end_pass(); };
  std::function<void()> do_nothing = [] {};
  EventHandle pass_end;
  EventHandle wake;
  TimerQueue timers;
  HandshakeQueue handshakes;
  std::vector<DeferredTask*> tasks;
  std::vector<Deletion> deletions;
  bool pass_end_scheduled = false;
  Traffic traffic;
  SendBudget send_budget;
};

Reactor::Reactor(base::Clock& clock, Watch watch) : clock_(clock) {
  event_set_log_callback(log_from_libevent);
  std::signal(SIGPIPE, SIG_IGN);
  state_ = std::make_unique<State>(watch, clock);
}

Reactor::~Reactor() { state_->delete_objects(); }

void Reactor::run() { event_base_loop(state_->base.get(), EVLOOP_NO_EXIT_ON_EMPTY); }

void Reactor::run_pass(base::Duration wait) {
  if (wait == base::Duration::zero()) {
    event_base_loop(state_->base.get(), EVLOOP_ONCE | EVLOOP_NONBLOCK);
    return;
  }
  const auto milliseconds = wait.count();
  const timeval longest{static_cast<time_t>(milliseconds / 1000),
                        static_cast<suseconds_t>(milliseconds % 1000 * 1000)};
  evtimer_add(state_->wake.get(), &longest);
  event_base_loop(state_->base.get(), EVLOOP_ONCE);
  evtimer_del(state_->wake.get());
}

void Reactor::stop() { event_base_loopexit(state_->base.get(), nullptr); }

void Reactor::defer(DeferredTask& task) {
  state_->tasks.push_back(&task);
  state_->schedule_pass_end();
}

void Reactor::cancel(DeferredTask& task) { std::ranges::replace(state_->tasks, &task, nullptr); }

void Reactor::delete_later(Deletion object) {
  state_->deletions.push_back(std::move(object));
  state_->schedule_pass_end();
}

Traffic& Reactor::traffic() { return state_->traffic; }

SendBudget& Reactor::send_budget() { return state_->send_budget; }

std::string Reactor::backend() const { return event_base_get_method(state_->base.get()); }

event_base* Reactor::handle() const { return state_->base.get(); }

TimerQueue& Reactor::timers() { return state_->timers; }

HandshakeQueue& Reactor::handshakes() { return state_->handshakes; }

}  // namespace tertulia::reactor
