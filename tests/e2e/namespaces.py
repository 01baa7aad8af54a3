"""Commands that run with names or a network of their own."""

import functools
import os
import shutil
import subprocess
import unittest

from waiting import wait_until

# The hosts and the name service's other files are $1. The rest is the command.
OWN_FILES = 'for f in "$1"/*; do mount --bind "$f" "/etc/${f##*/}"; done; shift; exec "$@"'
# The network is loopback alone, where the kernel gives each client the port $1.
OWN_NETWORK = ('ip link set lo up; echo "$1 $1" >/proc/sys/net/ipv4/ip_local_port_range; shift; '
               'exec "$@"')

# An address of this machine that is not loopback.
ADDRESS = "192.0.2.1"
OWN_ADDRESS = f'ip link set lo up; ip address add {ADDRESS}/32 dev lo; exec "$@"'


def unshare(*namespaces):
    root = ("--map-root-user",) if os.geteuid() != 0 else ()
    return ["unshare", *root, *namespaces]


@functools.cache
def why_not(namespace):
    """Why a test cannot make this namespace here; None where it can."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return "there is no unshare, or no ip"
    tried = subprocess.run([*unshare(namespace), "true"], capture_output=True, text=True)
    return tried.stderr.strip() if tried.returncode else None


def require(namespace):
    if reason := why_not(namespace):
        raise unittest.SkipTest(f"this system makes no namespace: {reason}")


def with_files(test, files, *command):
    """The command, in whose /etc these files have this text."""
    require("--mount")
    directory = test.directory()
    for name, text in files.items():
        with open(f"{directory}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
    return [*unshare("--mount"), "sh", "-ec", OWN_FILES, "sh", directory, *command]


def with_network(port, *command):
    """The command, in a network of its own, where each client gets this port."""
    require("--net")
    return [*unshare("--net"), "sh", "-ec", OWN_NETWORK, "sh", str(port), *command]


def with_address(*command):
    """The command, in a network of its own that has `ADDRESS`."""
    require("--net")
    return [*unshare("--net"), "sh", "-ec", OWN_ADDRESS, "sh", *command]


def network_of(process):
    return os.readlink(f"/proc/{process}/ns/net")


def in_network_of(process, *command):
    """The command, in the network of a process that `with_address` has started. On a busy machine the
    process may not have made it yet: the command would run in ours, and wait for a server in vain."""
    wait_until(lambda: network_of(process.child.pid) != network_of("self"), process.seen)
    user = ("--user", "--preserve-credentials") if os.geteuid() != 0 else ()
    return ["nsenter", "--target", str(process.child.pid), *user, "--net", *command]
