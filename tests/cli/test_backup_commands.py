"""Backup commands on the command line: `backup`, `restore`, `recover` and `check`."""

import re
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest
from typer.testing import CliRunner, Result

from goat_kiosk.app.lifecycle import repair_log_if_damaged
from goat_kiosk.cli.entry import cli
from goat_kiosk.errors import KioskError
from goat_kiosk.settings import last_start
from goat_kiosk.settings.config import Settings
from goat_kiosk.settings.loading import load
from goat_kiosk.store.backups import backup_mark
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.folder_lock import FolderLock
from tests.finished_games import add_finished_games


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with two games."""
    monkeypatch.setenv("GOAT_KIOSK_DATA_DIR", str(tmp_path))
    with EventLog(tmp_path / "events.db") as log:
        add_finished_games(log, 2)
    return tmp_path


def run_command(*words: str) -> str:
    """Run a command; return its output, on stdout or as an error."""
    result: Result = CliRunner().invoke(cli, words)
    if isinstance(result.exception, KioskError):
        return f"refused: {result.exception.sentence}"
    assert result.exit_code == 0, result.output
    return result.output


def test_a_backup_is_written_to_a_file_a_folder_or_the_backup_folder(folder: Path) -> None:
    stick = folder / "stick"
    stick.mkdir()
    assert run_command("backup", f"{stick}").startswith(f"Kept 2 games with 6 entries in {stick}/goat-kiosk-20")
    assert (
        run_command("backup", f"{stick}/mine.db")
        == f"Kept 2 games with 6 entries in {stick}/mine.db. The copy is whole.\n"
    )
    assert (
        run_command("backup", f"{stick}/mine.db") == f"refused: {stick}/mine.db is there already. Choose another name."
    )
    assert run_command("backup").startswith(f"Kept 2 games with 6 entries in {folder}/backups/goat-kiosk-20")
    assert run_command("restore").count(f"{folder}/backups/goat-kiosk-20") == 1


def test_restoring_a_backup_keeps_the_replaced_log(folder: Path) -> None:
    run_command("backup", f"{folder}/mine.db")
    with EventLog(folder / "events.db") as log:
        fill_more = [row._replace(game_id=7) for row in log.events(log.game_ids()[0])]
        log.append_all(fill_more)
    claim = FolderLock(folder)
    assert run_command("restore", f"{folder}/mine.db").startswith(f"refused: Another GOaT Kiosk is using {folder}.")
    claim.release()
    output = run_command("restore", f"{folder}/mine.db")
    assert output.startswith(f"Restored 2 games with 6 entries. What was there before is kept in {folder}/set-aside/20")
    assert run_command("check") == "The log is whole: 2 games.\n"
    with EventLog(next((folder / "set-aside").iterdir()) / "events.db") as log:
        assert len(log.game_ids()) == 3


def test_a_file_that_cannot_be_restored_is_refused(folder: Path) -> None:
    (folder / "holiday.jpg").write_bytes(b"\xff\xd8" * 5000)
    assert run_command("restore", f"{folder}/holiday.jpg").endswith("file is not a database.")
    assert run_command("restore", f"{folder}/nothing.db").startswith("refused: ")
    assert run_command("check") == "The log is whole: 2 games.\n"


def test_damage_is_found_by_check_and_repaired_by_recover(folder: Path) -> None:
    run_command("backup")
    (folder / "events.db").write_bytes(b"\x00" * 40_000)
    output = run_command("check")
    assert output.startswith("refused: The event log is damaged: ")
    assert output.endswith("Start the kiosk, or run “goat-kiosk recover”.")
    assert " came to 2 games with 6 entries. The damaged log is kept in " in run_command("recover").replace("\n", " ")
    assert run_command("check") == "The log is whole: 2 games.\n"


def _with_garbage(log: Path) -> None:
    log.write_bytes(b"\x00" * 40_000)


def _with_a_broken_page(log: Path) -> None:
    content = bytearray(log.read_bytes())
    content[2 * 4_096 :] = b"\xff" * (len(content) - 2 * 4_096)
    log.write_bytes(content)


def _cut(log: Path) -> None:
    log.write_bytes(log.read_bytes()[:6_000])


@pytest.mark.parametrize("damage", [_with_garbage, _with_a_broken_page, _cut])
def test_every_command_that_meets_a_damaged_log_names_recover(folder: Path, damage: Callable[[Path], None]) -> None:
    export, backup = folder / "games.json", folder / "mine.db"
    run_command("export", "--output", f"{export}")
    run_command("backup", f"{backup}")
    damage(folder / "events.db")
    for words in (["check"], ["export"], ["import", f"{export}"], ["backup"]):
        output = run_command(*words)
        assert "goat-kiosk recover" in output, (words, output)
    run_command("recover")
    assert run_command("check").startswith("The log is whole")


@pytest.mark.usefixtures("folder")
def test_recover_can_rebuild_an_intact_log() -> None:
    output = run_command("recover").replace("\n", " ")
    assert output.startswith(
        "The event log was rebuilt on request. What could be read came to 2 games with 6 entries. The "
    )


def test_recover_and_restore_need_a_log_or_a_backup(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert run_command("recover", "--data-dir", f"{tmp_path}/new") == (
        f"refused: There are no games in {tmp_path}/new. Name the folder with --data-dir."
    )
    assert not (tmp_path / "new" / "events.db").exists()
    for wrong in (tmp_path, tmp_path / "nothing.db"):
        assert run_command("restore", f"{wrong}", "--data-dir", f"{tmp_path}/new") == (
            f"refused: There is no file {wrong}. “goat-kiosk restore” lists the backups."
        )


def test_a_new_data_folder_mentions_the_backups_on_a_stick_and_opens_without_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick, new = folder / "stick", folder / "new"
    stick.mkdir()
    run_command("backup", f"{stick}")
    settings = Settings(data_dir=f"{new}", backup_dir=f"{stick}")
    assert repair_log_if_damaged(settings) is None, "nothing was damaged"
    output = capsys.readouterr().err
    (backup,) = stick.iterdir()
    assert output.startswith("This data folder is new. To go on from a backup, stop the kiosk and restore it:\n  log ")
    assert f", 2 games with 6 entries: goat-kiosk restore {backup} --data-dir {new}\n" in output
    assert not (new / "events.db").exists()
    assert run_command("restore", f"{backup}", "--data-dir", f"{new}") == "Restored 2 games with 6 entries.\n"
    assert not (new / "set-aside").exists(), "nothing was there before"
    assert repair_log_if_damaged(settings) is None
    assert capsys.readouterr().err == ""


def test_a_data_folder_without_its_log_continues_from_its_backups(folder: Path) -> None:
    run_command("backup")
    (folder / "events.db").unlink()
    report = repair_log_if_damaged(Settings(data_dir=f"{folder}"))
    assert report is not None
    assert report.games == 2


def test_backups_are_listed_with_their_kiosk(folder: Path) -> None:
    with EventLog(folder / "events.db") as log:
        name = log.name
    run_command("backup")
    assert re.match(rf"[A-Z][a-z]{{2}} \d+, 20\d\d, \d{{1,2}}:\d\d [AP]M +{name}  ", run_command("restore"))
    backup_mark.write_mark(folder / "backups", folder, name, "Patio")
    assert f"  Patio  {folder}/backups/goat-kiosk-" in run_command("restore")


def test_the_version_before_goes_on_from_the_backup_that_the_upgrade_made(folder: Path) -> None:
    run_command("backup")  # as an upgrade makes one
    with closing(apsw.Connection(str(folder / "events.db"))) as newer:
        newer.execute("CREATE TABLE of_the_newer_version (number INTEGER)")
        newer.pragma("user_version", schema.VERSION + 1)
    assert "“goat-kiosk restore” lists them" in run_command("check")
    backup = run_command("restore").split()[-1]
    assert run_command("restore", backup).startswith(
        "Restored 2 games with 6 entries. What was there before is kept in"
    )
    assert run_command("check") == "The log is whole: 2 games.\n"


def test_a_drill_proves_the_newest_backup_and_changes_nothing(folder: Path) -> None:
    assert run_command("restore", "--drill") == f"refused: There are no backups in {folder}/backups."
    run_command("backup")
    with EventLog(folder / "events.db") as log:
        log.append_all([row._replace(game_id=7) for row in log.events(log.game_ids()[0])])
    before = (folder / "events.db").read_bytes(), sorted(folder.rglob("*"))
    output = run_command("restore", "--drill")
    assert re.search(r"backups/goat-kiosk-20\S+\.db was restored in another folder: 2 games with 6 entries\.", output)
    assert "Every game replays." in output
    assert re.search(r"A kiosk opened it, with \d+ games? of the last day and a half\. It lacks 3 entries", output)
    assert ((folder / "events.db").read_bytes(), sorted(folder.rglob("*"))) == before
    assert list(Path(tempfile.gettempdir()).glob("goat-kiosk-drill-*")) == []


def test_a_drill_finds_a_backup_that_breaks_the_rules(folder: Path) -> None:
    run_command("backup", f"{folder}/mine.db")
    with closing(apsw.Connection(f"{folder}/mine.db")) as database:
        database.execute(
            "INSERT INTO event (game_id, seq, at, key, body) SELECT game_id, 9, 0, NULL, body FROM event LIMIT 1"
        )
    result = CliRunner().invoke(cli, ["restore", "--drill", f"{folder}/mine.db"])
    assert (result.exit_code, "Every game replays" in result.output) == (1, False)
    assert "its events are not numbered from 1 without a gap" in result.output


def test_a_drill_works_beside_a_running_kiosk(folder: Path) -> None:
    run_command("backup", f"{folder}/mine.db")
    lock = FolderLock(folder)
    try:
        assert "Every game replays." in run_command("restore", "--drill", f"{folder}/mine.db")
    finally:
        lock.release()


def test_the_backup_folder_of_the_last_start_is_known(folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    run_command("backup", f"{stick}")
    options = {"data_dir": f"{folder}", "backup_dir": f"{stick}"}
    last_start.write(load(options, {}, []), {}, datetime.now(UTC))
    assert f"{stick}/goat-kiosk-20" in run_command("restore")
    assert f"{stick}/goat-kiosk-20" in run_command("restore", "--drill")
