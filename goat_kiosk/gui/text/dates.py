"""Date and time formats of the locale, in the venue's time zone.

Qt's short dates are digits only, which Americans and others read in different orders, and its long dates fill a line.
So the long date's pattern is used, with its names shortened: “Sat, Nov 21, 2026”. Times are the locale's short ones.
"""

import re

from PySide6.QtCore import QDateTime, QLocale


def local_time(time_ms: int) -> QDateTime:
    """Return milliseconds since 1970 UTC as local time."""
    return QDateTime.fromMSecsSinceEpoch(time_ms)


def format_day_and_time(time_ms: int) -> str:
    """Return the local date and time of `time_ms` (as in `local_time`), such as “Sat, Nov 21, 2026, 8:15 PM”."""
    return f"{QLocale().toString(local_time(time_ms), _date_pattern())}, {format_time(time_ms)}"


def format_day(time_ms: int) -> str:
    """Return the local date of `time_ms` (milliseconds since 1970 UTC), such as “Nov 21, 2026”."""
    return QLocale().toString(local_time(time_ms), day_pattern())


def format_day_of_year(time_ms: int) -> str:
    """Return the local date of `time_ms` (milliseconds since 1970 UTC) without its year, such as “Nov 21”."""
    return QLocale().toString(local_time(time_ms), re.sub(r"\W*yyyy\W*", "", day_pattern()))


def format_weekday(time_ms: int) -> str:
    """Return the local day of the week of `time_ms` (milliseconds since 1970 UTC), such as “Sat”."""
    return QLocale().toString(local_time(time_ms), "ddd")


def format_time(time_ms: int) -> str:
    """Return the local time of day of `time_ms` (milliseconds since 1970 UTC), such as “8:15 PM” or “20:15”."""
    return QLocale().toString(local_time(time_ms).time(), QLocale.FormatType.ShortFormat)


def day_pattern() -> str:
    """Return Qt's pattern of a date without the day of the week, such as “MMM d, yyyy”."""
    return re.sub(r"^ddd\W+|\W*ddd\b", "", _date_pattern())


def _date_pattern() -> str:
    pattern = QLocale().dateFormat(QLocale.FormatType.LongFormat).replace("dddd", "ddd").replace("MMMM", "MMM")
    return re.sub(r" '[^']*'", "", pattern)  # Spanish: d 'de' MMMM 'de' yyyy
