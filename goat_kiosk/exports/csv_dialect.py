"""CSV dialect of a locale: the separators with which its spreadsheet program opens a file in columns.

Excel splits a file that is opened by a double click at the list separator of the system, and reads numbers with its
decimal separator. Where the decimal separator is a comma, the list separator is a semicolon, so that “3,5” stays one
number; elsewhere it is a comma. In Switzerland it is a semicolon with either.

There is no ``sep=`` line, which would name the separator in the file: Excel then ignores the byte order mark and reads
“José” as “JosÃ©”, and every other program takes the line for a row.
"""

import re
from typing import NamedTuple

from goat_kiosk.errors import InvalidValue

_COMMA_EUROPE = "AT BE BG BY CZ DE DK EE ES FI FR GE GR HR HU IS IT LT LU LV NL NO PL PT RO RS RU SE SI SK SM TR UA"
_COMMA_ELSEWHERE = "AR BO BR CL CO CR EC ID PY UY VE VN ZA"
_COMMA_TERRITORIES = {*_COMMA_EUROPE.split(), *_COMMA_ELSEWHERE.split()}
"""Countries with a decimal comma (Unicode CLDR); most of South America, but not Mexico."""
_COMMA_LANGUAGES = frozenset(
    "bg ca cs da de el es et eu fi fr gl hr hu id is it lt lv nb nl no pl pt ro ru sk sl sv tr uk vi".split()  # noqa: SIM905  as above
)
"""Languages with a decimal comma, for a locale without a country."""
_COMMA_LOCALES = {("fr", "CA"), ("fr", "CH")}
"""Those whose country writes a decimal point in its other languages."""
_SEMICOLON_TERRITORIES = {"CH", "LI"}
_LOCALE = re.compile(r"([a-z]{1,8})(?:[_-][a-z]{4})?(?:[_-]([a-z]{2}|[0-9]{3}))?(?:[.@].*)?", re.IGNORECASE)
"""As ``de``, ``es-MX``, ``zh_Hans_CN`` or ``es_ES.UTF-8``: a language, perhaps a script, perhaps a country."""


class CsvDialect(NamedTuple):
    """The separators of a CSV file. The defaults are those of the United States and Mexico, and of programs."""

    separator: str = ","
    decimal_separator: str = "."

    def format_number(self, number: float) -> str:
        """Return a number that is not whole as the spreadsheet program reads it."""
        return str(number).replace(".", self.decimal_separator)


def dialect_of(locale: str) -> CsvDialect:
    """Return the dialect of a locale such as ``es-MX``, ``de_DE`` or ``es``. Raises `InvalidValue`."""
    match = _LOCALE.fullmatch(locale)
    if match is None:
        raise InvalidValue("“{locale}” is no locale: give a language and a country, as de-DE or es-MX.", locale=locale)
    language, territory = match[1].lower(), (match[2] or "").upper()
    has_comma = territory in _COMMA_TERRITORIES or (not territory and language in _COMMA_LANGUAGES)
    if has_comma or (language, territory) in _COMMA_LOCALES:
        return CsvDialect(";", ",")
    return CsvDialect(";" if territory in _SEMICOLON_TERRITORIES else ",", ".")
