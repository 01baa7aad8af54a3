"""Either end of a conversation between two may be nc."""

import re
import socket

from processes import NETCAT
from support import CLIENT, Case, Nc, Program, Terminal, main
from waiting import wait_until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class NcAsClient(Case):
    def test_a_conversation(self):
        server = self.duo()
        nc = self.nc(server)
        nc.out.expect("-- You are talking with Servidor")
        nc.line("Hola, como estas?")
        line = r"^127\.0\.0\.1:\d+ > Hola, como estas\?$"
        wait_until(lambda: re.search(line, server.out.text(), re.MULTILINE), server.seen)
        server.line("Bien, y vos?")
        nc.out.expect("Servidor > Bien, y vos?")

    def test_nc_may_give_its_name_in_each_line(self):
        server = self.duo()
        nc = self.nc(server)
        nc.line("Facundo > Hola, como estas?")
        server.out.skip_to("Facundo > Hola, como estas?")
        nc.line("exit")
        nc.out.skip_to("Goodbye Facundo!")

    def test_exit_is_answered_goodbye_and_a_close(self):
        server = self.duo()
        nc = self.nc(server)
        nc.line("exit")
        nc.out.expect("-- You are talking with Servidor")
        nc.out.expect_start("Goodbye ")
        nc.end_input()
        nc.expect_status(0)

    def test_a_half_close_delivers_everything(self):
        server = self.duo()
        script = r"printf 'Facundo > one\nFacundo > two'"
        nc = f"{NETCAT} -N 127.0.0.1 {server.port}"
        process = self.run_to_end(["/bin/sh", "-c", f"{script} | {nc}"])
        process.expect_status(0)
        server.out.skip_to("Facundo > one")
        server.out.expect("Facundo > two", "-- Facundo has left")


class NcAsServer(Case):
    def listening_nc(self):
        """An nc that listens; another process may snatch the port, so it is tried again."""
        for _ in range(10):
            port = free_port()
            nc = Nc(self, "-l", "-v", "127.0.0.1", str(port))
            wait_until(lambda: "Listening on" in nc.err.text() or not nc.running(), nc.seen)
            if nc.running():
                return nc, f"127.0.0.1:{port}"
        raise AssertionError("no port for nc")

    def test_a_conversation(self):
        nc, address = self.listening_nc()
        client = Program(self, "--duo", "--name", "Facundo", address)
        client.line("Hola, como estas?")
        nc.out.expect("Facundo > Hola, como estas?")
        client.out.skip_to("Facundo > Hola, como estas?")
        nc.line("Servidor > Bien, y vos?")
        client.out.skip_to("Servidor > Bien, y vos?")

    def test_a_line_without_a_name_is_shown_under_the_address(self):
        nc, address = self.listening_nc()
        client = Program(self, "--duo", "--name", "Facundo", address)
        nc.line("Bien, y vos?")
        client.out.skip_to(f"{address} > Bien, y vos?")

    def test_a_line_under_the_readers_own_name_is_shown_under_the_address(self):
        nc, address = self.listening_nc()
        client = Program(self, "--duo", "--name", "Facundo", address)
        nc.line("facundo > I give up")
        client.out.skip_to(f"{address} > facundo > I give up")

    def test_exit_by_nc_is_answered_and_ends_the_client(self):
        nc, address = self.listening_nc()
        client = Program(self, "--duo", "--name", "Facundo", address)
        nc.line("exit")
        nc.out.expect_start("Goodbye ")
        nc.end_input()
        client.expect_status(0)

    def test_on_a_terminal(self):
        nc, address = self.listening_nc()
        screen = Terminal(self, CLIENT, "--duo", "--name", "Facundo", address)
        screen.wait_last("Facundo >")
        screen.enter("Hola, como estas?")
        nc.out.expect("Facundo > Hola, como estas?")
        nc.line("Servidor > Bien, y vos?")
        screen.wait_last("Facundo > Hola, como estas?", "Servidor > Bien, y vos?", "Facundo >")


if __name__ == "__main__":
    main()
