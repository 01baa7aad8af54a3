#include <iostream>
#include <streambuf>
#include <string>
#include <variant>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/units.h"

#include "daemon/options.h"
#include "daemon/settings.h"
#include "fuzz/check.h"
#include "fuzz/input.h"

namespace tertulia::fuzz {
namespace {

using daemon::Options;

/// An anonymous file.
class File {
 public:
  void write(std::string_view text) const {
    check(::ftruncate(fd_, 0) == 0, "the file can be emptied");
    check(::pwrite(fd_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()),
          "the file can be written");
  }
  const std::string& path() const { return path_; }

 private:
  int fd_ = ::memfd_create("configuration", MFD_CLOEXEC);
  std::string path_ = "/proc/self/fd/" + std::to_string(fd_);
};

const File& file() {
  static const File only;
  return only;
}

std::variant<Options, daemon::Exit> parse(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv{"tertuliad"};
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  return daemon::parse_options(static_cast<int>(argv.size()), argv.data());
}

/// A file has two kinds of quotes, and no newline within a value.
bool has_form(std::string_view text) {
  const bool both = text.find('"') != text.npos && text.find('\'') != text.npos;
  return !both && text.find_first_of("\r\n") == text.npos;
}

bool has_form(const Options& options) {
  for (const auto& endpoint : options.listen) {
    if (!has_form(endpoint.host)) return false;
  }
  return has_form(options.motd) && has_form(options.motd_file);
}

void check_shown(const Options& options) {
  if (!has_form(options)) return;
  const auto shown = show_options(options);
  file().write(shown);
  const auto again = parse({"--config", file().path()});
  check(std::holds_alternative<Options>(again), "what is shown is a configuration");
  check(show_options(std::get<Options>(again)) == shown, "and the same one");
}

void check_file(std::string_view text) {
  file().write(text);
  try {
    const auto assignments = daemon::read_config(file().path());
    for (const auto& assignment : assignments) {
      Options scratch;
      check(static_cast<bool>(assignment.setting->set(scratch, assignment.text)), "it can be set");
    }
    const auto options = parse({"--check-config", "--config=" + file().path()});
    check(std::holds_alternative<Options>(options), "a file that can be read is enough");
    check_shown(std::get<Options>(options));
  } catch (const base::StartFailure& failure) {
    const std::string_view reason = failure.what();
    const bool unreadable = reason.starts_with("cannot read " + file().path() + ": ");
    check(unreadable || reason.starts_with(file().path() + ":"), "a mistake has its place");
    check(reason.find('\n') == std::string_view::npos, "a reason is one line");
  }
}

/// A named file must not exist, so names stay within an empty directory.
void check_arguments(Input& input) {
  std::vector<std::string> arguments;
  while (!input.empty()) {
    std::string argument(input.text());
    const bool elsewhere = argument.find('/') != std::string::npos;
    if (!elsewhere || argument.starts_with("unix:")) arguments.push_back(argument);
  }
  try {
    const auto options = parse(arguments);
    if (const auto* held = std::get_if<Options>(&options)) check_shown(*held);
  } catch (const base::StartFailure&) {
    return;
  }
}

void check_limits(std::size_t choice, std::string_view text) {
  const auto& row = base::limits_table()[choice % base::limits_table().size()];
  auto limits = base::default_limits(base::Mode::hub);
  if (!base::set_limit(limits, row, text)) return;
  const auto shown = show_limit(limits, row);
  auto again = base::default_limits(base::Mode::duo);
  check(static_cast<bool>(base::set_limit(again, row, shown)), "what is shown can be typed");
  check(show_limit(again, row) == shown, "and means the same");
}

void check_units(std::string_view text) {
  if (const auto duration = base::parse_duration(text)) {
    check(*base::parse_duration(base::format_duration(*duration)) == *duration,
          "durations read back");
    check(!base::describe_duration(*duration).empty(), "durations have words");
  }
  if (const auto size = base::parse_size(text)) {
    check(*base::parse_size(base::format_size(*size)) == *size, "sizes read back");
  }
}

void check_endpoint(const base::Result<reactor::Endpoint>& endpoint) {
  if (!endpoint) return;
  const auto again = reactor::parse_endpoint(format_endpoint(*endpoint));
  check(again && again->family == endpoint->family && again->host == endpoint->host &&
            again->port == endpoint->port,
        "an address reads back as itself");
}

void be_quiet() {
  static struct : std::streambuf {
    int overflow(int byte) override { return byte; }
  } nowhere;
  std::cout.rdbuf(&nowhere);
  std::cerr.rdbuf(&nowhere);
}

void enter_empty_directory() {
  std::string path = "/tmp/tertulia-fuzz-XXXXXX";
  check(::mkdtemp(path.data()) != nullptr && ::chdir(path.c_str()) == 0, "there is a directory");
  check(::rmdir(path.c_str()) == 0, "nothing can be made in it");
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  static const bool once = (be_quiet(), enter_empty_directory(), true);
  check(once, "it is set up");
  Input input(data, size);
  const auto choice = input.byte();
  if (choice == 'a') {
    check_arguments(input);
  } else if (choice == 'f') {
    check_file(input.rest());
  } else {
    const auto text = input.rest();
    check_limits(choice, text);
    check_units(text);
    check_endpoint(tertulia::reactor::parse_endpoint(text));
    check_endpoint(tertulia::reactor::parse_endpoint(text, "localhost"));
    check_endpoint(tertulia::reactor::parse_listen_endpoint(text));
  }
  return 0;
}
