#!/usr/bin/env python3
"""Runs clang-tidy on all sources of a build directory, one process for each processor.

Usage: tidy.py ROOT BUILD CLANG_TIDY. It skips a file that passed until the file, one of its headers, or the
configuration changes: BUILD/tidy/ has a fingerprint of each file that passed.

Most of the time clang-tidy reads headers. So it checks several sources as one: a file in BUILD/tidy/ that
includes them, with the flags of all. Sources that declare the same name are kept apart, and a group that does
not compile as one is checked in two halves.
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

# Sources that are checked as one, the names that they declare, and what they have in common.
Group = namedtuple("Group", "members names kind")

GROUP_SIZE = 30
# Flags in which the sources of a group may differ. They get those of all that say what is read, and of the others
# those of the first source. Includes are relative to the roots alone.
ROOTS = ("-I../../include", "-I../../src", "-I../../tests")
READ = ("-D", "-pthread", *ROOTS)
FREE = ("-I", "-O", "-fPIC")
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
        return b"".join(digest(file) for file in source.headers)
    compiler = ["clang++", *source.flags, "-E", "-C", "-dD", str(source.path)]
    return subprocess.run(compiler, cwd=build, capture_output=True, check=True).stdout


def fingerprint(source, build, configuration):
    parts = (configuration, str(source.path).encode(), shlex.join(source.flags).encode(), text_of(source, build))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def names_in(path):
    """The names that a source declares for itself: near enough to keep apart what does not compile as one."""
    names, namespace = set(), ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("namespace ") and line.endswith("{"):
            namespace = namespace if line == "namespace {" else line
        elif line.startswith("}  // namespace "):
            namespace = ""
        elif line == "#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN":
            names.add(("", "main"))
        elif line[:1].isalpha():
            found = TYPE_NAME.match(line) or OTHER_NAME.match(line)
            if found and not found.group(1).isupper():  # A macro such as TEST_CASE declares no name of its own.
                names.add((namespace, found.group(1)))
    return names


def of_reading(source):
    """The flags that say what is read, for a group to have those of all its sources."""
    return [flag for flag in source.flags if flag.startswith(READ)]


def common(source):
    """The flags that all sources of a group must have."""
    return [flag for flag in source.flags if not flag.startswith(READ + FREE)]


def flags_of(members):
    others = [flag for flag in members[0].flags if not flag.startswith(("-I", *READ))]
    # A local name may be that of a function in another source: each source is compiled by itself for that.
    return [*others, *dict.fromkeys(flag for source in members for flag in of_reading(source)), "-Wno-shadow"]


def without_copies(found):
    """Each source once for the same flags: several programs can have it."""
    return list({(source.path, *common(source), *of_reading(source)): source for source in found}.values())


def grouped(pending, configuration_of):
    """Puts each source into the first group of its kind that has room, and none of its names."""
    groups = []
    for source in pending:
        names, kind = names_in(source.path), (configuration_of(source), *common(source))
        for group in groups:
            if group.kind == kind and len(group.members) < GROUP_SIZE and not group.names & names:
                group.members.append(source)
                group.names.update(names)
                break
        else:
            groups.append(Group([source], names, kind))
    return sorted(groups, key=lambda group: -len(group.members))


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

    def check_together(self, members):
        """The output of clang-tidy for several sources, or None if they do not compile as one."""
        name = hashlib.sha256(repr(members).encode()).hexdigest() + ".cpp"
        path = self.cache / self.configuration_of(members[0]) / name
        path.write_text("".join(f'#include "{source.path}"  // NOLINT(bugprone-suspicious-include)\n'
                                for source in members), encoding="utf-8")
        shown = [self.header_filter, *(f"^{re.escape(str(source.path))}$" for source in members)]
        output = self.run(path, flags_of(members), "|".join(shown))
        path.unlink()
        return None if "[clang-diagnostic-error" in output else output

    def check(self, members):
        """The output of clang-tidy for sources; empty if they passed."""
        if len(members) == 1:
            output = self.run(members[0].path, members[0].flags, self.header_filter)
        else:
            output = self.check_together(members)
        if output is None:
            half = len(members) // 2
            return self.check(members[:half]) + self.check(members[half:])
        if not output:
            for source in members:
                self.passed(source).touch()
        return output


def main():
    root, build = (Path(argument).resolve() for argument in sys.argv[1:3])
    checker = Checker(root, build, sys.argv[3])
    with ThreadPoolExecutor(os.cpu_count()) as workers:
        found = without_copies(sources(root, build))
        passed = workers.map(lambda source: checker.passed(source).exists(), found)
        pending = [source for source, is_known in zip(found, passed) if not is_known]
        groups = grouped(pending, checker.configuration_of)
        reports = [text for text in workers.map(checker.check, (group.members for group in groups)) if text]
    print("".join(reports), end="")
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main())
