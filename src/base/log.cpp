#include "tertulia/base/log.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/clock.h"
#include "tertulia/base/standard_streams.h"
#include "tertulia/base/text.h"

#include "base/log_queue.h"
#include "base/standard_error.h"

namespace tertulia::base::log {

struct CurrentCause {
  static const Cause*& innermost() {
    static const Cause* cause = nullptr;
    return cause;
  }
  static LogSource source() {
    const auto* cause = innermost();
    return cause == nullptr ? LogSource{} : LogSource{cause->address_, cause->client_};
  }
};

namespace {

constexpr std::array<std::string_view, 5> kNames{"debug", "info", "warn", "error", "off"};
/// The other names of syslog(3). No line has these levels of their own, so each means the one that
/// logs no less.
constexpr std::array kSyslogNames{
    std::pair{std::string_view("warning"), Level::warn},
    std::pair{std::string_view("notice"), Level::warn},
    std::pair{std::string_view("err"), Level::error},
    std::pair{std::string_view("crit"), Level::error},
    std::pair{std::string_view("alert"), Level::error},
    std::pair{std::string_view("emerg"), Level::error},
};
constexpr std::array kSpdlog{spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                             spdlog::level::err, spdlog::level::off};
constexpr std::array<std::string_view, 5> kPriorities{"<7>", "<6>", "<4>", "<3>", ""};
constexpr auto* kPattern = "%Y-%m-%d %H:%M:%S %l: %v";

using Writer = std::function<void(std::string_view)>;

class WriterSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit WriterSink(Writer writer) : writer_(std::move(writer)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    spdlog::memory_buf_t text;
    formatter_->format(message, text);
    const std::string_view line{text.data(), text.size()};
    writer_(line.substr(0, line.find_last_not_of("\r\n") + 1));
  }
  void flush_() override {}

  Writer writer_;
};

class JournalFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& line) override {
    const auto level = std::ranges::find(kSpdlog, message.level) - kSpdlog.begin();
    const auto priority = kPriorities.at(static_cast<std::size_t>(level));
    line.append(priority.begin(), priority.end());
    line.append(message.payload.begin(), message.payload.end());
    line.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<JournalFormatter>();
  }
};

Form& current_form() {
  static auto form = Form::dated;
  return form;
}

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("tertulia", std::move(sink));
  if (current_form() == Form::journal) {
    logger->set_formatter(std::make_unique<JournalFormatter>());
  } else {
    logger->set_pattern(kPattern);
  }
  return logger;
}

/// One for the life of the program, because lines may wait in it.
std::shared_ptr<StandardErrorSink>& standard_error() {
  static auto sink = std::make_shared<StandardErrorSink>(error_descriptor(),
                                                         [] { return CurrentCause::source(); });
  return sink;
}

std::shared_ptr<spdlog::logger>& logger() {
  static auto instance = make_logger(standard_error());
  return instance;
}

void replace_sink(const spdlog::sink_ptr& sink) {
  const auto level = logger()->level();
  logger() = make_logger(sink);
  logger()->set_level(level);
}

void write(Level level, std::string_view text) {
  if (!enabled(level)) return;
  logger()->log(kSpdlog.at(static_cast<std::size_t>(level)), safe(text));
}

}  // namespace

Result<Level> parse_level(std::string_view text) {
  const auto word = lower_ascii(text);
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames.at(i) == word) return static_cast<Level>(i);
  }
  for (const auto& [name, level] : kSyslogNames) {
    if (name == word) return level;
  }
  return Error{fmt::format("unknown level '{}'; use one of {}", text, fmt::join(kNames, ", "))};
}

std::string_view format_level(Level level) { return kNames.at(static_cast<std::size_t>(level)); }

void set_level(Level level) { logger()->set_level(kSpdlog.at(static_cast<std::size_t>(level))); }

bool enabled(Level level) {
  return logger()->should_log(kSpdlog.at(static_cast<std::size_t>(level)));
}

void debug(std::string_view text) { write(Level::debug, text); }
void info(std::string_view text) { write(Level::info, text); }
void warn(std::string_view text) { write(Level::warn, text); }
void error(std::string_view text) { write(Level::error, text); }

Cause::Cause(std::string_view address, std::uint64_t client)
    : address_(address), client_(client), outer_(std::exchange(CurrentCause::innermost(), this)) {}

Cause::~Cause() { CurrentCause::innermost() = outer_; }

Backlog write_backlog() { return standard_error()->write_backlog(); }

void on_waiting(std::function<void()> handler) { standard_error()->on_waiting(std::move(handler)); }

int descriptor() { return standard_error()->descriptor(); }

void drain(Duration max) {
  const SystemClock clock;
  const auto end = clock.now() + max;
  while (write_backlog() == Backlog::waiting) {
    const auto left = std::chrono::ceil<Duration>(end - clock.now());
    if (left <= Duration::zero()) return;
    pollfd ready{descriptor(), POLLOUT, 0};
    ::poll(&ready, 1, static_cast<int>(left.count()));
  }
}

void redirect(std::function<void(std::string_view line)> writer) {
  if (!writer) return replace_sink(standard_error());
  replace_sink(std::make_shared<WriterSink>(std::move(writer)));
}

void set_form(Form form) {
  current_form() = form;
  replace_sink(logger()->sinks().front());
}

bool is_journal(std::string_view journal_stream, int fd) {
  struct stat status {};
  if (journal_stream.empty() || ::fstat(fd, &status) != 0) return false;
  return journal_stream == fmt::format("{}:{}", status.st_dev, status.st_ino);
}

std::string_view prefix(Level level) {
  return current_form() == Form::journal ? kPriorities.at(static_cast<std::size_t>(level))
                                         : std::string_view{};
}

}  // namespace tertulia::base::log
