"""The servers under test, in their fastest configuration: no rate limits, no look-ups, no files,
no log."""

import contextlib
import copy
import functools
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from runner import configurations

DATABASE = "tertulia.db"
START_TIMEOUT = 30  # Seconds, for a server to listen.
SYSTEM_FOLDERS = os.pathsep + "/usr/sbin:/sbin:/usr/local/sbin"


# The ways in which a server can be measured besides its own, and how the same server is called that
# is measured beside it without.
TLS, KEPT = "tls", "kept"
WITHOUT = {TLS: "plain", KEPT: "in memory"}


def bare_name(name, way):
    return f"{name}, {WITHOUT[way]}"


class Server:
    """A kind of server. `command` makes its command line from program, port and a folder of its own.
    `configuration` makes the text of the file FOLDER/config, if it has one. `on_their_way` is the
    number of connections that the load generator opens at a time; the best one for this server.
    `tls` has what is different of the server over TLS, and `kept` if it keeps the messages on disk."""

    def __init__(self, name, dialect, program, command, **more):
        self.name = name
        self.dialect = dialect
        self.program = program
        self.command = command
        self.configuration = more.get("configuration")
        self.version_arguments = more.get("version", ["--version"])
        self.package = more.get("package")
        self.on_their_way = more.get("on_their_way", 64)
        self.rules = more.get("rules", "")
        self.ways = {TLS: more.get("tls", {}), KEPT: more.get("kept", {})}
        self.speaks_tls = False

    def in_way(self, way):
        """The same server, whose clients speak TLS (its folder has a certificate), or that keeps the
        messages; if it can keep none, it is as it was."""
        other = copy.copy(self)
        vars(other).update(self.ways[way], speaks_tls=way == TLS)
        return other

    def beside(self, way):
        """The same server without this way, to be measured beside the one with it."""
        other = copy.copy(self)
        other.name = bare_name(self.name, way)
        return other

    @property
    def is_peer(self):
        return self.package is not None

    def path(self):
        """The path of its program; None if it is not installed."""
        if not self.is_peer:
            return os.environ.get(self.program)
        return shutil.which(self.program, path=os.environ.get("PATH", "") + SYSTEM_FOLDERS)

    def version(self):
        if not self.version_arguments:
            return "of this build"
        run = subprocess.run([self.path(), *self.version_arguments], check=False, text=True,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return configurations.first_version(run.stdout)

    def described_command(self):
        """The command line as a user types it."""
        return shlex.join(self.command(self.program.lower().replace("_", "-"), "PORT", "FOLDER"))


SERVERS = [
    Server("tertulia", "tertulia", "TERTULIAD", configurations.tertulia_command,
           tls={"command": configurations.tertulia_tls_command},
           kept={"command": configurations.tertulia_kept_command},
           rules="The sender gets its own message."),
    Server("floor", "floor", "BENCH_FLOOR", lambda program, port, _folder: [program, str(port)],
           version=None, rules="The sender gets its own message; there are no names.",
           tls={"program": "BENCH_FLOOR_TLS", "command": configurations.floor_tls_command}),
    Server("redis", "redis", "redis-server", configurations.redis_command, package="redis-server",
           kept={"command": configurations.redis_kept_command, "dialect": "redis-stream"},
           rules="RESP3, in which a subscriber may publish. The sender gets its own message, and a count."),
    Server("ngircd", "irc", "ngircd", lambda program, _port, folder: [program, "-n", "-f", f"{folder}/config"],
           configuration=configurations.ngircd, package="ngircd", on_their_way=32,
           tls={"configuration": configurations.ngircd_tls},
           rules="The sender does not get its own message."),
    Server("nats", "nats", "nats-server", lambda program, _port, folder: [program, "-c", f"{folder}/config"],
           configuration=configurations.nats, package="nats-server",
           rules="The sender gets its own message."),
    Server("InspIRCd", "irc", "inspircd", configurations.inspircd_command,
           configuration=configurations.inspircd, package="inspircd", on_their_way=500,
           tls={"configuration": configurations.inspircd_tls},
           rules="The sender does not get its own message."),
    Server("ircd-hybrid", "irc", "ircd-hybrid", configurations.hybrid_command,
           configuration=configurations.hybrid, version=["-version"], package="ircd-hybrid",
           rules="The sender does not get its own message."),
]


@functools.cache
def made_archive(messages):
    """A folder with the database of an archive. It exists until the end of the program."""
    folder = tempfile.TemporaryDirectory(prefix="bench-archive-")
    subprocess.run([os.environ["BENCH_ARCHIVE"], str(Path(folder.name, DATABASE)), str(messages)], check=True)
    return folder


def copy_archive(messages, data):
    """Into the server's own folder, where it changes."""
    shutil.copytree(made_archive(messages).name, data)
    data.chmod(0o700)


def wait_until_listening(process, port, log):
    """Returns the time until then, in ns."""
    begin = time.monotonic_ns()
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return time.monotonic_ns() - begin
        time.sleep(0.002)
    raise RuntimeError("the server does not listen: " + log.read_text(errors="replace")[-1000:].strip())


def make_certificate(folder):
    """A key on the curve P-256, as most servers have today. Peers read it as another user."""
    files = [Path(folder, name) for name in (configurations.CERTIFICATE, configurations.KEY)]
    if not shutil.which("openssl"):
        raise RuntimeError("a certificate needs openssl (`apt-get install openssl`)")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-out", str(files[0]), "-keyout", str(files[1])], check=True, capture_output=True)
    for file in files:
        file.chmod(0o644)


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def running(server, processor, wrapper=(), archive=0):
    """Starts the server on this processor, with an archive of so many messages. Yields its port, its
    process, and the ns until it listened. Peers run as nobody, because some refuse to run as root.
    `wrapper` is a command that runs the server, such as valgrind."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.chmod(folder, 0o777)
        port = configurations.free_port()
        if server.speaks_tls:
            make_certificate(folder)
        if archive:
            copy_archive(archive, Path(folder, configurations.DATA))
        if server.configuration:
            Path(folder, "config").write_text(server.configuration(port, folder), encoding="ascii")
        log = Path(folder, "log")
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if server.is_peer and os.geteuid() == 0 else {}
        command = [*wrapper, *server.command(server.path(), port, folder)]
        with open(log, "wb") as output:
            process = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=output,
                preexec_fn=lambda: os.sched_setaffinity(0, {processor}), **user)
        try:
            yield port, process, wait_until_listening(process, port, log)
        finally:
            stop(process)
