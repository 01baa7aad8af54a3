#pragma once

#include <cstddef>
#include <string_view>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

namespace tertulia::base {

/// Writes the log to a descriptor without blocking: a pipe that nobody reads, a stopped terminal,
/// a full disk or a reader that has gone must not stop the program. A line that cannot be written
/// at once is dropped. Before the next line that can be written, a line gives the number of dropped
/// lines. On a terminal, the rows of a line are indented except the first: with `--print-messages`
/// the log has text of users. The descriptor is borrowed, and its flags stay as they are.
class StandardErrorSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit StandardErrorSink(int fd);

 private:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override {}

  bool write(const spdlog::details::log_msg& message);
  bool write_line(std::string_view line);
  bool write_without_blocking(std::string_view text);

  int fd_;
  bool is_terminal_;
  std::size_t dropped_ = 0;
  bool line_incomplete_ = false;  // only the beginning of the last line was written
};

}  // namespace tertulia::base
