"""Recovery of a damaged log: it is noticed before opening, set aside, and merged with the newest backup."""

import random
import shutil
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from goat_kiosk.domain.events import BagThrown
from goat_kiosk.domain.history import replay
from goat_kiosk.domain.names.name_list import ListedName
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import backups, integrity
from goat_kiosk.store.devices import Device, Devices
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.name_lists import NameLists
from goat_kiosk.store.recovery import recovery
from goat_kiosk.store.recovery.recovery import Findings, RecoveryChoice, RecoveryReport
from tests.finished_games import add_finished_games
from tests.games import AT, bag_throws, game_created
from tests.store import file_damage
from tests.store.file_damage import PAGE, Damage

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)
GAMES = 60
Events = dict[int, list[Row]]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def read_events(log: Path) -> Events:
    with EventLog(log) as opened:
        return {game_id: opened.events(game_id) for game_id in opened.game_ids()}


def fill_log(log: Path) -> tuple[Events, str]:
    """Write an evening's games to a log; return its events and its id."""
    with EventLog(log) as opened:
        add_finished_games(opened, GAMES)
        opened.save_ownership(Ownership(1, 3, "Bar", 7))
        name = opened.name
    with Devices(log) as devices:
        devices.add(Device(0, "Pixel", None, b"\x01" * 32, AT, AT + 10**12, AT))
    with EventLog(log) as opened:
        NameLists(opened, WriteQueue(opened.writer_thread)).add([ListedName("player", "Zoë")], "season.csv", AT)
    return read_events(log), name


def throw_bags(log: Path, count: int) -> int:
    """Play a game of `count` bags, and return its number."""
    with EventLog(log) as opened:
        game_id = opened.create(game_created(), AT).game_id
        for seq, event in enumerate((bag_throws(["board"] * 8) * (count // 8 + 1))[:count], 2):
            opened.append(Row(game_id, seq, AT + seq, f"key {seq}", event))
    return game_id


def repair(log: Path, *folders: Path, choice: RecoveryChoice = "both") -> RecoveryReport:
    report = recovery.repair_if_damaged(log, list(folders), lambda _: choice)
    assert report is not None
    assert integrity.find_damage(log, whole=True) is None
    return report


def overwrite(log: Path, at: int, content: bytes) -> None:
    with log.open("r+b") as file:
        file.seek(at)
        file.write(content)


def make_backup(log: Path, folder: Path) -> None:
    backups.make_backup(log, folder, NOW)


@pytest.mark.parametrize("is_missing", [True, False])
def test_a_log_recovered_from_a_backup_alone_revives_no_phone(log: Path, folder: Path, is_missing: bool) -> None:  # noqa: FBT001  a case
    with Devices(log) as devices:
        paired = devices.add(Device(0, "Pixel", None, b"\x01" * 32, AT, AT + 10**12, AT))
    backups.make_backup(log, folder, NOW)
    with Devices(log) as devices:
        devices.revoke(paired.id)
    if is_missing:
        log.unlink()
    else:
        log.write_bytes(b"x" * 4096)
    repair(log, folder)
    with Devices(log) as devices:
        assert [device.revoked for device in devices.all()] == [True]


def test_an_intact_log_is_left_unchanged(log: Path, folder: Path) -> None:
    fill_log(log)
    make_backup(log, folder)
    before = log.read_bytes()
    assert recovery.repair_if_damaged(log, [folder]) is None
    assert log.read_bytes() == before
    assert not (log.parent / "set-aside").exists()


def test_a_missing_log_without_backups_is_not_repaired(log: Path, folder: Path) -> None:
    assert recovery.repair_if_damaged(log, [folder]) is None


def test_the_repaired_log_has_the_backup_and_the_readable_later_events(log: Path, folder: Path) -> None:
    fill_log(log)
    make_backup(log, folder)
    game_id = throw_bags(log, 30)
    events_before = read_events(log)
    damaged_page = log.read_bytes().rfind(b"Squad")
    overwrite(log, PAGE * 2, b"\x00" * PAGE * 3)
    damaged = log.read_bytes()
    report = repair(log, folder)
    events_after = read_events(log)
    assert damaged_page > 0
    assert events_after == events_before
    assert len(events_after[game_id]) == 31
    assert report.games == len(events_before)
    assert report.aside is not None
    assert (report.aside / "events.db").read_bytes() == damaged
    assert "What could be read and the backup of Nov 25, 2026, " in report.sentence
    assert f" came to {report.games} games with {report.events} entries. The damaged log is kept in" in report.sentence


def test_without_a_backup_the_readable_events_are_kept(log: Path, folder: Path) -> None:
    before, _ = fill_log(log)
    overwrite(log, PAGE * 6, b"\xaa" * PAGE)
    repair(log, folder)
    after = read_events(log)
    assert 0 < len(after) <= len(before)
    assert all(rows == before[game_id][: len(rows)] for game_id, rows in after.items())
    assert sum(map(len, after.values())) > 0.8 * sum(map(len, before.values()))


def test_the_repaired_log_has_a_new_id_and_reuses_no_game_id(log: Path, folder: Path) -> None:
    _, name = fill_log(log)
    with EventLog(log) as opened:
        lost = opened.create(game_created(), AT).game_id
    overwrite(log, PAGE * 3, b"\x00" * PAGE)
    repair(log, folder)
    with EventLog(log) as opened:
        assert opened.name != name
        assert opened.create(game_created(), AT).game_id >> schema.BLOCK_BITS != lost >> schema.BLOCK_BITS
        assert name in opened.former_names
        assert opened.ownerships() == [Ownership(1, 3, "Bar", 7)]


def test_phones_and_the_other_tables_are_recovered_too(log: Path, folder: Path) -> None:
    fill_log(log)
    make_backup(log, folder)
    overwrite(log, 0, b"\x00" * PAGE)
    repair(log, folder)
    with Devices(log) as devices:
        assert [device.name for device in devices.all()] == ["Pixel"]
    with EventLog(log) as opened:
        lists = NameLists(opened, WriteQueue(opened.writer_thread)).all()
    assert [(imported.source, imported.players) for imported in lists] == [("season.csv", 1)]


def test_idempotency_keys_survive_a_repair(log: Path, folder: Path) -> None:
    game_id = throw_bags(log, 20)
    overwrite(log, 0, b"\x00" * PAGE)
    repair(log, folder)
    with EventLog(log) as opened:
        keyed = opened.event_by_key("key 7")
        assert keyed is not None
        assert keyed[:5] == (game_id, 7, AT + 7, "key 7", BagThrown(2, "board"))


@pytest.mark.parametrize("left", [b"", b"not a database" * 1000, b"\x00" * PAGE * 9])
def test_an_empty_log_file_is_replaced_by_the_backup(log: Path, folder: Path, left: bytes) -> None:
    before, _ = fill_log(log)
    make_backup(log, folder)
    log.write_bytes(left)
    report = repair(log, folder)
    assert read_events(log) == before
    assert report.aside is not None
    assert (report.aside / "events.db").read_bytes() == left


def test_a_missing_log_is_restored_from_the_backup(log: Path, folder: Path) -> None:
    before, _ = fill_log(log)
    make_backup(log, folder)
    log.unlink()
    assert repair(log, folder).damage.sentence == "the file is gone"
    assert read_events(log) == before


@pytest.mark.parametrize(
    "setting", ["user_version = 99", "user_version = 0", f"application_id = {schema.APPLICATION_ID ^ 1}"]
)
def test_a_header_that_does_not_match_the_file_is_damage(log: Path, folder: Path, setting: str) -> None:
    before, _ = fill_log(log)
    with closing(apsw.Connection(str(log))) as database:
        database.execute(f"PRAGMA {setting}")
    repair(log, folder)
    assert read_events(log) == before


def test_another_programs_database_is_not_reported_as_damage(log: Path, folder: Path) -> None:
    with closing(apsw.Connection(str(log))) as database:
        database.execute("CREATE TABLE bird (name TEXT)")
    assert recovery.repair_if_damaged(log, [folder]) is None


def leave_open(log: Path) -> None:
    """Leave the log as a power cut does, with its write-ahead log."""
    other = log.with_name("other.db")
    with EventLog(log) as opened:
        game_id = opened.create(game_created(), AT).game_id
        for seq, event in enumerate(bag_throws(["board"] * 8) * 3, 2):
            opened.append(Row(game_id, seq, AT + seq, None, event))
        for tail in ("", "-wal"):
            shutil.copyfile(f"{log}{tail}", f"{other}{tail}")
    for tail in ("", "-wal"):
        shutil.move(f"{other}{tail}", f"{log}{tail}")


def test_a_damaged_write_ahead_log_is_noticed_and_no_acknowledged_event_is_skipped(log: Path, folder: Path) -> None:
    fill_log(log)
    leave_open(log)
    shutil.copytree(log.parent, log.parent / "whole")
    before = read_events(log.parent / "whole" / log.name)
    wal = log.with_name("events.db-wal")
    overwrite(wal, 32 + (24 + PAGE) * 12 + 100, b"\xff" * 50)
    assert repair(log, folder).damage.sentence == "its write-ahead log is damaged"
    assert read_events(log) == before


def test_files_left_by_a_power_cut_are_not_reported_as_damage(log: Path, folder: Path) -> None:
    fill_log(log)
    leave_open(log)
    wal = log.with_name("events.db-wal")
    with wal.open("r+b") as file:
        file.truncate(wal.stat().st_size - 3000)
    assert recovery.repair_if_damaged(log, [folder]) is None


@pytest.mark.parametrize("damage_file", file_damage.ALL)
def test_after_any_damage_no_event_of_the_backup_is_lost(log: Path, folder: Path, damage_file: Damage) -> None:
    noticed = damage_and_repair(log, folder, damage_file, range(3))
    assert noticed


def damage_and_repair(log: Path, folder: Path, damage_file: Damage, seeds: Iterable[int]) -> int:
    """Damage a log in many ways and repair it each time; return how often the damage was noticed."""
    fill_log(log)
    make_backup(log, folder)
    contents = read_events(log)
    throw_bags(log, 40)
    intact_bytes = log.read_bytes()
    noticed = 0
    for seed in seeds:
        content = bytearray(intact_bytes)
        damage_file(random.Random(seed), content)  # noqa: S311  the same each time
        log.write_bytes(content)
        report = recovery.repair_if_damaged(log, [folder])
        with EventLog(log) as opened:
            assert opened.integrity_errors() == [], seed
        if report is None:
            continue  # the damage is in unused space or inside a name: pages of SQLite have no checksum
        after = read_events(log)
        noticed += 1
        for game_id, rows in after.items():
            assert replay((row.event, row.at) for row in rows).seq == len(rows), seed
            assert rows[: len(contents.get(game_id, []))] == contents.get(game_id, []), seed
        assert contents.keys() <= after.keys(), seed
    assert noticed == len(list((log.parent / "set-aside").iterdir()))
    return noticed


def test_the_user_is_asked_where_log_and_backup_differ(log: Path, folder: Path) -> None:
    before, _ = fill_log(log)
    make_backup(log, folder)
    content = log.read_bytes().replace(b"Court 3", b"Caurt 3")
    log.write_bytes(content)
    overwrite(log, PAGE, b"\x00" * 50)

    seen_findings: list[Findings] = []

    def choose(findings: Findings) -> RecoveryChoice:
        seen_findings.append(findings)
        return "found"

    shutil.copyfile(log, log.with_name("copy"))
    assert recovery.repair_if_damaged(log, [folder], choose) is not None
    assert seen_findings[0].conflicts > 0
    assert seen_findings[0].backup_contents is not None
    assert seen_findings[0].backup_contents.games == len(before)
    assert read_events(log) != before
    for choice in ("both", "backup"):
        shutil.copyfile(log.with_name("copy"), log)
        repair(log, folder, choice=choice)
        assert read_events(log) == before


def test_the_user_may_refuse_the_repair(log: Path, folder: Path) -> None:
    fill_log(log)
    make_backup(log, folder)
    log.write_bytes(log.read_bytes().replace(b"Court 3", b"Caurt 3"))
    overwrite(log, PAGE, b"\x00" * 50)
    before = log.read_bytes()

    def refuse(_: Findings) -> RecoveryChoice:
        raise Unavailable("Not now.")

    with pytest.raises(Unavailable, match="Not now"):
        recovery.repair_if_damaged(log, [folder], refuse)
    assert log.read_bytes() == before
    assert not [file.name for file in log.parent.iterdir() if not file.name.startswith(("backups", "events.db"))]


def test_backups_of_another_kiosk_are_not_used(log: Path, folder: Path, tmp_path: Path) -> None:
    other, stick = tmp_path / "other.db", tmp_path / "stick"
    fill_log(other)
    throw_bags(other, 3)
    make_backup(other, stick)
    before, _ = fill_log(log)
    overwrite(log, PAGE * 2, b"\x00" * 50)
    repair(log, folder, stick)
    assert read_events(log).keys() <= before.keys()


def test_a_power_cut_while_the_log_is_replaced_changes_nothing(
    log: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = fill_log(log)
    make_backup(log, folder)
    overwrite(log, PAGE * 2, b"\x00" * PAGE * 3)
    damaged, renamed = log.read_bytes(), Path.rename
    for survivor in range(3):
        log.write_bytes(damaged)
        left = survivor

        def rename(path: Path, target: Path) -> Path:
            nonlocal left
            if left == 0:
                raise OSError(5, "power cut")
            left -= 1
            return renamed(path, target)

        monkeypatch.setattr(Path, "rename", rename)
        with pytest.raises(Unavailable, match="power cut"):
            recovery.repair_if_damaged(log, [folder])
        monkeypatch.undo()
        recovery.repair_if_damaged(log, [folder])
        assert read_events(log) == before, survivor


def test_a_large_log_is_checked_completely_on_request(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_log(log)
    monkeypatch.setattr(integrity, "CHECK_WHOLE_BYTES", 0)
    monkeypatch.setattr(integrity, "NEWEST_CHECKED", 1)
    with closing(apsw.Connection(str(log))) as database:
        first = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_event_2'").get
    overwrite(log, PAGE * (first - 1), b"\xaa" * PAGE)
    assert integrity.find_damage(log) is None
    integrity.request_full_check(log)
    assert integrity.find_damage(log)
