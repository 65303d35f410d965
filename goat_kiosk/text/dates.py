"""Dates and times in the current language, in the venue's time zone and with its twelve hours.

The pages' scripts write them again as the reader's own browser does (`resources/static/times.js`); these stand until
then, where no script runs, and in sentences of the server.
"""

from datetime import UTC, datetime

from goat_kiosk.text.i18n import mark_for_translation, t

_MONTHS = [
    mark_for_translation("Jan"), mark_for_translation("Feb"), mark_for_translation("Mar"),
    mark_for_translation("Apr"), mark_for_translation("May"), mark_for_translation("Jun"),
    mark_for_translation("Jul"), mark_for_translation("Aug"), mark_for_translation("Sep"),
    mark_for_translation("Oct"), mark_for_translation("Nov"), mark_for_translation("Dec"),
]  # fmt: skip


def moment(at_ms: int) -> datetime:
    """Return milliseconds since 1970 UTC as an aware moment."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def format_time(moment: datetime) -> str:
    """Return the time of day of an aware `moment`, such as “8:15 PM”."""
    local_moment = moment.astimezone()
    clock = f"{local_moment.hour % 12 or 12}:{local_moment:%M}"
    return t("{time} AM", time=clock) if local_moment.hour < 12 else t("{time} PM", time=clock)


def format_date(moment: datetime) -> str:
    """Return the date of an aware `moment`, such as “Nov 21, 2026”."""
    local_moment = moment.astimezone()
    return t(
        "{month} {day}, {year}", month=t(_MONTHS[local_moment.month - 1]), day=local_moment.day, year=local_moment.year
    )


def format_date_and_time(moment: datetime) -> str:
    """Return the date and time of an aware `moment`, such as “Nov 21, 2026, 8:15 PM”."""
    return f"{format_date(moment)}, {format_time(moment)}"
