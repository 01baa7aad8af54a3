"""A description of the machine."""

import os
import platform
import re
from pathlib import Path


def first_match(path, pattern, otherwise):
    try:
        found = re.search(pattern, Path(path).read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found.group(1).strip() if found else otherwise


def describe():
    """Rows (what, text)."""
    memory = int(first_match("/proc/meminfo", r"^MemTotal:\s+(\d+)", "0")) / 1024 / 1024
    return [
        ("processor", f"{first_match('/proc/cpuinfo', r'^model name.*:(.*)', platform.machine())}, "
                      f"{len(os.sched_getaffinity(0))} to be used"),
        ("virtual machine", "yes" if "hypervisor" in first_match("/proc/cpuinfo", r"^flags.*:(.*)", "")
                            else "no, as far as it says"),
        ("memory", f"{memory:.0f} GiB"),
        ("system", first_match("/etc/os-release", r'^PRETTY_NAME="(.*)"', "unknown")),
        ("kernel", re.match(r"[\d.]+", platform.release()).group().rstrip(".")),
        ("load average before", " ".join(f"{load:.2f}" for load in os.getloadavg())),
    ]
