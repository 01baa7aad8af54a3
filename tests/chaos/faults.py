"""Faults from outside while the clients talk. Each lasts some ticks."""

import signal


class Faults:
    def __init__(self, daemon, random, base):
        self.daemon = daemon
        self.random = random
        self.base = base  # The configuration file's text without a fault.
        self.counts = {"stopped and continued": 0, "reloaded": 0, "refused a reload": 0,
                       "out of descriptors": 0}
        self.undo = None
        self.left = 0

    def tick(self):
        if self.undo:
            self.left -= 1
            if self.left <= 0:
                self.end()
        elif self.random.random() < 0.02:
            name = self.random.choice(list(self.counts))
            self.counts[name] += 1
            self.left = self.random.randint(1, 25)
            self.begin(name)

    def begin(self, name):
        daemon = self.daemon
        if name == "stopped and continued":
            daemon.signal(signal.SIGSTOP)
            self.undo = lambda: daemon.signal(signal.SIGCONT)
        elif name == "out of descriptors":
            daemon.limit_descriptors(daemon.descriptors() + self.random.randint(0, 3))
            self.undo = daemon.limit_descriptors
        else:
            text = "rate = loud\n" if name == "refused a reload" else self.other_limits()
            self.reload(self.base + text)
            self.undo = lambda: self.reload(self.base)

    def other_limits(self):
        return (f"max-line = {self.random.choice((64, 1000, 8192))}\n"
                f"login-timeout = {self.random.randint(100, 2000)}ms\n"
                f"max-clients-per-address = {self.random.choice((0, 40, 400))}\n")

    def reload(self, text):
        self.daemon.configure(text)
        self.daemon.signal(signal.SIGHUP)

    def end(self):
        if self.undo:
            self.undo()
            self.undo = None
