#include "fuzz/disk.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "fuzz/check.h"

namespace tertulia::fuzz {
namespace {

std::set<std::string> heard_in_lobby(const View& view) {
  std::set<std::string> heard;
  for (const auto& stay : view.stays("lobby")) {
    for (const auto& line : stay) heard.insert(line.substr(line.rfind(' ') + 1));
  }
  return heard;
}

}  // namespace

void Disk::work() {
  archive.set_failing(false);
  while (archive.has_batch() || archive.questions() > 0) {
    archive.commit();
    if (archive.questions() > 0) archive.answer();
  }
}

void Disk::check_order() const {
  std::map<chat::MemberId, chat::Number> last;
  chat::EntryId id{};
  for (const auto& message : archive.messages) {
    check(message.id > id, "the archive has the messages in the order of their ids");
    id = message.id;
    if (message.number == 0) continue;
    check(message.number > last[message.author], "nothing is archived twice");
    last[message.author] = message.number;
  }
}

/// The numbers of a former session mean nothing in a new one.
void Disk::check_stored(const Guest& guest) const {
  if (!guest.speaks_json() || guest.last_number() == 0) return;
  const auto view = guest.view();
  if (view.renewed()) return;
  const auto heard = heard_in_lobby(view);
  for (const auto& said : guest.said) {
    if (said.number == 0 || said.number > view.stored() || !heard.contains(said.tag)) continue;
    const auto times = std::ranges::count(archive.messages, said.tag, &chat::ArchivedMessage::text);
    check(times == 1, "what is told to be stored is stored, once");
  }
}

}  // namespace tertulia::fuzz
