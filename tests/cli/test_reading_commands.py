"""Read-only commands leave the data folder unchanged, byte for byte, for logs of every version."""

import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import apsw
import pytest
from typer.testing import CliRunner

from goat_kiosk.cli.entry import cli
from goat_kiosk.errors import KioskError
from goat_kiosk.store import log_stats
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from tests.finished_games import add_finished_games
from tests.store.scoring import scoring

SCHEMAS = Path(__file__).parents[1] / "store" / "schemas"
VERSIONS = [*range(1, schema.VERSION)]
COMMANDS = [["check"], ["export"], ["export", "--format", "csv"], ["restore"], ["backup", "FILE"]]

Files = dict[str, tuple[int, bytes]]


def files(folder: Path) -> Files:
    """Return each file's time and content."""
    return {f"{file}": (file.stat().st_mtime_ns, file.read_bytes()) for file in folder.rglob("*") if file.is_file()}


def write_log(folder: Path, version: int) -> Path:
    """Put a log of some version into `folder`."""
    folder.mkdir()
    log = folder / "events.db"
    if version < schema.VERSION:
        shutil.copyfile(SCHEMAS / f"version-{version}.db", log)
    else:
        with EventLog(log) as opened:
            add_finished_games(opened, 2)
    return log


def run_command(folder: Path, command: list[str], scratch: Path) -> str:
    """Run a command, which must succeed; return its output."""
    scratch.mkdir(exist_ok=True)
    file = scratch / f"{len(list(scratch.iterdir()))}.db"
    words = [f"{file}" if word == "FILE" else word for word in command]
    result = CliRunner().invoke(cli, [*words, "--data-dir", f"{folder}"])
    if isinstance(result.exception, KioskError):
        return result.exception.sentence
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("version", [*VERSIONS, schema.VERSION])
@pytest.mark.parametrize("left", ["closed", "killed", "copied without its index"])
def test_a_closed_log_is_read_and_left_unchanged(version: int, left: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    log = write_log(folder, version)
    if left != "closed":
        with scoring(log):
            (tmp_path / "killed").mkdir()
            for file in folder.iterdir():
                if left == "killed" or not file.name.endswith("-shm"):
                    shutil.copyfile(file, tmp_path / "killed" / file.name)
        folder = tmp_path / "killed"
    before = files(folder)
    for command in COMMANDS:
        run_command(folder, command, tmp_path / "scratch")
        assert files(folder) == before, command
    counted = log_stats.stats(folder)
    assert counted["version"] == version
    assert log_stats.newest_event_at(folder)
    assert files(folder) == before


KIOSK = """
import sys
from pathlib import Path
from goat_kiosk.store.log.folder_lock import FolderLock
from tests.store.scoring import scoring

claim = FolderLock(Path(sys.argv[1]))
with scoring(Path(sys.argv[1], "events.db")) as database:
    print(database.execute("SELECT count(*) FROM event").get, flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("version", [*VERSIONS, schema.VERSION])
def test_a_log_is_read_while_a_kiosk_has_it_open(version: int, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write_log(folder, version)
    words = [sys.executable, "-c", KIOSK, f"{folder}"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as kiosk:
        assert kiosk.stdout is not None
        count = int(kiosk.stdout.readline())
        before = files(folder)
        assert log_stats.stats(folder)["events"] == count
        for command in COMMANDS:
            run_command(folder, command, tmp_path / "scratch")
            assert files(folder) == before, command
        exported = json.loads(run_command(folder, ["export"], tmp_path / "scratch"))
        assert sum(len(game["events"]) for game in exported["games"]) == count
        kiosk.communicate()


def test_a_log_of_a_newer_version_is_refused_and_unchanged(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    log = write_log(folder, schema.VERSION)
    with closing(apsw.Connection(str(log))) as database:
        database.pragma("user_version", schema.VERSION + 1)
        database.execute("CREATE TABLE tournament (name TEXT)")
    before = files(folder)
    for command in (["check"], ["export"], ["backup", "FILE"]):
        output = run_command(folder, command, tmp_path / "scratch")
        assert "written by a newer GOaT Kiosk" in output
        assert "scratch" not in output or command[0] == "backup"
        assert "Install" in output
    assert files(folder) == before
    assert list((tmp_path / "scratch").iterdir()) == []


def test_the_doctor_and_the_support_file_leave_an_older_log_unchanged(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    write_log(folder, VERSIONS[0])
    before = files(folder)
    for words in (["doctor", "--json"], ["support", f"{tmp_path / 'support.zip'}"]):
        CliRunner().invoke(cli, [*words, "--data-dir", f"{folder}"])
    assert (tmp_path / "support.zip").exists()
    assert files(folder) == before
    assert [file.name for file in folder.iterdir()] == ["events.db"]


def test_an_older_log_is_backed_up_before_games_are_imported(tmp_path: Path) -> None:
    write_log(tmp_path / "here", schema.VERSION)
    games = tmp_path / "games.json"
    run_command(tmp_path / "here", ["export", "--output", f"{games}"], tmp_path / "scratch")
    log = write_log(tmp_path / "there", VERSIONS[0])
    old = log.read_bytes()
    assert run_command(tmp_path / "there", ["import", f"{games}"], tmp_path / "scratch").startswith("Imported 2 games.")
    (backup,) = (tmp_path / "there" / "backups").iterdir()
    with closing(apsw.Connection(f"{backup}")) as database:
        assert database.pragma("user_version") == VERSIONS[0]
    before = tmp_path / "before.db"
    before.write_bytes(old)
    with closing(apsw.Connection(f"{before}")) as old_log, closing(apsw.Connection(f"{backup}")) as backup_log:
        every = "SELECT game_id, seq, at, key, body FROM event"
        assert list(old_log.execute(every)) == list(backup_log.execute(every))
