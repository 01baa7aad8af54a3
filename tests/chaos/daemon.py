"""The real tertuliad, looked at from outside: its addresses, descriptors, memory and end."""

import atexit
import os
import re
import resource
import signal
import subprocess
import tempfile
import time

LISTENING = re.compile(r"listening on (\S+)$", re.MULTILINE)
REPORT = re.compile(r"Sanitizer|runtime error:|terminate called")
PATIENCE = 120  # Seconds; only a run that has failed already ever waits so long.


def wait_until(holds, what):
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.005)


class Daemon:
    def __init__(self, program, options, addresses, stdin=subprocess.DEVNULL, environment=None):
        self.directory = tempfile.TemporaryDirectory(prefix="tertulia-chaos-")
        self.config = os.path.join(self.directory.name, "config")
        self.configure("")
        listen = [word for address in addresses for word in ("--listen", address)]
        self.log = open(os.path.join(self.directory.name, "log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [program, *listen, *options, "--config", self.config],
            stdin=stdin, stdout=subprocess.DEVNULL, stderr=self.log,
            env={**os.environ, **(environment or {})})
        atexit.register(lambda: self.ended() or self.process.kill())  # After a failure.
        wait_until(lambda: len(self.addresses()) == len(addresses) or self.ended(), "an address")
        if self.ended():
            raise AssertionError(f"it did not start: {self.text()}")
        self.descriptors_at_rest = self.descriptors()
        self.most_descriptors = resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE)

    def configure(self, text):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(text)

    def text(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as file:
            return file.read()

    def addresses(self):
        return LISTENING.findall(self.text())

    def ended(self):
        return self.process.poll() is not None

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def peak_memory(self):
        """In KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))

    def processor_time(self):
        """In seconds, of user and system."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def signal(self, number):
        self.process.send_signal(number)

    def limit_descriptors(self, number=None):
        """Lowers what it may open; without a number, as it was."""
        most = self.most_descriptors
        soft = most[0] if number is None else min(number, most[0])
        resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (soft, most[1]))

    def stop(self):
        """Ends it in order; raises if that or anything before went wrong. All that it said."""
        if not self.ended():
            self.signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        text = self.text()
        self.log.close()
        self.directory.cleanup()
        report = REPORT.search(text)
        if status != 0 or report:
            begin = report.start() - 500 if report else len(text) - 20000
            raise AssertionError(f"exit status {status}:\n{text[max(0, begin):][:20000]}")
        return text
