"""Pictures: bars and curves. They follow the light or dark setting of the reader."""

import math
from xml.sax.saxutils import escape

STYLE = """<style>
text { font: 13px sans-serif; fill: #24292f } .faint { fill: #6e7781 } .line { stroke: #d0d7de }
.own { fill: #0969da } .floor { fill: #8c959f } .peer { fill: #bf8700 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .faint { fill: #8d96a0 } .line { stroke: #3d444d }
.own { fill: #4493f8 } .floor { fill: #6e7681 } .peer { fill: #d29922 } }
</style>"""
COLOURS = ["#0969da", "#bf8700", "#1a7f37", "#cf222e", "#8250df"]
WIDTH = 720


def picture(height, title, body):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="{escape(title)}">\n{STYLE}\n{text(12, 22, title)}\n' + "\n".join(body)
            + "\n</svg>\n")


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def kind_of(server):
    """`server` may have an addition after a comma."""
    return {"tertulia": "own", "floor": "floor"}.get(server.split(",")[0], "peer")


def bars(title, groups, shown):
    """`groups`: [(heading, [(server, value)])]. Each group has its own scale from 0. `shown` formats
    a value."""
    body, y = [], 40
    for heading, rows in groups:
        body.append(text(12, y + 14, heading, "faint"))
        y += 24
        largest = max(value for _, value in rows) or 1
        for server, value in sorted(rows, key=lambda row: row[1]):
            length = 480 * value / largest
            body.append(text(108, y + 13, server, anchor="end"))
            body.append(f'<rect x="116" y="{y}" width="{max(length, 1):.1f}" height="17" '
                        f'class="{kind_of(server)}"/>')
            body.append(text(122 + length, y + 13, shown(value)))
            y += 22
        y += 10
    return picture(y + 4, title, body)


def curves(title, lines, x_title, shown):
    """`lines`: {name: [(x, y)]}, on logarithmic scales. A slope of one is a cost proportional to x.
    `shown` formats a y."""
    points = [point for line in lines.values() for point in line]
    left, right, top, bottom = 90, 580, 50, 380
    to_x = scale([x for x, _ in points], left, right)
    to_y = scale([y for _, y in points], bottom, top)
    body = [text((left + right) / 2, bottom + 40, x_title, "faint", "middle")]
    for x in sorted({x for x, _ in points}):
        body.append(text(to_x(x), bottom + 20, f"{x:,}", "faint", "middle"))
    for exponent in range(*powers_of_ten([y for _, y in points])):
        y = to_y(10**exponent)
        body.append(f'<path d="M{left} {y:.1f}H{right}" class="line"/>')
        body.append(text(left - 8, y + 4, shown(10**exponent), "faint", "end"))
    ends = spread_out({name: to_y(line[-1][1]) for name, line in lines.items()})
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        path = "L".join(f"{to_x(x):.1f} {to_y(y):.1f}" for x, y in line)
        body.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        body.append(f'<text x="{right + 10}" y="{ends[name] + 4:.0f}" style="fill:{colour}">'
                    f"{escape(name)}</text>")
    return picture(bottom + 56, title, body)


def powers_of_ten(values):
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values))) + 1


def scale(values, begin, end):
    """Returns a function from a value to its place on a logarithmic axis. A vertical axis spans whole
    powers of ten."""
    low, high = (math.log10(value) for value in (min(values), max(values)))
    if begin > end:
        low, high = math.floor(low), math.ceil(high)
    span = (high - low) or 1
    return lambda value: begin + (end - begin) * (math.log10(value) - low) / span


def spread_out(places, gap=16):
    """Moves labels apart, so that they do not overlap."""
    moved, last = {}, -math.inf
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = max(place, last + gap)
        moved[name] = last
    return moved
