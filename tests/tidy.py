#!/usr/bin/env python3
"""Runs clang-tidy on all sources of a build directory, one process for each processor.

Usage: tidy.py ROOT BUILD CLANG_TIDY. It skips a file that passed until the file, one of its headers, or
the configuration changes: BUILD/tidy/ has a fingerprint of each file that passed.
"""

import hashlib
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def sources(root, build):
    """Yields (path, command) for each source of this project, without subprojects."""
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = Path(build, entry["file"]).resolve()
        if (root / "subprojects") not in path.parents:
            yield path, shlex.split(entry["command"])


def fingerprint(path, command, build, configuration):
    """A hash of all that clang-tidy reads. Comments can have NOLINT, and macros are checked, too."""
    compiler = command[: command.index("-o")] + ["-E", "-C", "-dD", str(path)]
    text = subprocess.run(compiler, cwd=build, capture_output=True, check=True).stdout
    return hashlib.sha256(configuration + str(path).encode() + text).hexdigest()


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

    def report(source):
        path, command = source
        return check(path, build, cache / fingerprint(path, command, build, configuration), clang_tidy)

    with ThreadPoolExecutor(os.cpu_count()) as workers:
        reports = [text for text in workers.map(report, sources(root, build)) if text]
    print("".join(reports), end="")
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main())
