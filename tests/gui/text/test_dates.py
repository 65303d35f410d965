"""Dates and times in the window: as the locale writes them, with twelve or twenty-four hours."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QLocale

from goat_kiosk.gui.text import dates, language
from goat_kiosk.gui.text.language import locale_of

NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
MOMENT = round(datetime(2026, 11, 21, 20, 15).astimezone().timestamp() * 1000)


@pytest.fixture(autouse=True)
def restored_locale() -> Iterator[None]:
    before = QLocale()
    yield
    language.set_language("en")
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("locale", "time", "day", "day_of_year", "weekday"),
    [
        ("en_US", "8:15 PM", "Nov 21, 2026", "Nov 21", "Sat, "),
        ("es_MX", "8:15 p.m.", "21 nov 2026", "21 nov", "sáb, "),
        ("es_US", "8:15 p.m.", "21 nov 2026", "21 nov", "sáb, "),
        ("de", "20:15", "21. Nov. 2026", "21. Nov.", "Sa., "),
        ("en_GB", "20:15", "21 Nov 2026", "21 Nov", "Sat, "),
    ],
)
def test_dates_and_times_follow_the_locale(locale: str, time: str, day: str, day_of_year: str, weekday: str) -> None:
    QLocale.setDefault(QLocale(locale))
    shown = [dates.format_time(MOMENT), dates.format_day(MOMENT), dates.format_day_of_year(MOMENT)]
    assert [text.replace(NARROW_SPACE, " ") for text in shown] == [time, day, day_of_year]
    assert dates.format_day_and_time(MOMENT).replace(NARROW_SPACE, " ") == f"{weekday}{day}, {time}"


@pytest.mark.parametrize(
    ("chosen", "system", "locale"),
    [
        ("es", "en_US", "es_US"),
        ("en", "es_MX", "en_US"),
        ("es", "de_DE", "es_ES"),
        ("es", "C", "es_US"),
        ("en", "C", "en_US"),
        ("en", "en_GB", "en_GB"),
    ],
)
def test_a_chosen_language_keeps_the_customs_of_the_systems_country(chosen: str, system: str, locale: str) -> None:
    assert locale_of(chosen, QLocale(system)).name() == locale
