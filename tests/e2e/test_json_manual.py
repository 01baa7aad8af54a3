"""The example of the JSON protocol in tertulia(7), with a real server."""

import json
import pathlib
import re

from support import Case, main

PAGE = pathlib.Path(__file__).parents[2] / "docs" / "man" / "tertulia.7.scd"
# A word in capital letters stands for a value of this type.
PLACES = {"ID": int, "TIME": str, "ORIGIN": str, "SERVER": str, "SESSION": str, "TEXT": str}


def example():
    """The lines of the example: who sends it, and its object. Placeholders are texts such as <ID>."""
    section = PAGE.read_text(encoding="utf-8").split("\n# JSON\n")[1].split("\n## Example\n")[1]
    for line in section.split("```\n")[1].splitlines():
        yield line[0], json.loads(re.sub(r":([A-Z]+)\b", r':"<\1>"', line[2:]))


def matches(value, expected):
    if isinstance(expected, str) and expected.strip("<>") in PLACES:
        return isinstance(value, PLACES[expected.strip("<>")])
    if isinstance(expected, dict) and isinstance(value, dict):
        return list(value) == list(expected) and all(
            matches(value[key], expected[key]) for key in expected)
    if isinstance(expected, list) and isinstance(value, list) and len(value) == len(expected):
        return all(map(matches, value, expected))
    return value == expected


class Manual(Case):
    def test_the_example(self):
        client = self.client(self.serve("--rate", "0"))
        lines = list(example())
        self.assertGreater(len(lines), 15)
        for sender, expected in lines:
            if sender == ">":
                client.line(json.dumps(expected))
            else:
                line = client.next_line()
                self.assertTrue(matches(json.loads(line), expected), f"{line} is not {expected}")


if __name__ == "__main__":
    main()
