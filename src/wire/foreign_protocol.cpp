#include "tertulia/wire/foreign_protocol.h"

#include <algorithm>
#include <array>

namespace tertulia::wire {
namespace {

using namespace std::string_view_literals;

struct Row {
  std::string_view text;
  std::string_view protocol;
};

/// The first match counts. The binary ones: RFC 8446, 5.1 (TLS); MS-RDPBCGR, 1.3.1.1; RFC 1928 and
/// its predecessor (SOCKS).
constexpr std::array kBeginnings{
    Row{"\x16\x03", "TLS"},
    Row{"\x03\0"sv, "RDP"},
    Row{"\x04\x01", "SOCKS"},
    Row{"\x05\x01", "SOCKS"},
    Row{"SSH-1.", "SSH"},
    Row{"SSH-2.", "SSH"},
    Row{"HTTP/", "HTTP"},
    Row{"SIP/", "SIP"},
    Row{"RTSP/", "RTSP"},
    Row{"PROXY TCP", "the PROXY protocol"},
    Row{"PROXY UNKNOWN", "the PROXY protocol"},
    Row{"EHLO ", "SMTP"},
    Row{"HELO ", "SMTP"},
    Row{"LHLO ", "SMTP"},
    Row{"MAIL FROM:", "SMTP"},
    Row{"CAP LS", "IRC"},
    Row{"NICK ", "IRC"},
    Row{"PASS ", "IRC"},
    Row{"USER ", "IRC or FTP"},
    Row{"AUTH ", "Redis"},
    Row{"HELLO 2", "Redis"},
    Row{"HELLO 3", "Redis"},
    Row{"RFB 0", "VNC"},
    Row{"@RSYNCD:", "rsync"},
    Row{"<?xml", "XML"},
    Row{"<stream:", "XMPP"},
    Row{"JDWP-Handshake", "the Java debugger"},
    Row{"MGLNDD_", "a network scan"},
    Row{"random1random2", "a network scan"},
};

/// Commands without arguments, which could be names. In other cases they are names.
constexpr std::array kLines{
    Row{"PING", "Redis"},
    Row{"INFO", "Redis"},
    Row{"QUIT", "Redis or SMTP"},
    Row{"EHLO", "SMTP"},
    Row{"HELO", "SMTP"},
    Row{"NOOP", "SMTP"},
    Row{"STARTTLS", "SMTP"},
    Row{"CAPA", "POP3"},
    Row{"HELP", "a network scan"},
    // The signature of version 2 has this line between others.
    Row{"\0"sv, "the PROXY protocol"},
};

/// A request ends in the name and version of its protocol: `GET / HTTP/1.1`.
constexpr std::array kVersions{
    Row{"HTTP/", "HTTP"},
    Row{"SIP/", "SIP"},
    Row{"RTSP/", "RTSP"},
    Row{"ICAP/", "ICAP"},
};

constexpr std::size_t kMinMethod = 3;

/// SMB over TCP has a header of four bytes, and a byte before its name (MS-SMB2, 2.1 and 2.2.1). In
/// SMB 1 that byte is telnet's IAC, which is removed from lines.
bool is_smb(std::string_view line) {
  constexpr std::size_t kHeader = 4;
  auto magic = line.substr(std::min(kHeader, line.size()));
  if (magic.starts_with('\xFF') || magic.starts_with('\xFE')) magic.remove_prefix(1);
  return magic.starts_with("SMB");
}

/// Keyboards send some controls: blanks, the erase key, and the escape that begins an arrow key.
bool is_typed(char byte) {
  return static_cast<unsigned char>(byte) >= ' ' || byte == '\t' || byte == '\r' || byte == '\b' ||
         byte == '\x1B';
}

bool is_binary(std::string_view line) {
  return (!line.empty() && !is_typed(line.front())) || line.find('\0') != std::string_view::npos;
}

/// `GET`, `M-SEARCH`.
bool is_method(std::string_view word) {
  const auto allowed = [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; };
  return word.size() >= kMinMethod && std::ranges::all_of(word, allowed);
}

/// `/`, `*`, `example.org:443`, `sip:ann`. In `BOB > I like HTTP/2` there is none.
bool is_target(std::string_view word) {
  return word.starts_with('/') || word == "*" || word.find(':') != std::string_view::npos;
}

bool is_version(std::string_view word, std::string_view protocol) {
  return word.starts_with(protocol) && word.size() > protocol.size() &&
         word.find_first_not_of("0123456789.", protocol.size()) == std::string_view::npos;
}

std::string_view protocol_of_request(std::string_view line) {
  const auto method = line.substr(0, line.find(' '));
  const auto rest = line.substr(std::min(method.size() + 1, line.size()));
  if (!is_method(method) || !is_target(rest.substr(0, rest.find(' ')))) return {};
  const auto last = line.substr(line.rfind(' ') + 1);
  for (const auto& row : kVersions) {
    if (is_version(last, row.text)) return row.protocol;
  }
  return {};
}

/// The length of an array, which begins every request of a Redis client: `*1`.
bool is_redis_array(std::string_view line) {
  return line.size() > 1 && line.front() == '*' &&
         line.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

}  // namespace

std::string_view foreign_beginning(std::string_view partial_line) {
  for (const auto& row : kBeginnings) {
    if (partial_line.starts_with(row.text)) return row.protocol;
  }
  if (!is_binary(partial_line)) return {};
  return is_smb(partial_line) ? "SMB" : "a binary protocol";
}

std::string_view foreign_protocol(std::string_view line) {
  const auto* row = std::ranges::find(kLines, line, &Row::text);
  if (row != kLines.end()) return row->protocol;
  if (is_redis_array(line)) return "Redis";
  const auto beginning = foreign_beginning(line);
  return beginning.empty() ? protocol_of_request(line) : beginning;
}

}  // namespace tertulia::wire
