#include "tertulia/wire/foreign_protocol.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::wire::foreign_protocol_test {
namespace {

using namespace std::string_literals;

struct Row {
  std::string line;
  std::string_view protocol;
};

TEST_CASE("a line of another protocol is recognized") {
  for (const auto& row : {Row{"GET / HTTP/1.1", "HTTP"},
                          Row{"POST /x HTTP/1.0", "HTTP"},
                          Row{"PRI * HTTP/2.0", "HTTP"},
                          Row{"M-SEARCH * HTTP/1.1", "HTTP"},
                          Row{"CONNECT example.org:443 HTTP/1.1", "HTTP"},
                          Row{"GET /with blanks HTTP/1.1", "HTTP"},
                          Row{"HTTP/1.1 400 Bad Request", "HTTP"},
                          Row{"OPTIONS / RTSP/1.0", "RTSP"},
                          Row{"OPTIONS sip:nm SIP/2.0", "SIP"},
                          Row{"SIP/2.0 200 OK", "SIP"},
                          Row{"SSH-2.0-Go", "SSH"},
                          Row{"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3", "SSH"},
                          Row{"SSH-1.99-x", "SSH"},
                          Row{"PING", "Redis"},
                          Row{"INFO", "Redis"},
                          Row{"QUIT", "Redis or SMTP"},
                          Row{"*1", "Redis"},
                          Row{"*0", "Redis"},
                          Row{"AUTH default secret", "Redis"},
                          Row{"PROXY TCP4 192.0.2.1 192.0.2.2 4242 7788", "the PROXY protocol"},
                          Row{"PROXY UNKNOWN", "the PROXY protocol"},
                          Row{"\0"s, "the PROXY protocol"},
                          Row{"EHLO mail.example.org", "SMTP"},
                          Row{"HELO", "SMTP"},
                          Row{"CAP LS 302", "IRC"},
                          Row{"HELLO 3 AUTH a b", "Redis"},
                          Row{"NICK bob", "IRC"},
                          Row{"HELP", "a network scan"},
                          Row{"MGLNDD_192.0.2.1_7788", "a network scan"},
                          Row{"\x16\x03\x01\x02\0\x01"s, "TLS"},
                          Row{"\x03\0\0\x13\x0E\xE0\0\0\0\0\0\x01\0\x08"s, "RDP"},
                          Row{"\x03\0\0\x2F\x2A\xE0\0\0\0\0\0Cookie: mstshash=x"s, "RDP"},
                          Row{"\0\0\0\x85\xFFSMBr\0"s, "SMB"},
                          Row{"\0\0\0\x85\xFESMB@\0"s, "SMB"},
                          Row{"\0\0\0\x85SMBr\0"s, "SMB"},
                          Row{"\x05\x01\0"s, "SOCKS"},
                          Row{"\0\0\0\x08\x04\xD2\x16\x2F"s, "a binary protocol"},   // PostgreSQL
                          Row{"\x80\x2E\x01\0\x02"s, "a binary protocol"},           // SSL 2
                          Row{"l\0\x0B\0\0\0"s, "a binary protocol"},                // X11
                          Row{"\x01"s + "default", "a binary protocol"},             // a printer
                          Row{"<policy-file-request/>\0"s, "a binary protocol"}}) {  // Flash
    CAPTURE(row.line);
    CHECK(foreign_protocol(row.line) == row.protocol);
  }
}

TEST_CASE("what a user may type is not another protocol") {
  for (const auto& line : {"Bob"s,
                           ""s,
                           " "s,
                           "I like HTTP/1.1 best"s,
                           "I like HTTP/1.1"s,
                           "WE LIKE HTTP"s,
                           "GET WELL SOON"s,
                           "Ping"s,
                           "ping"s,
                           "PINGU"s,
                           "QUIT it"s,
                           "help"s,
                           "SSH"s,
                           "SSH-keys"s,
                           "* waves"s,
                           "*"s,
                           "*1a"s,
                           "PROXY"s,
                           "HELLO everyone"s,
                           "Facundo > Hola"s,
                           "HOLA > que tal HTTP/2"s,
                           "/who"s,
                           "exit"s,
                           "Jos\xE9"s,
                           "\u00F1and\u00FA"s,
                           "\x1B[A"s,
                           "\bBob"s,
                           "\tBob"s,
                           "\rBob"s,
                           "a\x1B[2J"s,
                           "a\x01z"s,
                           "{\"v\":1}"s,
                           "\xFF"s}) {
    CAPTURE(line);
    CHECK(foreign_protocol(line).empty());
  }
}

TEST_CASE("a beginning is enough where nothing but another protocol begins like this") {
  for (const auto& row :
       {Row{"\x16\x03"s, "TLS"}, Row{"\x03\0"s, "RDP"}, Row{"\0\0"s, "a binary protocol"},
        Row{"\x16"s, "a binary protocol"}, Row{"SSH-2.", "SSH"},
        Row{"JDWP-Handshake", "the Java debugger"}, Row{"PROXY TCP", "the PROXY protocol"},
        Row{"abc\0"s, "a binary protocol"}}) {
    CAPTURE(row.line);
    CHECK(foreign_beginning(row.line) == row.protocol);
  }
  for (const auto& line : {""s, "PING"s, "GET / HTTP/1.1"s, "*1"s, "SSH-2"s, "B"s, "\xFF"s, " "s}) {
    CAPTURE(line);
    CHECK(foreign_beginning(line).empty());
  }
}

}  // namespace
}  // namespace tertulia::wire::foreign_protocol_test
