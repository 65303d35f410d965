"""Dates and times in words: twelve hours, in the language of the reader, in the venue's time zone."""

from datetime import datetime

import pytest

from goat_kiosk.text.dates import format_date, format_date_and_time, format_time
from goat_kiosk.text.i18n import current_language


@pytest.mark.parametrize(
    ("hour", "minute", "time"),
    [(0, 0, "12:00 AM"), (0, 5, "12:05 AM"), (11, 59, "11:59 AM"), (12, 0, "12:00 PM"), (20, 15, "8:15 PM")],
)
def test_times_use_the_twelve_hour_clock(hour: int, minute: int, time: str) -> None:
    assert format_time(datetime(2026, 11, 21, hour, minute).astimezone()) == time


def test_a_date_is_written_as_in_the_language() -> None:
    moment = datetime(2026, 1, 2, 20, 15).astimezone()
    assert (format_date(moment), format_date_and_time(moment)) == ("Jan 2, 2026", "Jan 2, 2026, 8:15 PM")
    token = current_language.set("es")
    assert (format_date(moment), format_date_and_time(moment)) == ("2 ene 2026", "2 ene 2026, 8:15 p. m.")
    current_language.reset(token)
