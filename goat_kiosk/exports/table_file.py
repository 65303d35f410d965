"""CSV reader for tables that people save from spreadsheets: it finds out the encoding and the separator.

The encoding is certain, not guessed: a byte order mark names UTF-8 or UTF-16, zero bytes between the letters are UTF-16
without one, text that is valid UTF-8 is UTF-8 (other text hardly ever is), and the rest is Windows-1252, in which Excel
saves “CSV” in the Americas and Western Europe. So no library guesses by the frequency of letters, which needs more text
than thirty names; and the reader sees the names before they are stored.
"""

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from goat_kiosk.errors import InvalidValue, Unavailable
from goat_kiosk.host.byte_order_mark import to_utf8

MAX_BYTES = 1_000_000
"""Bytes: ten times a list of the most names that are read."""
_SEPARATORS = "\t;,"
"""In the order of preference: a name has no tab, and more often a comma than a semicolon."""
_SEPARATOR_LINE = re.compile(r"sep=(.)", re.IGNORECASE)
"""The first line that Excel writes or reads to name the separator."""
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_WORKBOOK_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""Of Excel's and LibreOffice's own files, new and old."""
_END_OF_FILE = b"\x1a"
"""Ctrl-Z, with which programs of DOS's time end a text."""


class TableRow(NamedTuple):
    """A row with its line in the file, counted from 1; blank cells at its end are left out."""

    line: int
    cells: list[str]


def read_file(file: Path) -> bytes:
    """Return the content of a file, no more of it than shows that it is too large. Raises `Unavailable`."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unavailable("{file} cannot be read: {reason}.", file=file, reason=error.strerror) from error


def parse_table(content: bytes) -> list[TableRow]:
    """Return the rows that are not blank. Raises `InvalidValue` when `content` is too large, empty or no text."""
    lines = _decode(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    skipped, separator = 0, None
    if named := _SEPARATOR_LINE.fullmatch(lines[0].strip('" ')):
        skipped, separator = 1, named[1]
    lines = lines[skipped:]
    rows = _split("\n".join(lines), separator or _find_separator(lines), skipped)
    if not rows:
        raise InvalidValue("The file is empty. Choose one with a name in each line.")
    return rows


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise InvalidValue("The file is larger than {most} MB: it is no list of names.", most=MAX_BYTES // 1_000_000)
    if content.startswith(_WORKBOOK_SIGNATURES):
        raise InvalidValue("This is a workbook. Save it as CSV in the spreadsheet program, and choose that file.")
    text = _decode_text(content.rstrip(_END_OF_FILE))
    if any(unicodedata.category(char) == "Cc" and char not in "\t\r\n\v\f" for char in text):
        raise InvalidValue("This file is no text. Save the list as CSV in the spreadsheet program.")
    return text


def _decode_text(content: bytes) -> str:
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if content[place::2].count(0) > len(content) // 4 and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode(encoding, errors="replace")
    try:
        return to_utf8(content).decode()
    except UnicodeDecodeError:
        # Bytes that Windows-1252 lacks become control characters here, and those are no text.
        return content.decode("cp1252", errors="replace").replace("\ufffd", "\x00")


def _find_separator(lines: list[str]) -> str:
    """Return the separator of the first line that has one outside of quotes; it is often the header."""
    for line in filter(str.strip, lines):
        bare = _QUOTED.sub("", line)
        counts = {separator: bare.count(separator) for separator in _SEPARATORS}
        if any(counts.values()):
            return max(counts, key=lambda separator: counts[separator])
    return ","


def _split(text: str, separator: str, skipped: int) -> list[TableRow]:
    try:
        _check_quotes(text, separator, skipped)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        rows, line = [], 1 + skipped
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            while stripped and not stripped[-1]:
                stripped.pop()
            if stripped:
                rows.append(TableRow(line, stripped))
            line = 1 + skipped + reader.line_num
    except (csv.Error, TypeError, ValueError) as error:
        raise InvalidValue("The file cannot be read as a table: {error}.", error=error) from error
    return rows


def _check_quotes(text: str, separator: str, skipped: int) -> None:
    """Refuse a quotation mark that nothing closes: all names after it would be one cell, and perhaps one name."""
    reader, line = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True), 1
    try:
        for _ in reader:
            line = 1 + reader.line_num
    except csv.Error as error:
        # Other faults, such as text after a closing quote, are read as Excel reads them.
        if "unexpected end of data" in str(error):
            raise InvalidValue("Line {line} has a quotation mark that is not closed.", line=line + skipped) from error
