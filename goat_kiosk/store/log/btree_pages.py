"""B-tree leaf pages of SQLite's file, read without the tree: what is left when the tree is damaged.

A leaf page of a table tells by itself which rows it holds (https://sqlite.org/fileformat2.html#b_tree_pages). Rows of
the event table are recognized by their form; they never change, so an old copy of a page says nothing wrong. An event
is far shorter than a page, so none continues on another page.
"""

import struct
from collections.abc import Iterator

import msgspec

from goat_kiosk.domain import events

SIZE = 4096
"""Bytes of a page: SQLite's default, which the log keeps to."""

RawRow = tuple[int, int, int, str | None, str]
"""A row of the event table: game, number, time, key, body."""

_TABLE_LEAF_PAGE = 0x0D
_OVERFLOW_MARGIN = 35
"""A row longer than the page size minus this continues on an overflow page."""
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of an integer, by its type."""

CellValue = int | str | bytes | float | None


class _Unreadable(Exception):
    """The bytes do not have the form of a row."""


def rows(page: bytes) -> Iterator[RawRow]:
    """Yield the events on a page that can be read."""
    if len(page) != SIZE or page[0] != _TABLE_LEAF_PAGE:
        return
    (count,) = struct.unpack_from(">H", page, 3)
    for cell in range(min(count, (SIZE - 8) // 2)):
        (offset,) = struct.unpack_from(">H", page, 8 + 2 * cell)
        try:
            yield _event(_record(page, offset))
        except (_Unreadable, IndexError, UnicodeDecodeError, msgspec.DecodeError):
            continue


def _record(page: bytes, offset: int) -> list[CellValue]:
    length, offset = _number(page, offset)
    _, offset = _number(page, offset)
    if not 0 < length <= SIZE - _OVERFLOW_MARGIN or offset + length > SIZE:
        raise _Unreadable
    head, start = _number(page, offset)
    value_offset, values = offset + head, list[CellValue]()
    while start < offset + head:
        kind, start = _number(page, start)
        value, value_offset = _value(page, kind, value_offset)
        values.append(value)
    if value_offset != offset + length:
        raise _Unreadable
    return values


def _number(page: bytes, offset: int) -> tuple[int, int]:
    """Return a number of varying length, and where it ends."""
    number = 0
    for index in range(offset, offset + 8):
        number = number << 7 | page[index] & 0x7F
        if page[index] < 0x80:
            return number, index + 1
    return number << 8 | page[offset + 8], offset + 9


def _value(page: bytes, kind: int, offset: int) -> tuple[CellValue, int]:
    match kind:
        case 0:
            return None, offset
        case 7:
            return struct.unpack_from(">d", page, offset)[0], offset + 8
        case 8 | 9:
            return kind - 8, offset
        case _ if kind in _INTEGERS:
            end = offset + _INTEGERS[kind]
            return int.from_bytes(page[offset:end], "big", signed=True), end
        case _ if kind >= 12:
            end = offset + (kind - 12) // 2
            if end > SIZE:
                raise _Unreadable
            return (page[offset:end].decode() if kind % 2 else page[offset:end]), end
    raise _Unreadable


def _event(values: list[CellValue]) -> RawRow:
    match values:
        case [int(game_id), int(seq), int(at), str() | None as key, str(body), *_] if game_id > 0 and seq > 0:
            events.decode(body)
            return game_id, seq, at, key, body
    raise _Unreadable
