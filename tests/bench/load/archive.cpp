#include <functional>
#include <initializer_list>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "tertulia/base/clock.h"
#include "tertulia/base/units.h"

#include "bench/load/clock.h"
#include "bench/load/dialect_json.h"
#include "bench/load/latencies.h"
#include "bench/load/payload.h"
#include "bench/load/run.h"

namespace tertulia::bench {
namespace {

constexpr std::size_t kSpeakers = 10;
constexpr std::size_t kAskers = kSpeakers + 3;
constexpr std::int64_t kPingInterval = kSecond / 1000;
constexpr std::int64_t kQuestionInterval = kSecond / 50;
constexpr std::uint64_t kMarks = 10'000;        // As make-archive has it.
constexpr std::chrono::hours kOldest{24 * 70};  // Nearly what make-archive makes.

/// A client that asks for one thing at a fixed interval. A question is not asked while the one
/// before has no answer.
class Asker {
 public:
  /// The parameter is the number of earlier questions.
  using Question = std::function<std::string(std::uint64_t)>;

  Asker(Client& client, Line::Kind answer, std::int64_t interval, Question question)
      : client_(client), answer_(answer), interval_(interval), question_(std::move(question)) {}

  /// Call this after each turn of the crowd.
  void poll(Latencies& latencies) {
    if (asked_ > client_.answers(answer_)) return;
    const auto time = now();
    if (asked_ > 0 && !counted_) latencies.add(time - asked_at_);
    counted_ = true;
    if (time < asked_at_ + interval_) return;
    client_.send(question_(asked_++));
    asked_at_ = time;
    counted_ = false;
  }

 private:
  Client& client_;
  Line::Kind answer_;
  std::int64_t interval_;
  Question question_;
  std::uint64_t asked_ = 0;
  std::int64_t asked_at_ = 0;
  bool counted_ = true;
};

struct Group {
  std::string_view name;
  std::vector<Asker> askers{};
  Latencies latencies{};
};

std::string say(std::uint64_t number) {
  std::string text;
  append_payload(text, {0, static_cast<std::uint32_t>(number), 0});
  return json::say_numbered(number + 1, text);
}

Figures show(Latencies& latencies) {
  if (latencies.count() == 0) throw std::runtime_error("a question got no answer");
  Figures figures;
  for (const auto& [name, percent] : {std::pair{"p50", 50.0}, {"p99", 99.0}, {"max", 100.0}}) {
    figures.add(name, static_cast<std::uint64_t>(latencies.percentile(percent)));
  }
  return figures;
}

/// Those who talk, search, read the history, and measure how long the loop is held.
std::vector<Group> make_groups(Crowd& crowd, double rate) {
  auto random = std::make_shared<std::mt19937_64>(1);
  const auto search = [random](std::uint64_t) {
    return json::search(fmt::format("mark{}", (*random)() % kMarks));
  };
  const auto history = [random](std::uint64_t) {
    const auto past = std::chrono::duration_cast<std::chrono::microseconds>(kOldest).count();
    const auto back = (*random)() % static_cast<std::uint64_t>(past);
    return json::history_before(base::microseconds_since_1970(base::SystemClock().wall_time()) -
                                back);
  };
  std::vector<Group> groups{{"stored"}, {"search"}, {"history"}, {"ping"}};
  const auto pause = static_cast<std::int64_t>(static_cast<double>(kSecond * kSpeakers) / rate);
  for (std::size_t i = 0; i < kSpeakers; ++i) {
    groups[0].askers.emplace_back(crowd.client(i), Line::Kind::stored, pause, say);
  }
  const auto add = [&](std::size_t group, Line::Kind answer, std::int64_t interval, auto question) {
    auto& client = crowd.client(kSpeakers + group - 1);
    groups[group].askers.emplace_back(client, answer, interval, question);
  };
  add(1, Line::Kind::results, kQuestionInterval, search);
  add(2, Line::Kind::history, kQuestionInterval, history);
  add(3, Line::Kind::pong, kPingInterval, [](std::uint64_t) { return json::ping(); });
  return groups;
}

}  // namespace

Figures run_archive(const Options& options) {
  if (options.clients < kAskers) throw std::runtime_error("too few clients");
  Run run(options);
  run.gather(options.clients);
  auto groups = make_groups(run.crowd, options.rate);
  run.start();
  const auto end = now() + static_cast<std::int64_t>(options.seconds * kSecond);
  while (now() < end) {
    for (auto& group : groups) {
      for (auto& asker : group.askers) asker.poll(group.latencies);
    }
    run.crowd.turn(kPingInterval / 2);
  }
  Figures figures;
  for (auto& group : groups) figures.add(group.name, show(group.latencies));
  run.add_busy(figures);
  return figures;
}

}  // namespace tertulia::bench
