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
    def assert_count(self, counted, passed, failed, *skipped):
        self.assertEqual(counted, (passed, failed, skipped))

    def test_doctest(self):
        self.assert_count(count("OK", DOCTEST.format(12, 12, 0)), 12, 0)
        self.assert_count(count("FAIL", DOCTEST.format(" 12", " 9", " 3")), 9, 3)

    def test_unittest(self):
        self.assert_count(count("OK", unittest_text(7, "OK"), "stderr"), 7, 0)
        self.assert_count(count("OK", unittest_text(1, "OK")), 1, 0)
        self.assert_count(count("OK", unittest_text(7, "OK (skipped=2, expected failures=1)")),
                          5, 0, "x", "x")
        self.assert_count(count("FAIL", unittest_text(7, "FAILED (failures=1, errors=2)")), 4, 3)
        self.assert_count(count("FAIL", unittest_text(2, "FAILED (unexpected successes=1)")), 1, 1)

    def test_an_error_outside_of_the_cases(self):
        self.assert_count(count("FAIL", unittest_text(0, "FAILED (errors=1)")), 0, 1)

    def test_a_crash_or_a_timeout_is_one_failure(self):
        self.assert_count(count("ERROR", "Segmentation fault\n"), 0, 1)
        self.assert_count(count("TIMEOUT", ""), 0, 1)
        self.assert_count(count("FAIL", DOCTEST.format(3, 3, 0) + "LeakSanitizer: …"), 3, 1)

    def test_other_tests_count_as_one(self):
        self.assert_count(count("OK", "fine\n"), 1, 0)
        self.assert_count(count("SKIP", ""), 0, 0, "x")
        self.assert_count(count("SKIP", "making it\nskipped: it needs root\n"), 0, 0, "x: it needs root")

    def test_a_test_with_nothing_but_skipped_cases_has_not_passed(self):
        self.assert_count(count("OK", unittest_text(1, "OK (skipped=1)")), 0, 0, "x")

    def test_checks(self):
        lines = ["pass layers", "fail types", "skip format no clang-format here", "skip other", ""]
        self.assert_count(summary.count_checks(lines), 1, 1, "format: no clang-format here", "other")


class Skipping(unittest.TestCase):
    def test_plain(self):
        self.skipTest("it needs root")

    def test_described(self):
        """A case with a doc string."""
        self.skipTest("it isn't \"here\"")

    def test_part(self):
        with self.subTest(address="::1"):
            self.skipTest("no IPv6 here")

    def test_passing(self):
        pass


class ReasonTest(unittest.TestCase):
    def test_reasons_are_those_that_this_unittest_prints(self):
        output = io.StringIO()
        cases = unittest.defaultTestLoader.loadTestsFromTestCase(Skipping)
        unittest.TextTestRunner(output, verbosity=2).run(cases)
        self.assertEqual(count("OK", output.getvalue(), "stderr"), (1, 0, (
            "x: test_described: it isn't \"here\"",
            "x: test_part: no IPv6 here",
            "x: test_plain: it needs root")))


class MainTest(unittest.TestCase):
    def run_main(self, checks, *tests):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "checks").write_text(checks, encoding="utf-8")
            log = Path(folder, "release", "meson-logs", "testlog.json")
            log.parent.mkdir(parents=True)
            log.write_text("".join(json.dumps(test) + "\n" for test in tests), encoding="utf-8")
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                status = summary.main(Path(folder, "checks"), log)
            return output.getvalue(), status

    def test_everything_passed(self):
        test = {"name": "x", "result": "OK", "stdout": DOCTEST.format(4, 4, 0)}
        self.assertEqual(self.run_main("pass layers\n", test), ("5 passed, 0 failed, 0 skipped\n", 0))

    def test_something_failed(self):
        test = {"name": "x", "result": "FAIL"}
        self.assertEqual(self.run_main("pass layers\n", test), ("1 passed, 1 failed, 0 skipped\n", 1))

    def test_what_was_skipped_is_named(self):
        test = {"name": "tertulia:service / service", "result": "SKIP", "stdout": "skipped: it needs root\n"}
        self.assertEqual(self.run_main("pass layers\nskip format other version\n", test), (
            "skipped: format: other version\n"
            "skipped: release: service: it needs root\n"
            "1 passed, 0 failed, 2 skipped\n", 0))

    def test_no_tests_are_a_failure(self):
        self.assertEqual(self.run_main(""), ("0 passed, 0 failed, 0 skipped\n", 1))


def load_tests(loader, _tests, _pattern):
    """Without those that are only here to be skipped."""
    return unittest.TestSuite(
        loader.loadTestsFromTestCase(case) for case in (CountTest, ReasonTest, MainTest))


if __name__ == "__main__":
    unittest.main()
