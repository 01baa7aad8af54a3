"""The manual pages and the configuration file have the options and defaults of --help. The manual pages
have the commands of /help. man shows the pages without a warning."""

import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import unittest

from help import options_of

ROOT = pathlib.Path(__file__).resolve().parent.parent
MANUALS = ROOT / "docs" / "man"
CONFIG = ROOT / "packaging" / "tertuliad.conf"
DAEMON = os.environ["TERTULIAD"]
CLIENT = os.environ["TERTULIA"]
NOT_SETTINGS = ("--account", "--ban", "--check-config", "--check-data", "--config", "--export", "--fingerprint", "--help",
                "--import", "--version")


def paragraphs(page, section, entry):
    """The text of each entry in a section of the page, without marks for bold and italics."""
    text = (MANUALS / page).read_text(encoding="utf-8").split(f"# {section}\n", 1)[1]
    found = re.findall(rf"^{entry}.*\n((?:\t.*\n)+)", text.split("\n# ")[0] + "\n", re.MULTILINE)
    return {name: re.sub(r"[*_]|\n\t", " ", body) for name, body in found}


def commands():
    """The names of the commands that a running server shows to who may use all of them."""
    with tempfile.TemporaryDirectory() as directory:
        path = f"{directory}/socket"
        with subprocess.Popen([DAEMON, "--listen", f"unix:{path}", "--data", f"{directory}/data"],
                              stderr=subprocess.PIPE, text=True) as server:
            try:
                while "listening on" not in (line := server.stderr.readline()):
                    if not line:
                        raise AssertionError("the server did not start")
                return read_commands(path)
            finally:
                server.terminate()


def read_commands(path):
    """A client of the server's own user runs the server, and the owner of a name may change it."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(60)
        client.connect(path)
        client.sendall(b"Ann\n/register correct horse\n/help\nexit\n")
        with client.makefile(encoding="utf-8") as lines:
            return re.findall(r"^-- (/[a-z]+)", lines.read(), re.MULTILINE)


def settings():
    return {option.name[2:]: option for option in options_of(DAEMON) if option.name not in NOT_SETTINGS}


class Manuals(unittest.TestCase):
    def compare(self, options, described):
        self.assertGreater(len(options), 4)
        self.assertEqual(sorted(options), sorted(described))
        for name, option in options.items():
            # The first word of the default is the value, as a user types it.
            if option.default not in ("", "off"):
                value = re.match(r"\[::\]:\d+|[\w:.]+", option.default).group()
                with self.subTest(option=name):
                    self.assertRegex(described[name], rf"(?<!\w){re.escape(value)}(?!\w)")

    def test_tertuliad(self):
        options = {option.name: option for option in options_of(DAEMON)}
        self.compare(options, paragraphs("tertuliad.8.scd", "OPTIONS", r"\*(?:-\w, )?(--[a-z-]+)\*"))

    def test_tertulia(self):
        options = {option.name: option for option in options_of(CLIENT)}
        self.compare(options, paragraphs("tertulia.1.scd", "OPTIONS", r"\*(?:-\w, )?(--[a-z-]+)\*"))

    def test_settings(self):
        self.compare(settings(), paragraphs("tertuliad.conf.5.scd", "SETTINGS", r"\*([a-z-]+)\* ="))

    def test_commands(self):
        """The page of the client did not have /ban, which /help shows to those who may use it."""
        shown = commands()
        self.assertIn("/unregister", shown)
        self.assertIn("/account", shown)
        for page, section in (("tertulia.1.scd", "COMMANDS"), ("tertulia.7.scd", "FROM THE CLIENT")):
            text = (MANUALS / page).read_text(encoding="utf-8").split(f"# {section}\n")[1].split("\n# ")[0]
            with self.subTest(page=page):
                self.assertEqual(set(shown) - set(re.findall(r"\*(/[a-z]+)", text)), set())

    def test_error_codes(self):
        codes = []
        for source in sorted((ROOT / "src" / "wire").glob("json_*.cpp")):
            codes += re.findall(r'(?:ProblemRow\{\S+ |bad_request\(|fail\(|append_error\(out, |'
                                r'tls_required \? |(?<="tls_required") : )"(\w+)"',
                                source.read_text(encoding="utf-8"))
        self.assertGreater(len(codes), 30)
        page = (MANUALS / "tertulia.7.scd").read_text(encoding="utf-8").split("## Error codes")[1]
        described = re.findall(r"\*(\w+)\*", page.split("\n## ")[0])
        self.assertEqual(set(codes) - set(described), {"foreign_protocol"})  # no client of JSON gets it

    @unittest.skipUnless(shutil.which("man") and shutil.which("scdoc"), "needs man and scdoc")
    def test_no_warnings(self):
        for page in sorted(MANUALS.glob("*.scd")):
            with self.subTest(page=page.name), tempfile.NamedTemporaryFile(suffix=page.stem[-2:]) as made:
                subprocess.run(["scdoc"], input=page.read_bytes(), stdout=made, check=True)
                shown = subprocess.run(["man", "--warnings", "--local-file", made.name], check=True,
                                       capture_output=True, text=True)
                self.assertEqual(shown.stderr, "")
                self.assertIn("NAME", shown.stdout)


class SettingsFile(unittest.TestCase):
    """The client's file."""

    def start(self, *lines):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            return subprocess.run([CLIENT, "--settings", file.name, "--name", "Bob", "unix:/nonexistent"],
                                  capture_output=True, text=True)

    def test_has_every_option(self):
        unset = ("", "asked", "none", "lobby")
        for option in options_of(CLIENT):
            name = option.name[2:]
            value = option.default if option.default not in unset else "" if option.takes else "off"
            with self.subTest(option=option.name):
                self.assertEqual(self.start(f"{name} = {value}").returncode,
                                 64 if name in ("settings", "help", "version") else 1)

    def test_example_of_the_manual(self):
        page = (MANUALS / "tertulia.1.scd").read_text(encoding="utf-8").split("# SETTINGS FILE\n")[1]
        lines = page.split("```\n")[1].splitlines()
        self.assertGreater(len(lines), 4)
        self.assertEqual(self.start(*lines).returncode, 1)
        self.assertEqual(self.start(*lines, "nonsense").returncode, 64)


class ConfigurationFile(unittest.TestCase):
    """The file that packages install."""

    def setUp(self):
        self.text = CONFIG.read_text(encoding="utf-8")

    def test_names_every_setting_with_its_help(self):
        entries = re.findall(r"((?:^# .*\n)+)#([a-z-]+) = .*\n", self.text, re.MULTILINE)
        described = {name: " ".join(re.sub(r"^# ", "", line) for line in comment.splitlines())
                for comment, name in entries}
        self.assertEqual(list(described), list(settings()))
        for name, option in settings().items():
            with self.subTest(setting=name):
                self.assertTrue(described[name].startswith(option.help + "."), described[name])

    def test_changes_nothing(self):
        self.assertEqual(self.checked(self.text), self.checked(""))

    def test_gives_the_defaults(self):
        text = re.sub(r"(?m)^#(?=[a-z-]+ = )", "", self.text)
        self.assertNotEqual(text, self.text)
        self.assertEqual(self.checked(text), self.checked(""))

    def test_has_every_setting_that_is_shown(self):
        shown = [line.split(" = ")[0] for line in self.checked("")]
        self.assertEqual(shown, list(settings()))

    def checked(self, text):
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            done = subprocess.run([DAEMON, "--config", file.name, "--check-config"], check=True,
                                  capture_output=True, text=True)
        return done.stdout.splitlines()


if __name__ == "__main__":
    unittest.main(verbosity=2)
