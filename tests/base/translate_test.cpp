#include "tertulia/base/translate.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::base::translate_test {
namespace {

/// What catalogs do to the texts is in tests/translations_test.py.
TEST_CASE("without a language, texts are in English, with their arguments") {
  CHECK(tr("Hello {}, {}", "Bob", 7) == "Hello Bob, 7");
  CHECK(tr("Hello") == "Hello");
  CHECK(trn("{} line", "{} lines", 1) == "1 line");
  CHECK(trn("{} line", "{} lines", 0) == "0 lines");
  CHECK(trn("{} line of {}", "{} lines of {}", 2, "Bob") == "2 lines of Bob");
}

TEST_CASE("a translation with other placeholders is not used") {
  const std::string name = "Bob";
  CHECK(translation::format("Hola {} {}", "Hello {}", fmt::make_format_args(name)) == "Hello Bob");
  CHECK(translation::format("Hola {", "Hello {}", fmt::make_format_args(name)) == "Hello Bob");
  CHECK(translation::format("Hola {}", "Hello {}", fmt::make_format_args(name)) == "Hola Bob");
}

}  // namespace
}  // namespace tertulia::base::translate_test
