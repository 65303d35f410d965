"""Times of day and amounts of money as the director types them, and as they are shown."""

import re

from PySide6.QtCore import QDateTime, QLocale, QTime

from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.text.dates import local_time

_TIME = re.compile(r"([0-9]{1,2})(?:\s*[:.h]\s*([0-9]{2}))?\s*(?:h|([ap])\.?\s*m?\.?)?", re.IGNORECASE)
_AMOUNT = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{2}))?")
_HALF_DAY = 12
_DOLLARS = {"USD", "MXN", "CAD"}
"""Currencies that are written with “$” where they are used, which Qt does not do in every language."""


def parse_end_time(text: str, now_ms: int) -> int | None:
    """Return the next moment after `now_ms` at which it is `text`, such as “11”, “10:30 PM” or “22:30”.

    Both are milliseconds since 1970 UTC. No text is no time. Raises `InvalidValue`.
    """
    if not text.strip():
        return None
    found = _TIME.fullmatch(text.strip())
    times = _times_of_day(int(found[1]), int(found[2] or 0), (found[3] or "").lower()) if found else []
    if not times:
        raise InvalidValue("“{text}” is no time of day. Write it as 10:30 PM or 22:30.", text=text.strip())
    return min(_next_moment(time, now_ms) for time in times)


def _times_of_day(hour: int, minute: int, half: str) -> list[QTime]:
    """Return what the numbers may mean: without “AM” or “PM”, an hour up to 12 is in either half of the day."""
    if half:
        hours = [hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)] if 1 <= hour <= _HALF_DAY else []
    else:
        hours = [hour % _HALF_DAY, hour % _HALF_DAY + _HALF_DAY] if 1 <= hour <= _HALF_DAY else [hour]
    return [time for time in (QTime(hour, minute) for hour in hours) if time.isValid()]


def _next_moment(time: QTime, now_ms: int) -> int:
    now = local_time(now_ms)
    moment = QDateTime(now.date(), time)
    return (moment if moment > now else QDateTime(now.date().addDays(1), time)).toMSecsSinceEpoch()


def parse_amount(text: str) -> int:
    """Return an amount of money in cents; no text is nothing. Raises `InvalidValue`."""
    digits = "".join(char for char in text if char.isascii() and (char.isdigit() or char in ".,"))
    if not digits:
        return 0
    if (found := _AMOUNT.fullmatch(digits)) is None:
        raise InvalidValue("“{text}” is no amount. Write it as 10 or 7.50.", text=text.strip())
    return int(found[1]) * 100 + int(found[2] or 0)


def currency_sign() -> str:
    """Return the sign of the currency of the window's locale."""
    code = QLocale().currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return "$" if code in _DOLLARS or not code else QLocale().currencySymbol()


def format_amount(cents: int) -> str:
    """Return an amount in the currency of the window's locale, without cents where there are none."""
    locale = QLocale()
    code = locale.currencySymbol(QLocale.CurrencySymbolFormat.CurrencyIsoCode)
    return locale.toCurrencyString(cents / 100, "$" if code in _DOLLARS else "", 2 if cents % 100 else 0)
