#!/usr/bin/env python3
"""Tests that layers.py finds each kind of violation, and finds none in correct files."""

import contextlib
import io
import unittest
from unittest import mock

import layers
from source_tree import source_tree


def check(files):
    """Checks a tree of `files`, {path: text}. Returns the printed lines and the exit status."""
    with source_tree(files) as folder:
        output = io.StringIO()
        with mock.patch("sys.argv", ["layers.py", str(folder)]), contextlib.redirect_stdout(output):
            status = layers.main()
        return output.getvalue().splitlines(), status


class LayersTest(unittest.TestCase):
    def assert_one(self, path, text, reason):
        lines, status = check({path: text})
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], reason)
        self.assertTrue(lines[0].startswith(f"{path}:"), lines[0])
        self.assertEqual(status, 1)

    def assert_none(self, path, text):
        self.assertEqual(check({path: text}), ([], 0))

    def test_a_layer_outside_the_table(self):
        self.assert_one("src/base/a.cpp", '#include "tertulia/chat/name.h"\n', "base may not include chat")
        self.assert_one("src/reactor/a.cpp", '#include "tertulia/chat/name.h"\n', "include chat")
        self.assert_one("src/server/a.cpp", '#include "tertulia/client/run.h"\n', "include client")
        self.assert_one("include/tertulia/chat/a.h",
                        '#pragma once\n#include "tertulia/reactor/reactor.h"\n', ":2: chat may not")
        self.assert_one("src/base/a.cpp", "#include <tertulia/chat/name.h>\n", "include chat")

    def test_layers_of_the_table(self):
        self.assert_none("src/wire/a.cpp", '#include "wire/b.h"\n#include "tertulia/chat/event.h"\n')
        self.assert_none("src/server/a.cpp", '#include "tertulia/chat/hub.h"\n')
        self.assert_none("src/client/a.cpp", '#include "tertulia/chat/event.h"\n')
        self.assert_none("include/tertulia/chat/a.h", '#pragma once\n#include "tertulia/chat/b.h"\n')

    def test_the_hub_is_closed_to_the_client(self):
        self.assert_one("src/client/a.cpp", '#include "tertulia/chat/hub.h"\n', "chat/hub.h")
        self.assert_one("src/client/a.cpp", '#include "tertulia/chat/delivery.h"\n', "chat/delivery.h")

    def test_private_headers(self):
        self.assert_one("src/server/a.cpp", '#include "chat/batch.h"\n', "private to chat")
        self.assert_one("include/tertulia/chat/a.h", '#pragma once\n#include "chat/b.h"\n',
                        "a public header")

    def test_includes_are_written_from_the_root(self):
        self.assert_one("src/chat/a.cpp", '#include "b.h"\n', "from the root")
        self.assert_one("src/chat/a.cpp", '#include "../wire/b.h"\n', "from the root")

    def test_an_unknown_layer(self):
        self.assert_one("src/misc/a.cpp", "#include <string>\n", "misc is not a layer")

    def test_libraries(self):
        self.assert_one("src/server/a.cpp", "#include <event2/event.h>\n", "only reactor")
        self.assert_one("src/client/a.cpp", "#include <readline/readline.h>\n", "only terminal")
        self.assert_one("src/chat/a.cpp", "#include <utf8proc.h>\n", "only base")
        self.assert_one("src/chat/a.cpp", "#include <spdlog/spdlog.h>\n", "only base")
        self.assert_one("src/duo/a.cpp", "#  include <CLI/CLI.hpp>\n", "only client and daemon")
        self.assert_one("src/chat/a.cpp", "#include <nlohmann/json.hpp>\n", "only store and wire")
        self.assert_one("src/server/a.cpp", "#include <sqlite3.h>\n", "only store")
        self.assert_one("src/daemon/a.cpp", "#include <SQLiteCpp/Database.h>\n", "only store")
        self.assert_none("src/reactor/a.cpp", "#include <event2/event.h>\n#include <vector>\n")

    def test_a_header_without_pragma_once(self):
        self.assert_one("src/base/a.h", "int f();\n", "pragma once")

    def test_unfinished_work(self):
        self.assert_one("src/base/a.cpp", "\n// FIX" "ME: later\n", ":2: unfinished")
        self.assert_one("tests/base/a.py", "# TO" "DO\n", "unfinished")
        self.assert_none("src/base/a.cpp", 'mkstemp("XXXXXX");\n')

    def test_long_files(self):
        self.assert_one("src/base/a.cpp", "\n" * 300, "under 300")
        self.assert_one("tests/base/a.cpp", "\n" * 400, "under 400")
        self.assert_none("src/base/a.cpp", "\n" * 299)
        self.assert_none("tests/base/a.cpp", '#include "support/x.h"\n' * 399)


if __name__ == "__main__":
    unittest.main()
