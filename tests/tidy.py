#!/usr/bin/env python3
"""Runs clang-tidy on all sources of a build directory, one process for each processor.

Usage: tidy.py ROOT BUILD CLANG_TIDY. It skips a file that passed until the file, one of its headers, or the
configuration changes: BUILD/tidy/ has a fingerprint of each file that passed.

Most of the time clang-tidy reads headers. So it checks several sources with the same flags as one: a file in
BUILD/tidy/ that includes them. Sources that declare the same name are kept apart, and a group that does not
compile as one is checked file by file.
"""

import functools
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# A source of this project: its flags in BUILD, the object that it becomes, relative to BUILD (with others in a
# unity build), and all files that the compiler read for that object (none if that is unknown).
Source = namedtuple("Source", "path flags output headers")

# Sources that are checked as one, the names that they declare, and where their configuration is.
Group = namedtuple("Group", "members names configuration")

GROUP_SIZE = 12
INCLUDED = re.compile(r"^#include ?[<\"](.*)[>\"]", re.MULTILINE)
TYPE_NAME = re.compile(r"(?:struct|class|union|enum(?: class)?|using) (\w+)")
HEADER_FILTER = re.compile(r"^HeaderFilterRegex: '(.*)'$", re.MULTILINE)
OTHER_NAME = re.compile(r"[^(={;\[]*?(?<![:\w])(\w+) ?[({=;\[]")


def files_of(entry, build):
    """The sources of an entry of compile_commands.json: one, or those that a file of a unity build includes."""
    path = Path(build, entry["file"]).resolve()
    if build not in path.parents:
        return [path]
    return [Path(name).resolve() for name in INCLUDED.findall(path.read_text(encoding="utf-8"))]


def sources(root, build):
    """Yields each Source, without subprojects."""
    headers = recorded_headers(build)
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        command = shlex.split(entry["command"])
        flags = command[1 : command.index("-MD")]
        for path in files_of(entry, build):
            if (root / "subprojects") not in path.parents and path.suffix == ".cpp":
                yield Source(path, flags, entry["output"], headers.get(entry["output"], []))


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


def text_of(source, build):
    """All that clang-tidy reads for a source. Comments can have NOLINT, and macros are checked, too."""
    if is_current(build / source.output, source.headers):
        return b"".join(digest(file) for file in source.headers if file.suffix != ".pch")
    compiler = ["clang++", *source.flags, "-E", "-C", "-dD", str(source.path)]
    return subprocess.run(compiler, cwd=build, capture_output=True, check=True).stdout


def fingerprint(source, build, configuration):
    parts = (configuration, str(source.path).encode(), shlex.join(source.flags).encode(), text_of(source, build))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def names_in(path):
    """The names that a source declares for itself: near enough to keep apart what does not compile as one."""
    names, namespace = set(), ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("namespace "):
            namespace = namespace if line == "namespace {" else line
        elif line[:1].isalpha():
            found = TYPE_NAME.match(line) or OTHER_NAME.match(line)
            if found and not found.group(1).isupper():  # A macro such as TEST_CASE declares no name of its own.
                names.add((namespace, found.group(1)))
    return names


def grouped(pending, configuration_of):
    """Puts each source into the first group with its flags, its configuration, room, and none of its names."""
    groups = []
    for source in pending:
        names, configuration = names_in(source.path), configuration_of(source)
        for group in groups:
            alike = group.members[0].flags == source.flags and group.configuration == configuration
            if alike and len(group.members) < GROUP_SIZE and not group.names & names:
                group.members.append(source)
                group.names.update(names)
                break
        else:
            groups.append(Group([source], names, configuration))
    return groups


class Checker:
    def __init__(self, root, build, clang_tidy):
        self.root = root
        self.build = build
        self.clang_tidy = clang_tidy
        self.cache = build / "tidy"
        version = subprocess.run([clang_tidy, "--version"], capture_output=True, check=True).stdout
        self.configurations = [path.relative_to(root) for path in sorted(root.glob("**/.clang-tidy"))
                               if build.parent not in path.parents]
        self.everywhere = version + b"".join((root / path).read_bytes() for path in self.configurations)
        self.header_filter = HEADER_FILTER.search((root / ".clang-tidy").read_text(encoding="utf-8")).group(1)
        for path in self.configurations:  # clang-tidy looks for them above the file that it checks.
            (self.cache / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / path, self.cache / path)

    def configuration_of(self, source):
        """The directory of the nearest configuration, relative to the root."""
        directories = {path.parent for path in self.configurations}
        return next(parent for parent in source.path.relative_to(self.root).parents if parent in directories)

    def passed(self, source):
        """The file that exists once a source has passed as it is now."""
        return self.cache / fingerprint(source, self.build, self.everywhere)

    def run(self, path, flags, header_filter):
        run = subprocess.run(
            [self.clang_tidy, "--quiet", "--header-filter=" + header_filter, str(path), "--", *flags],
            cwd=self.build, capture_output=True, text=True, check=False)
        return "" if run.returncode == 0 else run.stdout or run.stderr

    def check_together(self, group):
        """The output of clang-tidy for a group, or None if it does not compile as one."""
        name = hashlib.sha256(repr(group.members).encode()).hexdigest() + ".cpp"
        path = self.cache / group.configuration / name
        path.write_text("".join(f'#include "{source.path}"  // NOLINT(bugprone-suspicious-include)\n'
                                for source in group.members), encoding="utf-8")
        shown = [self.header_filter, *(f"^{re.escape(str(source.path))}$" for source in group.members)]
        output = self.run(path, group.members[0].flags, "|".join(shown))
        path.unlink()
        return None if "[clang-diagnostic-error" in output else output

    def check(self, group):
        """The output of clang-tidy for a group; empty if it passed."""
        output = self.check_together(group) if len(group.members) > 1 else None
        if output is None:
            output = "".join(self.run(source.path, source.flags, self.header_filter) for source in group.members)
        if not output:
            for source in group.members:
                self.passed(source).touch()
        return output


def main():
    root, build = (Path(argument).resolve() for argument in sys.argv[1:3])
    checker = Checker(root, build, sys.argv[3])
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        found = list(sources(root, build))
        passed = workers.map(lambda source: checker.passed(source).exists(), found)
        pending = [source for source, is_known in zip(found, passed) if not is_known]
        groups = grouped(pending, checker.configuration_of)
        reports = [text for text in workers.map(checker.check, groups) if text]
    print("".join(reports), end="")
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main())
