"""What a client of the JSON dialect keeps of its session, so that it can go on with it over another
connection. It uses no sockets: it makes lines to send, and reads received lines."""

from json_lines import parse, request

PRIVATE = ""  # The room of private messages in `seen`.


class JsonSession:
    def __init__(self, name):
        self.name = name
        self.token = None   # Resumes the session.
        self.origin = None
        self.rooms = {}     # The members of each room that it is in.
        self.seen = {}      # The last id of each room.
        self.unstored = {}  # The requests that the server may not have, by cid.
        self.said = 0       # The highest cid.
        self.echoed = set()  # The cids of its messages that came back.
        self.doubtful = []   # Those of requests that are stored, though they did not.
        self.resent = set()  # The cids of requests that the server may have had before a resume.
        self.resumes = 0
        self.gaps = []

    def login(self):
        """The first line of a connection."""
        if self.token is None:
            return request("hello", name=self.name)
        return request("resume", session=self.token, seen=self.seen)

    def numbered(self, kind, **fields):
        """A request that the server executes once, even if it must be sent again."""
        self.said += 1
        self.unstored[self.said] = request(kind, cid=self.said, **fields)
        return self.unstored[self.said]

    def handle(self, line):
        """Reads a line, and returns its object. Raises if it breaks a rule of the dialect."""
        answer = parse(line)
        handler = getattr(self, f"_{answer['type']}", None)
        if handler:
            handler(answer)
        return answer

    def unsent(self):
        """What must be sent again after a resume."""
        return b"".join(self.unstored.values())

    def unheard(self):
        """Call it when all is read that was missed. Returns the cids of those requests that have no
        message: they were answered by something else, such as an error, while the client was away."""
        unheard = [cid for cid in self.doubtful if cid not in self.echoed]
        self.doubtful = []
        return unheard

    def _welcome(self, answer):
        if self.token and bool(answer.get("resumed")) != (self.token == answer["session"]):
            raise AssertionError(f"resumed, but not the same session: {answer}")
        if answer.get("resumed"):
            self.resumes += 1
            self.resent.update(self.unstored)
            self._stored(answer)
        else:
            self.seen, self.unstored, self.said = {}, {}, 0
        self.token, self.origin = answer.get("session"), answer["origin"]
        self.rooms = {room["room"]: set(room["members"]) for room in answer["rooms"]}
        self.seen = {room: last for room, last in self.seen.items()
                     if room in self.rooms or room == PRIVATE}
        self.name = answer["name"]

    def _message(self, answer):
        if answer["room"] not in self.rooms:
            raise AssertionError(f"a message of another's room: {answer}")
        self._see(answer["room"], answer)

    def _private(self, answer):
        if self.name not in (answer["from"], answer["to"]):
            raise AssertionError(f"a message of others: {answer}")
        self._see(PRIVATE, answer)

    def _see(self, room, answer):
        if answer["id"] <= self.seen.get(room, 0):
            raise AssertionError(f"after {self.seen[room]}: {answer}")
        self.seen[room] = answer["id"]
        if answer["origin"] == self.origin and "cid" in answer:
            self.echoed.add(answer["cid"])

    def _gap(self, answer):
        self.gaps.append(answer)

    def _stored(self, answer):
        for cid in [cid for cid in self.unstored if cid <= answer["cid"]]:
            del self.unstored[cid]
            if cid in self.resent and cid not in self.echoed:
                self.doubtful.append(cid)
            self.resent.discard(cid)

    def _error(self, answer):
        self.unstored.pop(answer.get("cid"), None)

    def _entered(self, answer):
        if answer["room"] not in self.rooms:
            self.seen.pop(answer["room"], None)
        self.rooms[answer["room"]] = set(answer["members"])

    def _joined(self, answer):
        if answer["names"] == [self.name]:  # With others, one notice is for all.
            raise AssertionError(f"told of its own join alone: {answer}")
        self.rooms[answer["room"]].update(answer["names"])

    def _left(self, answer):
        if self.name in answer["names"]:
            del self.rooms[answer["room"]]
        else:
            self.rooms[answer["room"]].difference_update(answer["names"])

    def _renamed(self, answer):
        for members in self.rooms.values():
            if answer["from"] in members:
                members.remove(answer["from"])
                members.add(answer["to"])
        if answer["from"] == self.name:
            self.name = answer["to"]
