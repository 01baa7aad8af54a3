#include "client/user_console.h"

#include <string>

#include "tertulia/base/translate.h"
#include "tertulia/terminal/texts.h"

namespace tertulia::client {

using terminal::Console;

namespace {

/// What is filled in later keeps its place.
constexpr auto* kPlace = "{}";

terminal::Texts translated_texts() {
  using base::tr;
  terminal::Texts texts;
  texts.more = tr("… and {} more", kPlace);
  texts.nothing_sent = tr("-- Nothing was sent");
  texts.paste_too_large = tr("! A paste of more than {} bytes is not sent", kPlace);
  texts.yes = tr("yY");
  texts.history_failed = tr("! The lines that you type are not kept: {}", kPlace);
  texts.log_lines_dropped = tr("{} log lines were dropped", kPlace);
  texts.not_utf8 =
      tr("! The locale is not UTF-8, so only ASCII is shown. If the terminal shows UTF-8, set "
         "LC_ALL=C.UTF-8");
  return texts;
}

}  // namespace

std::unique_ptr<Console> open_user_console(reactor::Reactor& reactor, Console::Handler& handler,
                                           const Look& look) {
  auto console = terminal::open_console(
      reactor, handler, look.plain ? terminal::Mode::plain : terminal::Mode::automatic);
  console->set_texts(translated_texts());
  guard_pastes(*console, look);
  return console;
}

void guard_pastes(Console& console, const Look& look) {
  console.set_paste_guard(look.paste_guard, [](std::size_t lines) {
    return base::trn("Send {} line? [y/N]", "Send {} lines? [y/N]", lines);
  });
}

}  // namespace tertulia::client
