#include "client/settings.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/settings_file.h"
#include "tertulia/base/text.h"

#include "client/setting_values.h"

namespace tertulia::client {
namespace {

using Done = base::Result<std::monostate>;

constexpr std::uint64_t kMaxPasteGuard = 100'000;
constexpr std::uint64_t kMaxCount = 1'000'000'000;

/// How to reach a member, also one of a part.
template <class Value>
auto at(Value Options::*member) {
  return [member](auto& options) -> auto& { return options.*member; };
}
template <class Part, class Value>
auto at(Part Options::*part, Value Part::*member) {
  return [ part, member ](auto& options) -> auto& { return options.*part.*member; };
}

/// `read` turns a text into the type of the member, and `show` turns it back.
template <class Member, class Read, class Show>
Setting value(Setting row, Member member, Read read, Show show) {
  row.set = [member, read](Options& options, std::string_view typed) -> Done {
    auto parsed = read(typed);
    if (!parsed) return base::Error{parsed.error()};
    member(options) = *std::move(parsed);
    return std::monostate{};
  };
  row.show = [member, show](const Options& options) { return show(member(options)); };
  return row;
}

std::string show_flag(bool on) { return on ? "on" : "off"; }

template <class Member>
Setting flag(Setting row, Member member) {
  row.kind = Setting::Kind::flag;
  if (row.initial.empty()) row.initial = "off";
  row.words = "on|off";
  return value(std::move(row), member, base::parse_flag, show_flag);
}

template <class Member, class Read>
Setting text(Setting row, Member member, Read read) {
  return value(std::move(row), member, read, [](const std::string& shown) { return shown; });
}

template <class Member>
Setting duration(Setting row, Member member) {
  row.placeholder = "DURATION";
  return value(std::move(row), member, read_duration, base::format_duration);
}

template <class Member>
Setting count(Setting row, std::uint64_t max, Member member) {
  return value(
      std::move(row), member, [max](std::string_view typed) { return read_count(typed, max); },
      [](std::uint64_t number) { return fmt::format("{}", number); });
}

Setting while_running(Setting row) {
  row.change = Setting::Change::while_running;
  return row;
}

base::Result<std::string> read_name(std::string_view typed) {
  return std::string(base::trim(typed));
}

Setting server() {
  Setting row{"server", "", "HOST[:PORT]",
              "Server to connect to: HOST, HOST:PORT, [IPV6]:PORT, unix:/path or unix:@name",
              "localhost:7788"};
  row.kind = Setting::Kind::argument;
  row.set = [](Options& options, std::string_view typed) -> Done {
    const auto endpoint = read_server(typed);
    if (!endpoint) return base::Error{endpoint.error()};
    options.server = *endpoint;
    options.server_given = true;
    return std::monostate{};
  };
  row.show = [](const Options& options) { return format_endpoint(options.server); };
  return row;
}

void add_connection(std::vector<Setting>& all) {
  constexpr std::string_view kGroup = "Connection";
  all.push_back(server());
  all.push_back(
      text({"name", kGroup, "NAME", "Your name", "", "asked"}, at(&Options::name), read_name));
  all.push_back(text({"password-file", kGroup, "FILE",
                      "File whose first line is the password of your name", "", "asked"},
                     at(&Options::password_file), read_file_name));
  all.push_back(flag({"register", kGroup, "",
                      "Make the name your own: with the password of --password-file, else with "
                      "your key"},
                     at(&Options::registers)));
  all.push_back(text(
      {"room", kGroup, "ROOM", "Room to enter after the login; your lines go there", "", "lobby"},
      at(&Options::room), read_room));
  all.push_back(duration({"keepalive", kGroup, "",
                          "In the hub: show the server that the client is alive after this time "
                          "without sending; 0: never",
                          "60s"},
                         at(&Options::keepalive)));
}

void add_screen(std::vector<Setting>& all) {
  constexpr std::string_view kGroup = "Screen";
  all.push_back(while_running(value({"color", kGroup, "WHEN",
                                     "Colours: auto (on a terminal, unless NO_COLOR is set), "
                                     "always or never",
                                     "auto", "none", "auto|always|never"},
                                    at(&Options::look, &Look::color), read_color, show_color)));
  all.push_back(while_running(flag({"timestamps", kGroup, "", "Show the time before each line"},
                                   at(&Options::look, &Look::timestamps))));
  all.push_back(while_running(flag({"bell", kGroup, "", "Do not ring when you are mentioned", "on"},
                                   at(&Options::look, &Look::bell))));
  all.push_back(
      while_running(count({"paste-guard", kGroup, "LINES",
                           "Ask before more pasted lines than this are sent; 0: never", "5"},
                          kMaxPasteGuard, at(&Options::look, &Look::paste_guard))));
  all.push_back(flag({"plain", kGroup, "",
                      "Show nothing but whole lines, without cursor movement: for screen readers"},
                     at(&Options::look, &Look::plain)));
  all.push_back(while_running(
      text({"log", kGroup, "FILE", "Append what is shown to this file, with date and time"},
           at(&Options::log), read_file_name)));
}

Setting commands() {
  using wire::plain::Commands;
  Setting row{"commands", "In a pipe", "",
              "Take all commands; otherwise only /who, /me, /msg, /nick, /help, /quit", "off"};
  row.kind = Setting::Kind::flag;
  return value(
      std::move(row), at(&Options::commands),
      [](std::string_view typed) -> base::Result<Commands> {
        const auto all = base::parse_flag(typed);
        if (!all) return base::Error{all.error()};
        return *all ? Commands::all : Commands::from_pipe;
      },
      [](Commands allowed) { return show_flag(allowed == Commands::all); });
}

void add_pipe(std::vector<Setting>& all) {
  constexpr std::string_view kGroup = "In a pipe";
  all.push_back(commands());
  all.push_back(duration(
      {"retry", kGroup, "", "Try for so long to reach a server that is away; 0: once", "0"},
      at(&Options::filter, &Filter::retry)));
  all.push_back(flag({"json", kGroup, "", "Print what comes in as the JSON lines of the server"},
                     at(&Options::filter, &Filter::json)));
  all.push_back(
      count({"count", kGroup, "NUMBER", "Leave after so many messages have come in; 0: never", "0"},
            kMaxCount, at(&Options::filter, &Filter::count)));
  all.push_back(duration(
      {"until-quiet", kGroup, "", "Leave when nothing has come in for this time; 0: never", "0"},
      at(&Options::filter, &Filter::until_quiet)));
}

void add_tls(std::vector<Setting>& all) {
  constexpr std::string_view kGroup = "TLS";
  all.push_back(value({"tls", kGroup, "MODE",
                       "Encryption: auto (first TLS, except to this machine; in plain where a new "
                       "server has none), required or off",
                       "auto"},
                      at(&Options::tls), read_tls, show_tls));
  all.push_back(value(
      {"pin", kGroup, "FINGERPRINT", "Fingerprint that the server's key must have, SHA256:..."},
      at(&Options::pin), read_pin,
      [](const std::optional<std::string>& pin) { return pin.value_or(""); }));
}

void add_duo(std::vector<Setting>& all) {
  constexpr std::string_view kGroup = "One-to-one";
  all.push_back(flag({"duo", kGroup, "", "Talk with one person, at tertuliad --duo or nc -l"},
                     at(&Options::duo)));
  all.push_back(duration({"idle-timeout", kGroup, "",
                          "With --duo: end after this time without a character in either "
                          "direction; 0: never",
                          "60s"},
                         at(&Options::idle_timeout)));
}

std::vector<Setting> make_settings() {
  std::vector<Setting> all;
  add_connection(all);
  add_screen(all);
  add_pipe(all);
  add_tls(all);
  add_duo(all);
  return all;
}

/// The value was checked when it was read.
void set_checked(const Setting& setting, Options& options, std::string_view value) {
  [[maybe_unused]] const auto checked_before = setting.set(options, value);
}

}  // namespace

const std::vector<Setting>& settings() {
  static const auto all = make_settings();
  return all;
}

const Setting* find_setting(std::string_view name) {
  const auto found = std::ranges::find(settings(), name, &Setting::name);
  return found == settings().end() ? nullptr : &*found;
}

const Setting* find_meant(std::string_view name) {
  constexpr std::string_view kOpposite = "no-";
  const auto* setting = find_setting(name);
  if (setting != nullptr || !name.starts_with(kOpposite)) return setting;
  setting = find_setting(name.substr(kOpposite.size()));
  return setting != nullptr && setting->kind == Setting::Kind::flag ? setting : nullptr;
}

Options make_options(const std::vector<Assignment>& assignments) {
  Options options;
  for (const auto& setting : settings()) set_checked(setting, options, setting.initial);
  options.server_given = false;
  for (const auto& one : assignments) set_checked(*one.setting, options, one.text);
  return options;
}

base::Result<Assignment> assign(std::string_view name, std::string_view text) {
  const auto* setting = find_meant(name);
  if (setting == nullptr) return base::Error{fmt::format("unknown setting '{}'", name)};
  const bool opposite = name != setting->name;
  Options scratch;
  const auto set = setting->set(scratch, text);
  if (!set) return base::Error{fmt::format("{}: {}", name, set.error())};
  if (!opposite) return Assignment{setting, std::string(text)};
  return Assignment{setting, show_flag(setting->show(scratch) == show_flag(false))};
}

}  // namespace tertulia::client
