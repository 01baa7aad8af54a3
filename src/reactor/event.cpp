#include "tertulia/reactor/event.h"

#include <event2/event.h>

namespace tertulia::reactor {

void EventDeleter::operator()(event* handle) const noexcept { event_free(handle); }

}  // namespace tertulia::reactor
