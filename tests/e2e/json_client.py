"""A connection that speaks JSON."""

import json

from json_lines import request
from json_session import JsonSession
from sockets import Client


class JsonClient(Client):
    """It keeps a session, which another connection can go on with."""

    def __init__(self, test, address, session=None, **more):
        super().__init__(test, address, **more)
        self.session = session or JsonSession(None)

    def ask(self, kind, **fields):
        self.send(request(kind, **fields))

    def next(self):
        """The next object. A prompt for a person stands before the first one only."""
        line = self.next_line()
        while self.session.token is None and not line.startswith("{"):
            line = self.next_line()
        return self.session.handle(line)

    def get(self, **fields):
        """Checks that the next object has these values; `type_` is its type. Returns it."""
        answer = self.next()
        wrong = [name for name, value in fields.items()
                 if answer.get(name.removesuffix("_")) != value]
        if wrong:
            raise AssertionError(f"expected {fields}, got {answer}; {self.seen()}")
        return answer

    def get_all(self, *kinds):
        """Checks the types of the next objects, and returns the last one."""
        return [self.get(type_=kind) for kind in kinds][-1]

    def skip_to_type(self, kind):
        """Reads up to an object of this type. Returns it."""
        while (answer := self.next())["type"] != kind:
            pass
        return answer

    def hello(self, name, **fields):
        self.ask("hello", name=name, **fields)
        return self.get(type_="welcome", name=name)

    def go_on(self):
        self.send(self.session.login())
        return self.get(type_="welcome", resumed=True)

    def refuse(self, line, code):
        """Sends a line, which is answered by this error alone."""
        self.send(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n")
        return self.get(type_="error", code=code)

    def get_bye(self):
        self.ask("bye")
        self.skip_to_type("goodbye")
        self.expect_end()
