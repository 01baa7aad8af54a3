"""Either end of a duo conversation can be nc."""

import re

from duo_phrases import duo_prompt, duo_said, talking_with
from phrases import GOODBYE, goodbye, left
from processes import NETCAT
from sockets import free_port
from support import CLIENT, Case, Nc, Program, Terminal, main
from waiting import wait_until


class NcAsClient(Case):
    def test_a_conversation(self):
        server = self.duo()
        nc = self.nc(server)
        nc.out.expect(talking_with("Servidor"))
        nc.line("Hola, como estas?")
        line = rf"^127\.0\.0\.1:\d+{re.escape(duo_said('', 'Hola, como estas?'))}$"
        wait_until(lambda: re.search(line, server.out.text(), re.MULTILINE), server.seen)
        server.line("Bien, y vos?")
        nc.out.expect(duo_said("Servidor", "Bien, y vos?"))

    def test_nc_can_send_a_name_in_each_line(self):
        server = self.duo()
        nc = self.nc(server)
        nc.line(duo_said("Facundo", "Hola, como estas?"))
        server.out.skip_to(duo_said("Facundo", "Hola, como estas?"))
        nc.line("exit")
        nc.out.skip_to(goodbye("Facundo"))

    def test_exit_gets_goodbye_and_a_close(self):
        server = self.duo()
        nc = self.nc(server)
        nc.line("exit")
        nc.out.expect(talking_with("Servidor"))
        nc.out.expect_start(GOODBYE)
        nc.end_input()
        nc.expect_status(0)

    def test_a_half_close_delivers_everything(self):
        server = self.duo()
        script = r"printf 'Facundo > one\nFacundo > two'"
        nc = f"{NETCAT} -N 127.0.0.1 {server.port}"
        process = self.run_to_end(["/bin/sh", "-c", f"{script} | {nc}"])
        process.expect_status(0)
        server.out.skip_to(duo_said("Facundo", "one"))
        server.out.expect(duo_said("Facundo", "two"), left("Facundo"))


class NcAsServer(Case):
    def listening_nc(self):
        """Starts an nc that listens. Tries another port if another process took the first."""
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
        nc.out.expect(duo_said("Facundo", "Hola, como estas?"))
        client.out.skip_to(duo_said("Facundo", "Hola, como estas?"))
        nc.line(duo_said("Servidor", "Bien, y vos?"))
        client.out.skip_to(duo_said("Servidor", "Bien, y vos?"))

    def test_a_line_without_a_name_is_shown_with_the_address(self):
        nc, address = self.listening_nc()
        client = Program(self, "--duo", "--name", "Facundo", address)
        nc.line("Bien, y vos?")
        client.out.skip_to(duo_said(address, "Bien, y vos?"))

    def test_a_line_with_the_readers_own_name_is_shown_with_the_address(self):
        nc, address = self.listening_nc()
        client = Program(self, "--duo", "--name", "Facundo", address)
        nc.line(duo_said("facundo", "I give up"))
        client.out.skip_to(duo_said(address, duo_said("facundo", "I give up")))

    def test_exit_from_nc_gets_goodbye_and_ends_the_client(self):
        nc, address = self.listening_nc()
        client = Program(self, "--duo", "--name", "Facundo", address)
        nc.line("exit")
        nc.out.expect_start(GOODBYE)
        nc.end_input()
        client.expect_status(0)

    def test_on_a_terminal(self):
        nc, address = self.listening_nc()
        screen = Terminal(self, CLIENT, "--duo", "--name", "Facundo", address)
        screen.wait_last(duo_prompt("Facundo"))
        screen.enter("Hola, como estas?")
        nc.out.expect(duo_said("Facundo", "Hola, como estas?"))
        nc.line(duo_said("Servidor", "Bien, y vos?"))
        screen.wait_last(duo_said("Facundo", "Hola, como estas?"),
                         duo_said("Servidor", "Bien, y vos?"), duo_prompt("Facundo"))


if __name__ == "__main__":
    main()
