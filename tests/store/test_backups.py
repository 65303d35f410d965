"""Backups of a real log during writes: each is complete or absent; old ones are deleted; restoring loses nothing."""

import shutil
import threading
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import apsw
import pytest

from goat_kiosk.domain.events import BagThrown, Undone
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import backups, verified_copy
from goat_kiosk.store.backups.backups import Backup
from goat_kiosk.store.devices import Device, Devices
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from goat_kiosk.store.recovery import restoring
from tests.finished_games import FIRST_ID, add_finished_games
from tests.games import AT, game_created
from tests.waiting import TIMEOUT_S

NOW = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    with EventLog(tmp_path / "events.db") as opened:
        add_finished_games(opened, 30)
    return tmp_path / "events.db"


def is_complete(file: Path) -> bool:
    with closing(apsw.Connection(str(file), flags=apsw.SQLITE_OPEN_READONLY)) as database:
        return bool(database.execute("PRAGMA integrity_check").get == "ok")


def back_up_while_scoring(log: Path, count: int, into: Path) -> int:
    """Make backups while bags are thrown without pause; return the number of bags."""
    began, stop, thrown = threading.Event(), threading.Event(), 0

    def score() -> None:
        nonlocal thrown
        with EventLog(log) as opened:
            game_id = opened.create(game_created(), AT).game_id
            while not stop.is_set():
                event = BagThrown(1, "hole") if thrown % 2 == 0 else Undone()
                opened.append(Row(game_id, thrown + 2, AT, None, event))
                thrown += 1
                began.set()

    writer = threading.Thread(target=score)
    writer.start()
    assert began.wait(TIMEOUT_S)
    try:
        for n in range(count):
            backup, contents = backups.make_backup(log, into, NOW + timedelta(seconds=n))
            assert is_complete(backup.file)
            with EventLog(backup.file) as opened:
                assert sum(len(opened.events(game_id)) for game_id in opened.game_ids()) == contents.events
    finally:
        stop.set()
        writer.join()
    return thrown


def test_a_backup_taken_while_bags_are_thrown_is_complete(log: Path, tmp_path: Path) -> None:
    assert back_up_while_scoring(log, 10, tmp_path / "backups") > 0
    assert len(backups.list_backups(tmp_path / "backups")) == 10


def test_a_backup_is_one_file_with_a_summary_of_its_content(log: Path, tmp_path: Path) -> None:
    backup, contents = backups.make_backup(log, tmp_path / "backups", NOW)
    assert [file.name for file in (tmp_path / "backups").iterdir()] == ["goat-kiosk-2026-11-25T20-15-00.000000Z.db"]
    assert (contents.games, contents.events) == (30, 90)
    assert backups.list_backups(tmp_path / "backups") == [backup]
    assert verified_copy.verify_copy(backup.file) == contents


def test_a_canceled_backup_leaves_no_file(log: Path, tmp_path: Path) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backups.make_backup(log, tmp_path / "backups", NOW, stop)
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_unfinished_file_of_a_killed_backup_is_deleted(log: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    name = f"goat-kiosk-2026-11-25T20-14-00.000000Z.db.{verified_copy.name_of(log)}.unfinished"
    (tmp_path / "backups" / name).write_bytes(b"half")
    beside = tmp_path / "backups" / "goat-kiosk-2026-11-25T20-14-00.000000Z.db.0123abcd.unfinished"
    beside.write_bytes(b"another kiosk is at work on it")
    backup, _ = backups.make_backup(log, tmp_path / "backups", NOW)
    assert set((tmp_path / "backups").iterdir()) == {backup.file, beside}


def test_a_damaged_log_is_not_backed_up(log: Path, tmp_path: Path) -> None:
    content = bytearray(log.read_bytes())
    content[3 * 4096 : 5 * 4096] = b"\xaa" * 8192
    log.write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        backups.make_backup(log, tmp_path / "backups", NOW)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_without_enough_free_space_is_refused(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "SPARE_BYTES", 10**18)
    with pytest.raises(Unavailable, match=r"There is no room for a backup in .*backups: \d+ MB are free"):
        backups.make_backup(log, tmp_path / "backups", NOW)


def test_a_read_only_backup_folder_is_named_in_the_error(log: Path) -> None:
    with pytest.raises(Unavailable, match=r"/proc/backups (cannot be written to|for backups, and it cannot be made)"):
        backups.make_backup(log, Path("/proc/backups"), NOW)


def test_no_folder_is_created_in_place_of_a_missing_stick(log: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"There is no folder .*/stick/kiosk for backups"):
        backups.make_backup(log, tmp_path / "stick" / "kiosk", NOW)
    assert not (tmp_path / "stick").exists()


def test_only_intact_backups_are_listed(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    old, contents = backups.make_backup(log, folder, NOW)
    new, _ = backups.make_backup(log, folder, NOW + timedelta(hours=1))
    new.file.write_bytes(new.file.read_bytes()[:-4096])
    assert list(backups.verified(backups.list_backups(folder))) == [(old, contents)]


def made(*times: datetime) -> list[Backup]:
    return [Backup(Path(f"{at}"), at) for at in sorted(times, reverse=True)]


def test_the_older_backups_are_the_fewer_are_kept() -> None:
    quarters = (NOW - timedelta(minutes=15 * n) for n in range(4 * 24 * 3))
    every = made(*quarters, *(NOW - timedelta(days=n, minutes=5) for n in range(3, 400)))
    remaining = sorted((backup.at for backup in backups.select_by_age(every)), reverse=True)
    ages = Counter(
        "hours" if NOW - at < timedelta(days=1) else "days" if NOW - at < timedelta(days=14) else "months"
        for at in remaining
    )
    assert remaining[:8] == [backup.at for backup in every[:8]]
    assert 23 + 6 <= ages["hours"] <= 24 + 8
    assert 12 <= ages["days"] <= 14
    assert 10 <= ages["months"] <= 12
    assert backups.select_by_age([]) == set()


JUMPS = {
    "an hour back": timedelta(hours=-1),
    "five years back": timedelta(days=-5 * 365),
    "a dead battery": datetime(1970, 1, 1, 5, tzinfo=UTC) - NOW,
    "ten years on": timedelta(days=10 * 365),
    "not at all": timedelta(),
}


@pytest.mark.logs_warnings
@pytest.mark.parametrize("jump", JUMPS.values(), ids=JUMPS)
def test_clock_jumps_delete_neither_new_backups_nor_older_ones(
    log: Path, tmp_path: Path, jump: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    folder, remaining = tmp_path / "backups", list[Backup]()
    season = [NOW - timedelta(days=30 * n) for n in range(9, 0, -1)]
    evening = [NOW + jump + timedelta(minutes=15 * n) for n in range(10)]
    right_again = [NOW + timedelta(hours=4, minutes=15 * n) for n in range(10)]
    for now in [*season, *evening, *right_again, NOW - timedelta(hours=1)]:
        remaining.append(backups.make_backup(log, folder, now)[0])
        backups.thin_out(folder)
        assert backups.list_backups(folder)[: backups.KEEP_NEWEST] == list(reversed(remaining[-backups.KEEP_NEWEST :]))
    assert set(remaining[: len(season)]) <= set(backups.list_backups(folder))
    assert "put back" in caplog.text


def test_the_oldest_backups_are_deleted_when_the_total_size_is_too_large() -> None:
    every = made(*(NOW - timedelta(days=n) for n in range(10)))
    assert backups.select_by_size(dict.fromkeys(every, 100), max_bytes=550) == set(every[:5])
    assert backups.select_by_size(dict.fromkeys(every, 100), max_bytes=50) == set(every[:3])


def test_deleting_old_backups_deletes_no_other_file(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    backup, _ = backups.make_backup(log, folder, NOW)
    for n in range(1, 40):
        name = (NOW - timedelta(minutes=n)).strftime("goat-kiosk-%Y-%m-%dT%H-%M-%S.%fZ.db")
        (folder / name).write_bytes(backup.file.read_bytes())
    for other in ("goat-kiosk-mine.db", "holiday.jpg", "goat-kiosk-oldZ.db"):
        (folder / other).touch()
    backups.thin_out(folder)
    left = sorted(file.name for file in folder.iterdir())
    assert {"goat-kiosk-mine.db", "holiday.jpg", "goat-kiosk-oldZ.db"} <= set(left)
    assert len(backups.list_backups(folder)) == 9  # the newest eight, and the last one of the hour before


def record_later_changes(log: Path) -> int:
    """Add to the log after a backup: another game, a phone that is paired and one that is revoked."""
    with EventLog(log) as opened:
        opened.save_ownership(Ownership(FIRST_ID, 4, "Bar", 2))
        return opened.create(game_created(), AT).game_id


def test_a_restored_backup_has_the_old_content_and_a_new_log_id(log: Path, tmp_path: Path) -> None:
    backup, contents = backups.make_backup(log, tmp_path / "backups", NOW)
    lost = record_later_changes(log)
    with EventLog(log) as opened:
        name, rows = opened.name, {game_id: opened.events(game_id) for game_id in opened.game_ids()}
    restored = restoring.restore(backup.file, log)
    assert restored.contents == contents
    assert restored.aside is not None
    with EventLog(log) as opened, EventLog(restored.aside / "events.db") as before:
        assert opened.integrity_errors() == []
        assert opened.name != name
        assert {game_id: opened.events(game_id) for game_id in opened.game_ids()} == {
            game_id: events for game_id, events in rows.items() if game_id != lost
        }
        holdings = {holding.number: holding for holding in opened.ownerships()}
        assert holdings[FIRST_ID] == Ownership(FIRST_ID, 4, "Bar", 2)
        assert list(holdings) == [FIRST_ID]
        assert opened.former_names == (name,)
        assert opened.create(game_created(), AT).game_id >> schema.BLOCK_BITS != lost >> schema.BLOCK_BITS
        assert before.events(lost)
        assert before.name == name


def test_a_log_restored_twice_names_all_its_predecessors(log: Path, tmp_path: Path) -> None:
    backup, contents = backups.make_backup(log, tmp_path / "backups", NOW)
    names = [contents.log]
    for _ in range(2):
        restoring.restore(backup.file, log)
        with EventLog(log) as opened:
            assert set(names) <= set(opened.former_names)
            assert opened.name not in names
            names.append(opened.name)


def test_a_phone_revoked_after_the_backup_stays_revoked(log: Path, tmp_path: Path) -> None:
    device = Device(0, "Pixel", None, b"\x01" * 32, AT, AT + 10**12, AT)
    with Devices(log) as devices:
        paired = devices.add(device)
    backup, _ = backups.make_backup(log, tmp_path / "backups", NOW)
    with Devices(log) as devices:
        devices.revoke(paired.id)
    restoring.restore(backup.file, log)
    with Devices(log) as devices:
        assert [device.revoked for device in devices.all()] == [True]


@pytest.mark.parametrize("content", [None, b"no log"])
def test_all_phones_are_revoked_if_the_replaced_log_cannot_be_read(
    log: Path, tmp_path: Path, content: bytes | None
) -> None:
    with Devices(log) as devices:
        devices.add(Device(0, "Pixel", None, b"\x01" * 32, AT, AT + 10**12, AT))
    backup, _ = backups.make_backup(log, tmp_path / "backups", NOW)
    (tmp_path / "new").mkdir()
    new = tmp_path / "new" / "events.db"
    if content is not None:
        new.write_bytes(content)
    restoring.restore(backup.file, new)
    with Devices(new) as devices:
        assert [device.revoked for device in devices.all()] == [True]


def test_a_backup_can_be_restored_without_a_log(log: Path, tmp_path: Path) -> None:
    backup, _ = backups.make_backup(log, tmp_path / "backups", NOW)
    (tmp_path / "new").mkdir()
    restored = restoring.restore(backup.file, tmp_path / "new" / "events.db")
    with EventLog(tmp_path / "new" / "events.db") as opened:
        assert len(opened.game_ids()) == 30
    assert restored.aside is None
    assert not (tmp_path / "new" / "set-aside").exists()


@pytest.mark.parametrize("content", [b"", b"nothing of ours" * 500])
def test_a_file_that_is_not_a_backup_is_refused_and_changes_nothing(log: Path, tmp_path: Path, content: bytes) -> None:
    file, before = tmp_path / "file", log.read_bytes()
    file.write_bytes(content)
    with pytest.raises(Unavailable):
        restoring.restore(file, log)
    assert log.read_bytes() == before
    assert not (tmp_path / "set-aside").exists()


def test_a_backup_of_every_older_version_can_be_restored(log: Path, tmp_path: Path) -> None:
    for released in sorted((Path(__file__).parent / "schemas").glob("version-*.db")):
        shutil.copyfile(released, tmp_path / released.name)
        restoring.restore(tmp_path / released.name, log)
        with EventLog(log) as opened:
            assert opened.reading_connection.pragma("user_version") == schema.VERSION
            assert opened.game_ids()


def test_an_older_log_is_backed_up_before_its_migration(log: Path, tmp_path: Path) -> None:
    folder, old = tmp_path / "backups", tmp_path / "old.db"
    backups.upgrade(log, folder, NOW)
    backups.upgrade(tmp_path / "nothing.db", folder, NOW)
    assert not folder.exists()
    released = Path(__file__).parent / "schemas" / "version-1.db"
    old.write_bytes(released.read_bytes())
    with pytest.raises(Unavailable, match=r"is not brought up to date without a backup: .*cannot be (written to|made)"):
        backups.upgrade(old, Path("/proc/backups"), NOW)
    assert old.read_bytes() == released.read_bytes()
    with pytest.raises(Unavailable, match=r"is of an older GOaT Kiosk\. Start this one on its folder"):
        EventLog(old)
    backups.upgrade(old, folder, NOW)
    with closing(verified_copy.open_read_only(backups.list_backups(folder)[0].file)) as database:
        assert database.pragma("user_version") == 1
    with EventLog(old) as opened:
        assert opened.game_ids()


def test_a_backup_of_a_newer_version_is_refused_with_a_sentence(log: Path, tmp_path: Path) -> None:
    backup, _ = backups.make_backup(log, tmp_path / "backups", NOW)
    with closing(apsw.Connection(str(backup.file))) as database:
        database.pragma("user_version", schema.VERSION + 1)
    with pytest.raises(Unavailable, match="written by a newer GOaT Kiosk"):
        restoring.restore(backup.file, log)
    assert list(islice(backups.verified(backups.list_backups(tmp_path / "backups")), 1)) == []


def test_several_kiosks_can_share_a_stick_for_their_backups(log: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with EventLog(tmp_path / "other.db") as other:
        add_finished_games(other, 1)
        backups_of_other = [backups.make_backup(other.path, stick, NOW + timedelta(minutes=n))[0] for n in range(2)]
    for n in range(1, 2 * backups.KEEP_NEWEST):
        backups.make_backup(log, stick, NOW + timedelta(minutes=2, seconds=n))
        backups.thin_out(stick)
    remaining = backups.group_by_log(backups.list_backups(stick))
    assert remaining[other.name] == backups_of_other[::-1]
    assert len(remaining[verified_copy.name_of(log)]) == backups.KEEP_NEWEST


def test_an_unreadable_backup_is_not_deleted(log: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    backups.make_backup(log, stick, NOW)
    for n in range(2 * backups.KEEP_NEWEST):
        (stick / f"goat-kiosk-2026-11-24T20-15-{n:02}.000000Z.db").write_bytes(b"ill" * 2_000)
    backups.thin_out(stick)
    assert len(backups.list_backups(stick)) == 2 * backups.KEEP_NEWEST + 1
