"""The bots of docs/examples/, as a user runs them."""

import pathlib
import re

from phrases import joined, said
from processes import Process
from support import Case, main

EXAMPLES = pathlib.Path(__file__).parents[2] / "docs" / "examples"


class Examples(Case):
    def answer_to(self, program, name, question):
        """Starts the bot, and asks it in a room and in the lobby."""
        server = self.serve("--rate", "0")
        ann = self.client(server, "Ann")
        host, port = server.address.rsplit(":", 1)
        Process(self, [EXAMPLES / program, host, port])
        ann.expect(joined(name))
        ann.line(question)
        ann.expect(said("Ann", question))
        return ann.next_line()

    def test_a_bot_in_python(self):
        self.assertRegex(self.answer_to("dice.py", "dice", "!roll"),
                         f"^{re.escape(said('dice', 'Ann rolls '))}[1-6]$")

    def test_a_bot_in_shell(self):
        self.assertRegex(self.answer_to("clock.sh", "clock", "!time"),
                         f"^{re.escape(said('clock', 'It is '))}[0-9]{{2}}:[0-9]{{2}}$")


if __name__ == "__main__":
    main()
