#include "daemon/settings.h"

#include <algorithm>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "support/lines.h"

namespace tertulia::daemon::settings_test {
namespace {

using support::Lines;

const Setting& setting(std::string_view name) {
  const auto found = std::ranges::find(settings(), name, &Setting::name);
  REQUIRE(found != settings().end());
  return *found;
}

TEST_CASE("every limit of the table is a setting, and its help has the default") {
  for (const auto& row : base::limits_table()) {
    CAPTURE(row.name);
    const auto& limit = setting(row.name);
    CHECK(limit.kind == Setting::Kind::value);
    CHECK(limit.placeholder == row.placeholder);
    CHECK(limit.help.starts_with(row.help));
    CHECK(limit.help.find("[" + std::string(row.initial)) != std::string::npos);
    Options options;
    options.limits = base::default_limits(base::Mode::hub);
    CHECK(limit.set(options, row.max));
    CHECK(limit.show(options) == Lines{show_limit(options.limits, row)});
    CHECK_FALSE(limit.set(options, "much"));
  }
}

TEST_CASE("each setting has its own name and a help text") {
  std::set<std::string> names;
  for (const auto& one : settings()) {
    CHECK(names.insert(one.name).second);
    CHECK(one.help.find('[') != std::string::npos);
    CHECK(one.placeholder.empty() == (one.kind == Setting::Kind::flag));
    CHECK_FALSE(one.group.empty());
  }
  for (const auto* name : {"listen", "duo", "name", "print-messages", "log-level"}) {
    CHECK(names.contains(name));
  }
}

TEST_CASE("a setting is found by its name and by its former name") {
  CHECK(find_setting("send-queue-total") == find_setting("send-queues"));
  CHECK(find_setting("send-queue-total")->name == "send-queue-total");
  CHECK(find_setting("") == nullptr);
}

TEST_CASE("a flag is any of the words that people write for true and false") {
  Options options;
  for (const auto* name : {"duo", "print-messages"}) {
    CHECK(setting(name).show(options) == Lines{"false"});
    CHECK(setting(name).set(options, "true"));
    CHECK(setting(name).show(options) == Lines{"true"});
    CHECK(setting(name).set(options, "false"));
    CHECK(setting(name).show(options) == Lines{"false"});
    for (const auto* word : {"yes", "on", "1", "y", "t", "TRUE", "Yes", "On"}) {
      CHECK(setting(name).set(options, "false"));
      CHECK(setting(name).set(options, word));
      CHECK(setting(name).show(options) == Lines{"true"});
    }
    for (const auto* word : {"no", "off", "0", "n", "f", "FALSE", "No", "OFF"}) {
      CHECK(setting(name).set(options, "true"));
      CHECK(setting(name).set(options, word));
      CHECK(setting(name).show(options) == Lines{"false"});
    }
    for (const auto* bad : {"", "maybe", "2", "yess", "tru"}) {
      CHECK_FALSE(setting(name).set(options, bad));
    }
  }
}

TEST_CASE("listening addresses add up") {
  Options options;
  CHECK(setting("listen").set(options, "[::1]:1"));
  CHECK(setting("listen").set(options, "unix:/run/t"));
  CHECK_FALSE(setting("listen").set(options, "x:y"));
  CHECK(setting("listen").show(options) == Lines{"[::1]:1", "unix:/run/t"});
  CHECK(setting("listen").letter == 'l');
}

TEST_CASE("the operator's name and the log level are checked") {
  Options options;
  CHECK(setting("name").show(options) == Lines{""});
  CHECK(setting("name").set(options, "Eva"));
  CHECK(setting("name").show(options) == Lines{"Eva"});
  for (const auto* bad : {" ", "a b", "exit"}) CHECK_FALSE(setting("name").set(options, bad));
  CHECK(options.name == "Eva");
  CHECK(setting("name").set(options, ""));
  CHECK(setting("name").show(options) == Lines{""});
  CHECK(setting("log-level").set(options, "warn"));
  CHECK(setting("log-level").show(options) == Lines{"warn"});
  CHECK_FALSE(setting("log-level").set(options, "loud"));
}

TEST_CASE("the message of the day is one line, or the name of a file") {
  Options options;
  CHECK(setting("motd").show(options) == Lines{""});
  CHECK(setting("motd").set(options, "¡Hola!"));
  CHECK(setting("motd").show(options) == Lines{"¡Hola!"});
  for (const auto* bad : {"a\nb", "a\r", "\xA1Hola!"})
    CHECK_FALSE(setting("motd").set(options, bad));
  CHECK(options.motd == "¡Hola!");
  CHECK(setting("motd-file").set(options, "/etc/motd"));
  CHECK_FALSE(setting("motd-file").set(options, "/etc/\nmotd"));
  CHECK(setting("motd-file").show(options) == Lines{"/etc/motd"});
  CHECK(setting("motd").conflicts_with == "motd-file");
  CHECK(setting("motd-file").conflicts_with == "motd");
  CHECK(find_setting("colour") == nullptr);
}

TEST_CASE("metrics are served on loopback only") {
  Options options;
  const auto& metrics = setting("metrics");
  CHECK(metrics.show(options) == Lines{""});
  for (const auto* good : {"127.0.0.1:9100", "127.1.2.3:0", "[::1]:9100", "localhost:9100",
                           "unix:/run/tertulia/metrics"}) {
    CHECK(metrics.set(options, good));
    CHECK(metrics.show(options) == Lines{good});
  }
  for (const auto* bad : {"0.0.0.0:9100", "[::]:9100", "192.0.2.1:9100", "128.0.0.1:1",
                          "[2001:db8::1]:9100", "chat.example.org:9100", ":9100"}) {
    CAPTURE(bad);
    CHECK_FALSE(metrics.set(options, bad));
  }
  CHECK(metrics.set(options, "0.0.0.0:1").error() ==
        "'0.0.0.0:1' is not local, and metrics have no password: use a loopback address or "
        "unix:/path");
  CHECK(metrics.show(options) == Lines{"unix:/run/tertulia/metrics"});
  CHECK(metrics.set(options, ""));
  CHECK(metrics.show(options) == Lines{""});
}

TEST_CASE("settings that cannot change at run time are known") {
  for (const auto* name : {"listen", "unix-mode", "unix-group", "data", "duo", "name", "metrics"}) {
    CHECK(setting(name).change == Setting::Change::at_restart);
  }
  for (const auto* name :
       {"rate", "certificate", "key", "tls", "motd", "motd-file", "print-messages", "log-level"}) {
    CHECK(setting(name).change == Setting::Change::at_reload);
  }
}

TEST_CASE("an address to listen on is for all clients, or for TLS alone") {
  Options options;
  const auto& listen = setting("listen");
  for (const auto* text : {"127.0.0.1:1", "tls:[::1]:2", "tls:7788", "tls::3"}) {
    CHECK(listen.set(options, text));
  }
  CHECK(listen.show(options) ==
        std::vector<std::string>{"127.0.0.1:1", "tls:[::1]:2", "tls:[::]:7788", "tls:[::]:3"});
  CHECK(options.listen.size() == 1);
  for (const auto* text : {"tls:", "tls:x:y", "TLS:1x"}) CHECK_FALSE(listen.set(options, text));
}

TEST_CASE("tls is auto, required or off") {
  Options options;
  const auto& tls = setting("tls");
  CHECK(tls.show(options) == std::vector<std::string>{"auto"});
  CHECK(tls.set(options, "Required"));
  CHECK(options.tls == TlsUse::required);
  CHECK(tls.show(options) == std::vector<std::string>{"required"});
  CHECK_FALSE(tls.set(options, "yes"));
}

}  // namespace
}  // namespace tertulia::daemon::settings_test
