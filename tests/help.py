"""The options in a program's --help."""

import re
import subprocess
from typing import NamedTuple


class Option(NamedTuple):
    name: str  # The long name, with its dashes.
    letter: str  # Of the short name; empty without one.
    takes: str  # The name of its value; empty for a flag.
    help: str  # Without the default.
    default: str  # Empty without one.


def options_of(program):
    text = subprocess.run([program, "--help"], check=True, capture_output=True, text=True).stdout
    return [read_option(entry) for entry in re.findall(r"^  (-.*\n(?: {10,}.*\n)*)", text, re.MULTILINE)]


def read_option(entry):
    letter, name, rest = re.match(r"(?:-(\w),)?(--[a-z-]+)(.*)", entry, re.DOTALL).groups()
    takes = re.match(r" ([A-Z][A-Z:/]*)(?= )", rest)
    words = rest[takes.end():] if takes else rest
    words = " ".join(re.sub(r"^ (Needs|Excludes): \S+", "", words).split())
    text, default = re.fullmatch(r"(.*?)(?: \[((?:\[::\]|[^\[])*)\])?", words).groups()
    return Option(name, letter or "", takes[1] if takes else "", text, default or "")
