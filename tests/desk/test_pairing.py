"""Pairing of phones: codes work once and for five minutes; pairings expire, are revoked, are limited to a court."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goat_kiosk.desk import pairing as pairing_module
from goat_kiosk.desk.pairing import CODE_MS, MAX_CODES, MAX_DEVICES, Pairing
from goat_kiosk.errors import InvalidValue, NotAllowed, NotFound, NotSaved, RuleViolation
from goat_kiosk.host.clock import DAY_MS, HOUR_MS
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.log.writer import LogWriter
from tests.clocks import WALL_CLOCK_JUMPS, YEAR_MS, ManualClock
from tests.games import AT

MONTH = 30 * 24 * 60 * 60 * 1000


class Desk:
    """The pairing on a real database, with a clock that the test sets."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "events.db"
        self.now = AT
        self.notifications = 0
        self.open()

    def open(self) -> None:
        self.writer, self.devices = LogWriter(), Devices(self.path)
        self.pairing = Pairing(self.devices, lambda: self.now, WriteQueue(self.writer))
        self.pairing.subscribe(self.on_change)

    def on_change(self) -> None:
        self.notifications += 1

    def close(self) -> None:
        self.writer.close()
        self.devices.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def pair_device(self, court: str | None = None, name: str = "Pixel") -> str:
        return self.pairing.pair(self.pairing.create_code(court, "month").code, name)[1]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def test_a_code_pairs_one_phone_which_stays_paired(desk: Desk) -> None:
    code = desk.pairing.create_code("Court 2")
    assert desk.pairing.is_valid(code)
    device, key = desk.pairing.pair(code.code, " Pixel\n7 ")
    assert (device.name, device.court, device.paired) == ("Pixel 7", "Court 2", AT)
    assert not desk.pairing.is_valid(code)
    assert desk.notifications == 1
    with pytest.raises(NotAllowed, match="used up or too old"):
        desk.pairing.pair(code.code, "Another")
    desk.restart()
    assert desk.pairing.authenticate(key) == device


def test_a_code_is_invalid_after_five_minutes_or_when_it_is_withdrawn(desk: Desk) -> None:
    late, withdrawn = desk.pairing.create_code(), desk.pairing.create_code()
    desk.pairing.withdraw_code(withdrawn)
    desk.now += CODE_MS
    for code in (late, withdrawn):
        assert not desk.pairing.is_valid(code)
        with pytest.raises(NotAllowed):
            desk.pairing.pair(code.code, "Pixel")


def test_the_oldest_code_is_dropped_when_there_are_too_many(desk: Desk) -> None:
    codes = [desk.pairing.create_code() for _ in range(MAX_CODES + 1)]
    assert [desk.pairing.is_valid(code) for code in codes] == [False] + [True] * MAX_CODES


def test_an_invalid_name_does_not_use_up_the_code(desk: Desk) -> None:
    code = desk.pairing.create_code()
    with pytest.raises(InvalidValue):
        desk.pairing.pair(code.code, "\u202e")
    assert desk.pairing.is_valid(code)


def test_the_key_is_stored_only_as_a_hash(desk: Desk) -> None:
    code = desk.pairing.create_code()
    key = desk.pairing.pair(code.code, "Pixel")[1]
    secret = key.partition(".")[2]
    desk.devices.close()
    stored = b"".join(file.read_bytes() for file in desk.path.parent.iterdir())
    desk.open()
    assert b"Pixel" in stored
    assert secret.encode() not in stored
    assert code.code.encode() not in stored


@pytest.mark.parametrize("wrong", ["", "1", "1.", ".x", "1.wrong", "2.{secret}", "x.{secret}", "².", "9" * 5000 + ".x"])
def test_a_wrong_key_is_refused(desk: Desk, wrong: str) -> None:
    secret = desk.pair_device().partition(".")[2]
    assert desk.pairing.authenticate(wrong.format(secret=secret)) is None


def test_a_revoked_phone_is_refused_with_the_reason_also_after_a_restart(desk: Desk) -> None:
    key = desk.pair_device()
    desk.pairing.revoke(1)
    for _ in range(2):
        with pytest.raises(NotAllowed, match="has ended this phone's pairing"):
            desk.pairing.authenticate(key)
        with pytest.raises(NotAllowed, match="has ended"):
            desk.pairing.authorize(1)
        with pytest.raises(NotFound):
            desk.pairing.revoke(1)
        assert desk.pairing.devices == []
        desk.restart()


def test_a_phone_is_revoked_even_when_the_disk_is_full(desk: Desk) -> None:
    key = desk.pair_device()
    desk.devices._db.pragma("query_only", 1)
    with pytest.raises(NotSaved):
        desk.pairing.revoke(1)
    with pytest.raises(NotAllowed):
        desk.pairing.authenticate(key)


def test_an_expired_pairing_does_not_become_valid_again(desk: Desk) -> None:
    key = desk.pair_device()
    desk.now += MONTH - 1
    assert desk.pairing.authenticate(key)
    desk.now += 1
    for _ in range(2):
        with pytest.raises(NotAllowed, match="has run out"):
            desk.pairing.authenticate(key)
        assert desk.pairing.devices == []
        desk.now += MONTH
        desk.restart()


class ManualClockDesk(Desk):
    """The same with a manual clock whose wall time can jump."""

    def open(self) -> None:
        self.clock = getattr(self, "clock", ManualClock())
        self.writer, self.devices = LogWriter(), Devices(self.path)
        self.pairing = Pairing(self.devices, self.clock, WriteQueue(self.writer))

    def restart(self) -> None:
        self.close()
        self.clock.reboot()
        self.open()


@pytest.fixture
def manual_desk(tmp_path: Path) -> Iterator[ManualClockDesk]:
    desk = ManualClockDesk(tmp_path)
    yield desk
    desk.close()


jumps = pytest.mark.parametrize("jump", WALL_CLOCK_JUMPS.values(), ids=WALL_CLOCK_JUMPS)


@jumps
def test_setting_the_wall_clock_neither_ends_nor_prolongs_a_pairing(manual_desk: ManualClockDesk, jump: int) -> None:
    key = manual_desk.pair_device()
    manual_desk.clock.set_wall_by(jump)
    manual_desk.clock.advance(MONTH - 1)
    assert manual_desk.pairing.authenticate(key)
    manual_desk.pairing.authorize(1)
    assert [device.id for device in manual_desk.pairing.devices] == [1]
    manual_desk.clock.advance(1)
    with pytest.raises(NotAllowed, match="has run out"):
        manual_desk.pairing.authenticate(key)


@jumps
def test_a_start_with_a_wrong_clock_deletes_no_pairing(manual_desk: ManualClockDesk, jump: int) -> None:
    key = manual_desk.pair_device()
    manual_desk.clock.advance(HOUR_MS)
    manual_desk.pairing.authorize(1)
    manual_desk.clock.set_wall_by(jump)
    manual_desk.restart()
    manual_desk.clock.set_wall_by(-jump)
    manual_desk.restart()
    assert manual_desk.pairing.authenticate(key)


@pytest.mark.parametrize("days", [1, 3, 365])
def test_setting_the_wall_clock_back_revives_no_pairing(manual_desk: ManualClockDesk, days: int) -> None:
    key = manual_desk.pair_device()
    manual_desk.clock.advance(MONTH - HOUR_MS)
    manual_desk.pairing.authorize(1)
    manual_desk.clock.advance(2 * HOUR_MS)
    manual_desk.restart()
    manual_desk.clock.set_wall_by(-days * DAY_MS)
    manual_desk.restart()
    with pytest.raises(NotAllowed, match="has run out"):
        manual_desk.pairing.authenticate(key)


def test_a_pairing_made_while_the_clock_was_years_ahead_does_not_last_for_years(manual_desk: ManualClockDesk) -> None:
    manual_desk.clock.set_wall_by(YEAR_MS)
    key = manual_desk.pair_device()
    assert manual_desk.pairing.authenticate(key)
    manual_desk.clock.set_wall_by(-YEAR_MS)
    manual_desk.restart()
    with pytest.raises(NotAllowed, match="has run out"):
        manual_desk.pairing.authenticate(key)


@jumps
def test_a_code_lasts_five_minutes_even_when_the_wall_clock_jumps(manual_desk: ManualClockDesk, jump: int) -> None:
    code1, code2 = manual_desk.pairing.create_code(), manual_desk.pairing.create_code()
    manual_desk.clock.set_wall_by(jump)
    manual_desk.clock.advance(CODE_MS - 1)
    assert manual_desk.pairing.is_valid(code1)
    assert manual_desk.pairing.pair(code1.code, "Pixel")
    manual_desk.clock.advance(1)
    assert not manual_desk.pairing.is_valid(code2)
    with pytest.raises(NotAllowed, match="used up or too old"):
        manual_desk.pairing.pair(code2.code, "Pixel")


@pytest.mark.parametrize(("day", "utc_hour"), [("2026-03-07", 10), ("2026-10-31", 11), ("2026-07-01", 10)])
def test_an_evening_ends_at_six_local_time_when_daylight_saving_begins_or_ends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, day: str, utc_hour: int
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        desk.now = int(datetime.fromisoformat(f"{day}T20:00").astimezone().timestamp() * 1000)
        device, _ = desk.pairing.pair(desk.pairing.create_code(duration="evening").code, "Pixel")
        assert datetime.fromtimestamp(device.expires / 1000, UTC).hour == utc_hour
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(("hour", "days"), [(0, 0), (5, 0), (6, 1), (19, 1), (23, 1)])
def test_an_evening_ends_at_six_in_the_morning(desk: Desk, hour: int, days: int) -> None:
    start = datetime(2026, 11, 24, hour, 30).astimezone()
    desk.now = int(start.timestamp() * 1000)
    device, _ = desk.pairing.pair(desk.pairing.create_code(duration="evening").code, "Pixel")
    ends = datetime.fromtimestamp(device.expires / 1000).astimezone()
    assert (ends.hour, ends.minute, ends.day - start.day) == (6, 0, days)


def test_a_phone_paired_for_a_court_may_write_it_in_every_spelling(desk: Desk) -> None:
    desk.pair_device("K1")
    assert desk.pairing.authorize(1, "k1").court == "K1"
    with pytest.raises(NotAllowed, match="K1 only"):
        desk.pairing.authorize(1, "k2")


def test_a_phone_paired_for_a_court_may_write_no_other_court(desk: Desk) -> None:
    desk.pair_device("Court 2")
    assert desk.pairing.authorize(1, "Court 2").court == "Court 2"
    with pytest.raises(NotAllowed, match="keeps score on Court 2 only"):
        desk.pairing.authorize(1, "Court 1")
    desk.pair_device()
    assert desk.pairing.authorize(2, "Court 1").court is None


def test_last_seen_is_saved_once_a_minute_and_a_full_disk_does_not_matter(desk: Desk) -> None:
    desk.pair_device()
    for seconds in (30, 29, 2):
        desk.now += seconds * 1000
        desk.pairing.authorize(1)
        assert desk.pairing.devices[0].seen == desk.now
    desk.restart()
    assert desk.pairing.devices[0].seen == AT + 61_000
    desk.devices._db.pragma("query_only", 1)
    desk.now += 61_000
    assert desk.pairing.authorize(1).seen == desk.now


def test_phones_of_the_same_name_are_numbered(desk: Desk) -> None:
    for _ in range(3):
        desk.pair_device(name="iPhone")
    assert [device.name for device in desk.pairing.devices] == ["iPhone 3", "iPhone 2", "iPhone"]
    assert desk.pairing.rename(1, "iPhone 2").name == "iPhone 2 2"
    assert desk.pairing.rename(1, "Ann's").name == "Ann's"
    with pytest.raises(NotFound):
        desk.pairing.rename(9, "Nobody")
    assert len(desk.pairing.rename(1, "W" * 40).name) == 32


def test_the_number_of_phones_is_limited(desk: Desk) -> None:
    for _ in range(MAX_DEVICES):
        desk.pair_device()
    with pytest.raises(RuleViolation, match="Revoke one"):
        desk.pair_device()


def test_a_revocation_that_could_not_be_saved_is_saved_later(desk: Desk) -> None:
    key = desk.pair_device()
    desk.devices._db.pragma("query_only", "on")
    for _ in range(2):
        with pytest.raises(NotSaved):
            desk.pairing.revoke(1)
        with pytest.raises(NotAllowed, match="ended this phone"):
            desk.pairing.authenticate(key)
    desk.pairing.retry_saving()
    desk.devices._db.pragma("query_only", "off")
    desk.pairing.retry_saving()
    with pytest.raises(NotFound):
        desk.pairing.revoke(1)
    desk.restart()
    with pytest.raises(NotAllowed, match="ended this phone"):
        desk.pairing.authenticate(key)


def test_ended_pairings_are_not_held_in_memory_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing_module, "MAX_ENDED_PAIRINGS", 5)
    keys = []
    for number in range(1, 12):
        keys.append(desk.pair_device())
        desk.pairing.revoke(number)
    assert len(desk.pairing._devices) == len(desk.pairing._seen_saved) <= 7
    assert desk.pairing.authenticate(keys[0]) is None, "a stranger by now"
    with pytest.raises(NotAllowed):
        desk.pairing.authorize(1)
    with pytest.raises(NotAllowed, match="ended this phone"):
        desk.pairing.authenticate(keys[-1])
