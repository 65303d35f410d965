"""B-tree leaf pages of SQLite's file, read without the tree: what is left when the tree is damaged.

A leaf page of a table tells by itself which rows it holds (https://sqlite.org/fileformat2.html#b_tree_pages). Rows of
the event tables are recognized by their form; they never change, so an old copy of a page says nothing wrong. A game's
event is far shorter than a page; a tournament's may be longer, as the draw of a large one, and goes on on other pages.
"""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from goat_kiosk.domain import events
from goat_kiosk.store.log.event_tables import GAME_EVENTS, TOURNAMENT_EVENTS, EventTable
from goat_kiosk.tournament.events import AnyTournamentEvent

SIZE = 4096
"""Bytes of a page: SQLite's default, which the log keeps to."""

RawRow = tuple[int, int, int, str | None, str]
"""A row of an event table: game or tournament, number, time, key, body."""


class PageRow(NamedTuple):
    """A row that was recognized on a page."""

    table: EventTable
    values: RawRow


ReadPage = Callable[[int], bytes | None]
"""Returns the page of a number, as it was last written; None or too little when there is none."""

_TABLE_LEAF_PAGE = 0x0D
_MAX_LOCAL = SIZE - 35
"""Bytes of the longest row that lies on one page."""
_MIN_LOCAL = (SIZE - 12) * 32 // 255 - 23
"""Bytes of a longer row that lie on its leaf page at least."""
_OVERFLOW_CONTENT = SIZE - 4
"""Bytes of a row on each further page, after the number of the next one."""
_MAX_ROW = 1 << 20
"""Bytes; many times the longest event."""
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Bytes of an integer, by its type."""

_tournament_decoder = msgspec.json.Decoder(AnyTournamentEvent)

CellValue = int | str | bytes | float | None


class _Unreadable(Exception):
    """The bytes do not have the form of a row."""


def rows(page: bytes, read_page: ReadPage = lambda _: None) -> Iterator[PageRow]:
    """Yield the events on a page that can be read; `read_page` gives the further pages of long ones."""
    if len(page) != SIZE or page[0] != _TABLE_LEAF_PAGE:
        return
    (count,) = struct.unpack_from(">H", page, 3)
    for cell in range(min(count, (SIZE - 8) // 2)):
        (offset,) = struct.unpack_from(">H", page, 8 + 2 * cell)
        try:
            yield _event(_record(_payload(page, offset, read_page)))
        except (_Unreadable, IndexError, UnicodeDecodeError, msgspec.DecodeError):
            continue


def _payload(page: bytes, offset: int, read_page: ReadPage) -> bytes:
    """Return the bytes of a row, from its leaf page and those on which it goes on."""
    length, offset = _number(page, offset)
    _, offset = _number(page, offset)
    if not 0 < length <= _MAX_ROW:
        raise _Unreadable
    end = offset + _local_length(length)
    if end > SIZE:
        raise _Unreadable
    payload, next_page = page[offset:end], page[end : end + 4]
    while len(payload) < length:
        further = read_page(int.from_bytes(next_page, "big")) or b""
        if len(further) != SIZE:
            raise _Unreadable
        next_page, payload = further[:4], payload + further[4 : 4 + length - len(payload)]
    return payload


def _local_length(length: int) -> int:
    """Return how many bytes of a row of `length` lie on its leaf page."""
    if length <= _MAX_LOCAL:
        return length
    local = _MIN_LOCAL + (length - _MIN_LOCAL) % _OVERFLOW_CONTENT
    return local if local <= _MAX_LOCAL else _MIN_LOCAL


def _record(payload: bytes) -> list[CellValue]:
    head, start = _number(payload, 0)
    value_offset, values = head, list[CellValue]()
    while start < head:
        kind, start = _number(payload, start)
        value, value_offset = _value(payload, kind, value_offset)
        values.append(value)
    if value_offset != len(payload):
        raise _Unreadable
    return values


def _number(content: bytes, offset: int) -> tuple[int, int]:
    """Return a number of varying length, and where it ends."""
    number = 0
    for index in range(offset, offset + 8):
        number = number << 7 | content[index] & 0x7F
        if content[index] < 0x80:
            return number, index + 1
    return number << 8 | content[offset + 8], offset + 9


def _value(payload: bytes, kind: int, offset: int) -> tuple[CellValue, int]:
    end = offset + _value_length(kind)
    if end > len(payload):
        raise _Unreadable
    value = payload[offset:end]
    match kind:
        case 0:
            return None, end
        case 7:
            return struct.unpack(">d", value)[0], end
        case 8 | 9:
            return kind - 8, end
        case _ if kind in _INTEGERS:
            return int.from_bytes(value, "big", signed=True), end
        case _:
            return (value.decode() if kind % 2 else value), end


def _value_length(kind: int) -> int:
    """Return the bytes of a value of a type."""
    if kind >= 12:
        return (kind - 12) // 2
    if kind in {0, 8, 9}:
        return 0
    if kind == 7:
        return 8
    if kind not in _INTEGERS:
        raise _Unreadable
    return _INTEGERS[kind]


def _event(values: list[CellValue]) -> PageRow:
    match values:
        case [int(number), int(seq), int(at), str() | None as key, str(body), *_] if number > 0 and seq > 0:
            return PageRow(_table_of(body), (number, seq, at, key, body))
    raise _Unreadable


def _table_of(body: str) -> EventTable:
    """Return the table of an event; no type of a game's event is one of a tournament's."""
    try:
        events.decode(body)
    except msgspec.DecodeError:
        _tournament_decoder.decode(body)
        return TOURNAMENT_EVENTS
    return GAME_EVENTS
