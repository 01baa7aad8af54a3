#include <array>
#include <string_view>

#include "fuzz/fixed_random.h"
#include "fuzz/input.h"
#include "fuzz/world.h"

namespace tertulia::fuzz {
namespace {

constexpr std::array<std::string_view, 8> kNames{"Ann", "Bob",     "ann", "witness",
                                                 "Eve", "no name", "x-1", "exit"};

constexpr std::array<std::string_view, 8> kCommands{"/private on", "/private off", "/topic Tea",
                                                    "/topic",      "/rooms",       "/help",
                                                    "/nick Zoe",   "/nick ann"};

/// What a guest does with another one, or in a room. Returns false for an unknown letter.
bool step_among_guests(World& world, std::size_t what, std::size_t who, Input& input) {
  switch (what) {
    case 'D':
      return world.say_in(who, input.byte()), true;
    case 'E':
      return world.enter(who, input.byte()), true;
    case 'G':
      return world.leave(who, input.byte()), true;
    case 'Q':
      return world.ask_members(who, input.byte()), true;
    case 'W':
      return world.whisper(who, input.byte()), true;
    case 'O':
      return world.let_run(who, input.byte()), true;
    case 'I':
      return world.command(who, "/invite", input.byte()), true;
    case 'B':
      return world.command(who, "/kick", input.byte()), true;
    case 'A':
      return world.command(who, "/roomop", input.byte()), true;
    case 'Y':
      return world.show_wrong_token(who, input.byte()), true;
    case 'X':
      return world.command(who, kCommands.at(input.below(kCommands.size()))), true;
    default:
      return false;
  }
}

/// What an administrator does. Returns false for an unknown letter.
bool step_of_order(World& world, std::size_t what, std::size_t who) {
  switch (what) {
    case 'k':
      return world.order("/kick", who), true;
    case 'b':
      return world.order("/ban", who), true;
    case 'n':
      return world.order("/unban", who), true;
    case 'm':
      return world.mute(who), true;
    case 'e':
      return world.unmute(who), true;
    case 'g':
      return world.order(who % 2 == 0 ? "/guests off" : "/guests on"), true;
    case 'c':
      return world.order("/announce Tea"), true;
    default:
      return false;
  }
}

/// What only a server with an archive has. Returns false for an unknown letter.
bool step_of_archive(World& world, std::size_t what, std::size_t who) {
  using LastBatch = support::FakeArchive::LastBatch;
  switch (what) {
    case 'a':
      return world.commit(), true;
    case 'q':
      return world.answer(), true;
    case 'f':
      return world.fail_disk(), true;
    case 'y':
      return world.crash(LastBatch::stored), true;
    case 'z':
      return world.crash(LastBatch::lost), true;
    case 'h':
      return world.command(who, "/history"), true;
    case 's':
      return world.command(who, "/search @"), true;
    default:
      return false;
  }
}

/// What only a server with registered names has. Returns false for an unknown letter.
bool step_of_accounts(World& world, std::size_t what, std::size_t who, Input& input) {
  switch (what) {
    case 'p':
      return world.register_name(who), true;
    case 'l':
      return world.prove(who, kNames.at(input.below(kNames.size()))), true;
    case 'u':
      return world.give_up_name(who), true;
    case 'v':
      return world.answer_password(who % 4 != 3), true;
    case 'w':
      return world.command(who, "/whois", input.byte()), true;
    default:
      return false;
  }
}

/// Letters, so that seeds are readable. Any other byte is a pass of the loop.
void step(World& world, Input& input) {
  const auto what = input.byte();
  const auto who = what == 'L' ? 0 : input.byte();
  switch (what) {
    case 'C':
      return world.connect(who, World::Buffer::wide, World::Wire::plain);
    case 'N':
      return world.connect(who, World::Buffer::narrow, World::Wire::plain);
    case 'Z':
      return world.connect(who, World::Buffer::wide, World::Wire::tls);
    case 'Y':
      return world.connect(who, World::Buffer::narrow, World::Wire::tls);
    case 'J':
      return world.log_in(who, kNames.at(input.below(kNames.size())));
    case 'K':
      return world.hello(who, kNames.at(input.below(kNames.size())));
    case 'S':
      return world.say(who);
    case 'F':
      return world.flood(who);
    case 'R':
      return world.send_raw(who, input.take(input.byte()));
    case 'T':
      return world.send_raw(who, input.text());
    case 'P':
      return world.pause(who);
    case 'U':
      return world.resume(who);
    case 'H':
      return world.end_output(who);
    case 'V':
      return world.vanish(who);
    case 'M':
      return world.come_back(who);
    case 'L': {
      const auto queue = input.byte() * 256;
      const auto line = input.byte();
      return world.limit(queue, line, input.byte());
    }
    default:
      if (step_among_guests(world, what, who, input)) return;
      if (step_of_accounts(world, what, who, input)) return;
      if (step_of_order(world, what, who)) return;
      if (!step_of_archive(world, what, who)) world.pass();
  }
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tertulia::fuzz::fix_random(1);
  tertulia::fuzz::Input input(data, size);
  using Archive = tertulia::fuzz::World::Archive;
  constexpr std::array kArchives{Archive::none, Archive::at_once, Archive::later};
  const auto kind = input.byte();
  const bool abruptly = kind % 4 == 3;
  tertulia::fuzz::World world(kArchives.at(kind / 4 % kArchives.size()));
  while (!input.empty()) tertulia::fuzz::step(world, input);
  if (abruptly) return 0;
  world.settle_and_check();
  world.shut_down();
  return 0;
}
