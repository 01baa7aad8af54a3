#!/usr/bin/env python3
"""Checks that each file includes the headers whose names it uses: itself, or through this project's headers.

A compiler does not notice a missing one where the libraries are built as one file for several sources, or where
another library's header has it. So this looks for the names of namespace std, of fmt, and of this project's own
types, constants and functions (of functions, where they are called with their namespace).
Usage: includes.py [ROOT]. Prints `path:line: reason` for each violation; exit status 1 if there is any.
"""

import functools
import re
import sys
from pathlib import Path

# The names of namespace std that this project uses, by the header that must be included for them.
NAMES = {
    "algorithm": "clamp count count_if equal fill find_if find_if_not is_sorted max min none_of nth_element search stable_partition",
    "array": "array to_array",
    "atomic": "atomic memory_order_relaxed",
    "bit": "endian",
    "charconv": "from_chars to_chars",
    "chrono": "chrono chrono_literals",
    "clocale": "setlocale",
    "cmath": "ceil pow",
    "concepts": "integral same_as",
    "condition_variable": "condition_variable",
    "csignal": "raise signal",
    "cstddef": "ptrdiff_t size_t",
    "cstdint": "int32_t int64_t uint16_t uint32_t uint64_t uint8_t",
    "cstdio": "FILE fclose fprintf fputs freopen perror rename rewind tmpfile fopen fscanf snprintf sscanf",
    "cstdlib": "_Exit abort atexit atoi exit free getenv strtoull",
    "cstring": "memcmp memcpy strchr strerror strncpy",
    "ctime": "strftime time_t tm",
    "deque": "deque",
    "exception": "exception terminate",
    "filesystem": "filesystem",
    "fstream": "fstream ifstream ofstream",
    "functional": "function hash less less_equal",
    "initializer_list": "initializer_list",
    "ios": "hex ios streamsize",
    "iostream": "cerr cin cout",
    "istream": "istream",
    "iterator": "back_inserter begin distance end istreambuf_iterator make_move_iterator move_iterator prev",
    "latch": "latch",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "default_delete enable_shared_from_this make_shared make_unique shared_ptr unique_ptr weak_ptr",
    "mutex": "lock_guard mutex unique_lock",
    "optional": "nullopt optional",
    "ostream": "ostream",
    "queue": "priority_queue",
    "random": "minstd_rand mt19937 mt19937_64 random_device uniform_int_distribution "
              "uniform_real_distribution",
    "ranges": "views",
    "ratio": "milli",
    "set": "set",
    "span": "span",
    "sstream": "istringstream ostringstream",
    "stdexcept": "invalid_argument runtime_error",
    "stop_token": "stop_token",
    "streambuf": "streambuf",
    "string": "getline stoi stoul stoull string string_literals to_string",
    "string_view": "string_view string_view_literals",
    "system_error": "errc error_code generic_category system_error",
    "thread": "jthread this_thread thread",
    "tuple": "tie tuple",
    "type_traits": "decay_t invoke_result_t is_enum_v is_invocable_v is_same_v is_void_v underlying_type_t",
    "unordered_map": "unordered_map",
    "unordered_set": "unordered_set",
    "utility": "as_const cmp_greater exchange forward in_place in_place_type in_range move pair swap",
    "variant": "get get_if holds_alternative monostate variant variant_size_v visit",
    "vector": "vector",
}
# Names that come with any of several headers.
ALSO = {
    "erase": {"string", "vector", "deque", "list"},
    "erase_if": {"string", "vector", "deque", "list", "map", "set", "unordered_map", "unordered_set"},
    "get": {"variant", "tuple", "array", "utility"},
    "istream": {"istream", "iosfwd"},
    "ostream": {"ostream", "iosfwd"},
    "ranges": {"algorithm", "ranges", "iterator", "functional"},
    "endl": {"ostream", "iostream"},
    "ios": {"ios", "istream", "ostream", "iostream", "fstream", "sstream"},
    "istream": {"istream", "iosfwd", "iostream", "fstream"},
    "ostream": {"ostream", "iosfwd", "iostream", "fstream"},
    "ssize": {"iterator", "string", "string_view", "vector", "array", "span", "map", "set", "deque"},
    "size_t": {"cstddef", "cstdio", "cstring", "cstdlib", "string", "string_view", "vector", "array", "span"},
    "exception": {"exception", "stdexcept"},
    "begin": {"iterator", "string", "string_view", "vector", "array", "span", "map", "set", "deque"},
    "end": {"iterator", "string", "string_view", "vector", "array", "span", "map", "set", "deque"},
}
HEADERS = {name: {header} for header, names in NAMES.items() for name in names.split()}
for also, headers in ALSO.items():
    HEADERS[also] = HEADERS.get(also, set()) | headers

# Types, constants and functions at namespace scope, which is not indented; members; and all that a file declares.
TYPE = re.compile(r"^(?:class|struct|enum class|enum|using) (\w+)(?! *;)\b", re.MULTILINE)
CONSTANT = re.compile(r"^(?:inline )?constexpr [^=;{]*?\b(k[A-Z]\w+) ?[={]", re.MULTILINE)
FUNCTION = re.compile(r"^(?!using|return|namespace)[\w:][\w:<>,&* ]*?[ &*>](\w+)\(", re.MULTILINE)
MEMBER = re.compile(r"^ +(?:(?:class|struct|enum class|enum|using) |static constexpr [^=;{]*?\b(?=k[A-Z]))(\w+)",
                    re.MULTILINE)
DECLARED = re.compile(r"\b(?:class|struct|enum|using|typename|constexpr [^=;{(]*?) ?\b(\w+)")
OWN_USE = re.compile(r"(?<![\w.>:])(?:(?:\w+::)*?([a-z]\w*)::)?(?:([A-Z]\w*|k[A-Z]\w+)\b|(\w+)\()")
FMT_USE = re.compile(r"\bfmt::\w")
NAMESPACES = {"base", "chat", "client", "daemon", "duo", "json", "log", "plain", "platform", "reactor", "server", "terminal", "wire"}

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)
USE = re.compile(r"\bstd::(\w+)")
# A comment or a literal is no use of a name; its lines stay.
IGNORED = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def code_of(path):
    """The text of a file without comments and literals, in as many lines."""
    text = path.read_text(encoding="utf-8")
    return IGNORED.sub(lambda ignored: "\n" * ignored.group().count("\n"), text)


class Tree:
    def __init__(self, root):
        self.roots = (root / "include", root / "src", root / "tests")
        *project, self.tests = [[path for path in sorted(directory.glob("**/*")) if path.suffix in (".h", ".cpp")]
                                for directory in self.roots]
        self.files = [path for files in project for path in files]
        self.names, self.functions, members = {}, {}, set()
        for path in self.files:
            if path.suffix == ".h":
                code = code_of(path)
                members |= set(MEMBER.findall(code))
                for name in TYPE.findall(code) + CONSTANT.findall(code):
                    self.names.setdefault(name, set()).add(path)
                for name in FUNCTION.findall(code):
                    self.functions.setdefault(name, set()).add(path)
        for name in members:  # It would not be clear which one is meant.
            self.names.pop(name, None)

    @functools.lru_cache(maxsize=None)
    def included(self, path):
        """The file, what it includes of this project, itself or through others, and the names of other headers."""
        found = {path}
        for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
            own = next((root / name for root in self.roots if (root / name).exists()), None)
            found |= self.included(own) if own else {name}
        return found

    @functools.lru_cache(maxsize=None)
    def declared(self, path):
        """All names of types and constants that a file declares, be it as members."""
        return set(DECLARED.findall(code_of(path)))

    def violations(self, path):
        included, code = self.included(path), code_of(path)
        declared = {name for file in included if isinstance(file, Path) for name in self.declared(file)}
        for number, line in enumerate(code.splitlines(), 1):
            reasons = [*self.missing_standard(line, included), *self.missing_own(line, included, declared)]
            yield from (f"{path}:{number}: {reason}" for reason in reasons)

    def violations_of_test(self, path):
        """Tests are checked for the headers of std and fmt: their own names stand in many namespaces."""
        included = self.included(path)
        for number, line in enumerate(code_of(path).splitlines(), 1):
            yield from (f"{path}:{number}: {reason}" for reason in self.missing_standard(line, included))

    def missing_standard(self, line, included):
        for name in USE.findall(line):
            if name not in HEADERS:
                yield f"tests/includes.py does not know the header of std::{name}"
            elif not HEADERS[name] & included:
                yield f"std::{name} needs <{min(HEADERS[name])}>"
        if FMT_USE.search(line) and not any(str(name).startswith("fmt/") for name in included):
            yield "fmt needs <fmt/core.h>"

    def missing_own(self, line, included, declared):
        for namespace, name, function in OWN_USE.findall(line):
            headers = self.functions.get(function) if namespace in NAMESPACES else None
            if name and name not in declared:
                headers = self.names.get(name)
            if headers and not headers & included:
                yield f"{name or function} needs {min(headers).name}"


def violations(root):
    tree = Tree(root)
    for path in tree.files:
        yield from tree.violations(path)
    for path in tree.tests:
        yield from tree.violations_of_test(path)


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1])
    found = list(violations(root))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
