#!/usr/bin/env python3
"""Checks the house rules that a compiler does not: the layers' includes, and the length of files.

Usage: layers.py [ROOT]. Prints `path:line: reason` for each violation; exit status 1 if there is any.
"""

import re
import sys
from pathlib import Path

# The layers that each layer may include besides itself (docs/ARCHITECTURE.md has the same table).
MAY_INCLUDE = {
    "base": set(),
    "reactor": {"base"},
    "chat": {"base"},
    "wire": {"base", "chat"},
    "terminal": {"base", "reactor"},
    "duo": {"base", "reactor", "wire", "terminal"},
    "store": {"base", "reactor", "chat"},
    "server": {"base", "reactor", "chat", "wire"},
    "daemon": {"base", "reactor", "chat", "wire", "store", "terminal", "duo", "server"},
    "client": {"base", "reactor", "chat", "wire", "terminal", "duo"},
}
FORBIDDEN_HEADERS = {"client": {"tertulia/chat/hub.h", "tertulia/chat/delivery.h"}}

# The layers that may include a library, by the beginning of its headers' names.
LIBRARIES = {
    "event2/": {"reactor"},
    "openssl/": {"reactor"},
    "readline/": {"terminal"},
    "utf8proc.h": {"base"},
    "spdlog/": {"base"},
    "CLI/": {"daemon", "client"},
    "nlohmann/": {"store", "wire"},
    "SQLiteCpp/": {"store"},
    "sqlite3.h": {"store"},
}

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^">]+)[">]')
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
LONGEST = {"include": 300, "src": 300, "tests": 400}


def violations(root):
    """Yields each violation as (path, line, reason), in the order of the files."""
    for top, longest in LONGEST.items():
        for path in sorted((root / top).rglob("*")):
            if path.suffix in (".h", ".cpp", ".py"):
                for line, reason in check_file(path.relative_to(root), path, longest):
                    yield path.relative_to(root), line, reason


def check_file(name, path, longest):
    lines = path.read_text(encoding="utf-8").splitlines()
    if len(lines) >= longest:
        yield len(lines), f"{len(lines)} lines; a file here stays under {longest}"
    if name.suffix == ".h" and "#pragma once" not in lines:
        yield 1, "a header needs #pragma once"
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            yield number, "unfinished work is not left in the code"
        include = INCLUDE.match(line)
        if include and name.parts[0] != "tests":
            yield from ((number, reason) for reason in check_include(name, *include.groups()))


def check_include(name, quote, header):
    public = name.parts[0] == "include"
    layer = name.parts[2 if public else 1]
    if layer not in MAY_INCLUDE:
        yield f"{layer} is not a layer of the table"
    elif quote == "<" and not header.startswith("tertulia/"):
        yield from check_library(layer, header)
    elif header.startswith("tertulia/"):
        yield from check_public(layer, header)
    else:
        yield from check_private(layer, header, public)


def check_library(layer, header):
    for prefix, layers in LIBRARIES.items():
        if header.startswith(prefix) and layer not in layers:
            yield f"{layer} may not include <{header}>; only {' and '.join(sorted(layers))} may"


def check_public(layer, header):
    other = header.split("/")[1]
    if header in FORBIDDEN_HEADERS.get(layer, ()):
        yield f"{layer} may not include {header}"
    elif other != layer and other not in MAY_INCLUDE[layer]:
        yield f"{layer} may not include {other}"


def check_private(layer, header, public):
    other = header.split("/")[0]
    if other not in MAY_INCLUDE:
        yield f'"{header}" is not written from the root, as "LAYER/…" or "tertulia/LAYER/…"'
    elif other != layer:
        yield f"{header} is private to {other}"
    elif public:
        yield f"a public header may not include {header}, which is private"


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    found = list(violations(root))
    for path, line, reason in found:
        print(f"{path}:{line}: {reason}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
