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
    event_config_require_features(config.get(), EV_FEATURE_FDS);
  }
  return BaseHandle(event_base_new_with_config(config.get()));
}

}  // namespace

struct Reactor::State {
  explicit State(Watch watch) : base(make_base(watch)) {
    if (!base) throw base::StartFailure("there is no event loop for this system");
    edge.reset(event_new(base.get(), -1, 0, call, &run_deferred));
  }

  void run_pending() {
    for (std::size_t i = 0; i < pending.size(); ++i) {
      if (auto* task = std::exchange(pending[i], nullptr)) task->run();
    }
    pending.clear();
  }

  BaseHandle base;
  std::function<void()> run_deferred = [this] { run_pending(); };
  EventHandle edge;
  std::vector<DeferredTask*> pending;
  Traffic traffic;
  SendBudget send_budget;
};

Reactor::Reactor(Watch watch) {
  event_set_log_callback(log_from_libevent);
  std::signal(SIGPIPE, SIG_IGN);
  state_ = std::make_unique<State>(watch);
}

Reactor::~Reactor() = default;

void Reactor::run() { event_base_dispatch(state_->base.get()); }

void Reactor::stop() { event_base_loopexit(state_->base.get(), nullptr); }

void Reactor::defer(DeferredTask& task) {
  if (state_->pending.empty()) event_active(state_->edge.get(), EV_TIMEOUT, 0);
  state_->pending.push_back(&task);
}

void Reactor::cancel(DeferredTask& task) { std::ranges::replace(state_->pending, &task, nullptr); }

Traffic& Reactor::traffic() { return state_->traffic; }

SendBudget& Reactor::send_budget() { return state_->send_budget; }

std::string Reactor::backend() const { return event_base_get_method(state_->base.get()); }

event_base* Reactor::handle() const { return state_->base.get(); }

}  // namespace tertulia::reactor
