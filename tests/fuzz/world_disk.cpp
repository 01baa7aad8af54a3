/// Worlds whose server has an archive.
#include <memory>
#include <utility>

#include "fuzz/check.h"
#include "fuzz/world.h"

namespace tertulia::fuzz {

std::unique_ptr<server::HubServer> World::make_server() {
  server::HubServer::Services services;
  if (disk_) {
    services.archive = &disk_->archive;
    services.accounts = &accounts_;
    services.archived = disk_->archive.load(clock_.wall_time());
  }
  return std::make_unique<server::HubServer>(
      loop_, server::Policy{limits_, server::Print::yes, {}, tested_server()}, std::move(services));
}

/// All that has been told so far is checked against what is stored before this.
void World::commit() {
  if (!disk_) return;
  clock_.advance(server::Archivist::kInterval);
  pass();
  check_disk();
  disk_->archive.commit();
}

void World::answer() {
  if (disk_ && disk_->archive.questions() > 0) disk_->archive.answer();
}

void World::answer_password(bool checked) {
  if (accounts_.questions.empty()) return;
  checked ? accounts_.answer() : accounts_.answer(chat::Accounts::Proof::refused);
}

void World::prove(std::size_t who, std::string_view name) {
  for (auto& guest : guests_) guest.wild = true;
  at(who).prove(name, kPassword);
}

void World::fail_disk() {
  if (!disk_) return;
  disk_failed_ = true;
  disk_->archive.set_failing(!disk_->archive.is_failing());
}

/// Guests that speak JSON keep what they know. The others must begin anew.
void World::crash(support::FakeArchive::LastBatch last) {
  if (!disk_) return;
  check_disk();
  server_.reset();
  accounts_.questions.clear();
  disk_->archive.crash(last);
  disk_->archive.set_failing(false);
  for (auto& guest : guests_) {
    if (!guest.speaks_json()) guest.peer.vanish();
  }
  witness_.peer.vanish();
  console_.reset();
  server_ = make_server();
  restarted_ = true;
  abandoned_.clear();
  watcher_.come_back(accept(Buffer::wide));
}

void World::check_disk() const {
  disk_->check_order();
  disk_->check_stored(watcher_);
  for (const auto& guest : guests_) disk_->check_stored(guest);
}

/// Everything has been stored since the last request.
void World::check_all_stored(const Guest& guest) const {
  const auto& peer = guest.peer;
  if (!guest.speaks_json() || guest.last_number() == 0 || !peer.here() || peer.at_end()) return;
  const auto view = guest.view();
  if (!view.welcomed() || view.closed() || view.renewed() || peer.ending()) return;
  check(view.stored() == guest.last_number(), "in the end, all is stored");
}

void World::settle_disk() {
  clock_.advance(2 * server::Archivist::kInterval);
  settle();
  check_disk();
  for (const auto& guest : guests_) check_all_stored(guest);
}

}  // namespace tertulia::fuzz
