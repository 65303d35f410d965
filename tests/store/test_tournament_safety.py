"""Tournaments are as safe as games: copied whole, missed when lost, recovered from damage, restored and continued."""

import random
import shutil
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import get_args

import apsw
import pytest

from goat_kiosk.desk.director import Director
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import NotSaved, Unavailable
from goat_kiosk.store import log_stats
from goat_kiosk.store.backups import backups, integrity, verified_copy
from goat_kiosk.store.disk import DiskMonitor
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.recovery import recovery, restoring
from goat_kiosk.store.recovery.file_replacement import PREPARED
from goat_kiosk.store.recovery.recovery import Findings, RecoveryChoice
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerSignedUp, TournamentCreated, encode
from goat_kiosk.tournament.tournament import Tournament
from tests.clocks import ManualClock
from tests.games import AT, game_created
from tests.store import file_damage
from tests.store.file_damage import PAGE, Damage
from tests.store.power import powered
from tests.store.tournaments import played_night, read_tournaments, write_night
from tests.waiting import wait_until

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def _decide(event: AnyTournamentEvent, _: Tournament) -> list[AnyTournamentEvent]:
    return [event]


def write_log(path: Path, courts: int = 2) -> dict[int, list[TournamentRow]]:
    """Write a log with a game and two tournaments; return the tournaments' events."""
    with EventLog(path) as log:
        log.create(game_created(), AT)
        write_night(log, played_night(courts=courts), key="a key")
        write_night(log, played_night(4, 1))
    return read_tournaments(path)


def overwrite(file: Path, at: int, content: bytes) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(content)


def leave_open(path: Path) -> int:
    """Write a tournament, one event a commit, and leave the log as a power cut does."""
    left, night = path.with_name("left.db"), played_night()
    with EventLog(path) as log:
        tournaments = TournamentLog(log)
        number = tournaments.create(night.first, AT).tournament_id
        for seq, (event, at) in enumerate(night.log, 2):
            tournaments.append_all([TournamentRow(number, seq, AT + at, None, event)])
        for tail in ("", "-wal"):
            shutil.copyfile(f"{path}{tail}", f"{left}{tail}")
    for tail in ("", "-wal"):
        shutil.move(f"{left}{tail}", f"{path}{tail}")
    return number


def test_no_event_of_a_game_is_named_as_one_of_a_tournament() -> None:
    """By its type a row on a bare page is recognized as one or the other."""

    def types(events: object) -> set[str]:
        return {event.__struct_config__.tag for event in get_args(events)}

    assert not types(AnyEvent) & types(AnyTournamentEvent)


def test_a_copy_has_every_tournament_and_says_so(log: Path, folder: Path) -> None:
    before = write_log(log)
    backup, contents = backups.make_backup(log, folder, NOW)
    assert contents.tournaments == 2
    assert contents.events == 1 + sum(map(len, before.values()))
    assert contents.in_words == f"1 game and 2 tournaments with {contents.events} entries"
    assert read_tournaments(backup.file) == before


def test_a_log_with_a_tournament_alone_is_not_empty(log: Path) -> None:
    with EventLog(log) as opened:
        write_night(opened, played_night(2, 0))
    assert not verified_copy.is_empty(log)


def test_an_entry_of_a_tournament_that_is_no_json_is_damage(log: Path) -> None:
    write_log(log)
    content = log.read_bytes()
    log.write_bytes(content.replace(b'"method":"order"', b'"method";"order"'))
    assert str(integrity.find_damage(log)) == "an entry is damaged"


def test_a_tournament_that_the_write_ahead_log_hides_is_missed_and_recovered(log: Path, folder: Path) -> None:
    leave_open(log)
    shutil.copytree(log.parent, log.parent / "whole")
    before = read_tournaments(log.parent / "whole" / log.name)
    overwrite(log.with_name("events.db-wal"), 32 + (24 + PAGE) * 12 + 100, b"\xff" * 50)
    report = recovery.repair_if_damaged(log, [folder])
    assert report is not None
    assert report.damage.sentence == "its write-ahead log is damaged"
    assert read_tournaments(log) == before


@pytest.mark.parametrize("courts", [2, 400])
def test_tournaments_are_recovered_from_bare_pages_also_entries_longer_than_a_page(
    log: Path, folder: Path, courts: int
) -> None:
    before = write_log(log, courts)
    longest = max(len(encode(row.event)) for rows in before.values() for row in rows)
    assert (longest > 2 * PAGE) == (courts == 400)
    overwrite(log, 0, bytes(PAGE))
    report = recovery.repair_if_damaged(log, [folder])
    assert report is not None
    assert (report.games, report.tournaments, report.left_out) == (1, 2, 0)
    assert "came to 1 game and 2 tournaments with " in report.sentence
    assert read_tournaments(log) == before
    with EventLog(log) as opened:
        keyed = TournamentLog(opened).event_by_key("a key")
        assert keyed is not None
        assert keyed.seq == 2


@pytest.mark.parametrize("damage_file", file_damage.ALL)
def test_after_any_damage_a_tournament_has_what_the_backup_has(log: Path, folder: Path, damage_file: Damage) -> None:
    backed_up = write_log(log)
    backups.make_backup(log, folder, NOW)
    with EventLog(log) as opened:
        write_night(opened, played_night(16, 8))
    every, intact = read_tournaments(log), log.read_bytes()
    for seed in range(4):
        content = bytearray(intact)
        damage_file(random.Random(seed), content)  # noqa: S311  the same each time
        log.write_bytes(content)
        if recovery.repair_if_damaged(log, [folder]) is None:
            continue  # in unused space, or inside a name
        after = read_tournaments(log)
        for number, rows in backed_up.items():
            assert after[number][: len(rows)] == rows, seed
        for number, rows in after.items():
            assert [row.seq for row in rows] == list(range(1, len(rows) + 1)), seed
            assert len(rows) <= len(every[number]), seed


def test_the_user_is_asked_where_log_and_backup_differ_about_a_tournament(log: Path, folder: Path) -> None:
    before = write_log(log)
    backups.make_backup(log, folder, NOW)
    log.write_bytes(log.read_bytes().replace(b'"name":"Open"', b'"name":"Opan"'))
    damaged, found = log.read_bytes(), list[Findings]()
    answers: tuple[RecoveryChoice, ...] = ("backup", "found")
    for answer in answers:
        log.write_bytes(damaged)

        def choose(findings: Findings, choice: RecoveryChoice = answer) -> RecoveryChoice:
            found.append(findings)
            return choice

        recovery.recover(log, Unavailable("a test"), [folder], choose)
        assert (read_tournaments(log) == before) == (answer == "backup")
    assert [findings.conflicts for findings in found] == [2, 2]


def test_the_newest_decisions_survive_a_write_ahead_log_that_was_removed(tmp_path: Path, log: Path) -> None:
    with EventLog(log) as opened:
        number = write_night(opened, played_night())
        tournaments = TournamentLog(opened)
        acknowledged = tournaments.events(number)
        with DiskMonitor(opened):
            opened.wal.file.unlink()
            row = TournamentRow(number, len(acknowledged) + 1, AT, None, PlayerSignedUp(99, "Late"))
            with pytest.raises(NotSaved, match="another program has removed or cut"):
                tournaments.append_all([row])
            wait_until(lambda: log.with_name(PREPARED).exists())
            shutil.copytree(log.parent, tmp_path / "killed")
    killed = tmp_path / "killed" / log.name
    assert recovery.repair_if_damaged(killed, [tmp_path / "none"]) is None
    assert read_tournaments(killed)[number] == acknowledged


def test_a_restored_log_continues_its_tournaments_under_another_name(log: Path, folder: Path) -> None:
    before = write_log(log)
    backup, _ = backups.make_backup(log, folder, NOW)
    with EventLog(log) as opened:
        name, later = opened.name, write_night(opened, played_night(4, 0))
    contents = restoring.restore(backup.file, log).contents
    assert contents.tournaments == 2
    assert read_tournaments(log) == before
    with EventLog(log) as opened:
        director = Director(opened, ManualClock(AT), WriteQueue(opened.writer_thread))
        number, rows = next(iter(before.items()))
        change = director.record(number, lambda _: [PlayerSignedUp(99, "Late")])
        assert change.event_id == f"{opened.name}-{len(rows) + 1}"
        assert opened.name != name
        assert director.create(TournamentCreated("Saturday")).tournament_id >> schema.BLOCK_BITS != (
            later >> schema.BLOCK_BITS
        )


def test_a_program_that_knows_no_tournaments_refuses_the_log(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_log(log)
    before = log.read_bytes()
    monkeypatch.setattr(schema, "VERSION", 6)
    with pytest.raises(Unavailable, match=r"written by a newer GOaT Kiosk \(log version \d+, this knows 6\)"):
        EventLog(log)
    with pytest.raises(Unavailable, match="written by a newer GOaT Kiosk"):
        verified_copy.verify_copy(log)
    assert log.read_bytes() == before


def test_a_log_from_before_tournaments_is_checked_copied_and_recovered(log: Path, folder: Path) -> None:
    shutil.copyfile(Path(__file__).parent / "schemas" / "version-6.db", log)
    assert integrity.find_damage(log, whole=True) is None
    contents = backups.make_backup(log, folder, NOW)[1]
    assert (contents.tournaments, contents.games > 0) == (0, True)
    with closing(apsw.Connection(str(log))) as database:
        database.pragma("user_version", schema.VERSION)
    report = recovery.repair_if_damaged(log, [folder])
    assert report is not None
    assert (report.games, report.events, report.tournaments) == (contents.games, contents.events, 0)


def test_acknowledged_decisions_survive_power_cuts(tmp_path: Path) -> None:
    rng, night, acknowledged = random.Random(5), played_night(), [0]  # noqa: S311  the same each time
    cuts: list[tuple[Path, int]] = []

    def take_snapshot() -> None:
        if acknowledged[-1] and rng.random() < 0.2:
            cuts.append((tmp_path / f"cut-{len(cuts)}", acknowledged[-1]))
            disk.cut(cuts[-1][0], len(cuts))

    with powered() as disk:
        disk.looked = take_snapshot
        with EventLog(tmp_path / "events.db") as log:
            log.writing_connection.pragma("wal_autocheckpoint", 20)
            director = Director(log, ManualClock(AT), WriteQueue(log.writer_thread))
            number = director.create(night.first).tournament_id
            for event, _ in night.log:
                director.record(number, partial(_decide, event))
                acknowledged.append(director.tournament(number).seq)
            expected = director.events(number)
    assert len(cuts) > 10
    for folder, count in cuts:
        assert integrity.find_damage(folder / "events.db", whole=True) is None, folder
        found = read_tournaments(folder / "events.db")[number]
        assert count <= len(found) <= count + 1, folder
        assert found == expected[: len(found)], folder


def test_the_newest_event_and_the_counts_are_those_of_tournaments_too(log: Path) -> None:
    rows = [row for events in write_log(log).values() for row in events]
    assert log_stats.newest_event_at(log.parent) == max(row.at for row in rows) > AT
    counted = log_stats.stats(log.parent)
    assert (counted["tournaments"], counted["tournament_events"]) == (2, len(rows))
