"""The base of the tests of operators, bans and mutes."""

from phrases import said
from sockets import Client
from support import Case


class OrderCase(Case):
    """Olga has connected through the unix socket as the server's user. Bob and Carl came over the
    network, from addresses of their own."""

    options = ()
    BOBS, CARLS = "127.0.0.2", "127.0.0.3"

    def setUp(self):
        self.path = f"{self.directory()}/socket"
        self.start()

    def start(self, *options):
        self.server = self.serve("--rate", "0", "--listen", "127.0.0.1:0", "--listen",
                                 f"unix:{self.path}", *self.options, *options)
        self.everyone = ()
        self.olga = self.arrive(self.here("Olga"), "Olga")
        self.bob = self.arrive(self.client(self.server, "Bob", source=self.BOBS), "Bob")
        self.carl = self.arrive(self.client(self.server, "Carl", source=self.CARLS), "Carl")

    def arrive(self, client, name):
        """A new member says something, so that everyone has read the notice of the join."""
        client.line("here")
        self.everyone += (client,)
        self.all_skip_to(said(name, "here"))
        return client

    def here(self, name=None):
        """A connection through the unix socket."""
        client = Client(self, f"unix:{self.path}")
        return client.join(name) if name else client

    def all_skip_to(self, line):
        for client in self.everyone:
            client.skip_to(line)

    def ask(self, member, line, *answer):
        member.line(line)
        member.expect(*answer)

    def all_see(self, line, *clients):
        for client in clients or self.everyone:
            client.expect(line)
