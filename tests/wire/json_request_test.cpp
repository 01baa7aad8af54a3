#include "wire/json_request.h"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "tertulia/wire/json.h"

#include "wire/json_recorder.h"

namespace tertulia::wire::json::json_request_test {
namespace {

using support::Lines;

std::string invalid(chat::Problem problem) { return Describe{}(chat::Invalid{problem, {}}); }

/// The request of one line, from a client with texts of at most ten bytes.
std::string request(std::string_view line, bool logged_in = true) {
  const auto decoder = dialect().make_decoder(10);
  if (logged_in) decoder->set_logged_in();
  Recorder sink;
  decoder->feed(std::string(line) + "\n", sink);
  REQUIRE(sink.lines.size() == 1);
  return sink.lines.front();
}

struct Row {
  std::string_view line;
  std::string_view expected;
};

TEST_CASE("a client logs in, or resumes") {
  for (const auto& row : {
           Row{R"({"type":"hello","name":"Bob"})", "name Bob"},
           Row{R"({"type":"hello","name":""})", "name "},
           Row{R"({"type":"hello","name":"Bob","password":"x","client":"bot 1"})", "name Bob"},
           Row{R"({"type":"hello"})", "missing_field"},
           Row{R"({"type":"hello","name":7})", "bad_field"},
           Row{R"({"type":"hello","name":null})", "bad_field"},
           Row{R"({"type":"hello","name":"Bob","password":7})", "bad_field"},
           Row{R"({"type":"hello","name":"Bob","client":[]})", "bad_field"},
           Row{R"({"type":"resume","session":"k","seen":{"lobby":1042,"":7}})",
               "resume k lobby=1042 =7"},
           Row{R"({"type":"resume","session":"k","seen":{}})", "resume k"},
           Row{R"({"type":"resume","session":"k"})", "resume k"},
           Row{R"({"type":"resume","seen":{"lobby":1}})", "missing_field"},
           Row{R"({"type":"resume","session":1,"seen":{}})", "bad_field"},
           Row{R"({"type":"resume","session":"k","seen":{"lobby":-1}})", "bad_field"},
           Row{R"({"type":"resume","session":"k","seen":[1]})", "bad_field"},
           Row{R"({"type":"ping"})", "ping"},
           Row{R"({"type":"bye"})", "bye"},
       }) {
    CAPTURE(row.line);
    CHECK(request(row.line, false) == row.expected);
  }
}

TEST_CASE("a password stands with the name, or for itself") {
  const auto decode = [](const std::string& line, bool logged_in) {
    struct Sink final : Decoder::Sink {
      bool handle_command(const chat::Command& command, std::size_t /*bytes*/) override {
        if (const auto* rename = std::get_if<chat::Rename>(&command)) {
          found = std::string(rename->name) + ":" + std::string(rename->password.value_or("none"));
        } else if (const auto* wanted = std::get_if<chat::Register>(&command)) {
          found = "register:" + std::string(wanted->password.value_or("none"));
        } else if (const auto* change = std::get_if<chat::ChangePassword>(&command)) {
          found = "change:" + std::string(change->password);
        }
        return true;
      }
      bool handle_resume(const ResumeRequest& /*request*/, std::size_t /*bytes*/) override {
        return true;
      }
      bool handle_error(const DecodeError& error) override { return found = error.code, true; }
      void handle_reply(std::string_view /*bytes*/) override {}
      std::string found;
    } sink;
    const auto decoder = dialect().make_decoder(100);
    if (logged_in) decoder->set_logged_in();
    decoder->feed(line + "\n", sink);
    return sink.found;
  };
  CHECK(decode(R"({"type":"hello","name":"Bob","password":" a b "})", false) == "Bob:a b");
  CHECK(decode(R"({"type":"hello","name":"Bob","password":""})", false) == "Bob:none");
  CHECK(decode(R"({"type":"rename","name":"Ann","password":"x"})", true) == "Ann:x");
  CHECK(decode(R"({"type":"register"})", true) == "register:none");
  CHECK(decode(R"({"type":"register","password":"x"})", true) == "register:x");
  CHECK(decode(R"({"type":"password","password":"x"})", true) == "change:x");
  CHECK(decode(R"({"type":"password"})", true) == "missing_field");
  CHECK(decode(R"({"type":"register","password":7})", true) == "bad_field");
}

TEST_CASE("each request is for one phase of a session") {
  for (const std::string_view type :
       {"say", "whisper", "join", "leave", "history", "search", "who", "command"}) {
    CAPTURE(type);
    CHECK(request(R"({"type":")" + std::string(type) + "\"}", false) ==
          invalid(chat::Problem::not_logged_in));
  }
  for (const std::string_view type : {"hello", "resume"}) {
    CAPTURE(type);
    CHECK(request(R"({"type":")" + std::string(type) + "\"}") ==
          invalid(chat::Problem::already_logged_in));
  }
}

TEST_CASE("a member talks") {
  for (const auto& row : {
           Row{R"({"type":"say","text":"hi"})", "say hi"},
           Row{R"({"type":"say","text":"hi","room":"games","cid":7})", "say hi in games, 7"},
           Row{R"({"type":"say","text":"hi","action":false})", "say hi"},
           Row{R"({"type":"say","text":"waves","action":true,"cid":7})", "act waves, 7"},
           Row{R"({"type":"say","text":"/who"})", "say /who"},
           Row{R"({"type":"say","text":"exit"})", "say exit"},
           Row{R"({"type":"say","text":" hi "})", "say  hi "},
           Row{R"({"text":"hi","more":{"text":"no"},"type":"say"})", "say hi"},
           Row{R"({"type":"say"})", "missing_field"},
           Row{R"({"type":"say","text":7})", "bad_field"},
           Row{R"({"type":"say","text":"hi","action":1})", "bad_field"},
           Row{R"({"type":"say","text":"hi","room":7})", "bad_field"},
           Row{R"({"type":"whisper","to":"Ann","text":"psst"})", "whisper psst to Ann"},
           Row{R"({"type":"whisper","to":"Ann","text":"psst","cid":7})", "whisper psst to Ann, 7"},
           Row{R"({"type":"whisper","text":"psst"})", "missing_field"},
           Row{R"({"type":"whisper","to":"Ann"})", "missing_field"},
       }) {
    CAPTURE(row.line);
    CHECK(request(row.line) == row.expected);
  }
}

TEST_CASE("a text is neither empty nor longer than a line may be") {
  for (const std::string type : {"say", "whisper", "command"}) {
    const auto error = [&type](const std::string& text) {
      std::string line = R"({"to":"Ann","type":")";
      line.append(type).append(R"(","text":")").append(text).append("\"}");
      const auto got = request(line);
      return got == "empty_text" || got == "text_too_long" ? got : "";
    };
    CAPTURE(type);
    CHECK(error("") == "empty_text");
    CHECK(error(R"( \t )") == "empty_text");
    CHECK(error("/nick 1234").empty());
    CHECK(error("/nick 12345") == "text_too_long");
    CHECK(error(R"(/nick \u00e9\u00e9)").empty());
    CHECK(error(R"(/nick \u00e9\u00e91)") == "text_too_long");
  }
}

TEST_CASE("a member uses rooms") {
  for (const auto& row : {
           Row{R"({"type":"join","room":"games"})", "join games"},
           Row{R"({"type":"leave","room":"games"})", "leave games"},
           Row{R"({"type":"who","room":"lobby"})", "who lobby"},
           Row{R"({"type":"who","room":""})", "who "},
           Row{R"({"type":"join"})", "missing_field"},
           Row{R"({"type":"leave"})", "missing_field"},
           Row{R"({"type":"who"})", "missing_field"},
           Row{R"({"type":"join","room":["games"]})", "bad_field"},
       }) {
    CAPTURE(row.line);
    CHECK(request(row.line) == row.expected);
  }
}

TEST_CASE("a member asks for earlier messages") {
  for (const auto& row : {
           Row{R"({"type":"history","room":"lobby"})", "history lobby, 50"},
           Row{R"({"type":"history","room":"a","limit":1,"before":7})", "history a, 1 before 7"},
           Row{R"({"type":"history","room":"a","limit":200,"before":0})",
               "history a, 200 before 0"},
           Row{R"({"type":"history"})", "missing_field"},
           Row{R"({"type":"history","room":7})", "bad_field"},
           Row{R"({"type":"history","room":"a","limit":0})", "bad_field"},
           Row{R"({"type":"history","room":"a","limit":201})", "bad_field"},
           Row{R"({"type":"history","room":"a","limit":"9"})", "bad_field"},
           Row{R"({"type":"history","room":"a","before":-1})", "bad_field"},
           Row{R"({"type":"search","text":"lunch"})", "search lunch, 20"},
           Row{R"({"type":"search","text":" a \" b"})", "search a \" b, 20"},
           Row{R"({"type":"search","text":"a","room":"b","from":"Cid","limit":100,"before":7})",
               "search a in b from Cid, 100 before 7"},
           Row{R"({"type":"search","text":"","from":"Bob"})", "search  from Bob, 20"},
           Row{R"({"type":"search","text":"","room":"a"})", "search  in a, 20"},
           Row{R"({"type":"search","text":" "})", "empty_text"},
           Row{R"({"type":"search","text":"12345678901"})", "text_too_long"},
           Row{R"({"type":"search","text":"12345678901","from":"Bob"})", "text_too_long"},
           Row{R"({"type":"search","from":"Bob"})", "missing_field"},
           Row{R"({"type":"search","text":"a","from":7})", "bad_field"},
           Row{R"({"type":"search","text":"a","limit":101})", "bad_field"},
           Row{R"({"type":"search","text":"a","before":"7"})", "bad_field"},
       }) {
    CAPTURE(row.line);
    CHECK(request(row.line) == row.expected);
  }
  CHECK(request(R"({"type":"command","text":"/history"})") == "history , 20");
}

TEST_CASE("a member uses the commands of the plain dialect") {
  for (const auto& row : {
           Row{R"({"type":"command","text":"/nick Rob"})", "name Rob"},
           Row{R"({"type":"command","text":"/topic"})", "topic ?"},
           Row{R"({"type":"command","text":"/topic Hi"})", "topic Hi"},
           Row{R"({"type":"command","text":"/quit"})", "bye"},
           Row{R"({"type":"command","text":"/me x","cid":7})", "act x, 7"},
           Row{R"({"type":"command","text":"/msg A x","cid":7})", "whisper x to A, 7"},
           Row{R"({"type":"command","text":"exit"})", "not_a_command"},
           Row{R"({"type":"command","text":" /who"})", "not_a_command"},
           Row{R"({"type":"command"})", "missing_field"},
       }) {
    CAPTURE(row.line);
    CHECK(request(row.line) == row.expected);
  }
  CHECK(request(R"({"type":"command","text":"/dance"})") ==
        invalid(chat::Problem::unknown_command));
}

TEST_CASE("a number is an integer from 1") {
  for (const auto& row : {
           Row{"1", "say hi, 1"},
           Row{"9007199254740991", "say hi, 9007199254740991"},
           Row{"0", "bad_field"},
           Row{"9007199254740992", "bad_field"},
           Row{"-1", "bad_field"},
           Row{"1.5", "bad_field"},
           Row{R"("1")", "bad_field"},
           Row{"null", "bad_field"},
       }) {
    CAPTURE(row.line);
    CHECK(request(R"({"type":"say","text":"hi","cid":)" + std::string(row.line) + "}") ==
          row.expected);
  }
  for (const std::string_view type : {"join", "leave", "whisper", "command", "who", "ping"}) {
    CAPTURE(type);
    CHECK(request(R"({"cid":0,"room":"a","to":"b","text":"/who","type":")" + std::string(type) +
                  "\"}") == "bad_field");
  }
}

TEST_CASE("a tag is a short text without controls") {
  const auto tagged = [](const std::string& tag) {
    return request(R"({"type":"ping","tag":)" + tag + "}");
  };
  CHECK(tagged('"' + std::string(64, 'a') + '"') == "ping");
  CHECK(tagged('"' + std::string(65, 'a') + '"') == "bad_field");
  CHECK(tagged(R"("\"\\/ é")") == "ping");
  CHECK(tagged(R"("a\u0000")") == "bad_field");
  CHECK(tagged(R"("a\tb")") == "bad_field");
  CHECK(tagged(R"("a\u202eb")") == "bad_field");
  CHECK(tagged("7") == "bad_field");
  CHECK(tagged("null") == "bad_field");
}

TEST_CASE("a request has a type that there is") {
  for (const bool logged_in : {false, true}) {
    CHECK(request(R"({"type":"dance"})", logged_in) == "unknown_type");
    CHECK(request(R"({"type":"Ping"})", logged_in) == "unknown_type");
    CHECK(request(R"({"type":""})", logged_in) == "unknown_type");
    CHECK(request("{}", logged_in) == "missing_field");
    CHECK(request(R"({"type":7})", logged_in) == "bad_field");
    CHECK(request("[]", logged_in) == "bad_json");
  }
}

TEST_CASE("answers repeat the tag and the number, also those of a request that fails") {
  const auto decoder = dialect().make_decoder(10);
  Recorder sink;
  sink.decoder = decoder.get();
  decoder->set_logged_in();
  decoder->feed(R"({"type":"say","text":"hi","cid":7,"tag":"a"}
{"type":"say","text":"","cid":8,"tag":"b"}
{"type":"dance","cid":9,"tag":"c"}
{"cid":0,"tag":7}
{"tag":"d",
{"type":"ping"}

)",
                sink);
  CHECK(sink.answers == Lines{"a/7", "b/8", "c/9", "/0", "/0", "/0", "/0"});
}

}  // namespace
}  // namespace tertulia::wire::json::json_request_test
