#!/usr/bin/env python3
"""Tests how summary.py counts the output of doctest, unittest and Meson."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import summary

DOCTEST = "[doctest] test cases: {} | {} passed | {} failed | 0 skipped\n[doctest] assertions: 5 | 5 passed | 0 failed |\n"


def unittest_text(ran, verdict):
    return f"...\n{'-' * 70}\nRan {ran} test{'s' if ran > 1 else ''} in 0.100s\n\n{verdict}\n"


def count(result, text, stream="stdout"):
    return summary.count_test({"name": "x", "result": result, stream: text})


class CountTest(unittest.TestCase):
    def test_doctest(self):
        self.assertEqual(count("OK", DOCTEST.format(12, 12, 0)), (12, 0))
        self.assertEqual(count("FAIL", DOCTEST.format(" 12", " 9", " 3")), (9, 3))

    def test_unittest(self):
        self.assertEqual(count("OK", unittest_text(7, "OK"), "stderr"), (7, 0))
        self.assertEqual(count("OK", unittest_text(1, "OK")), (1, 0))
        self.assertEqual(count("OK", unittest_text(7, "OK (skipped=2, expected failures=1)")), (5, 0))
        self.assertEqual(count("FAIL", unittest_text(7, "FAILED (failures=1, errors=2)")), (4, 3))
        self.assertEqual(count("FAIL", unittest_text(2, "FAILED (unexpected successes=1)")), (1, 1))

    def test_an_error_outside_of_the_cases(self):
        self.assertEqual(count("FAIL", unittest_text(0, "FAILED (errors=1)")), (0, 1))

    def test_a_crash_or_a_timeout_is_one_failure(self):
        self.assertEqual(count("ERROR", "Segmentation fault\n"), (0, 1))
        self.assertEqual(count("TIMEOUT", ""), (0, 1))
        self.assertEqual(count("FAIL", DOCTEST.format(3, 3, 0) + "LeakSanitizer: …"), (3, 1))

    def test_other_tests_count_as_one(self):
        self.assertEqual(count("OK", "fine\n"), (1, 0))
        self.assertEqual(count("SKIP", ""), (0, 0))

    def test_checks(self):
        self.assertEqual(summary.count_checks(["pass layers\n", "fail format\n", "\n"]), (1, 1))


class MainTest(unittest.TestCase):
    def run_main(self, checks, *tests):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "checks").write_text(checks, encoding="utf-8")
            log = Path(folder, "testlog.json")
            log.write_text("".join(json.dumps(test) + "\n" for test in tests), encoding="utf-8")
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                status = summary.main(Path(folder, "checks"), log)
            return output.getvalue(), status

    def test_everything_passed(self):
        test = {"result": "OK", "stdout": DOCTEST.format(4, 4, 0)}
        self.assertEqual(self.run_main("pass layers\n", test), ("5 passed, 0 failed\n", 0))

    def test_something_failed(self):
        self.assertEqual(self.run_main("pass layers\n", {"result": "FAIL"}), ("1 passed, 1 failed\n", 1))

    def test_no_tests_are_a_failure(self):
        self.assertEqual(self.run_main(""), ("0 passed, 0 failed\n", 1))


if __name__ == "__main__":
    unittest.main()
