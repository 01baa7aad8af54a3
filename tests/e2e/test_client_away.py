"""The screen of a client whose server is away. Another program listens at the server's address, as
systemd does with socket activation: the client is connected, and nobody answers."""

import signal
import socket

from phrases import (AGAIN, CONNECTION_LOST, LINE_NOT_SENT, LINE_WAITING, NOTICE, PROMPT,
                     SHUTTING_DOWN, connected, not_connected, said, typed)
from support import CLIENT, Case, Terminal, main
from waiting import Inbox, wait_until

STATUS = not_connected(SHUTTING_DOWN.removeprefix(NOTICE))


class Away(Case):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)
        self.data = self.directory()
        self.server = self.start()
        self.bob = Terminal(self, CLIENT, "--name", "Bob", self.server.address)
        self.bob.wait_last(connected("Bob"), PROMPT)

    def start(self):
        return self.serve("--data", self.data, inherited=self.listener)

    def stop(self):
        """Stops the server, and waits for the client's next connection, which gets no answer."""
        self.server.stop()
        self.listener.setblocking(False)
        self.silent, _ = wait_until(self.accept, self.bob.shown)
        self.addCleanup(self.silent.close)
        request = Inbox(self.silent.fileno(), "the silent server")
        self.addCleanup(request.stall)
        request.wait_for("\n")
        request.stall()
        self.listener.setblocking(True)  # The flag is the next server's, too.

    def accept(self):
        try:
            return self.listener.accept()
        except BlockingIOError:
            return None

    def test_the_user_types_on_while_the_server_does_not_answer(self):
        """The line and the status disappeared, and no key was read, until the answer."""
        self.bob.type("half a line")
        self.bob.wait_last(typed("half a line"))
        self.stop()
        self.bob.type(", and the rest")
        self.bob.wait_for(SHUTTING_DOWN, typed("half a line, and the rest"), STATUS)
        self.bob.enter("")
        self.bob.wait_for(LINE_WAITING, STATUS)
        self.silent.close()
        self.start()
        self.bob.wait_last(AGAIN, said("Bob", "half a line, and the rest"), PROMPT)

    def test_ctrl_c_discards_what_is_typed_before_it_leaves(self):
        self.stop()
        self.bob.enter("sent later")
        self.bob.type("half")
        self.bob.wait_text(f"{LINE_WAITING} half")
        self.bob.type("\x03")
        self.bob.wait_for(LINE_NOT_SENT, PROMPT, STATUS)
        self.bob.type("\x03")
        self.bob.expect_status(1)

    def test_exit_ends_the_client(self):
        self.stop()
        self.bob.enter("lost words")
        self.bob.enter("exit")
        self.bob.wait_for(LINE_NOT_SENT)
        self.bob.expect_status(1)

    def test_each_loss_has_its_own_reason(self):
        """The second one was told with the first one's reason."""
        self.server.stop()
        self.bob.wait_text(STATUS)
        server = self.start()
        self.bob.wait_last(AGAIN, PROMPT)
        server.status = -signal.SIGKILL
        server.stop(signal.SIGKILL)
        self.bob.wait_text(not_connected(CONNECTION_LOST))


if __name__ == "__main__":
    main()
