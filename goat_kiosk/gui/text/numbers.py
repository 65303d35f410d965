"""Numbers in the format of the locale: 1,234 and 2.50 in the United States, 1.234 and 2,50 in Spain."""

from PySide6.QtCore import QLocale


def format_count(count: int) -> str:
    """Return a whole number with the separators of the locale."""
    return _locale().toString(count)


def format_decimal(value: float, places: int, *, signed: bool = False) -> str:
    """Return a number with that many decimal places; `signed` puts a plus before those that are not negative."""
    text = _locale().toString(float(value), "f", places)
    return f"+{text}" if signed and value >= 0 else text


def _locale() -> QLocale:
    current = QLocale()
    # The locale “C” of a system without a country writes no separators.
    return QLocale("en_US") if current.language() == QLocale.Language.C else current
