"""The real tertuliad, observed from outside: its addresses, descriptors, memory and end."""

import atexit
import os
import re
import resource
import signal
import subprocess
import tempfile
import time

from phrases import LOG_LISTENING

LISTENING = re.compile(rf"{LOG_LISTENING}(\S+)$", re.MULTILINE)
REPORT = re.compile(r"Sanitizer|runtime error:|terminate called")
TIMEOUT = 120  # Seconds; only a failed run waits so long.


def wait_until(holds, what):
    end = time.monotonic() + TIMEOUT
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"{what}: timed out")
        time.sleep(0.005)


class Daemon:
    def __init__(self, program, options, addresses, stdin=subprocess.DEVNULL, environment=None):
        self.directory = tempfile.TemporaryDirectory(prefix="tertulia-chaos-")
        self.config = os.path.join(self.directory.name, "config")
        self.configure("")
        self.command = [program, *options, "--config", self.config]
        self.stdin = stdin
        self.environment = {**os.environ, **(environment or {})}
        self.log = open(os.path.join(self.directory.name, "log"), "w+", encoding="utf-8")
        self.process = None
        atexit.register(lambda: self.ended() or self.process.kill())  # If the run failed.
        self.start(addresses)
        self.descriptors_at_rest = self.descriptors()
        self.descriptor_limits = resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE)

    def start(self, addresses):
        """Also after it has ended. The log goes on."""
        self.log_begin = os.path.getsize(self.log.name)
        listen = [word for address in addresses for word in ("--listen", address)]
        self.process = subprocess.Popen(
            [*self.command, *listen], stdin=self.stdin, stdout=subprocess.DEVNULL,
            stderr=self.log, env=self.environment)
        wait_until(lambda: len(self.addresses()) == len(addresses) or self.ended(), "an address")
        if self.ended():
            raise AssertionError(f"it did not start: {self.text()[-20000:]}")

    def configure(self, text):
        with open(f"{self.config}.new", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(file.name, self.config)  # The daemon may still read the former one.

    def text(self, begin=0):
        with open(self.log.name, "rb") as file:
            file.seek(begin)
            return file.read().decode("utf-8", "replace")

    def addresses(self):
        """Those since its last start."""
        return LISTENING.findall(self.text(self.log_begin))

    def ended(self):
        return self.process is None or self.process.poll() is not None

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def peak_memory(self):
        """In KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1))

    def processor_time(self):
        """User and system time in seconds."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def signal(self, number):
        self.process.send_signal(number)

    def limit_descriptors(self, number=None):
        """Sets the soft limit of open descriptors. Without a number, restores it."""
        initial, hard = self.descriptor_limits
        soft = initial if number is None else min(number, initial)
        resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, (soft, hard))

    def stop(self):
        """Stops it. Raises if the stop or anything before went wrong. Returns its whole log."""
        if not self.ended():
            self.signal(signal.SIGTERM)
        status = self.process.wait(TIMEOUT)
        text = self.text()
        self.log.close()
        self.directory.cleanup()
        report = REPORT.search(text)
        if status != 0 or report:
            begin = report.start() - 500 if report else len(text) - 20000
            raise AssertionError(f"exit status {status}:\n{text[max(0, begin):][:20000]}")
        return text
