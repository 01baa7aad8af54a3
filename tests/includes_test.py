#!/usr/bin/env python3
"""Tests that includes.py finds a missing header, and finds none where another file has it."""

import unittest

import includes
from source_tree import source_tree


def check(files):
    """The violations in a tree of `files`, {path: text}."""
    with source_tree(files) as folder:
        return list(includes.violations(folder))


class IncludesTest(unittest.TestCase):
    def assert_one(self, files, reason):
        found = check(files)
        self.assertEqual(len(found), 1, found)
        self.assertRegex(found[0], reason)

    def test_a_missing_header(self):
        self.assert_one({"src/base/a.cpp": "#include <vector>\nstd::string s;\n"}, r":2: std::string needs <string>")
        self.assert_one({"include/tertulia/base/a.h": "/* two\nlines */ std::span<int> s;\n"}, r"a.h:2: std::span")

    def test_an_own_header(self):
        self.assertEqual(check({"src/base/a.cpp": "#include <string>\nstd::string s;\n"}), [])

    def test_the_headers_of_included_headers(self):
        self.assertEqual(check({
            "include/tertulia/base/a.h": "#include <string>\n",
            "src/base/b.h": '#include "tertulia/base/a.h"\n',
            "src/base/c.cpp": '#include "base/b.h"\nstd::string s;\n',
        }), [])

    def test_a_header_of_the_system_gives_no_others(self):
        self.assert_one({"src/base/a.cpp": "#include <event2/event.h>\nstd::vector<int> v;\n"}, "needs <vector>")

    def test_a_test_needs_the_headers_of_std_and_no_others(self):
        self.assert_one({
            "include/tertulia/base/a.h": "struct Clock {};\n",
            "tests/base/a_test.cpp": "Clock clock;\nstd::string s;\n",
        }, r"a_test.cpp:2: std::string needs <string>")

    def test_any_of_several_headers(self):
        self.assertEqual(check({"src/base/a.cpp": "#include <tuple>\nint i = std::get<0>(t);\n"}), [])

    def test_an_unknown_name(self):
        self.assert_one({"src/base/a.cpp": "std::flux f;\n"}, "does not know the header of std::flux")

    def test_own_names(self):
        header = {"include/tertulia/base/a.h": "class Reader;\nstruct Clock {};\nconstexpr int kMost = 1;\nint trim(int i);\n"}
        included = '#include "tertulia/base/a.h"\n'
        for use in ("Clock c;", "int i = kMost;", "int i = base::trim(1);"):
            self.assert_one({**header, "src/chat/b.cpp": f"{use}\n"}, r"b.cpp:1: \w+ needs a.h")
            self.assertEqual(check({**header, "src/chat/b.cpp": f"{included}{use}\n"}), [])
            self.assertEqual(check({**header, "src/chat/b.h": included,
                                    "src/chat/b.cpp": f'#include "chat/b.h"\n{use}\n'}), [])

    def test_a_name_that_another_file_declares_for_itself(self):
        header = {"src/base/a.h": "struct Clock {};\nclass Reader {\n  struct Line {};\n};\n",
                  "src/chat/line.h": "struct Line {};\n"}
        for own in ("class Clock;\nClock* c;", "template <class Clock>\nvoid f(Clock c);", "Line l;", "trim(1);"):
            self.assertEqual(check({**header, "src/chat/b.cpp": f"{own}\n"}), [])

    def test_fmt(self):
        self.assert_one({"src/base/a.cpp": 'auto s = fmt::format("");\n'}, "fmt needs <fmt/core.h>")
        self.assertEqual(check({"src/base/a.cpp": '#include <fmt/chrono.h>\nauto s = fmt::format("");\n'}), [])

    def test_comments_and_literals_use_nothing(self):
        self.assertEqual(check({"src/base/a.cpp": '// std::string\nconst char* s = "std::string";\n'}), [])


if __name__ == "__main__":
    unittest.main()
