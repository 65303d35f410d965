"""Killing whoever writes the log, at any moment: while it starts, scores, folds the log together, makes a backup.

What was acknowledged is kept on this side of the kill: the answers to commands over HTTP, or the lines that a bare
process writes after each commit.
"""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
import uuid
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from goat_kiosk import transfer
from goat_kiosk.store import damage
from goat_kiosk.store.event_log import EventLog
from tests.end2end.program import KEY, SOON, Program, command, environment, folder_words

WRITERS = 3
Acknowledged = dict[int, int]
"""How many events of each game were."""

BARE = """
import itertools, os, sys
from pathlib import Path
from goat_kiosk import safekeeping
from goat_kiosk.domain.events import BagThrown, Undone
from goat_kiosk.scorekeeper import Scorekeeper
from goat_kiosk.store.event_log import EventLog
from tests.games import AT, created

safekeeping.AFTER_START = safekeeping.SHARE = 0
folder = Path(sys.argv[1])
with EventLog(folder / "events.db") as log, safekeeping.Safekeeping(log.path, [folder / "backups"]) as kept:
    log.writing.pragma("wal_autocheckpoint", 30)
    scorekeeper = Scorekeeper(log, "Kiosk", lambda: AT)
    game = scorekeeper.create(created()).game_id
    os.write(1, f"{game} 1\\n".encode())
    for event in itertools.cycle((BagThrown(1, "hole"), Undone())):
        seq = scorekeeper.record(game, event).history.seq
        os.write(1, f"{game} {seq}\\n".encode())
        if seq % 25 == 0:
            kept.want(0)
"""


def kill_bare(folder: Path, chance: random.Random) -> Acknowledged:
    """Let a bare process score for a moment, kill it, and return what it had acknowledged."""
    words = [sys.executable, "-c", BARE, str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        # Some die before their first word, the others somewhere in the middle of their work.
        if chance.random() < 0.8:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first, process.stderr.read() if process.stderr else ""
        else:
            first = ""
        time.sleep(chance.uniform(0, 0.25))
        process.kill()
        said = first + (process.stdout.read() if process.stdout else "")
    whole = said[: said.rfind("\n") + 1].split()
    return {int(game): int(seq) for game, seq in zip(whole[::2], whole[1::2], strict=True)}


def kill_program(folder: Path, chance: random.Random) -> Acknowledged:
    """Let the program be scored by several clients, kill it, and return what it had acknowledged."""
    words = command("serve", *folder_words(folder))
    acknowledged: Acknowledged = {}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment()
    ) as process:
        if chance.random() < 0.2:
            time.sleep(chance.uniform(0.2, 1.5))
            process.kill()
            return {}
        program = Program(process)
        clients = [threading.Thread(target=_score, args=(program.port, acknowledged)) for _ in range(WRITERS)]
        for client in clients:
            client.start()
        until = time.monotonic() + SOON
        while not acknowledged and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(chance.uniform(0.02, 0.6))
        process.kill()
        for client in clients:
            client.join(SOON)
    return acknowledged


def _score(port: int, acknowledged: Acknowledged) -> None:
    """Score a game until nobody answers any more."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SOON)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    with suppress(OSError, http.client.HTTPException, json.JSONDecodeError):
        path, body = "/api/games", json.dumps({"court": f"Court {uuid.uuid4().hex}"})
        while True:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            state = json.loads(answer.read())
            if answer.status >= HTTPStatus.BAD_REQUEST:
                break  # a disk that takes longer than anybody waits: neither acknowledged nor refused
            game = state["game_id"]
            acknowledged[game] = state["seq"]
            thrown = path.endswith("/throws")
            path = f"/api/games/{game}/{'undo' if thrown else 'throws'}"
            body = "" if thrown else '{"team":1,"result":"hole"}'
    connection.close()


def check(folder: Path, acknowledged: Acknowledged, writers: int, known: dict[int, int]) -> None:
    """Assert that the log is whole and holds what was acknowledged, and at most one more event of each writer.

    `known` is what it held before, and is brought up to date.
    """
    log = folder / "events.db"
    assert damage.damage(log, whole=True) is None
    if not log.exists():
        assert not acknowledged
        return
    with EventLog(log) as opened:
        assert opened.damage() == []
        held = {game: len(opened.events(game)) for game in opened.game_ids()}
        for game in held.keys() - known.keys():
            assert transfer.wrong_with(opened, game) == []
    for game, count in (known | acknowledged).items():
        assert held.get(game, 0) in {count, count + 1}, f"game {game}: {held.get(game, 0)} of {count}"
    unheard = sum(held.values()) - sum((known | acknowledged).values())
    assert 0 <= unheard <= writers
    known |= held


MENDING = """
import sys
from pathlib import Path
from goat_kiosk.store import recovery

recovery.mend(Path(sys.argv[1]) / "events.db", [Path(sys.argv[1]) / "backups"])
"""


def kill_mending(folder: Path, chance: random.Random) -> None:
    """Let a process mend a damaged log for a moment, and kill it."""
    with subprocess.Popen([sys.executable, "-c", MENDING, str(folder)], stderr=subprocess.DEVNULL) as process:
        time.sleep(chance.uniform(0.1, 0.6))
        process.kill()
