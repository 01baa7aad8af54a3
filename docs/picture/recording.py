"""The frames of a scene: what a user's terminal has shown, and how long the picture shows it.

How long a frame stays is a decision of the scene. The time that the programs took is not in it.
"""

KEY = 0.07  # Seconds for each key that the user types.


class Recording:
    def __init__(self, user):
        self.user = user
        self.frames = []  # (frame, seconds)

    def hold(self, seconds):
        """Shows the terminal as it is now."""
        self.frames.append((self.user.frame(), seconds))

    def type(self, text):
        """The user types this behind the cursor, key by key."""
        for key in text:
            self._type(key)
            self.hold(KEY)

    def enter(self, *lines, prompt="> ", status=None, hold):
        """The user ends the line; waits for what `wait()` waits for."""
        self.user.type("\r")
        self.wait(*lines, prompt=prompt, status=status, hold=hold)

    def wait(self, *lines, prompt="> ", status=None, hold):
        """Waits until the screen ends with these lines, the prompt with what is typed, and perhaps
        a status. Shows that for `hold` seconds."""
        below = [] if status is None else [status]
        wanted = [*lines, prompt.rstrip(), *below]

        def ends_so(frame):
            shown = frame.lines()
            at = len(prompt), len(shown) - 1 - len(below)
            return shown[-len(wanted):] == wanted and frame.cursor == at

        self.user.wait(ends_so)
        self.hold(hold)

    def _type(self, key):
        """Waits until the terminal shows the key and has changed nothing else."""
        before = self.user.frame()
        column, row = before.cursor
        text = before.text(row)
        wanted = text[:column] + key + text[column + 1:]

        def shows_key(frame):
            others = [r for r in range(len(frame.rows)) if r != row]
            return (frame.cursor == (column + 1, row) and frame.text(row) == wanted
                    and all(frame.rows[r] == before.rows[r] for r in others))

        self.user.type(key)
        self.user.wait(shows_key)
