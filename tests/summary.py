#!/usr/bin/env python3
"""Counts test cases: prints a line for each that was skipped, and `N passed, M failed, K skipped` last.

Usage: summary.py CHECKS TESTLOG...
CHECKS has a line `pass NAME`, `fail NAME` or `skip NAME REASON` for each check besides the tests. A
TESTLOG is Meson's testlog.json: its doctest and unittest cases count one by one, any other test as one.
The exit status is 1 if a case failed, or none passed.
"""

import ast
import json
import re
import sys
from collections import namedtuple
from pathlib import Path

DOCTEST = re.compile(r"^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(?: \((.*)\))?$", re.MULTILINE)
# What unittest prints of a skipped case where it is verbose; a case with a doc string takes two lines.
UNITTEST_SKIP = re.compile(r"""^ *(\w+) \(\S+\)(?:\n.*| .*)? ?\.\.\. skipped ('.*'|".*")$""", re.MULTILINE)

# How many cases passed and failed, and a line of text for each that was skipped.
Count = namedtuple("Count", "passed failed skipped", defaults=(0, 0, ()))


def add(counts):
    counts = list(counts)
    return Count(sum(count.passed for count in counts), sum(count.failed for count in counts),
                 tuple(line for count in counts for line in count.skipped))


def count_doctest(text):
    return add(Count(int(passed), int(failed)) for passed, failed in DOCTEST.findall(text))


def count_unittest(text):
    """Skipped cases are lines `CASE: REASON`, or empty where the text does not name them."""
    passed = failed = skipped = 0
    for ran, details in UNITTEST.findall(text):
        kinds = dict(item.split("=") for item in details.split(", ") if item)
        bad = sum(int(kinds.get(kind, 0)) for kind in ("failures", "errors", "unexpected successes"))
        skipped += int(kinds.get("skipped", 0))
        passed += max(0, int(ran) - bad - int(kinds.get("skipped", 0)))
        failed += bad
    lines = [f"{name}: {ast.literal_eval(reason)}" for name, reason in UNITTEST_SKIP.findall(text)][:skipped]
    return Count(passed, failed, (*lines, *[""] * (skipped - len(lines))))


def last_line(text):
    return next((line for line in reversed(text.splitlines()) if line.strip()), "")


def describe(*parts):
    return ": ".join(part for part in parts if part)


def count_test(test):
    """The cases of one of Meson's tests, whose name is `PROJECT:SUITE / NAME`."""
    name = test["name"].rpartition(" / ")[2]
    text = test.get("stdout", "") + "\n" + test.get("stderr", "")
    if test["result"] == "SKIP":
        return Count(skipped=(describe(name, last_line(text).removeprefix("skipped: ")),))
    count = add([count_doctest(text), count_unittest(text)])
    count = count._replace(skipped=tuple(describe(name, line) for line in count.skipped))
    if test["result"] in ("OK", "EXPECTEDFAIL"):
        return count if any(count) else Count(passed=1)
    return count._replace(failed=max(count.failed, 1))  # A crash or a timeout leaves no count behind.


def count_checks(lines):
    words = [line.split(maxsplit=2) for line in lines if line.strip()]
    verdicts = [verdict for verdict, *_ in words]
    skipped = tuple(describe(*rest) for verdict, *rest in words if verdict == "skip")
    return Count(verdicts.count("pass"), verdicts.count("fail"), skipped)


def count_log(path):
    """The name of the build goes into the lines of what it skipped: another may have run the same."""
    with open(path, encoding="utf-8") as lines:
        count = add(count_test(json.loads(line)) for line in lines)
    build = Path(path).resolve().parent.parent.name
    return count._replace(skipped=tuple(f"{build}: {line}" for line in count.skipped))


def main(checks, *logs):
    with open(checks, encoding="utf-8") as lines:
        counts = [count_checks(line.rstrip("\n") for line in lines)]
    count = add(counts + [count_log(log) for log in logs])
    for line in count.skipped:
        print(f"skipped: {line}")
    print(f"{count.passed} passed, {count.failed} failed, {len(count.skipped)} skipped")
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
