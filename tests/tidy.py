#!/usr/bin/env python3
"""Runs clang-tidy on all sources of a build directory, one process for each processor.

Usage: tidy.py ROOT BUILD CLANG_TIDY. It skips a file that passed until the file, one of its headers, or the
configuration changes: BUILD/tidy/ has a fingerprint of each file that passed.
"""

import functools
import hashlib
import json
import os
import shlex
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# A source of this project: its command in BUILD, and what that makes, relative to BUILD.
Source = namedtuple("Source", "path command output")


def sources(root, build):
    """Yields each Source, without subprojects."""
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = Path(build, entry["file"]).resolve()
        if (root / "subprojects") not in path.parents:
            yield Source(path, shlex.split(entry["command"]), entry["output"])


def recorded_headers(build):
    """The files that the compiler read for each output, by the record of Ninja."""
    records = subprocess.run(["ninja", "-t", "deps"], cwd=build, capture_output=True, text=True, check=False)
    files = {}
    for record in records.stdout.split("\n\n"):
        head, *lines = record.strip("\n").split("\n")
        output, _, state = head.partition(": ")
        if state.endswith("(VALID)"):
            files[output] = [build / line.strip() for line in lines]
    return files


def is_current(output, files):
    """Whether no file has changed since the compiler read it: then it would read the same files again."""
    try:
        built = output.stat().st_mtime_ns
        return bool(files) and all(file.stat().st_mtime_ns <= built for file in files)
    except OSError:
        return False


@functools.lru_cache(maxsize=None)
def digest(path):
    return hashlib.sha256(path.read_bytes()).digest()


def text_of(source, build, files):
    """All that clang-tidy reads for a source. Comments can have NOLINT, and macros are checked, too."""
    if is_current(build / source.output, files):
        return b"".join(digest(file) for file in files if file.suffix != ".pch")
    compiler = source.command[: source.command.index("-o")] + ["-E", "-C", "-dD", str(source.path)]
    return subprocess.run(compiler, cwd=build, capture_output=True, check=True).stdout


def fingerprint(source, build, files, configuration):
    parts = (configuration, str(source.path).encode(), shlex.join(source.command).encode(),
             text_of(source, build, files))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def configuration_of(root, clang_tidy):
    version = subprocess.run([clang_tidy, "--version"], capture_output=True, check=True).stdout
    return version + b"".join(path.read_bytes() for path in sorted(root.glob("**/.clang-tidy")))


def check(path, build, passed, clang_tidy):
    """The output of clang-tidy for a file; empty if the file passed."""
    if passed.exists():
        return ""
    run = subprocess.run([clang_tidy, "-p", str(build), "--quiet", str(path)],
                         capture_output=True, text=True, check=False)
    if run.returncode == 0:
        passed.touch()
        return ""
    return run.stdout or run.stderr


def main():
    root, build = (Path(argument).resolve() for argument in sys.argv[1:3])
    clang_tidy = sys.argv[3]
    cache = build / "tidy"
    cache.mkdir(exist_ok=True)
    configuration = configuration_of(root, clang_tidy)
    headers = recorded_headers(build)

    def report(source):
        files = headers.get(source.output, [])
        passed = cache / fingerprint(source, build, files, configuration)
        return check(source.path, build, passed, clang_tidy)

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        reports = [text for text in workers.map(report, sources(root, build)) if text]
    print("".join(reports), end="")
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main())
