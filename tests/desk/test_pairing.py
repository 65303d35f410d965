"""Pairing at the desk: codes once and for five minutes, phones that end, are revoked, belong to a court."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goat_kiosk.desk import pairing as pairing_module
from goat_kiosk.desk.pairing import CODE_MS, MOST_CODES, MOST_DEVICES, Pairing
from goat_kiosk.errors import InvalidValue, NotAllowed, NotFound, NotSaved, RuleViolation
from goat_kiosk.host.clock import DAY_MS, HOUR_MS
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.log.writer import LogWriter
from tests.clocks import WALL_CLOCK_JUMPS, YEAR_MS, ManualClock
from tests.games import AT

MONTH = 30 * 24 * 60 * 60 * 1000


class Desk:
    """A pairing over a real file, with a clock that the test moves."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "events.db"
        self.now = AT
        self.told = 0
        self.open()

    def open(self) -> None:
        self.pen, self.devices = LogWriter(), Devices(self.path)
        self.pairing = Pairing(self.devices, lambda: self.now, WriteQueue(self.pen))
        self.pairing.subscribe(self.count)

    def count(self) -> None:
        self.told += 1

    def close(self) -> None:
        self.pen.close()
        self.devices.close()

    def again(self) -> None:
        self.close()
        self.open()

    def paired(self, court: str | None = None, name: str = "Pixel") -> str:
        return self.pairing.pair(self.pairing.create_code(court).code, name)[1]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def test_a_code_pairs_one_phone_which_stays_paired(desk: Desk) -> None:
    offer = desk.pairing.create_code("Court 2")
    assert desk.pairing.is_valid(offer)
    device, key = desk.pairing.pair(offer.code, " Pixel\n7 ")
    assert (device.name, device.court, device.paired) == ("Pixel 7", "Court 2", AT)
    assert not desk.pairing.is_valid(offer)
    assert desk.told == 1
    with pytest.raises(NotAllowed, match="used up or too old"):
        desk.pairing.pair(offer.code, "Another")
    desk.again()
    assert desk.pairing.authenticate(key) == device


def test_a_code_is_worth_nothing_after_five_minutes_or_when_it_is_withdrawn(desk: Desk) -> None:
    late, withdrawn = desk.pairing.create_code(), desk.pairing.create_code()
    desk.pairing.withdraw_code(withdrawn)
    desk.now += CODE_MS
    for offer in (late, withdrawn):
        assert not desk.pairing.is_valid(offer)
        with pytest.raises(NotAllowed):
            desk.pairing.pair(offer.code, "Pixel")


def test_only_so_many_codes_stand_and_the_oldest_goes_first(desk: Desk) -> None:
    offers = [desk.pairing.create_code() for _ in range(MOST_CODES + 1)]
    assert [desk.pairing.is_valid(offer) for offer in offers] == [False] + [True] * MOST_CODES


def test_a_bad_name_uses_no_code_up(desk: Desk) -> None:
    offer = desk.pairing.create_code()
    with pytest.raises(InvalidValue):
        desk.pairing.pair(offer.code, "\u202e")
    assert desk.pairing.is_valid(offer)


def test_the_key_is_kept_nowhere(desk: Desk) -> None:
    offer = desk.pairing.create_code()
    key = desk.pairing.pair(offer.code, "Pixel")[1]
    secret = key.partition(".")[2]
    desk.devices.close()
    kept = b"".join(file.read_bytes() for file in desk.path.parent.iterdir())
    desk.open()
    assert b"Pixel" in kept
    assert secret.encode() not in kept
    assert offer.code.encode() not in kept


@pytest.mark.parametrize("wrong", ["", "1", "1.", ".x", "1.wrong", "2.{secret}", "x.{secret}", "².", "9" * 5000 + ".x"])
def test_a_wrong_key_is_nobodys(desk: Desk, wrong: str) -> None:
    secret = desk.paired().partition(".")[2]
    assert desk.pairing.authenticate(wrong.format(secret=secret)) is None


def test_a_revoked_phone_is_told_so_at_once_and_after_a_restart(desk: Desk) -> None:
    key = desk.paired()
    desk.pairing.revoke(1)
    for _ in range(2):
        with pytest.raises(NotAllowed, match="has ended this phone's pairing"):
            desk.pairing.authenticate(key)
        with pytest.raises(NotAllowed, match="has ended"):
            desk.pairing.authorize(1)
        with pytest.raises(NotFound):
            desk.pairing.revoke(1)
        assert desk.pairing.devices == []
        desk.again()


def test_a_phone_is_revoked_even_when_the_disk_is_full(desk: Desk) -> None:
    key = desk.paired()
    desk.devices._db.pragma("query_only", 1)
    with pytest.raises(NotSaved):
        desk.pairing.revoke(1)
    with pytest.raises(NotAllowed):
        desk.pairing.authenticate(key)


def test_a_pairing_runs_out_and_stays_so(desk: Desk) -> None:
    key = desk.paired()
    desk.now += MONTH - 1
    assert desk.pairing.authenticate(key)
    desk.now += 1
    for _ in range(2):
        with pytest.raises(NotAllowed, match="has run out"):
            desk.pairing.authenticate(key)
        assert desk.pairing.devices == []
        desk.now += MONTH
        desk.again()


class SetDesk(Desk):
    """One whose wall clock can be set."""

    def open(self) -> None:
        self.clock = getattr(self, "clock", ManualClock())
        self.pen, self.devices = LogWriter(), Devices(self.path)
        self.pairing = Pairing(self.devices, self.clock, WriteQueue(self.pen))

    def again(self) -> None:
        self.close()
        self.clock.reboot()
        self.open()


@pytest.fixture
def set_desk(tmp_path: Path) -> Iterator[SetDesk]:
    made = SetDesk(tmp_path)
    yield made
    made.close()


jumps = pytest.mark.parametrize("jump", WALL_CLOCK_JUMPS.values(), ids=WALL_CLOCK_JUMPS)


@jumps
def test_a_clock_that_is_set_ends_no_pairing_and_prolongs_none(set_desk: SetDesk, jump: int) -> None:
    key = set_desk.paired()
    set_desk.clock.set_wall_by(jump)
    set_desk.clock.advance(MONTH - 1)
    assert set_desk.pairing.authenticate(key)
    set_desk.pairing.authorize(1)
    assert [device.id for device in set_desk.pairing.devices] == [1]
    set_desk.clock.advance(1)
    with pytest.raises(NotAllowed, match="has run out"):
        set_desk.pairing.authenticate(key)


@jumps
def test_a_start_with_a_wrong_clock_deletes_no_pairing(set_desk: SetDesk, jump: int) -> None:
    key = set_desk.paired()
    set_desk.clock.advance(HOUR_MS)
    set_desk.pairing.authorize(1)
    set_desk.clock.set_wall_by(jump)
    set_desk.again()
    set_desk.clock.set_wall_by(-jump)
    set_desk.again()
    assert set_desk.pairing.authenticate(key)


@pytest.mark.parametrize("days", [1, 3, 365])
def test_a_clock_that_was_put_back_revives_no_pairing(set_desk: SetDesk, days: int) -> None:
    key = set_desk.paired()
    set_desk.clock.advance(MONTH - HOUR_MS)
    set_desk.pairing.authorize(1)
    set_desk.clock.advance(2 * HOUR_MS)
    set_desk.again()
    set_desk.clock.set_wall_by(-days * DAY_MS)
    set_desk.again()
    with pytest.raises(NotAllowed, match="has run out"):
        set_desk.pairing.authenticate(key)


def test_a_pairing_made_while_the_clock_was_years_ahead_does_not_last_for_years(set_desk: SetDesk) -> None:
    set_desk.clock.set_wall_by(YEAR_MS)
    key = set_desk.paired()
    assert set_desk.pairing.authenticate(key)
    set_desk.clock.set_wall_by(-YEAR_MS)
    set_desk.again()
    with pytest.raises(NotAllowed, match="has run out"):
        set_desk.pairing.authenticate(key)


@jumps
def test_a_code_lasts_five_minutes_whatever_the_clock_does(set_desk: SetDesk, jump: int) -> None:
    one, two = set_desk.pairing.create_code(), set_desk.pairing.create_code()
    set_desk.clock.set_wall_by(jump)
    set_desk.clock.advance(CODE_MS - 1)
    assert set_desk.pairing.is_valid(one)
    assert set_desk.pairing.pair(one.code, "Pixel")
    set_desk.clock.advance(1)
    assert not set_desk.pairing.is_valid(two)
    with pytest.raises(NotAllowed, match="used up or too old"):
        set_desk.pairing.pair(two.code, "Pixel")


@pytest.mark.parametrize(("day", "utc_hour"), [("2026-03-07", 10), ("2026-10-31", 11), ("2026-07-01", 10)])
def test_an_evening_lasts_to_six_by_the_clock_on_the_wall_when_summer_time_begins_or_ends(
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
def test_an_evening_lasts_to_six_in_the_morning(desk: Desk, hour: int, days: int) -> None:
    start = datetime(2026, 11, 24, hour, 30).astimezone()
    desk.now = int(start.timestamp() * 1000)
    device, _ = desk.pairing.pair(desk.pairing.create_code(duration="evening").code, "Pixel")
    ends = datetime.fromtimestamp(device.expires / 1000).astimezone()
    assert (ends.hour, ends.minute, ends.day - start.day) == (6, 0, days)


def test_a_phone_of_one_court_writes_no_other(desk: Desk) -> None:
    desk.paired("Court 2")
    assert desk.pairing.authorize(1, "Court 2").court == "Court 2"
    with pytest.raises(NotAllowed, match="keeps score on Court 2 only"):
        desk.pairing.authorize(1, "Court 1")
    desk.paired()
    assert desk.pairing.authorize(2, "Court 1").court is None


def test_when_a_phone_was_seen_is_kept_once_a_minute_and_a_full_disk_refuses_no_bag(desk: Desk) -> None:
    desk.paired()
    for seconds in (30, 29, 2):
        desk.now += seconds * 1000
        desk.pairing.authorize(1)
        assert desk.pairing.devices[0].seen == desk.now
    desk.again()
    assert desk.pairing.devices[0].seen == AT + 61_000
    desk.devices._db.pragma("query_only", 1)
    desk.now += 61_000
    assert desk.pairing.authorize(1).seen == desk.now


def test_two_phones_of_one_name_are_told_apart(desk: Desk) -> None:
    for _ in range(3):
        desk.paired(name="iPhone")
    assert [device.name for device in desk.pairing.devices] == ["iPhone 3", "iPhone 2", "iPhone"]
    assert desk.pairing.rename(1, "iPhone 2").name == "iPhone 2 2"
    assert desk.pairing.rename(1, "Ann's").name == "Ann's"
    with pytest.raises(NotFound):
        desk.pairing.rename(9, "Nobody")
    assert len(desk.pairing.rename(1, "W" * 40).name) == 32


def test_there_is_an_end_to_phones(desk: Desk) -> None:
    for _ in range(MOST_DEVICES):
        desk.paired()
    with pytest.raises(RuleViolation, match="Revoke one"):
        desk.paired()


def test_a_revocation_that_the_disk_did_not_take_is_saved_later(desk: Desk) -> None:
    key = desk.paired()
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
    desk.again()
    with pytest.raises(NotAllowed, match="ended this phone"):
        desk.pairing.authenticate(key)


def test_phones_that_come_and_go_for_years_are_not_held_for_ever(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing_module, "MOST_ENDED", 5)
    keys = []
    for number in range(1, 12):
        keys.append(desk.paired())
        desk.pairing.revoke(number)
    assert len(desk.pairing._devices) == len(desk.pairing._seen_saved) <= 7
    assert desk.pairing.authenticate(keys[0]) is None, "a stranger by now"
    with pytest.raises(NotAllowed):
        desk.pairing.authorize(1)
    with pytest.raises(NotAllowed, match="ended this phone"):
        desk.pairing.authenticate(keys[-1])
