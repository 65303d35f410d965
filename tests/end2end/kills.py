"""Kill tests: SIGKILL for every process that writes the log, while it starts, scores, checkpoints or makes a backup.

The test records what was acknowledged: the responses to HTTP commands, the lines that a bare writer prints after each
commit, and successful exits. Commands that replace the log or import games are killed too, and the program's wall
clock jumps.
"""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Undone
from goat_kiosk.exports import exporting, verification
from goat_kiosk.store.backups import backups, integrity
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.recovery.file_replacement import install_prepared
from tests.end2end.program import SCORER_KEY, Program, command, environment, kiosk_options
from tests.games import AT, game_created
from tests.waiting import TIMEOUT_S

WRITERS = 3
IMPORTED = 20 * 11
"""Events of an import: twenty games."""
Acknowledged = dict[int, int]
"""How many events of each game were."""

BARE = """
import itertools, os, sys
from pathlib import Path
from goat_kiosk.store.backups import backup_worker
from goat_kiosk.domain.events import BagThrown, Undone
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT, game_created

backup_worker.START_DELAY_S = backup_worker.REST_FACTOR = 0
folder = Path(sys.argv[1])
with EventLog(folder / "events.db") as log, backup_worker.BackupWorker(log.path, [folder / "backups"]) as worker:
    log.writing_connection.pragma("wal_autocheckpoint", 30)
    scorekeeper = Scorekeeper(log, "Kiosk", lambda: AT)
    game = scorekeeper.create(game_created()).game_id
    os.write(1, f"{game} 1\\n".encode())
    for event in itertools.cycle((BagThrown(1, "hole"), Undone())):
        seq = scorekeeper.record(game, event).history.seq
        os.write(1, f"{game} {seq}\\n".encode())
        if seq % 25 == 0:
            worker.schedule(0)
"""


def kill_bare(folder: Path, rng: random.Random) -> Acknowledged:
    """Let a bare process score briefly, kill it, and return what it had acknowledged."""
    words = [sys.executable, "-c", BARE, str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        # Some die before their first word, the others somewhere in the middle of their work.
        if rng.random() < 0.8:
            assert process.stdout is not None
            first = process.stdout.readline()
            assert first, process.stderr.read() if process.stderr else ""
        else:
            first = ""
        time.sleep(rng.uniform(0, 0.25))
        process.kill()
        output = first + (process.stdout.read() if process.stdout else "")
    whole = output[: output.rfind("\n") + 1].split()
    return {int(game): int(seq) for game, seq in zip(whole[::2], whole[1::2], strict=True)}


JUMPS = ("+0", "-1h", "+1h", "+1y", "-20y", "+40d", "-3d")
"""What libfaketime adds to the clock."""


def fake_clock() -> Path | None:
    """Return the path of libfaketime, which fakes the clock of a program; None where it is not installed."""
    found = [file for lib in ("/usr/lib", "/usr/local/lib") for file in Path(lib).glob("**/libfaketimeMT.so.1")]
    return found[0] if found else None


def kill_program(folder: Path, rng: random.Random, *, jumps: bool = False) -> Acknowledged:
    """Let the program be scored by several clients, kill it, and return what it had acknowledged.

    Its clock `jumps` before it starts and while it runs.
    """
    words, clock = command("serve", *kiosk_options(folder)), folder.with_name(f"{folder.name}.clock")
    library = fake_clock() if jumps else None
    more = {"LD_PRELOAD": f"{library}", "FAKETIME_TIMESTAMP_FILE": f"{clock}"} if library else {}
    more |= {"FAKETIME_CACHE_DURATION": "0", "FAKETIME_DONT_FAKE_MONOTONIC": "1"} if library else {}
    clock.write_text(rng.choice(JUMPS))
    acknowledged: Acknowledged = {}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment(**more)
    ) as process:
        if rng.random() < 0.2:
            time.sleep(rng.uniform(0.2, 1.5))
            process.kill()
            return {}
        program = Program(process)
        clients = [threading.Thread(target=_score, args=(program.port, acknowledged)) for _ in range(WRITERS)]
        for client in clients:
            client.start()
        until = time.monotonic() + TIMEOUT_S
        while not acknowledged and time.monotonic() < until:
            time.sleep(0.001)
        for _ in range(3):
            time.sleep(rng.uniform(0.01, 0.2))
            clock.write_text(rng.choice(JUMPS))
        process.kill()
        for client in clients:
            client.join(TIMEOUT_S)
    return acknowledged


def _score(port: int, acknowledged: Acknowledged) -> None:
    """Score a game until the program no longer answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    headers = {"Authorization": f"Bearer {SCORER_KEY}", "Content-Type": "application/json"}
    with suppress(OSError, http.client.HTTPException, json.JSONDecodeError):
        path, body = "/api/games", json.dumps({"court": f"Court {uuid4().hex[:12]}"})
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


COMMAND = """
import os, sys
from goat_kiosk.cli.entry import cli

os.write(1, b"begun\\n")
cli(sys.argv[1:], standalone_mode=False)
os.write(1, b"\\ndone\\n")
"""
COMMANDS = ("restore", "recover", "import", "backup", "export")


def kill_command(folder: Path, name: str, rng: random.Random) -> Acknowledged:
    """Run a command briefly, kill it, and return what it had acknowledged: the games of an import.

    What is restored is a backup of just before, so that nothing may be missing afterwards either.
    """
    if not (folder / "events.db").exists():
        return {}
    scratch = folder.with_name(f"{folder.name}.scratch")
    scratch.mkdir(exist_ok=True)
    games, words = Acknowledged(), [name]
    match name:
        case "restore":
            backup, _ = backups.make_backup(folder / "events.db", scratch, datetime.now(UTC))
            words.append(f"{backup.file}")
        case "import":
            file, games = _fresh_games(scratch)
            words.append(f"{file}")
        case "backup":
            words.append(f"{scratch / uuid4().hex}.db")
        case "export":
            words += ["--output", f"{scratch / 'games.json'}"]
    words = [sys.executable, "-c", COMMAND, *words, "--data-dir", f"{folder}"]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(rng.uniform(0, 0.4))
        process.kill()
        output, errors = process.communicate()
    assert first == "begun\n", errors
    assert process.returncode in {-9, 0}, errors
    return games if output.endswith("done\n") else {}


def _fresh_games(scratch: Path) -> tuple[Path, Acknowledged]:
    """Write games to a new log, export them, and return the file and the number of events of each game."""
    file, log = scratch / "games.json", scratch / f"{uuid4().hex}.db"
    with EventLog(log) as other:
        scorekeeper = Scorekeeper(other, "Other", lambda: AT)
        for n in range(20):
            game_id = scorekeeper.create(game_created(court=f"Court {n}")).game_id
            for _ in range(5):
                scorekeeper.record(game_id, BagThrown(1, "hole"))
                scorekeeper.record(game_id, Undone())
        exporting.write(other, other.game_ids(), file, "json")
        return file, {game_id: len(other.events(game_id)) for game_id in other.game_ids()}


def check(folder: Path, acknowledged: Acknowledged, writers: int, known: dict[int, int]) -> None:
    """Assert that the log is intact and has every acknowledged event, and at most one more for each writer.

    `known` has the events of earlier checks, and is updated. An import that was not acknowledged may be complete.
    """
    log = folder / "events.db"
    install_prepared(log)
    assert integrity.find_damage(log, whole=True) is None
    if not log.exists():
        assert not acknowledged
        return
    with EventLog(log) as opened:
        assert opened.integrity_errors() == []
        event_counts = {game: len(opened.events(game)) for game in opened.game_ids()}
        for game in event_counts.keys() - known.keys():
            assert verification.find_problems(opened, game) == []
    for game, count in (known | acknowledged).items():
        assert event_counts.get(game, 0) in {count, count + 1}, f"game {game}: {event_counts.get(game, 0)} of {count}"
    unheard = sum(event_counts.values()) - sum((known | acknowledged).values())
    assert 0 <= unheard <= writers or (not writers and unheard == IMPORTED)
    known |= event_counts


REPAIR = """
import sys
from pathlib import Path
from goat_kiosk.store import recovery

recovery.repair_if_damaged(Path(sys.argv[1]) / "events.db", [Path(sys.argv[1]) / "backups"])
"""


def kill_repair(folder: Path, rng: random.Random) -> None:
    """Start a process that repairs a damaged log, and kill it a moment later."""
    with subprocess.Popen([sys.executable, "-c", REPAIR, str(folder)], stderr=subprocess.DEVNULL) as process:
        time.sleep(rng.uniform(0.1, 0.6))
        process.kill()
