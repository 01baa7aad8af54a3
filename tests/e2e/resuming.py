"""The base of the tests of resuming."""

from phrases import joined, said
from support import Case


class ResumeCase(Case):
    """Ann speaks plain lines and stays. Bob speaks JSON, and loses his connection."""

    options = ("--rate", "0")

    def setUp(self):
        self.server = self.serve(*self.options)
        self.ann = self.client(self.server, "Ann")
        self.bob = self.json_client(self.server, "Bob")
        self.ann.expect(joined("Bob"))

    def lose(self, client=None):
        """Closes Bob's connection, and waits until the server knows."""
        client = client or self.bob
        client.end_input()
        client.wait_end()
        client.close()

    def again(self, session=None):
        return self.json_client(self.server, session=session or self.bob.session)

    def resume(self):
        self.bob = self.again()
        return self.bob.go_on()

    def say(self, *texts):
        for text in texts:
            self.ann.line(text)
            self.ann.expect(said("Ann", text))

    def hear(self, *texts, room="lobby"):
        for text in texts:
            self.bob.get(type_="message", room=room, text=text, **{"from": "Ann"})

    def check_that_nobody_noticed(self):
        self.say("did you notice?")
        self.hear("did you notice?")
