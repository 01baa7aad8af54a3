#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/name.h"
#include "tertulia/store/archive.h"

#include "support/archive_fixture.h"

namespace tertulia::store {
namespace {

using chat::EntryId;
using chat::RoomId;
using chat::RoomScope;
using support::ArchiveFixture;
using support::scopes;
using support::texts;
using Texts = std::vector<std::string>;

constexpr RoomId kChess{20};
constexpr RoomId kGo{21};

/// Ten messages in each of three rooms, one after the other.
struct FullArchive : ArchiveFixture {
  FullArchive() {
    open();
    std::vector<chat::ArchivedMessage> all;
    for (int i = 0; i < 10; ++i) {
      const auto number = std::to_string(i);
      all.push_back(messages.make("Bob", "lobby tea " + number));
      all.push_back(messages.make(i % 2 == 0 ? "Ann" : "ann", "chess tea " + number, kChess));
      all.push_back(messages.make("Cid", "go coffee " + number, kGo));
    }
    store(all);
  }
  Texts ask_texts(chat::ArchiveQuery query) {
    const auto page = ask(std::move(query));
    REQUIRE(page);
    return texts(page->messages);
  }
};

TEST_CASE_FIXTURE(FullArchive, "the newest messages of a room, newest first") {
  const auto page = ask({.rooms = scopes({kChess}), .limit = 3});
  REQUIRE(page);
  CHECK(texts(page->messages) == Texts{"chess tea 9", "chess tea 8", "chess tea 7"});
  CHECK(page->more);
}

TEST_CASE_FIXTURE(FullArchive, "there is nothing more if the page has all that fits") {
  CHECK_FALSE(ask({.rooms = scopes({kChess}), .limit = 10})->more);
  CHECK(ask({.rooms = scopes({kChess}), .limit = 9})->more);
  CHECK_FALSE(ask({.rooms = scopes({kChess}), .limit = 2'000})->more);
}

TEST_CASE_FIXTURE(FullArchive, "several rooms give one page in the order of the log") {
  const auto rooms = scopes({kChess, kGo});
  CHECK(ask_texts({.rooms = rooms, .limit = 3}) ==
        Texts{"go coffee 9", "chess tea 9", "go coffee 8"});
  CHECK(ask({.rooms = rooms, .limit = 19})->more);
  CHECK_FALSE(ask({.rooms = rooms, .limit = 20})->more);
}

TEST_CASE_FIXTURE(FullArchive, "a page ends before one message and begins after another") {
  // The ids of chess are 2, 5, 8…
  CHECK(ask_texts(
            {.rooms = scopes({kChess}), .after = EntryId{2}, .before = EntryId{8}, .limit = 9}) ==
        Texts{"chess tea 1"});
  CHECK(ask_texts({.rooms = scopes({kChess}),
                   .words = "tea",
                   .after = EntryId{2},
                   .before = EntryId{8},
                   .limit = 9}) == Texts{"chess tea 1"});
  CHECK(ask_texts({.rooms = scopes({kChess}),
                   .from = "ann",
                   .after = EntryId{2},
                   .before = EntryId{8},
                   .limit = 9}) == Texts{"chess tea 1"});
  CHECK(
      ask_texts({.rooms = scopes({kChess}), .after = EntryId{8}, .before = EntryId{8}, .limit = 9})
          .empty());
}

TEST_CASE_FIXTURE(FullArchive, "words are found in the rooms of the question only") {
  CHECK(ask_texts({.rooms = scopes({kChess}), .words = "tea", .limit = 2}) ==
        Texts{"chess tea 9", "chess tea 8"});
  CHECK(ask_texts({.rooms = scopes({kChess, kGo}), .words = "tea", .limit = 100}).size() == 10);
  CHECK(ask_texts({.rooms = scopes({kGo}), .words = "tea", .limit = 2}).empty());
  CHECK(ask_texts({.rooms = {}, .words = "tea", .limit = 2}).empty());
  CHECK(ask_texts({.rooms = {}, .limit = 2}).empty());
}

TEST_CASE_FIXTURE(FullArchive, "all words must occur, in any order") {
  CHECK(find("tea 3 lobby") == Texts{"lobby tea 3"});
  CHECK(find("coffee 3").empty());
}

TEST_CASE_FIXTURE(FullArchive, "an author is found in each spelling of the name") {
  CHECK(ask_texts({.rooms = scopes({kChess}), .from = "ann", .limit = 3}) ==
        Texts{"chess tea 9", "chess tea 8", "chess tea 7"});
  CHECK(ask_texts({.rooms = scopes({kChess}), .words = "tea", .from = "ann", .limit = 1}) ==
        Texts{"chess tea 9"});
  CHECK(ask_texts({.rooms = scopes({kChess}), .words = "tea", .from = "bob", .limit = 1}).empty());
  CHECK(ask_texts({.rooms = scopes({kChess}), .from = "nobody", .limit = 1}).empty());
}

TEST_CASE_FIXTURE(ArchiveFixture, "lines of a private time are for those who may see them") {
  open();
  std::vector<chat::ArchivedMessage> all;
  for (int i = 1; i <= 9; ++i) {
    all.push_back(messages.make("Bob", "line " + std::to_string(i), kChess));
    all.back().hidden = i >= 4 && i <= 6;
  }
  store(all);
  const auto seen_by = [&](EntryId from, const std::string& words, const std::string& sender) {
    const auto page = ask({.rooms = {{kChess, from}}, .words = words, .from = sender, .limit = 9});
    REQUIRE(page);
    std::string digits;
    for (const auto& message : page->messages) digits += message.text.back();
    return digits;
  };
  for (const std::string words : {"", "line"}) {
    for (const std::string sender : {"", "bob"}) {
      CAPTURE(words);
      CAPTURE(sender);
      CHECK(seen_by(RoomScope::kNone, words, sender) == "987321");
      CHECK(seen_by(EntryId{}, words, sender) == "987654321");
      CHECK(seen_by(EntryId{5}, words, sender) == "98765321");
      CHECK(seen_by(EntryId{7}, words, sender) == "987321");
    }
  }
}

TEST_CASE_FIXTURE(ArchiveFixture, "words are found without regard to case and accents") {
  open();
  say("Bob", "Ein schöner Tag in ŁÓDŹ, voilà!");
  for (const std::string words : {"SCHONER", "schöner", "scho\u0308ner", "voila", "VOILÀ", "łódź",
                                  "Tag voilà", "'tag'", "(tag)", "TAG!"}) {
    CAPTURE(words);
    CHECK(find(words).size() == 1);
  }
  CHECK(find("ton").empty());
  CHECK(find("sch").empty());
}

TEST_CASE_FIXTURE(ArchiveFixture, "words of any script are found") {
  open();
  say("Bob", "我们明天去北京大学学习");
  say("Bob", "東京タワーへ行きました");
  say("Bob", "오늘은 학교에서 만나요");
  say("Bob", "ذَهَبَ إلى المَدْرَسَةِ");
  say("Bob", "שָׁלוֹם לכולם");
  say("Bob", "मुझे हिन्दी पसंद है");
  say("Bob", "ฉันรักภาษาไทย");
  say("Bob", "Привет, Алёна");
  say("Bob", "Tiếng Việt dễ lắm");
  say("Bob", "well done 👍🏽😀");
  for (const std::string words :
       {"北京", "大学", "学", "東京", "タワー", "ﾀﾜｰ", "학교", "만나요", "المدرسة", "ذهب", "שלום",
        "हिन्दी", "ภาษา", "ПРИВЕТ", "алена", "tieng viet", "👍", "😀 done"}) {
    CAPTURE(words);
    CHECK(find(words).size() == 1);
  }
  for (const std::string words : {"京北", "ワタ", "교학", "हन्दी", "😃", "北京 学校"}) {
    CAPTURE(words);
    CHECK(find(words).empty());
  }
}

TEST_CASE_FIXTURE(ArchiveFixture, "no question is an error, and nothing in it has a meaning") {
  open();
  say("Bob", "c++ and \"quotes\" AND NEAR(a b) OR text:x - ^y z*");
  say("Bob", "something else");
  for (const std::string words : {"c++",
                                  "\"quotes\"",
                                  "AND",
                                  "NEAR(a b)",
                                  "OR",
                                  "NOT",
                                  "text:x",
                                  "-",
                                  "^y",
                                  "z*",
                                  "*",
                                  "\"",
                                  "\"\"\"",
                                  "(",
                                  ")",
                                  "{text}:x",
                                  "a AND b",
                                  "a NEAR/2 b",
                                  "'; DROP TABLE messages; --",
                                  "%",
                                  "_",
                                  "\\",
                                  "+",
                                  ":",
                                  "\u200B",
                                  "\u0301",
                                  "\xF0\x9F",
                                  "\xFF\xFE",
                                  "\uFFFF",
                                  "\u202E",
                                  "?1"}) {
    CAPTURE(words);
    const auto page = ask({.rooms = scopes({chat::kLobby}), .words = words, .limit = 9});
    REQUIRE(page);
    CHECK(page->messages.size() <= 1);
  }
  CHECK(find("c++").size() == 1);
  CHECK(find("AND").size() == 1);
  CHECK(find("z*").size() == 1);
  CHECK(find("some*").empty());
  CHECK(find("quo").empty());
  CHECK(find("something OR quotes").empty());
  CHECK(find(std::string("some\0thing", 10)).empty());
}

TEST_CASE_FIXTURE(ArchiveFixture, "signs alone find nothing, and do not matter beside words") {
  open();
  say("Bob", "what?! really...");
  for (const std::string words : {"?", "!", "...", "?! ...", " ", "\u3000", "\u0301"}) {
    CAPTURE(words);
    CHECK(find(words).empty());
  }
  CHECK(find("??? really !").size() == 1);
  CHECK(find("what").size() == 1);
  CHECK(find("w").empty());
}

TEST_CASE_FIXTURE(ArchiveFixture, "a question that is too long is refused") {
  open();
  say("Bob", "hello");
  std::string many;
  while (many.size() + 3 <= 1'024) many += "he ";
  CHECK(ask({.rooms = scopes({chat::kLobby}), .words = many, .limit = 1}));
  for (const auto& words : {many + "hello", std::string(65'536, 'x'), std::string(65'536, '"')}) {
    const auto page = ask({.rooms = scopes({chat::kLobby}), .words = words, .limit = 1});
    REQUIRE_FALSE(page);
    CHECK(page.error() == "that search is too long; use fewer words");
  }
}

TEST_CASE_FIXTURE(ArchiveFixture, "any text is stored, given back and found") {
  open();
  const std::vector<std::string> all{std::string("a\0b nul", 7), "\xFF\xC0 bytes",
                                     std::string(65'536, 'q') + " long", "", "\u202Ertl"};
  for (const auto& text : all) say("Bob", text);
  const auto page = ask({.rooms = scopes({chat::kLobby}), .limit = 9});
  REQUIRE(page);
  CHECK(texts(page->messages) == Texts(all.rbegin(), all.rend()));
  CHECK(find("nul") == Texts{all[0]});
  CHECK(find("bytes") == Texts{all[1]});
  CHECK(find("long") == Texts{all[2]});
  CHECK(problems() == "");
}

}  // namespace
}  // namespace tertulia::store
