"""docs/make-picture, which records docs/tertulia.svg."""

import subprocess
import sys
import unittest
import xml.etree.ElementTree
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
sys.path.append(str(DOCS))  # The recorder.

from picture.animation import Interval, Piece, color_of, draw, find_pieces
from picture.emulator import Cell, Emulator, Style
from support import Case, main

SVG = "{http://www.w3.org/2000/svg}"


class Picture(Case):
    def test_the_picture_in_the_readme_is_what_the_programs_show(self):
        made = f"{self.directory()}/made.svg"
        subprocess.run([sys.executable, DOCS / "make-picture", made], check=True)
        self.assertEqual(Path(made).read_text(encoding="utf-8"),
                         (DOCS / "tertulia.svg").read_text(encoding="utf-8"),
                         "docs/make-picture makes it anew")


def frame_after(text, columns=12, rows=4):
    screen = Emulator(columns, rows)
    screen.feed(text.encode())
    return screen.frame()


class Screen(unittest.TestCase):
    def test_a_row_erased_from_the_cursor_on_and_all_below(self):
        frame = frame_after("one\r\ntwo\r\nthree\x1b[2A\rX\x1b[J")
        self.assertEqual((frame.lines(), frame.cursor), (["X"], (1, 0)))

    def test_what_passes_the_last_row_scrolls(self):
        self.assertEqual(frame_after("a\r\nb\r\nc\r\nd\r\ne").lines(), ["b", "c", "d", "e"])

    def test_a_long_row_goes_on_below_unless_wrapping_is_off(self):
        self.assertEqual(frame_after("12345", columns=3).lines(), ["123", "45"])
        self.assertEqual(frame_after("\x1b[?7l12345\x1b[?7h", columns=3).lines(), ["125"])

    def test_a_full_row_has_the_cursor_in_its_last_column(self):
        self.assertEqual(frame_after("123", columns=3).cursor, (2, 0))

    def test_styles(self):
        for codes, style in (("1;38;5;130", Style(color=130, bold=True)), ("2", Style(dim=True)),
                             ("1;7", Style(bold=True, reverse=True)), ("34", Style(color=4)),
                             ("7;0", Style()), ("91;48;5;7", Style(color=9, background=7)),
                             ("1;2;22", Style()), ("31;39", Style()), ("", Style())):
            cell = frame_after(f"\x1b[{codes}mx").rows[0][0]
            self.assertEqual(cell, Cell("x", style), codes)

    def test_wide_characters_and_marks(self):
        frame = frame_after("日e\u0301!")
        self.assertEqual([cell.text for cell in frame.rows[0][:4]], ["日", "", "e\u0301", "!"])
        self.assertEqual(frame.cursor, (4, 0))

    def test_sequences_and_characters_in_pieces(self):
        screen = Emulator(12, 1)
        for byte in "\x1b[1mé\x1b[0m.".encode():
            screen.feed(bytes([byte]))
        self.assertEqual(screen.frame().rows[0][:2], (Cell("é", Style(bold=True)), Cell(".")))

    def test_an_unknown_sequence_is_no_picture(self):
        for text in ("\x1b[5X", "\x1b]0;title\a", "\x1b[4m", "\x1b[2J", "\x1b[?1049h", "\t"):
            with self.assertRaises(ValueError, msg=repr(text)):
                frame_after(text)


class Animation(unittest.TestCase):
    def test_what_appears_at_once_is_one_piece(self):
        frames = [frame_after(text) for text in ("> ", "> a", "> a\r\n(B) so it is")]
        pieces = find_pieces(frames)
        self.assertEqual(pieces[Interval(0, 3)], [Piece(0, 0, 1, ">", Style())])
        self.assertEqual(pieces[Interval(1, 3)], [Piece(2, 0, 1, "a", Style())])
        self.assertEqual(pieces[Interval(2, 3)], [Piece(0, 1, 12, "(B) so it is", Style())])

    def test_a_style_begins_a_piece(self):
        pieces = find_pieces([frame_after("(\x1b[1mAnn\x1b[0m) Hi")])
        self.assertEqual(pieces[Interval(0, 1)],
                         [Piece(0, 0, 1, "(", Style()), Piece(1, 0, 3, "Ann", Style(bold=True)),
                          Piece(4, 0, 4, ") Hi", Style())])

    def draw(self, *texts):
        picture = draw([(frame_after(text), 1) for text in texts], "a < b", 'a "title"')
        return xml.etree.ElementTree.fromstring(picture)

    def groups(self, picture):
        """The texts of each group, with the group's class and style."""
        screen = picture.find(f"{SVG}g")
        return {"".join(text.text for text in group.iter(f"{SVG}text")):
                (group.get("class"), group.get("style")) for group in screen}

    def test_without_movement_the_last_frame_is_visible(self):
        groups = self.groups(self.draw("$", "$ <x>", "$ y", "$ y z"))
        self.assertEqual(groups["$"], (None, None))
        self.assertEqual(groups["<x>"], ("gone", "animation:show 1000ms 1000ms"))
        self.assertEqual(groups["y"], (None, "animation:hide 2000ms"))
        self.assertEqual(groups["z"], (None, "animation:hide 3000ms"))

    def test_reversed_text_stands_on_its_colour(self):
        picture = self.draw("\x1b[7;38;5;28mAnn")
        boxes = [box.get("fill") for box in picture.iter(f"{SVG}rect")]
        self.assertIn(color_of(28), boxes)

    def test_colours_of_the_palette(self):
        self.assertEqual([color_of(number) for number in (16, 28, 196, 231, 232, 255)],
                         ["#000000", "#008700", "#ff0000", "#ffffff", "#080808", "#eeeeee"])


if __name__ == "__main__":
    main()
