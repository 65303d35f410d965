"""Date formats, in the venue's time zone."""

from PySide6.QtCore import QDateTime, QLocale


def local_time(at: int) -> QDateTime:
    """Return milliseconds since 1970 UTC as local time."""
    return QDateTime.fromMSecsSinceEpoch(at)


def format_day_and_time(at: int) -> str:
    """Return the local date and time of `at` (milliseconds since 1970 UTC), such as “Sat 21 Nov 2026, 20:15”."""
    return QLocale().toString(local_time(at), "ddd d MMM yyyy, HH:mm")


def format_day(at: int) -> str:
    """Return the local date of `at` (milliseconds since 1970 UTC), such as “21 Nov 2026”."""
    return QLocale().toString(local_time(at), "d MMM yyyy")
