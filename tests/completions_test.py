"""The completions of real shells offer exactly the options of --help."""

import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import subprocess
import tempfile
import termios
import time
import unittest

from help import options_of

COMPLETIONS = pathlib.Path(__file__).resolve().parent.parent / "packaging" / "completions"
PROGRAMS = {"tertuliad": os.environ["TERTULIAD"], "tertulia": os.environ["TERTULIA"]}
# The completions offer values for these.
CHOICES = ("--account", "--ban", "--color", "--password-file", "--certificate", "--config", "--data", "--export",
           "--import", "--key", "--log", "--log-level", "--motd-file", "--settings", "--tls")
TIMEOUT = 20  # Seconds; only a failed test waits so long.


def run(*command, **more):
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=TIMEOUT, **more)
    return done.stdout.splitlines()


def in_bash(program, *words):
    script = """
      compopt() { :; }
      source "$1"; shift
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
      $(complete -p "$1" | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
    """
    return run("bash", "--norc", "-c", script, "-", COMPLETIONS / f"{program}.bash", program, *words)


def in_fish(program, *words):
    line = " ".join([program, *words])
    script = f"source {COMPLETIONS}/{program}.fish; complete -C '{line}'"
    with tempfile.TemporaryDirectory(prefix="tertulia-fish-") as home:
        lines = run("fish", "--no-config", "-c", script, env={**os.environ, "HOME": home})
    return [line.split("\t")[0] for line in lines]


ZSHRC = """
  PS1= LISTMAX=9999
  fpath=($ZDOTDIR $fpath)
  autoload -U compinit && compinit -D -u
  zstyle ':completion:*' verbose no
  bindkey '^I' list-choices
  say-end() { zle -I; print -r END }
  zle -N say-end && bindkey '^E' say-end
  print BEGIN
"""


def in_zsh(program, *words):
    """Types the line, and reads the list of choices from the terminal."""
    with tempfile.TemporaryDirectory(prefix="tertulia-zsh-") as home:
        shutil.copy(COMPLETIONS / f"{program}.zsh", f"{home}/_{program}")
        pathlib.Path(home, ".zshrc").write_text(ZSHRC, encoding="utf-8")
        listed = type_into_zsh(home, " ".join([program, *words]) + "\t\x05")
    lists = [line for line in listed.splitlines() if program not in line]
    return re.findall(r"[a-z-]+", " ".join(lists[:-1]))


def type_into_zsh(home, typed):
    pid, terminal = pty.fork()
    if pid == 0:
        environment = {**os.environ, "TERM": "dumb", "ZDOTDIR": home, "COLUMNS": "200"}
        os.execvpe("zsh", ["zsh", "-d", "-i"], environment)
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 200, 200, 0, 0))
        read_to(terminal, "BEGIN\n")
        os.write(terminal, typed.encode())
        return read_to(terminal, "END\n")
    finally:
        os.close(terminal)  # The hangup ends zsh.
        os.waitpid(pid, 0)


def read_to(terminal, mark):
    text = ""
    deadline = time.monotonic() + TIMEOUT
    while mark not in text:
        if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            raise AssertionError(f"expected {mark!r}, got {text!r}")
        text += os.read(terminal, 65536).decode().replace("\r", "")
    return text


def long_options(program):
    return sorted(option.name for option in options_of(PROGRAMS[program]))


class Completions:
    """The tests of every shell. `ask` returns the completions that the shell offers."""

    shell = ""
    quick = False  # The tests of a slow shell try one free option only.

    def setUp(self):
        if not shutil.which(self.shell):
            self.skipTest(f"{self.shell} is not installed")

    def test_all_options(self):
        for program in PROGRAMS:
            with self.subTest(program=program):
                offered = [word for word in self.ask(program, "--") if word.startswith("--")]
                self.assertEqual(sorted(offered), long_options(program))

    def test_prefix(self):
        # fish 4 also offers options that have the letters elsewhere, like --idle-timeout.
        offered = [word for word in self.ask("tertuliad", "--lo") if word.startswith("--lo")]
        self.assertEqual(sorted(offered), ["--log-level", "--login-timeout"])

    def test_levels(self):
        levels = ["debug", "error", "info", "off", "warn"]
        self.assertEqual(sorted(self.ask("tertuliad", "--log-level", "")), levels)

    def test_modes(self):
        modes = ["auto", "off", "required"]
        self.assertEqual(sorted(self.ask("tertulia", "--tls", "")), modes)

    def test_colors(self):
        self.assertEqual(sorted(self.ask("tertulia", "--color", "")), ["always", "auto", "never"])

    def test_free_values(self):
        for program, path in PROGRAMS.items():
            free = [option.name for option in options_of(path)
                    if option.takes and option.name not in CHOICES]
            for option in free if self.quick else free[:1]:
                with self.subTest(program=program, option=option):
                    self.assertEqual(self.ask(program, option, ""), [])


class Bash(Completions, unittest.TestCase):
    shell = "bash"
    quick = True
    ask = staticmethod(in_bash)

    def test_files(self):
        offered = in_bash("tertuliad", "--config", f"{COMPLETIONS}/tertuliad.b")
        self.assertEqual(offered, [f"{COMPLETIONS}/tertuliad.bash"])


class Fish(Completions, unittest.TestCase):
    shell = "fish"
    ask = staticmethod(in_fish)

    def test_letters(self):
        offered = {word for word in in_fish("tertuliad", "-") if len(word) == 2}
        self.assertEqual(offered, {f"-{option.letter}" for option in options_of(PROGRAMS["tertuliad"])
                                   if option.letter})


class Zsh(Completions, unittest.TestCase):
    shell = "zsh"
    ask = staticmethod(in_zsh)


if __name__ == "__main__":
    unittest.main(verbosity=2)
