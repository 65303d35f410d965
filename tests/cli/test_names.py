"""The `import-names` command: a dry run writes nothing, and names that are added are offered by the window."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from goat_kiosk.cli.entry import cli
from goat_kiosk.errors import InvalidValue, KioskError, Unavailable
from goat_kiosk.host.atomic_write import write
from goat_kiosk.store.history.history_worker import read_roster
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.folder_lock import FolderLock
from tests.finished_games import add_finished_games


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    with EventLog(folder / "events.db") as log:
        add_finished_games(log, 2)
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "season.csv"
    write(file, "Mannschaft;Spieler\r\nFüchse;Jürgen\r\nFüchse;!\r\nFüchse;Shit Happens\r\n".encode("utf-16"))
    return file


def run(*words: str) -> Result:
    result = CliRunner().invoke(cli, ["import-names", *words])
    if isinstance(result.exception, KioskError):
        raise result.exception
    return result


def test_a_dry_run_shows_each_line_and_writes_nothing(folder: Path, file: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = run(f"{file}", "--dry-run", "--data-dir", f"{folder}")
    assert result.stdout == "3 names can be added, 1 refused, 0 offered already.\nNothing was added.\n"
    assert result.stderr.splitlines() == [
        "Line 3: A name needs at least one letter or digit.",
        "Line 4: Shit Happens has a blocked word.",
    ]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_names_are_added_and_offered_beside_those_who_played(folder: Path, file: Path) -> None:
    played = {person.name for person in read_roster(folder / "events.db").people}
    assert run(f"{file}", "--data-dir", f"{folder}").stdout.endswith("Added: 2 players, 1 team.\n")
    offered = {person.name for person in read_roster(folder / "events.db").people}
    assert offered - played == {"Jürgen", "Shit Happens"}
    with pytest.raises(InvalidValue, match="The list has no new name"):
        run(f"{file}", "--data-dir", f"{folder}")


def test_a_dry_run_needs_no_log_and_a_running_kiosk_keeps_its_folder(tmp_path: Path, folder: Path, file: Path) -> None:
    assert "3 names can be added" in run(f"{file}", "--dry-run", "--data-dir", f"{tmp_path / 'new'}").stdout
    lock = FolderLock(folder)
    try:
        assert "3 names" in run(f"{file}", "--dry-run", "--data-dir", f"{folder}").stdout
        with pytest.raises(Unavailable):
            run(f"{file}", "--data-dir", f"{folder}")
    finally:
        lock.release()


def test_a_file_that_is_no_list_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read"):
        run(f"{tmp_path / 'none.csv'}", "--data-dir", f"{folder}")
