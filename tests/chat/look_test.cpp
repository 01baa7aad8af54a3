#include <string>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/chat/name.h"
#include "tertulia/chat/registry.h"

/// Names that look alike.
namespace tertulia::chat::look_test {
namespace {

Name name(std::string_view text) { return std::get<Name>(Name::parse(text)); }

bool alike(std::string_view one, std::string_view other) {
  return name(one).look() == name(other).look();
}

TEST_CASE("names that look alike have the same look") {
  CHECK(alike("Ivan", "lvan"));
  CHECK(alike("B0b", "BOB"));
  CHECK(alike("coco", "\u0441\u043E\u0441\u043E"));  // Cyrillic
  CHECK(alike("BOBA", "\u0412\u041E\u0412\u0410"));
  CHECK(alike("KOK", "\u039A\u039F\u039A"));  // Greek
  CHECK(alike("Ann1e", "Annle"));
  CHECK(alike("Ann", "ANN"));
}

TEST_CASE("other names have not") {
  CHECK_FALSE(alike("Ann", "Anna"));
  CHECK_FALSE(alike("Bob", "Rob"));
  CHECK_FALSE(alike("Jos\u00E9", "Jose"));
  CHECK_FALSE(alike("\u0410\u043D\u043D\u0430", "Anna"));
  CHECK_FALSE(alike("\u00D8le", "Ole"));
}

TEST_CASE("an address is no name") {
  for (const auto* text : {"192.0.2.1", "1.2.3.4", "999.9.9.9", "\uFF11.2.3.4"}) {
    CHECK(std::get<Problem>(Name::parse(text)) == Problem::name_address);
  }
  for (const auto* text :
       {"1.2.3", "1.2.3.4.5", "1.2.3.x", "1234.1.1.1", "1..2.3", "1984", "v1.2.3.4"}) {
    CHECK(std::holds_alternative<Name>(Name::parse(text)));
  }
}

TEST_CASE("a character of ASCII looks the same in a name with others") {
  for (const char c :
       std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.")) {
    CAPTURE(c);
    const std::string ascii = {'x', c, 'y'};
    auto longer = ascii;
    longer += "\xC3\xA9";
    CHECK(name(longer).look().starts_with(name(ascii).look()));
  }
}

TEST_CASE("a registry finds the account of a name that looks the same") {
  Registry registry;
  CHECK(registry.add({AccountId{1}, name("Ivan")}));
  CHECK_FALSE(registry.add({AccountId{2}, name("IVAN")}));
  CHECK_FALSE(registry.add({AccountId{1}, name("Bob")}));
  CHECK(registry.find(name("ivan"))->id == AccountId{1});
  CHECK(registry.find_alike(name("lvan")) == registry.find(AccountId{1}));
  CHECK(registry.find_alike(name("Ivan")) == nullptr);
  CHECK(registry.find_alike(name("Ann")) == nullptr);
  registry.remove(AccountId{1});
  CHECK(registry.find_alike(name("lvan")) == nullptr);
}

// "ivan" was registered, and its owner came as "Ivan": the guest "lvan" looked the same.
TEST_CASE("a registry knows how its names look in small letters and with a capital one") {
  for (const auto* registered : {"ivan", "Ivan", "IVAN"}) {
    CAPTURE(registered);
    Registry registry;
    CHECK(registry.add({AccountId{1}, name(registered)}));
    CHECK(registry.find_alike(name("lvan")) != nullptr);
    CHECK(registry.find_alike(name("1van")) != nullptr);
    CHECK(registry.find_alike(name("ivan")) == nullptr);
    registry.remove(AccountId{1});
    CHECK(registry.find_alike(name("lvan")) == nullptr);
  }
  CHECK(name("anna-ida").looks() == name("Anna-Ida").looks());
  CHECK(name("anna-ida").looks().contains(name("Anna-lda").look()));
  Registry registry;
  CHECK(registry.add({AccountId{1}, name("lvan")}));
  CHECK(registry.find_alike(name("ivan")) == nullptr);
  CHECK(registry.find_alike_in_any_case(name("ivan")) != nullptr);
  CHECK(registry.find_alike_in_any_case(name("lvan")) == nullptr);
}

}  // namespace
}  // namespace tertulia::chat::look_test
