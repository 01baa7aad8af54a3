"""The manual pages and the configuration file say what --help says: the same options, with the same
defaults; and man shows the pages without a warning."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from help import options_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
MANUALS = ROOT / "docs" / "man"
CONFIG = ROOT / "packaging" / "tertuliad.conf"
DAEMON = os.environ["TERTULIAD"]
CLIENT = os.environ["TERTULIA"]
NO_SETTINGS = ("--config", "--check-config", "--help", "--version")


def paragraphs(page, section, entry):
    """What the page says of each entry in the section, without marks for bold and italics."""
    text = (MANUALS / page).read_text(encoding="utf-8").split(f"# {section}\n", 1)[1]
    found = re.findall(rf"^{entry}.*\n((?:\t.*\n)+)", text.split("\n# ")[0] + "\n", re.MULTILINE)
    return {name: re.sub(r"[*_]|\n\t", " ", body) for name, body in found}


def settings():
    return {option.name[2:]: option for option in options_of(DAEMON) if option.name not in NO_SETTINGS}


class Manuals(unittest.TestCase):
    def compare(self, options, said):
        self.assertGreater(len(options), 4)
        self.assertEqual(sorted(options), sorted(said))
        for name, option in options.items():
            # The default's first word: its value, as it would be typed.
            if option.default not in ("", "off"):
                value = re.match(r"\[::\]:\d+|[\w:.]+", option.default).group()
                with self.subTest(option=name):
                    self.assertRegex(said[name], rf"(?<!\w){re.escape(value)}(?!\w)")

    def test_tertuliad(self):
        options = {option.name: option for option in options_of(DAEMON)}
        self.compare(options, paragraphs("tertuliad.8.scd", "OPTIONS", r"\*(?:-\w, )?(--[a-z-]+)\*"))

    def test_tertulia(self):
        options = {option.name: option for option in options_of(CLIENT)}
        self.compare(options, paragraphs("tertulia.1.scd", "OPTIONS", r"\*(?:-\w, )?(--[a-z-]+)\*"))

    def test_settings(self):
        self.compare(settings(), paragraphs("tertuliad.conf.5.scd", "SETTINGS", r"\*([a-z-]+)\* ="))

    @unittest.skipUnless(shutil.which("man") and shutil.which("scdoc"), "needs man and scdoc")
    def test_no_warnings(self):
        for page in sorted(MANUALS.glob("*.scd")):
            with self.subTest(page=page.name), tempfile.NamedTemporaryFile(suffix=page.stem[-2:]) as made:
                subprocess.run(["scdoc"], input=page.read_bytes(), stdout=made, check=True)
                shown = subprocess.run(["man", "--warnings", "--local-file", made.name], check=True,
                                       capture_output=True, text=True)
                self.assertEqual(shown.stderr, "")
                self.assertIn("NAME", shown.stdout)


class ConfigurationFile(unittest.TestCase):
    """The file that packages install."""

    def setUp(self):
        self.text = CONFIG.read_text(encoding="utf-8")

    def test_names_every_setting_with_its_help(self):
        entries = re.findall(r"((?:^# .*\n)+)#([a-z-]+) = .*\n", self.text, re.MULTILINE)
        said = {name: " ".join(re.sub(r"^# ", "", line) for line in comment.splitlines())
                for comment, name in entries}
        self.assertEqual(list(said), list(settings()))
        for name, option in settings().items():
            with self.subTest(setting=name):
                self.assertTrue(said[name].startswith(option.help + "."), said[name])

    def test_changes_nothing(self):
        self.assertEqual(self.checked(self.text), self.checked(""))

    def test_gives_the_defaults(self):
        text = re.sub(r"(?m)^#(?=[a-z-]+ = )", "", self.text)
        self.assertNotEqual(text, self.text)
        in_force = self.checked(text)
        # Without a terminal that is what the operator is called; it is shown only when it is set.
        self.assertIn("name = Servidor", in_force)
        self.assertEqual([line for line in in_force if line != "name = Servidor"], self.checked(""))

    def checked(self, text):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            done = subprocess.run([DAEMON, "--config", file.name, "--check-config"], check=True,
                                  capture_output=True, text=True)
        return done.stdout.splitlines()


if __name__ == "__main__":
    unittest.main(verbosity=2)
