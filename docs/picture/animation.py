"""Draws the frames of a recording as one SVG picture, which moves with CSS alone.

What stays to the end is visible and hidden until its time; what goes before the end is hidden and
visible in its time. So a reader who sees no movement, by choice or for lack of CSS, sees the last
frame.
"""

from collections import defaultdict
from html import escape
from typing import NamedTuple

from picture.emulator import Cell, Style

CELL, ROW, FONT = 9, 20, 15  # Pixels: the width of a cell, the height of a row, the size of text.
MARGIN, BAR = 18, 34  # Around the screen, and the title above it.
BASELINE = 15  # Of the text, below the top of its row.
BACKGROUND, FOREGROUND = "#0d1117", "#e6edf3"
STYLE = f"""\
text{{font:{FONT}px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;\
fill:{FOREGROUND}}}
.bold{{font-weight:bold}}
.dim{{opacity:.6}}
.cursor{{fill:{FOREGROUND};opacity:.6}}
.gone{{visibility:hidden}}
@keyframes show{{from,to{{visibility:visible}}}}
@keyframes hide{{from,to{{visibility:hidden}}}}
@media(prefers-reduced-motion:reduce){{g{{animation:none!important}}}}
"""
BASIC = ("#0d1117", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
         "#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff")


class Interval(NamedTuple):
    """The frames from `first` on, up to and without `end`."""

    first: int
    end: int


class Piece(NamedTuple):
    """A part of a row that looks alike, and appears and disappears at once."""

    column: int
    row: int
    cells: int
    text: str
    style: Style


def color_of(number):
    """A colour of the palette of 256, as xterm has it but for the first 16."""
    if number < 16:
        return BASIC[number]
    if number >= 232:
        return "#" + f"{8 + 10 * (number - 232):02x}" * 3
    steps = [0 if step == 0 else 55 + 40 * step
             for step in ((number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6)]
    return "#" + "".join(f"{step:02x}" for step in steps)


def intervals(values):
    """The intervals in which a value stays the same, each with the value."""
    first = 0
    for at in range(1, len(values) + 1):
        if at == len(values) or values[at] != values[first]:
            yield Interval(first, at), values[first]
            first = at


def find_pieces(frames):
    """All pieces, by their intervals."""
    pieces = defaultdict(list)
    for row in range(len(frames[0].rows)):
        places = [dict(intervals([frame.rows[row][column] for frame in frames]))
                  for column in range(len(frames[0].rows[row]))]
        for interval in sorted({interval for place in places for interval in place}):
            cells = [place.get(interval) for place in places]
            blank = [all(frame.rows[row][column] == Cell() for frame in frames[slice(*interval)])
                     for column in range(len(places))]
            pieces[interval] += _pieces_of_row(row, cells, blank)
    return pieces


def _pieces_of_row(row, cells, blank):
    """Joins cells of one style. A blank between two words may be any blank of that time."""
    column = 0
    while column < len(cells):
        if cells[column] in (None, Cell()):
            column += 1
            continue
        style, text, at = cells[column].style, "", column
        while at < len(cells):
            cell, following = cells[at], cells[at + 1] if at + 1 < len(cells) else None
            if cell is not None and cell != Cell() and cell.style == style:
                text += cell.text
            elif blank[at] and following and following != Cell() and following.style == style:
                text += " "
            else:
                break
            at += 1
        yield Piece(column, row, at - column, text, style)
        column = at


def draw(recording, title, description):
    """The picture of a recording, a list of (frame, seconds)."""
    frames = [frame for frame, _ in recording]
    times = _times([seconds for _, seconds in recording])
    groups = {interval: [_draw_piece(piece) for piece in pieces]
              for interval, pieces in find_pieces(frames).items()}
    for interval, cursor in intervals([frame.cursor for frame in frames]):
        groups.setdefault(interval, []).append(_draw_cursor(*cursor))
    width = len(frames[0].rows[0]) * CELL + 2 * MARGIN
    height = len(frames[0].rows) * ROW + BAR + 2 * MARGIN
    body = [_draw_group(times, interval, parts)
            for interval, parts in sorted(groups.items()) if parts]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(description)}">',
        f"<style>\n{STYLE}</style>", *_draw_window(width, height, title),
        f'<g transform="translate({MARGIN} {BAR + MARGIN})">', *body, "</g>", "</svg>", ""])


def _times(seconds):
    """When each frame begins, and when the last one ends, in milliseconds."""
    times = [0]
    for each in seconds:
        times.append(times[-1] + round(1000 * each))
    return times


def _draw_window(width, height, title):
    yield (f'<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="9" '
           f'fill="{BACKGROUND}" stroke="#30363d"/>')
    yield f'<path d="M.5 {BAR}H{width - .5}" stroke="#30363d"/>'
    for at, color in enumerate(("#ff5f57", "#febc2e", "#28c840")):
        yield f'<circle cx="{20 + 20 * at}" cy="{BAR // 2}" r="6" fill="{color}"/>'
    yield f'<text x="{width // 2}" y="{BAR // 2 + 5}" text-anchor="middle" class="dim">{escape(title)}</text>'


def _draw_group(times, interval, parts):
    begin, end = times[interval.first], times[interval.end]
    if interval.end < len(times) - 1:
        head = f'<g class="gone" style="animation:show {end - begin}ms {begin}ms">'
    elif begin > 0:
        head = f'<g style="animation:hide {begin}ms">'
    else:
        head = "<g>"
    return head + "".join(parts) + "</g>"


def _draw_cursor(column, row):
    return f'<rect class="cursor" x="{column * CELL}" y="{row * ROW}" width="{CELL}" height="{ROW}"/>'


def _draw_piece(piece):
    color, background = _colors(piece.style)
    x, y, width = piece.column * CELL, piece.row * ROW, piece.cells * CELL
    box = "" if background is None else (
        f'<rect x="{x}" y="{y}" width="{width}" height="{ROW}" fill="{background}"/>')
    names = [name for name in ("bold", "dim") if getattr(piece.style, name)]
    attributes = [f'x="{x}" y="{y + BASELINE}"']
    if piece.cells > 1:
        attributes.append(f'textLength="{width}"')
    if names:
        attributes.append(f'class="{" ".join(names)}"')
    if color is not None:
        attributes.append(f'style="fill:{color}"')
    return f"{box}<text {' '.join(attributes)}>{escape(piece.text, quote=False)}</text>"


def _colors(style):
    """Of the text and behind it; None where it is the window's own."""
    color, background = (None if number is None else color_of(number)
                         for number in (style.color, style.background))
    if style.reverse:
        return background or BACKGROUND, color or FOREGROUND
    return color, background
