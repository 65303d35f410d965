"""Backups on sticks: what a second laptop finds, and how the first one learns that the evening goes on elsewhere."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goat_kiosk.errors import ContinuedElsewhere
from goat_kiosk.host.removable_disks import subfolders
from goat_kiosk.store.backup_search import find_backup_folder, open_tournaments
from goat_kiosk.store.backups import backup_mark, backups
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow
from goat_kiosk.tournament.events import TournamentClosed, TournamentCreated
from tests.games import AT

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)


def back_up(folder: Path, log_path: Path, at: datetime = NOW) -> Path:
    """Back up a log with three tournaments, one of them in progress; return the backup."""
    with EventLog(log_path) as log:
        tournaments = TournamentLog(log)
        over = tournaments.create(TournamentCreated("Last week"), AT).tournament_id
        tournaments.append_all([TournamentRow(over, 2, AT, None, TournamentClosed())])
        tournaments.create(TournamentCreated("Practice", is_practice=True), AT)
        tournaments.create(TournamentCreated("Friday doubles"), AT + 1)
        folder.mkdir(parents=True, exist_ok=True)
        backup_mark.write_mark(folder, log_path.parent, log.name, "Patio")
    return backups.make_backup(log_path, folder, at)[0].file


def test_the_newest_backup_of_all_sticks_is_found(tmp_path: Path) -> None:
    older, newer = tmp_path / "media" / "older", tmp_path / "media" / "newer"
    back_up(older, tmp_path / "one.db", NOW - timedelta(days=7))
    file = back_up(newer / "Friday" / "backups", tmp_path / "two.db")
    (newer / "photos").mkdir()
    disks = [older, newer, tmp_path / "media" / "gone"]
    assert find_backup_folder(disks) == file.parent
    assert find_backup_folder([older]) == older
    assert find_backup_folder([newer / "photos"]) is None
    assert open_tournaments(file) == ["Friday doubles"]


def test_a_stick_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / backup_mark.MARK).write_text("no JSON")
    assert find_backup_folder([tmp_path]) is None
    (tmp_path / "damaged.db").write_bytes(b"no database")
    assert open_tournaments(tmp_path / "damaged.db") == []


def test_symbolic_links_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "folder").mkdir()
    assert subfolders(tmp_path, 3) == [tmp_path / "folder"]


def test_the_first_laptop_learns_that_another_one_goes_on(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    back_up(stick, tmp_path / "log.db")
    with EventLog(tmp_path / "log.db") as log:
        name = log.name
    backup_mark.check_continued(stick, name)
    backup_mark.note_continued(stick, name, NOW)
    backup_mark.write_mark(stick, tmp_path, "another", "Terrace")  # the second laptop's backups
    with pytest.raises(ContinuedElsewhere, match="Another computer has gone on"):
        backup_mark.check_continued(stick, name)
    backup_mark.check_continued(stick, "another")
