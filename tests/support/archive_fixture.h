#pragma once

#include <string>

#include "tertulia/server/archivist.h"

#include "support/fake_archive.h"
#include "support/resume_fixture.h"

namespace tertulia::support {

/// A hub's server with an archive in memory, which outlives it.
struct ArchiveFixture : ResumeFixture {
  ArchiveFixture() { services.archive = &archive; }

  /// The server dies without notice, and another one starts with what the archive has.
  void crash(FakeArchive::LastBatch last = FakeArchive::LastBatch::lost) {
    stop_server();
    archive.crash(last);
    start_again();
  }
  /// The server shuts down in order.
  void shut_down() {
    bool done = false;
    server->shut_down([&] { done = true; });
    for (auto& client : clients) client.socket = reactor::Socket();
    run_until(loop, clock, [&] { return done; });
  }
  void stop_server() {
    listeners.clear();
    server.reset();
    clients.clear();
  }
  void start_again() {
    services.archived = archive.load(clock.wall_time());
    open();
  }
  /// What is collected is handed over.
  void pass_interval() { pass_time(loop, clock, server::Archivist::kInterval); }
  /// Hands over and stores all that is collected, and lets the clients learn that.
  void store_all() {
    do {
      archive.commit();
      pass_interval();
    } while (archive.has_batch());
    run_passes(loop);
  }
  /// What the client has got and not read.
  std::string rest(Client& client) {
    run_passes(loop);
    return std::exchange(client.unread, {}) + get(client.socket);
  }
  static std::string stored(int number) {
    return "{\"type\":\"stored\",\"cid\":" + std::to_string(number) + "}\n";
  }

  FakeArchive archive;
};

}  // namespace tertulia::support
