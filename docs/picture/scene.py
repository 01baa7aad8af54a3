"""What happens in the picture: Ann is at the terminal that it shows, Eva and John are elsewhere."""

from phrases import (AGAIN, LINE_WAITING, NOTICE, SHUTTING_DOWN, connected, joined, not_connected,
                     said)
from room_phrases import elsewhere, entered

from picture.recording import Recording
from picture.stage import Stage

TITLE = "tertulia"
DESCRIPTION = ("Ann chats in the client: a mention, a room, and a restart of the server, which loses "
               "nothing of what she types")
COLUMNS, ROWS = 72, 21
IN_GAMES = "#games (#lobby 1) > "
AWAY = not_connected(SHUTTING_DOWN.removeprefix(NOTICE))


def record():
    """Plays the scene. Returns its frames, each with its time in seconds."""
    with Stage(COLUMNS, ROWS) as stage:
        stage.start_server()
        john = _john(stage)
        shell = stage.shell("Ann")
        shell.wait_last("$")
        ann = Recording(shell)
        eva = _meet(stage, ann)
        _play_chess(ann, john, eva)
        _restart(stage, ann, john)
        return ann.frames


def _john(stage):
    """He runs a room, and talks in the lobby."""
    john = stage.client("John")
    john.wait_last(">")
    john.type("/join games\r")
    john.wait_last("#games >")
    john.type("/topic Chess for all\r/join lobby\r")
    john.wait_last(">")
    return john


def _meet(stage, ann):
    ann.hold(1)
    ann.type("tertulia --name Ann")
    ann.enter(connected("Ann"), hold=1.2)
    eva = stage.client("Eva")
    ann.wait(joined("Eva"), hold=0.9)
    eva.type("Good morning! Soup for lunch?\r")
    ann.wait(said("Eva", "Good morning! Soup for lunch?"), hold=1)
    ann.type("Gladly. Who plays chess until then?")
    ann.enter(said("Ann", "Gladly. Who plays chess until then?"), hold=1)
    return eva


def _play_chess(ann, john, eva):
    john.type("I do, Ann! Come to #games\r")
    ann.wait(said("John", "I do, Ann! Come to #games"), hold=1.5)
    john.type("/join games\r")
    john.wait_last("#games >")
    ann.type("/join games")
    ann.enter(*entered("games", 2, "Chess for all"), prompt="#games > ", hold=1)
    ann.type("e4")
    ann.enter(said("Ann", "e4"), prompt="#games > ", hold=0.8)
    john.type("e5\r")
    ann.wait(said("John", "e5"), prompt="#games > ", hold=1)
    eva.type("The soup is ready, Ann\r")
    ann.wait(elsewhere("lobby", said("Eva", "The soup is ready, Ann")), prompt=IN_GAMES, hold=1.5)


def _restart(stage, ann, john):
    """Ann goes on typing. Her session survives, and so does what she says meanwhile."""
    ann.type("Nf3, and")
    stage.stop_server()
    ann.wait(SHUTTING_DOWN, prompt=f"{IN_GAMES}Nf3, and", status=AWAY, hold=1.8)
    ann.type(" now the soup")
    waiting = IN_GAMES.replace(">", LINE_WAITING)
    ann.enter(prompt=waiting, status=AWAY, hold=2)
    stage.start_server()
    ann.wait(AGAIN, said("Ann", "Nf3, and now the soup"), prompt=IN_GAMES, hold=1.5)
    john.wait_text(AGAIN)
    john.type("Nc6. I am coming, too\r")
    ann.wait(said("John", "Nc6. I am coming, too"), prompt=IN_GAMES, hold=1)
