#include "fuzz/fixed_random.h"
#include "fuzz/input.h"
#include "fuzz/tls_talk.h"

namespace tertulia::fuzz {
namespace {

std::size_t size_of(Input& input) {
  const auto high = input.byte();
  return high * 256 + input.byte();
}

/// What the peer and the owner do. Returns false for an unknown letter.
bool step_of_ends(TlsTalk& talk, std::size_t what, Input& input) {
  switch (what) {
    case 'S':
      return talk.say(input.byte()), true;
    case 'L':
      return talk.say(size_of(input)), true;
    case 'K':
      return talk.update_keys(input.below(2) == 1), true;
    case 'E':
      return talk.end_text(), true;
    case 'F': {
      const auto type = static_cast<std::uint8_t>(input.byte());
      return talk.forge(type, input.take(input.byte())), true;
    }
    case 'H':
      return talk.end_output(), true;
    case 'V':
      return talk.vanish(), true;
    case 'w':
      return talk.write(size_of(input)), true;
    case 'p':
      return talk.pause(), true;
    case 'u':
      return talk.resume(), true;
    case 'c':
      return talk.close(), true;
    case 'd':
      return talk.drop(), true;
    default:
      return false;
  }
}

/// Letters, so that seeds are readable. Any other byte is a pass of the loop.
void step(TlsTalk& talk, Input& input) {
  const auto what = input.byte();
  switch (what) {
    case 'M':
      return talk.set_automatic(false);
    case 'A':
      return talk.set_automatic(true);
    case 'R':
      return talk.deliver_record();
    case 'B':
      return talk.deliver(input.byte());
    case 'X':
      return talk.drop_record();
    case 'T':
      return talk.repeat_record(input.byte());
    case 'W':
      return talk.swap_records();
    case 'D': {
      const auto where = size_of(input);
      return talk.damage(where, input.byte());
    }
    case 'P':
      return talk.divide_record(input.byte());
    case 'I':
      return talk.insert(input.take(size_of(input)));
    default:
      if (!step_of_ends(talk, what, input)) talk.pass();
  }
}

/// The first byte chooses who talks with whom.
void run(Input& input) {
  const auto mode = input.byte();
  const auto side = (mode & 1U) != 0 ? TlsEnd::Side::client : TlsEnd::Side::server;
  const auto shows = (mode & 2U) != 0 ? TlsEnd::Shows::certificate : TlsEnd::Shows::nothing;
  const auto peer = (mode & 4U) != 0 ? TlsTalk::Peer::absent : TlsTalk::Peer::present;
  TlsTalk talk(side, shows, peer);
  while (!input.empty()) step(talk, input);
  if ((mode & 8U) == 0) talk.settle_and_check();
}

}  // namespace
}  // namespace tertulia::fuzz

/// What OpenSSL does only once must not need random numbers of an input.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  fix_random(0);
  for (const std::string_view first : {"@..........", "C.........."}) {
    Input input(reinterpret_cast<const std::uint8_t*>(first.data()), first.size());
    run(input);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tertulia::fuzz::fix_random(1);
  tertulia::fuzz::Input input(data, size);
  tertulia::fuzz::run(input);
  return 0;
}
