"""A terminal's screen, as far as the recorded programs use it.

A sequence that it does not know is an error: what it shows would not be what a terminal shows.
"""

import codecs
import re
import unicodedata
from typing import NamedTuple, Optional

SEQUENCE = re.compile(r"\x1b\[(\??)([0-9;]*)([@-~])")
BEGUN_SEQUENCE = re.compile(r"\x1b(\[\??[0-9;]*)?")
FLAGS = {1: ("bold", True), 2: ("dim", True), 7: ("reverse", True), 27: ("reverse", False)}


class Style(NamedTuple):
    """Colours are numbers in the palette of 256; None is the terminal's own."""

    color: Optional[int] = None
    background: Optional[int] = None
    bold: bool = False
    dim: bool = False
    reverse: bool = False


class Cell(NamedTuple):
    """The second cell of a wide character has no text."""

    text: str = " "
    style: Style = Style()


class Frame(NamedTuple):
    """A screen at one moment. The cursor is (column, row), counted from 0."""

    rows: tuple
    cursor: tuple

    def text(self, row):
        return "".join(cell.text for cell in self.rows[row])

    def lines(self):
        """The rows as text, without blanks at their ends and blank rows at the end."""
        lines = [self.text(row).rstrip() for row in range(len(self.rows))]
        while lines and not lines[-1]:
            lines.pop()
        return lines


class Emulator:
    def __init__(self, columns, rows):
        self.columns = columns
        self.rows = [self._blank_row() for _ in range(rows)]
        self.x = self.y = 0
        self.style = Style()
        self.wraps = True
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._rest = ""

    def frame(self):
        column = min(self.x, self.columns - 1)
        return Frame(tuple(tuple(row) for row in self.rows), (column, self.y))

    def feed(self, data):
        text = self._rest + self._decoder.decode(data)
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._put(text[at])
                at += 1
            elif sequence := SEQUENCE.match(text, at):
                self._obey(*sequence.groups())
                at = sequence.end()
            elif BEGUN_SEQUENCE.fullmatch(text, at):
                break
            else:
                raise ValueError(f"unknown sequence {text[at:at + 20]!r}")
        self._rest = text[at:]

    def _blank_row(self):
        return [Cell()] * self.columns

    def _put(self, character):
        if character in CONTROLS:
            CONTROLS[character](self)
        elif character < " " or character == "\x7f":
            raise ValueError(f"unknown control character {character!r}")
        elif unicodedata.combining(character):
            before = max(self.x - 1, 0)
            cell = self.rows[self.y][before]
            self.rows[self.y][before] = cell._replace(text=cell.text + character)
        else:
            self._write(character, 2 if unicodedata.east_asian_width(character) in "WF" else 1)

    def _write(self, character, width):
        if self.x + width > self.columns:
            if self.wraps:
                self.x = 0
                self._line_feed()
            else:
                self.x = self.columns - width
        for text in [character, ""][:width]:
            self.rows[self.y][self.x] = Cell(text, self.style)
            self.x += 1

    def _return(self):
        self.x = 0

    def _line_feed(self):
        if self.y + 1 < len(self.rows):
            self.y += 1
        else:
            self.rows = [*self.rows[1:], self._blank_row()]

    def _back(self):
        self.x = max(min(self.x, self.columns - 1) - 1, 0)

    def _ring(self):
        pass

    def _obey(self, private, arguments, name):
        numbers = [int(number or 0) for number in arguments.split(";")]
        known = MODES.get(name) if private else FUNCTIONS.get(name)
        if known is None:
            raise ValueError(f"unknown sequence ESC [ {private}{arguments} {name}")
        known(self, numbers)

    def _up(self, numbers):
        self.y = max(self.y - max(numbers[0], 1), 0)

    def _erase_below(self, numbers):
        if numbers != [0]:
            raise ValueError(f"unknown part of the screen to erase: {numbers}")
        self._erase_right(numbers)
        for row in range(self.y + 1, len(self.rows)):
            self.rows[row] = self._blank_row()

    def _erase_right(self, numbers):
        if numbers != [0]:
            raise ValueError(f"unknown part of the row to erase: {numbers}")
        self.rows[self.y][self.x:] = self._blank_row()[self.x:]

    def _set_mode(self, numbers, on):
        for number in numbers:
            if number == 7:
                self.wraps = on
            elif number != 2004:  # Bracketed paste shows nothing.
                raise ValueError(f"unknown mode {number}")

    def _set_style(self, numbers):
        rest = list(numbers)
        while rest:
            self._set_attribute(rest.pop(0), rest)

    def _set_attribute(self, number, rest):
        if number == 0:
            self.style = Style()
        elif number in FLAGS:
            self.style = self.style._replace(**dict([FLAGS[number]]))
        elif number == 22:
            self.style = self.style._replace(bold=False, dim=False)
        elif number in (38, 48) and rest[:1] == [5]:
            self._set_color(number == 38, rest[1])
            del rest[:2]
        elif number in (39, 49):
            self._set_color(number == 39, None)
        elif 30 <= number <= 37 or 40 <= number <= 47:
            self._set_color(number < 40, number % 10)
        elif 90 <= number <= 97 or 100 <= number <= 107:
            self._set_color(number < 100, number % 10 + 8)
        else:
            raise ValueError(f"unknown style {number}")

    def _set_color(self, of_text, color):
        place = "color" if of_text else "background"
        self.style = self.style._replace(**{place: color})


# pylint: disable=protected-access
CONTROLS = {"\r": Emulator._return, "\n": Emulator._line_feed, "\b": Emulator._back,
            "\a": Emulator._ring}
FUNCTIONS = {"A": Emulator._up, "J": Emulator._erase_below, "K": Emulator._erase_right,
             "m": Emulator._set_style}
MODES = {"h": lambda screen, numbers: screen._set_mode(numbers, True),
         "l": lambda screen, numbers: screen._set_mode(numbers, False)}
