"""Numbers in the window are written as the locale writes them."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from goat_kiosk.gui.text.numbers import format_count, format_decimal


@pytest.fixture(autouse=True)
def restored_locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("locale", "count", "decimal", "signed"),
    [("en_US", "12,345", "2.50", "+0.25"), ("es_US", "12,345", "2.50", "+0.25"), ("es_AR", "12.345", "2,50", "+0,25")],
)
def test_separators_are_those_of_the_locale(locale: str, count: str, decimal: str, signed: str) -> None:
    QLocale.setDefault(QLocale(locale))
    assert (format_count(12_345), format_decimal(2.5, 2), format_decimal(0.25, 2, signed=True)) == (
        count,
        decimal,
        signed,
    )
    assert format_decimal(-1, 1, signed=True)[1:] == format_decimal(1, 1)
