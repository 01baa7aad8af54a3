#!/usr/bin/env python3
"""Checks that each file includes the standard headers whose names it uses: itself, or through this project's headers.

A compiler does not notice a missing one where a precompiled header or another library's header has it.
Usage: includes.py [ROOT]. Prints `path:line: reason` for each violation; exit status 1 if there is any.
"""

import functools
import re
import sys
from pathlib import Path

# The names of namespace std that this project uses, by the header that must be included for them.
NAMES = {
    "algorithm": "clamp fill find_if find_if_not max min none_of",
    "array": "array",
    "atomic": "atomic memory_order_relaxed",
    "charconv": "from_chars to_chars",
    "chrono": "chrono",
    "clocale": "setlocale",
    "condition_variable": "condition_variable",
    "csignal": "signal",
    "cstddef": "ptrdiff_t size_t",
    "cstdint": "int32_t int64_t uint16_t uint32_t uint64_t uint8_t",
    "cstdio": "fputs rename",
    "cstdlib": "atexit free getenv",
    "cstring": "memcmp memcpy strerror",
    "ctime": "tm",
    "deque": "deque",
    "exception": "exception",
    "filesystem": "filesystem",
    "fstream": "ifstream",
    "functional": "function less",
    "ios": "ios streamsize",
    "iterator": "back_inserter begin distance end prev",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map",
    "memory": "default_delete enable_shared_from_this make_shared make_unique shared_ptr unique_ptr weak_ptr",
    "mutex": "lock_guard mutex unique_lock",
    "optional": "nullopt optional",
    "queue": "priority_queue",
    "ratio": "milli",
    "set": "set",
    "span": "span",
    "sstream": "istringstream",
    "stdexcept": "runtime_error",
    "string": "getline string to_string",
    "string_view": "string_view string_view_literals",
    "system_error": "errc error_code generic_category system_error",
    "thread": "thread",
    "tuple": "tie tuple",
    "type_traits": "decay_t invoke_result_t is_invocable_v is_same_v is_void_v",
    "unordered_map": "unordered_map",
    "utility": "as_const exchange forward in_place move pair swap",
    "variant": "get get_if holds_alternative monostate variant visit",
    "vector": "vector",
}
# Names that come with any of several headers.
ALSO = {
    "erase": {"string", "vector", "deque", "list"},
    "erase_if": {"string", "vector", "deque", "list", "map", "set", "unordered_map", "unordered_set"},
    "get": {"variant", "tuple", "array", "utility"},
    "ranges": {"algorithm", "ranges", "iterator", "functional"},
    "size_t": {"cstddef", "cstdio", "cstring", "cstdlib", "string", "string_view", "vector", "array", "span"},
    "exception": {"exception", "stdexcept"},
    "begin": {"iterator", "string", "string_view", "vector", "array", "span", "map", "set", "deque"},
    "end": {"iterator", "string", "string_view", "vector", "array", "span", "map", "set", "deque"},
}
HEADERS = {name: {header} for header, names in NAMES.items() for name in names.split()}
for also, headers in ALSO.items():
    HEADERS[also] = HEADERS.get(also, set()) | headers

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)
USE = re.compile(r"\bstd::(\w+)")
# A comment or a literal is no use of a name; its lines stay.
IGNORED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


class Tree:
    def __init__(self, root):
        self.roots = (root / "include", root / "src")

    @functools.lru_cache(maxsize=None)
    def standard_headers(self, path):
        """The standard headers that a file includes, itself or through this project's headers."""
        found = set()
        for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
            own = next((root / name for root in self.roots if (root / name).exists()), None)
            found |= self.standard_headers(own) if own else {name}
        return found

    def violations(self, path):
        included = self.standard_headers(path)
        text = IGNORED.sub(lambda ignored: "\n" * ignored.group().count("\n"), path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            for name in USE.findall(line):
                if name not in HEADERS:
                    yield f"{path}:{number}: tests/includes.py does not know the header of std::{name}"
                elif not HEADERS[name] & included:
                    yield f"{path}:{number}: std::{name} needs <{min(HEADERS[name])}>"


def violations(root):
    tree = Tree(root)
    for directory in tree.roots:
        for path in sorted(directory.glob("**/*")):
            if path.suffix in (".h", ".cpp"):
                yield from tree.violations(path)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1])
    found = list(violations(root))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
