"""The manual pages say what --help says: the same options, with the same defaults."""

import os
import pathlib
import re
import subprocess
import unittest

MANUALS = pathlib.Path(__file__).resolve().parent.parent / "docs" / "man"


def options_in_help(program):
    """Each long option, with its default: the text in brackets at the end of its help."""
    text = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    entries = re.split(r"\n  (?=-)", text.split("Options:\n", 1)[1].join(["\n", ""]))
    options = {}
    for entry in entries[1:]:
        default = re.search(r"\[(.*)\]\s*$", entry)
        options[re.search(r"--[a-z-]+", entry).group()] = default and default.group(1)
    return options


def options_in_manual(page):
    """Each long option, with its paragraph's text, without marks for bold and italics."""
    text = (MANUALS / page).read_text(encoding="utf-8").split("# OPTIONS\n", 1)[1]
    found = re.findall(r"^\*(?:-\w, )?(--[a-z-]+)\*.*\n((?:\t.*\n)+)", text, re.MULTILINE)
    return {option: re.sub(r"[*_]|\n\t", " ", body) for option, body in found}


class Manuals(unittest.TestCase):
    def compare(self, program, page):
        in_help = options_in_help(program)
        in_manual = options_in_manual(page)
        self.assertGreater(len(in_help), 4)
        self.assertEqual(sorted(in_help), sorted(in_manual))
        for option, default in in_help.items():
            # The default's first word: its value, as it would be typed.
            if default and default != "off":
                value = re.match(r"\[::\]:\d+|[\w:.]+", default).group()
                with self.subTest(option=option):
                    self.assertRegex(in_manual[option], rf"(?<!\w){re.escape(value)}(?!\w)")

    def test_tertuliad(self):
        self.compare(os.environ["TERTULIAD"], "tertuliad.8.scd")

    def test_tertulia(self):
        self.compare(os.environ["TERTULIA"], "tertulia.1.scd")


if __name__ == "__main__":
    unittest.main()
