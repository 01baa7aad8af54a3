#pragma once

#include <cstddef>
#include <string_view>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

namespace tertulia::base {

/// Writes the log to a descriptor, and never waits for it: a pipe that nobody reads, a stopped
/// terminal, a full disk or a reader that has gone must not stop the program. What cannot be
/// written at once is dropped, and the next line that can be is preceded by how many were.
class StandardErrorSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit StandardErrorSink(int fd) : fd_(fd) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

  bool write(const spdlog::details::log_msg& message);
  bool write_now(std::string_view text);

  int fd_;
  std::size_t lost_ = 0;
  bool torn_ = false;  // the last line ends in its middle
};

}  // namespace tertulia::base
