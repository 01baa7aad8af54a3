#pragma once

#include <memory>

#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/console.h"

#include "client/options.h"

namespace tertulia::client {

/// Opens the console that the user wants, which speaks the user's language and guards pastes. See
/// `terminal::open_console()`.
std::unique_ptr<terminal::Console> open_user_console(reactor::Reactor& reactor,
                                                     terminal::Console::Handler& handler,
                                                     const Look& look);

/// Asks before it delivers more pasted lines than that; see `Console::set_paste_guard()`.
void guard_pastes(terminal::Console& console, const Look& look);

}  // namespace tertulia::client
