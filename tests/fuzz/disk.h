#pragma once

#include "fuzz/guest.h"
#include "fuzz/view.h"
#include "support/fake_archive.h"

namespace tertulia::fuzz {

/// The archive of the server under test, in memory, and what is true of it at any time.
class Disk {
 public:
  explicit Disk(support::FakeArchive::Mode mode) : archive(mode) {}

  /// Works again if it was failing, and stores and answers all that waits.
  void work();
  /// No message is there twice, and those of an author are in the order of their numbers.
  void check_order() const;
  /// What the guest was told to be stored and has heard in the lobby, which is never closed, is
  /// there once.
  void check_stored(const Guest& guest) const;

  support::FakeArchive archive;
};

}  // namespace tertulia::fuzz
