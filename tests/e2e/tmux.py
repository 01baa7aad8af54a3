"""A program in a window of tmux, which moves text into other rows when its width changes."""

import os
import shlex
import shutil
import subprocess
import tempfile

from processes import environment
from waiting import wait_until

INSTALLED = shutil.which("tmux") is not None


class Window:
    def __init__(self, test, *command, columns=80, rows=24):
        directory = tempfile.TemporaryDirectory(prefix="tertulia-tmux-")
        test.addCleanup(directory.cleanup)
        self.socket = os.path.join(directory.name, "socket")
        test.addCleanup(self._tmux, "kill-server", check=False)
        self._tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", str(columns), "-y",
                   str(rows), shlex.join(command), ";", "set", "-g", "window-size", "manual")

    def _tmux(self, *arguments, check=True):
        variables = environment()
        variables.pop("TMUX", None)
        return subprocess.run(["tmux", "-S", self.socket, *arguments], check=check, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env=variables).stdout

    def type(self, text):
        self._tmux("send-keys", "-l", text)

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def rows(self):
        """The rows that scrolled away, and those of the screen, without blank rows at the end."""
        rows = [row.rstrip() for row in self._tmux("capture-pane", "-p", "-S", "-").split("\n")]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def wait_rows(self, *rows):
        wait_until(lambda: self.rows() == list(rows),
                   lambda: f"{rows}; tmux shows\n" + "\n".join(self.rows()))

    def wait_last(self, *rows):
        wait_until(lambda: self.rows()[-len(rows):] == list(rows),
                   lambda: f"{rows} at the end; tmux shows\n" + "\n".join(self.rows()))
