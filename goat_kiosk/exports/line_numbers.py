"""Line numbers of faults in an exported file, for the person who has to repair it.

The decoder locates a fault by counting games and events, or bytes; an editor counts lines.
"""

import re
from typing import NamedTuple

import msgspec

_PATH = re.compile(r"`\$\.games\[([0-9]+)\](?:\.events\[([0-9]+)\])?")
_BYTE_OFFSET = re.compile(r"byte ([0-9]+)")


class EventPath(NamedTuple):
    """A game of a file, and one of its events; both counted from 0."""

    game: int
    event: int | None = None


class _Games(msgspec.Struct):
    games: list[msgspec.Raw]


class _Events(msgspec.Struct):
    events: list[msgspec.Raw]


def find_line(file: bytes, event_path: EventPath) -> int | None:
    """Return the line on which a game or an event begins, counted from 1; None when the file cannot be read."""
    try:
        games = msgspec.json.decode(file, type=_Games).games
        start = _offset_of(file, games, event_path.game)
        if event_path.event is not None:
            game = bytes(games[event_path.game])
            start += _offset_of(game, msgspec.json.decode(game, type=_Events).events, event_path.event)
    except (IndexError, ValueError, RecursionError):
        return None
    return file.count(b"\n", 0, start) + 1


def line_from_error(file: bytes, message: str) -> int | None:
    """Return the line to which a decoder's error message refers."""
    if (path := _PATH.search(message)) is not None:
        return find_line(file, EventPath(int(path[1]), int(path[2]) if path[2] else None))
    if (byte_match := _BYTE_OFFSET.search(message)) is not None:
        return file.count(b"\n", 0, int(byte_match[1])) + 1
    return file.count(b"\n") + 1 if "truncated" in message else None


def _offset_of(file: bytes, pieces: list[msgspec.Raw], index: int) -> int:
    """Return the offset in `file` of the piece at `index`."""
    # Invariant: the pieces are slices of the file, in its order. So each is found by a search from the end of the one
    # before it, and an equal text earlier in the file cannot be found instead.
    start = -1
    for piece in pieces[: index + 1]:
        found_at = file.index(bytes(piece), start + 1)
        start = found_at if piece is pieces[index] else found_at + len(bytes(piece)) - 1
    return start
