/// Records what a client sends, as inputs of the target `tls`: `record-tls DIRECTORY`. The target
/// replays the bytes without a client. They are right as long as OpenSSL takes its random numbers
/// in the same order, so record them again for another version.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "fuzz/check.h"
#include "fuzz/fixed_random.h"
#include "fuzz/tls_talk.h"

namespace tertulia::fuzz {
namespace {

constexpr auto kServer = TlsEnd::Side::server;
constexpr char kReplayed = '4';  // a server whose peer is absent

/// What a client sends in each pass of a conversation, in which it says this many bytes twice.
std::vector<std::string> record(TlsEnd::Shows shows, std::size_t bytes) {
  fix_random(1);
  TlsTalk talk(kServer, shows, TlsTalk::Peer::present);
  std::vector<std::string> parts;
  std::size_t done = 0;
  const auto pass = [&] {
    talk.pass();
    parts.push_back(talk.delivered().substr(done));
    done = talk.delivered().size();
  };
  for (int i = 0; i < 3; ++i) pass();
  talk.say(bytes);
  pass();
  talk.update_keys(true);
  talk.say(bytes);
  pass();
  talk.end_text();
  pass();
  return parts;
}

void check_replay(const std::vector<std::string>& parts, std::size_t bytes) {
  fix_random(1);
  TlsTalk talk(kServer, TlsEnd::Shows::nothing, TlsTalk::Peer::absent);
  for (const auto& part : parts) {
    talk.insert(part);
    talk.pass();
  }
  check(talk.received() == 2 * bytes, "what is replayed is understood");
}

/// Each part becomes an insertion, its delivery, and a pass.
std::string input_of(const std::vector<std::string>& parts) {
  std::string input(1, kReplayed);
  for (const auto& part : parts) {
    if (!part.empty()) {
      input += {'I', static_cast<char>(part.size() >> 8U), static_cast<char>(part.size() & 0xFFU)};
      input += part + "R";
    }
    input += '.';
  }
  return input;
}

void write(const std::string& file, TlsEnd::Shows shows, std::size_t bytes) {
  const auto parts = record(shows, bytes);
  check_replay(parts, bytes);
  std::ofstream(file) << input_of(parts);
}

}  // namespace
}  // namespace tertulia::fuzz

int main(int count, char** arguments) {
  using namespace tertulia::fuzz;  // NOLINT: a program
  if (count != 2) return std::fputs("Usage: record-tls DIRECTORY\n", stderr), 2;
  const std::string directory = arguments[1];
  fix_random(0);
  record(TlsEnd::Shows::certificate, 1);  // What OpenSSL does only once.
  write(directory + "/seed-recorded", TlsEnd::Shows::nothing, 20);
  write(directory + "/seed-recorded-certificate", TlsEnd::Shows::certificate, 300);
  return 0;
}
