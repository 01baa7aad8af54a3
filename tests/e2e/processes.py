"""Programs that the tests run, and their output."""

import os
import re
import signal
import subprocess

from phrases import LOG_LISTENING
from waiting import Inbox, wait_until, write_all

DAEMON = os.environ.get("TERTULIAD", "build/release/src/daemon/tertuliad")
CLIENT = os.environ.get("TERTULIA", "build/release/src/client/tertulia")
NETCAT = "/bin/nc.openbsd" if os.path.exists("/bin/nc.openbsd") else "nc"
# Like systemd, the shell passes its descriptor {} on to the program, which keeps the process id.
PASS_SOCKET = 'export LISTEN_FDS=1 LISTEN_PID=$$; exec "$@" 3<&{}'
NO_DIRECTORY = "/dev/null"  # Nothing can be made in it, not even by root.
REPORTS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "terminate called", "Assertion")


def environment(extra=None):
    """Nothing of the user who runs the tests, but for what the test sets itself."""
    plain = {"LC_ALL": "C.UTF-8", "LANGUAGE": "", "TERM": "xterm", "INPUTRC": "/dev/null", "NO_COLOR": "",
             "XDG_CONFIG_HOME": "/nonexistent", "XDG_DATA_HOME": NO_DIRECTORY}
    return {**os.environ, **plain, **(extra or {})}


def check_reports(label, text):
    for word in REPORTS:
        if word in text:
            raise AssertionError(f"{label} reported:\n{text}")


def wait_gone(pid, label):
    """Waits for the end of a process that may be the child of another one."""
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"), lambda: f"{label} to end")


class Process:
    """A program with pipes. The test's cleanup ends it and checks its output for reports."""

    def __init__(self, test, command, stdin=subprocess.PIPE, extra=None, inherited=None):
        self.label = os.path.basename(command[0])
        keep = ()
        if inherited:  # A listening socket for the program.
            command = ["/bin/sh", "-c", PASS_SOCKET.format(inherited.fileno()), "sh", *command]
            keep = (inherited.fileno(),)
        self.child = subprocess.Popen(
            command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(extra), pass_fds=keep)
        if self.child.stdin:
            os.set_blocking(self.child.stdin.fileno(), False)
        self.out = Inbox(self.child.stdout.fileno(), f"{self.label}'s output")
        self.err = Inbox(self.child.stderr.fileno(), f"{self.label}'s standard error")
        test.addCleanup(self.finish)

    def write(self, text):
        write_all(self.child.stdin.fileno(), text)

    def line(self, text):
        self.write(text + "\n")

    def end_input(self):
        self.child.stdin.close()

    def close_output(self):
        """Closes the pipe of its output, as a reader that ends does."""
        self.out.stall()
        self.child.stdout.close()

    def signal(self, number):
        self.child.send_signal(number)

    def wait(self):
        """Waits for the end of the program and of its output. Returns the exit status."""
        wait_until(lambda: not self.running(), lambda: f"{self.label} to end; {self.seen()}")
        self.out.wait_end()
        self.err.wait_end()
        return self.child.returncode

    def expect_status(self, status):
        got = self.wait()
        if got != status:
            raise AssertionError(f"{self.label} ended with {got}, not {status}; {self.seen()}")

    def running(self):
        return self.child.poll() is None

    def seen(self):
        return f"{self.out.seen()}; {self.err.seen()}"

    def finish(self):
        if self.running():
            self.child.kill()
        self.child.wait()
        for inbox in (self.out, self.err):
            inbox.stall()
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
            try:
                if pipe:
                    pipe.close()
            except BrokenPipeError:
                pass
        check_reports(self.label, self.err.text())


class Server(Process):
    """The daemon. It must end with 0, by itself or by the test's cleanup."""

    def __init__(self, test, *options, stdin=subprocess.DEVNULL, extra=None, inherited=None):
        if not inherited and not any(option.startswith(("--listen", "-l")) for option in options):
            options = ("--listen", "127.0.0.1:0", *options)
        super().__init__(test, [DAEMON, *options], stdin, extra, inherited)
        self.status = 0
        count = sum(option in ("--listen", "-l") for option in options) + bool(inherited)
        self.addresses = wait_until(lambda: self._listening(count), self._why_not)

    def _listening(self, count):
        found = re.findall(rf"{LOG_LISTENING}(\S+)\n", self.err.text())
        if len(found) < count and not self.running():
            raise AssertionError(f"the server ended at once; {self.seen()}")
        return found if len(found) >= count else None

    def _why_not(self):
        return f"the server to listen; {self.seen()}"

    @property
    def address(self):
        return self.addresses[0]

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    def logged(self, text):
        self.err.wait_for(text + "\n")

    def reload(self, outcome):
        """Sends SIGHUP and waits for this outcome in the log. Returns the new part of the log."""
        seen = len(self.err.text())
        self.signal(signal.SIGHUP)
        wait_until(lambda: outcome in self.err.text()[seen:], self.seen)
        return self.err.text()[seen:]

    def stop(self, number=signal.SIGTERM):
        """Sends it a signal, and checks that it ends with the expected status."""
        self.signal(number)
        self.expect_status(self.status)

    def finish(self):
        try:
            if self.running():
                self.signal(signal.SIGTERM)
            self.expect_status(self.status)
        finally:
            super().finish()


class Program(Process):
    """The client in a pipe."""

    def __init__(self, test, *arguments, stdin=subprocess.PIPE, extra=None):
        super().__init__(test, [CLIENT, *arguments], stdin, extra)


class Nc(Process):
    """OpenBSD's netcat."""

    def __init__(self, test, *arguments, stdin=subprocess.PIPE):
        super().__init__(test, [NETCAT, *arguments], stdin)
