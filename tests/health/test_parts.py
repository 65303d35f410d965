"""Health of each part, judged from facts."""

from datetime import UTC, datetime, timedelta

import pytest

from goat_kiosk.errors import Message
from goat_kiosk.health.parts import (
    BACKUP_LATE,
    PartHealth,
    check_backups,
    check_certificate,
    check_clock,
    check_disk,
    check_hub,
    check_stick,
    check_uplink,
)
from goat_kiosk.host.clock import LATEST_MS

NOW = datetime(2026, 11, 30, 20, tzinfo=UTC)
BAG = NOW.timestamp()
WHY = Message("Why.")


def test_a_clock_out_of_range_is_reported() -> None:
    for now in (LATEST_MS / 1_000, -1.0):
        assert "nothing can be saved" in check_clock(now, 0).words


@pytest.mark.parametrize(("seconds", "is_ok"), [(5, True), (-60, True), (-600, False)])
def test_a_clock_before_what_is_over_is_reported(seconds: int, is_ok: bool) -> None:  # noqa: FBT001  a row
    assert check_clock(BAG + seconds, BAG).is_ok == is_ok


def test_a_full_hub_is_reported() -> None:
    assert check_hub(0, 1).is_ok
    assert check_hub(1, 1).words.startswith("All places (1) are taken")


def test_the_uplink_has_its_own_problems_and_the_age_of_its_state() -> None:
    assert check_uplink([], 3.0) == PartHealth(age=3.0)
    assert check_uplink([WHY, WHY], 3.0).words == "Why. Why."


def test_a_disk_that_is_almost_full_is_in_trouble_and_saves() -> None:
    assert not check_disk(WHY, 0.2, stops_scoring=False).stops_scoring
    assert check_disk(WHY, 0.2, stops_scoring=True).stops_scoring
    assert not check_disk(None, 0.2, stops_scoring=True).stops_scoring


def test_backups_are_late_once_a_change_has_waited_too_long() -> None:
    newest = NOW - timedelta(hours=5)
    assert check_backups([], newest, None, NOW) == PartHealth(age=5 * 3_600)
    assert check_backups([], newest, NOW - BACKUP_LATE, NOW).is_ok
    late = check_backups([], newest, NOW - BACKUP_LATE - timedelta(minutes=1), NOW)
    assert late.words.startswith("Scores since ")
    assert check_backups([WHY], None, NOW - timedelta(days=1), NOW) == PartHealth((WHY,)), "the worker knows better"


def test_a_backup_of_the_future_has_no_negative_age() -> None:
    assert check_stick([], NOW + timedelta(hours=1), NOW).age == 0


@pytest.mark.parametrize(("days", "words"), [(8, ""), (6, "ends on 2026-12-06"), (-1, "ended on 2026-11-29")])
def test_a_certificate_is_reported_a_week_before_its_end(days: int, words: str) -> None:
    part = check_certificate(NOW + timedelta(days=days), NOW)
    assert part.is_ok == (not words)
    assert words in part.words
    assert part.ends == NOW + timedelta(days=days)
