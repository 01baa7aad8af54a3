#!/usr/bin/env python3
"""Counts test cases and prints `N passed, M failed`; exit status 1 if any failed.

Usage: summary.py CHECKS TESTLOG...
CHECKS has a line `pass NAME` or `fail NAME` for each check besides the tests. A TESTLOG is Meson's
testlog.json: its doctest and unittest cases count one by one, any other test as one.
"""

import json
import re
import sys

DOCTEST = re.compile(r"^\[doctest\] test cases: +\d+ \| +(\d+) passed \| +(\d+) failed", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(?: \((.*)\))?$", re.MULTILINE)


def count_doctest(text):
    found = DOCTEST.findall(text)
    return sum(int(passed) for passed, _ in found), sum(int(failed) for _, failed in found)


def count_unittest(text):
    passed = failed = 0
    for ran, details in UNITTEST.findall(text):
        kinds = dict(item.split("=") for item in details.split(", ") if item)
        bad = sum(int(kinds.get(kind, 0)) for kind in ("failures", "errors", "unexpected successes"))
        passed += max(0, int(ran) - bad - int(kinds.get("skipped", 0)))
        failed += bad
    return passed, failed


def count_test(test):
    """The (passed, failed) cases of one of Meson's tests."""
    text = test.get("stdout", "") + "\n" + test.get("stderr", "")
    if test["result"] == "SKIP":
        return 0, 0
    passed, failed = (sum(pair) for pair in zip(count_doctest(text), count_unittest(text)))
    if test["result"] in ("OK", "EXPECTEDFAIL"):
        return (passed, failed) if passed + failed else (1, 0)
    return passed, max(failed, 1)  # A crash or a timeout leaves no count behind.


def count_checks(lines):
    verdicts = [line.split()[0] for line in lines if line.strip()]
    return verdicts.count("pass"), verdicts.count("fail")


def main(checks, *logs):
    with open(checks, encoding="utf-8") as lines:
        counts = [count_checks(lines)]
    for log in logs:
        with open(log, encoding="utf-8") as lines:
            counts += [count_test(json.loads(line)) for line in lines]
    passed, failed = (sum(column) for column in zip(*counts))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
