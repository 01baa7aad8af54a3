#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include "tertulia/base/log.h"

#include "base/log_queue.h"

namespace tertulia::base {

/// Writes the log to a descriptor without blocking: a pipe that nobody reads, a stopped terminal,
/// a full disk or a reader that has gone must not stop the program. A line that cannot be written
/// at once waits in a `LogQueue`. Where lines are dropped from it, a line gives their number. On a
/// terminal, the rows of a line are indented except the first: with `--print-messages` the log has
/// text of users. The descriptor is borrowed. That of a terminal must be non-blocking
/// (`error_descriptor`): it is writable as soon as it has room for one byte.
class StandardErrorSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  static constexpr std::size_t kMaxBacklog = std::size_t{1024} * 1024;
  /// The source of the line that is being logged.
  using SourceOf = LogSource (*)();

  StandardErrorSink(int fd, SourceOf source_of, std::size_t max_backlog = kMaxBacklog);

  /// Writes as much as possible of what waits.
  log::Backlog write_backlog();
  /// Called when lines begin to wait.
  void on_waiting(std::function<void()> handler) { on_waiting_ = std::move(handler); }
  /// The descriptor whose readiness decides when what waits can be written.
  int descriptor() const { return fd_; }

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

  void fill_chunk();
  log::Backlog write_chunk();
  std::string report(const LogQueue::Drops& drops);
  std::string shown(std::string_view line) const;

  int fd_;
  bool is_terminal_;
  SourceOf source_of_;
  LogQueue queue_;
  std::string chunk_;        // lines that are being written
  std::size_t written_ = 0;  // bytes of chunk_
  spdlog::log_clock::time_point last_logged_;
  log::Backlog backlog_ = log::Backlog::empty;
  std::function<void()> on_waiting_;
};

}  // namespace tertulia::base
