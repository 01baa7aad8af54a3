#include "daemon/log_writer.h"

#include "tertulia/base/log.h"

namespace tertulia::daemon {

namespace log = base::log;

LogWriter::LogWriter(reactor::Reactor& reactor) : reactor_(reactor) {
  log::on_waiting([this] { start(); });
}

LogWriter::~LogWriter() {
  log::on_waiting({});
  log::drain(kDrainTimeout);
}

void LogWriter::start() {
  if (writable_) return writable_->resume();
  writable_.emplace(
      reactor_, log::descriptor(), [this] { write(); }, reactor::FdWatch::Readiness::writable);
}

void LogWriter::write() {
  if (log::write_backlog() != log::Backlog::waiting) writable_->pause();
}

}  // namespace tertulia::daemon
