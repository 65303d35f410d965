"""A damaged log on a real file: noticed before it is opened, set aside, and put together with the newest backup."""

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
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import backups, integrity
from goat_kiosk.store.devices import Device, Devices
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from goat_kiosk.store.recovery import recovery
from goat_kiosk.store.recovery.recovery import Findings, RecoveryChoice, RecoveryReport
from tests.finished_games import add_finished_games
from tests.games import AT, bag_throws, game_created
from tests.store import harm
from tests.store.harm import PAGE, Harm

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)
GAMES = 60
Events = dict[int, list[Row]]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "events.db"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def everything(log: Path) -> Events:
    with EventLog(log) as opened:
        return {game_id: opened.events(game_id) for game_id in opened.game_ids()}


def filled(log: Path) -> tuple[Events, str]:
    """Fill a log with an evening; return what it holds and its name."""
    with EventLog(log) as opened:
        add_finished_games(opened, GAMES)
        opened.save_ownership(Ownership(1, 3, "Bar", 7))
        name = opened.name
    with Devices(log) as devices:
        devices.add(Device(0, "Pixel", None, b"\x01" * 32, AT, AT + 10**12, AT))
    return everything(log), name


def thrown(log: Path, count: int) -> int:
    """Play a game of `count` bags, and return its number."""
    with EventLog(log) as opened:
        game_id = opened.create(game_created(), AT).game_id
        for seq, event in enumerate((bag_throws(["board"] * 8) * (count // 8 + 1))[:count], 2):
            opened.append(Row(game_id, seq, AT + seq, f"key {seq}", event))
    return game_id


def mended(log: Path, *folders: Path, choice: RecoveryChoice = "both") -> RecoveryReport:
    report = recovery.repair_if_damaged(log, list(folders), lambda _: choice)
    assert report is not None
    assert integrity.find_damage(log, whole=True) is None
    return report


def put(log: Path, at: int, content: bytes) -> None:
    with log.open("r+b") as file:
        file.seek(at)
        file.write(content)


def backed_up(log: Path, folder: Path) -> None:
    backups.make_backup(log, folder, NOW)


@pytest.mark.parametrize("is_missing", [True, False])
def test_a_log_made_of_a_backup_alone_revives_no_phone(log: Path, folder: Path, is_missing: bool) -> None:  # noqa: FBT001  a case
    with Devices(log) as devices:
        paired = devices.add(Device(0, "Pixel", None, b"\x01" * 32, AT, AT + 10**12, AT))
    backups.make_backup(log, folder, NOW)
    with Devices(log) as devices:
        devices.revoke(paired.id)
    if is_missing:
        log.unlink()
    else:
        log.write_bytes(b"x" * 4096)
    mended(log, folder)
    with Devices(log) as devices:
        assert [one.revoked for one in devices.all()] == [True]


def test_a_log_that_is_well_is_left_alone(log: Path, folder: Path) -> None:
    filled(log)
    backed_up(log, folder)
    before = log.read_bytes()
    assert recovery.repair_if_damaged(log, [folder]) is None
    assert log.read_bytes() == before
    assert not (log.parent / "set-aside").exists()


def test_there_is_nothing_to_mend_where_nothing_was(log: Path, folder: Path) -> None:
    assert recovery.repair_if_damaged(log, [folder]) is None


def test_the_backup_and_what_came_after_it_are_put_together(log: Path, folder: Path) -> None:
    filled(log)
    backed_up(log, folder)
    game_id = thrown(log, 30)
    before = everything(log)
    damaged_page = log.read_bytes().rfind(b"Squad")
    put(log, PAGE * 2, b"\x00" * PAGE * 3)
    damaged = log.read_bytes()
    report = mended(log, folder)
    after = everything(log)
    assert damaged_page > 0
    assert after == before
    assert len(after[game_id]) == 31
    assert report.games == len(before)
    assert report.aside is not None
    assert (report.aside / "events.db").read_bytes() == damaged
    assert "What could be read and the backup of 2026-11-25 " in report.sentence
    assert f" came to {report.games} games with {report.events} entries. The damaged log is kept in" in report.sentence


def test_without_a_backup_what_can_be_read_is_kept(log: Path, folder: Path) -> None:
    before, _ = filled(log)
    put(log, PAGE * 6, b"\xaa" * PAGE)
    mended(log, folder)
    after = everything(log)
    assert 0 < len(after) <= len(before)
    assert all(rows == before[game_id][: len(rows)] for game_id, rows in after.items())
    assert sum(map(len, after.values())) > 0.8 * sum(map(len, before.values()))


def test_the_new_log_has_another_name_and_gives_no_number_again(log: Path, folder: Path) -> None:
    _, name = filled(log)
    with EventLog(log) as opened:
        lost = opened.create(game_created(), AT).game_id
    put(log, PAGE * 3, b"\x00" * PAGE)
    mended(log, folder)
    with EventLog(log) as opened:
        assert opened.name != name
        assert opened.create(game_created(), AT).game_id >> schema.BLOCK_BITS != lost >> schema.BLOCK_BITS
        assert name in opened.former_names
        assert opened.ownerships() == [Ownership(1, 3, "Bar", 7)]


def test_phones_and_what_else_stands_beside_the_events_come_along(log: Path, folder: Path) -> None:
    filled(log)
    backed_up(log, folder)
    put(log, 0, b"\x00" * PAGE)
    mended(log, folder)
    with Devices(log) as devices:
        assert [device.name for device in devices.all()] == ["Pixel"]


def test_keys_of_repeated_commands_are_known_still(log: Path, folder: Path) -> None:
    game_id = thrown(log, 20)
    put(log, 0, b"\x00" * PAGE)
    mended(log, folder)
    with EventLog(log) as opened:
        keyed = opened.event_by_key("key 7")
        assert keyed is not None
        assert keyed[:5] == (game_id, 7, AT + 7, "key 7", BagThrown(2, "board"))


@pytest.mark.parametrize("left", [b"", b"not a database" * 1000, b"\x00" * PAGE * 9])
def test_a_file_with_nothing_in_it_gives_way_to_the_backup(log: Path, folder: Path, left: bytes) -> None:
    before, _ = filled(log)
    backed_up(log, folder)
    log.write_bytes(left)
    report = mended(log, folder)
    assert everything(log) == before
    assert report.aside is not None
    assert (report.aside / "events.db").read_bytes() == left


def test_a_log_that_is_gone_comes_back_from_the_backup(log: Path, folder: Path) -> None:
    before, _ = filled(log)
    backed_up(log, folder)
    log.unlink()
    assert mended(log, folder).damage.sentence == "the file is gone"
    assert everything(log) == before


@pytest.mark.parametrize(
    "setting", ["user_version = 99", "user_version = 0", f"application_id = {schema.APPLICATION_ID ^ 1}"]
)
def test_a_header_that_does_not_fit_what_is_behind_it_is_damage(log: Path, folder: Path, setting: str) -> None:
    before, _ = filled(log)
    with closing(apsw.Connection(str(log))) as database:
        database.execute(f"PRAGMA {setting}")
    mended(log, folder)
    assert everything(log) == before


def test_another_programs_database_is_no_damage(log: Path, folder: Path) -> None:
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


def test_a_damaged_write_ahead_log_is_noticed_and_nothing_acknowledged_is_passed_over(log: Path, folder: Path) -> None:
    filled(log)
    leave_open(log)
    shutil.copytree(log.parent, log.parent / "whole")
    before = everything(log.parent / "whole" / log.name)
    wal = log.with_name("events.db-wal")
    put(wal, 32 + (24 + PAGE) * 12 + 100, b"\xff" * 50)
    assert mended(log, folder).damage.sentence == "its write-ahead log is damaged"
    assert everything(log) == before


def test_the_leftovers_of_a_power_cut_are_no_damage(log: Path, folder: Path) -> None:
    filled(log)
    leave_open(log)
    wal = log.with_name("events.db-wal")
    with wal.open("r+b") as file:
        file.truncate(wal.stat().st_size - 3000)
    assert recovery.repair_if_damaged(log, [folder]) is None


@pytest.mark.parametrize("deed", harm.ALL)
def test_whatever_befalls_the_file_no_event_of_the_backup_is_lost(log: Path, folder: Path, deed: Harm) -> None:
    noticed = befallen(log, folder, deed, range(3))
    assert noticed


def befallen(log: Path, folder: Path, deed: Harm, seeds: Iterable[int]) -> int:
    """Harm a log in many ways, mend it each time, and return how often it was noticed."""
    filled(log)
    backed_up(log, folder)
    contents = everything(log)
    thrown(log, 40)
    whole = log.read_bytes()
    noticed = 0
    for seed in seeds:
        content = bytearray(whole)
        deed(random.Random(seed), content)  # noqa: S311  the same each time
        log.write_bytes(content)
        report = recovery.repair_if_damaged(log, [folder])
        with EventLog(log) as opened:
            assert opened.integrity_errors() == [], seed
        if report is None:
            continue  # where nothing is, or within a name: no page of SQLite has a checksum
        after = everything(log)
        noticed += 1
        for game_id, rows in after.items():
            assert replay((row.event, row.at) for row in rows).seq == len(rows), seed
            assert rows[: len(contents.get(game_id, []))] == contents.get(game_id, []), seed
        assert contents.keys() <= after.keys(), seed
    assert noticed == len(list((log.parent / "set-aside").iterdir()))
    return noticed


def test_where_log_and_backup_differ_it_is_asked_which_is_right(log: Path, folder: Path) -> None:
    before, _ = filled(log)
    backed_up(log, folder)
    content = log.read_bytes().replace(b"Court 3", b"Caurt 3")
    log.write_bytes(content)
    put(log, PAGE, b"\x00" * 50)

    seen_findings: list[Findings] = []

    def choose(findings: Findings) -> RecoveryChoice:
        seen_findings.append(findings)
        return "found"

    shutil.copyfile(log, log.with_name("copy"))
    assert recovery.repair_if_damaged(log, [folder], choose) is not None
    assert seen_findings[0].conflicts > 0
    assert seen_findings[0].backup_contents is not None
    assert seen_findings[0].backup_contents.games == len(before)
    assert everything(log) != before
    for choice in ("both", "backup"):
        shutil.copyfile(log.with_name("copy"), log)
        mended(log, folder, choice=choice)
        assert everything(log) == before


def test_whoever_is_asked_may_leave_everything_as_it_was(log: Path, folder: Path) -> None:
    filled(log)
    backed_up(log, folder)
    log.write_bytes(log.read_bytes().replace(b"Court 3", b"Caurt 3"))
    put(log, PAGE, b"\x00" * 50)
    before = log.read_bytes()

    def refuse(_: Findings) -> RecoveryChoice:
        raise Unavailable("Not now.")

    with pytest.raises(Unavailable, match="Not now"):
        recovery.repair_if_damaged(log, [folder], refuse)
    assert log.read_bytes() == before
    assert not [one.name for one in log.parent.iterdir() if not one.name.startswith(("backups", "events.db"))]


def test_a_stick_with_another_kiosks_backups_is_not_taken_for_ours(log: Path, folder: Path, tmp_path: Path) -> None:
    other, stick = tmp_path / "other.db", tmp_path / "stick"
    filled(other)
    thrown(other, 3)
    backed_up(other, stick)
    before, _ = filled(log)
    put(log, PAGE * 2, b"\x00" * 50)
    mended(log, folder, stick)
    assert everything(log).keys() <= before.keys()


def test_a_power_cut_while_logs_are_exchanged_changes_nothing(
    log: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, _ = filled(log)
    backed_up(log, folder)
    put(log, PAGE * 2, b"\x00" * PAGE * 3)
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
        assert everything(log) == before, survivor


def test_a_large_log_is_read_whole_where_the_mark_asks_for_it(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(log)
    monkeypatch.setattr(integrity, "CHECK_WHOLE_BYTES", 0)
    monkeypatch.setattr(integrity, "NEWEST_CHECKED", 1)
    with closing(apsw.Connection(str(log))) as database:
        first = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_event_2'").get
    put(log, PAGE * (first - 1), b"\xaa" * PAGE)
    assert integrity.find_damage(log) is None
    integrity.request_full_check(log)
    assert integrity.find_damage(log)
