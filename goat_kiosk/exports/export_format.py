"""Export file format: games and tournaments with all their events as JSON, read back and checked.

A file is read whole, and each of its games can be replayed and its hash chain checked before anything is done with it;
the error names the game and the event.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Literal, Protocol

import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.domain.history import History, replay
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, Unavailable
from goat_kiosk.exports.line_numbers import line_from_error
from goat_kiosk.exports.tournaments import ExportedTournament
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.store.log.rows import Row

VERSION = 2
"""The newest version that can be read: 2 is of files with tournaments, 1 of those with games alone."""
MAX_GAME_ID = 2**31 - 1
"""The highest number of a game: older peers read it as a signed 32-bit integer."""


class ExportedEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as the log keeps it."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=MAX_GAME_ID)]
    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST_MS)]
    event: AnyEvent
    key: str | None = None
    """The idempotency key, from which a player's seat is recognized: an imported log must know it too."""
    hash: str = ""
    """The hash by `domain.chain`; empty in a file of a version without a chain."""


class ExportedGame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A game with all its events."""

    game_id: Annotated[int, msgspec.Meta(ge=1, le=MAX_GAME_ID)]
    events: list[ExportedEvent]
    end: str = ""
    """The hash of the last event: without it the last events could be removed unnoticed."""


class ExportFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of an exported file."""

    log: str
    games: list[ExportedGame]
    format: Literal["goat-kiosk-games"] = "goat-kiosk-games"
    version: int = 1
    tournaments: list[ExportedTournament] | msgspec.UnsetType = msgspec.UNSET
    """Unset in a file of games alone, which is as older programs write it."""


OnProgress = Callable[[int], object]
"""Called with the number of games done."""


class GameSource(Protocol):
    """Where games are read from: the log itself, or the history index that reads beside it."""

    @property
    def name(self) -> str:
        """The log's name."""

    def events(self, game_id: int) -> list[Row]:
        """Return the game's events in order."""


class GameError(InvalidValue):
    """A game of a file is invalid; `event_index` is the index of the invalid event, from 0, or None."""

    def __init__(self, sentence: str, /, *, event_index: int | None = None, **values: object) -> None:
        """`values` fill the placeholders of `sentence`."""
        super().__init__(sentence, **values)
        self.event_index = event_index


def export_game(game_id: int, rows: list[Row]) -> ExportedGame:
    """Return a game in the form of the file."""
    events = [ExportedEvent(row.seq, row.at, row.event, row.key, row.hash) for row in rows]
    return ExportedGame(game_id, events, events[-1].hash)


MAX_BYTES = 256_000_000
"""Bytes of a file: some ten thousand games."""


def read(file: Path) -> ExportFile:
    """Read an exported file. Raises `Unavailable` when it is no export of GOaT Kiosk."""
    content = read_limited(file)
    if not content.strip():
        raise Unavailable("{file} is not an export of GOaT Kiosk: it is empty.", file=file)
    try:
        export_file = msgspec.json.decode(content, type=ExportFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        line = line_from_error(content, str(error))
        location = f"{file}, line {line}: this" if line else str(file)
        raise Unavailable("{where} is not an export of GOaT Kiosk: {error}.", where=location, error=error) from error
    if export_file.version > VERSION:
        raise Unavailable("{file} was written by a newer GOaT Kiosk. Install that one to read it.", file=file)
    if not export_file.games and not export_file.tournaments:
        raise Unavailable("{file} is an export of GOaT Kiosk, but has no game in it.", file=file)
    return export_file


def read_limited(file: Path) -> bytes:
    """Return the text of `file` in UTF-8.

    Raises `Unavailable`, also for one that is too large to be an export, or has no end.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(min(os.fstat(stream.fileno()).st_size or MAX_BYTES, MAX_BYTES) + 1)
    except OSError as error:
        raise Unavailable("{file} cannot be read: {reason}.", file=file, reason=error.strerror) from error
    if len(content) > MAX_BYTES:
        raise Unavailable(
            "{file} is larger than {most} MB: export fewer games at a time.", file=file, most=MAX_BYTES // 1_000_000
        )
    return to_utf8(content)


def check_game(game: ExportedGame) -> list[Row]:
    """Return the events of a file's game.

    Raises `GameError` when they cannot be replayed, or when one is not what was recorded. A file without a chain, from
    an older version, passes.
    """
    rows = rows_of_export(game)
    replay_game(game.game_id, rows)
    if game.end or any(row.hash for row in rows):
        _check_chain(game, rows)
    return rows


def _check_chain(game: ExportedGame, rows: list[Row]) -> None:
    try:
        chain.verify_chain(rows)
    except chain.BrokenChain as error:
        raise GameError(error.template, event_index=error.seq - 1, **error.values) from error
    if game.end != rows[-1].hash:
        raise GameError(
            "Game {game_id}: the events after number {seq} are missing.",
            event_index=len(rows) - 1,
            game_id=game.game_id,
            seq=rows[-1].seq,
        )


def rows_of_export(game: ExportedGame) -> list[Row]:
    return [
        Row(game.game_id, exported.seq, exported.at, exported.key, exported.event, exported.hash)
        for exported in game.events
    ]


def rows_of(log: GameSource, game_id: int) -> list[Row]:
    """Return the game's events. Raises `NotFound` when it has none."""
    rows = log.events(game_id)
    if not rows:
        raise NotFound("There is no game {game_id}.", game_id=game_id)
    return rows


def replay_game(game_id: int, rows: list[Row]) -> History:
    """Return the game's history. Raises `GameError` when its events have a gap or break the rules."""
    if not rows:
        raise GameError("Game {game_id} has no events.", game_id=game_id)
    gap = next((index for index, row in enumerate(rows) if row.seq != index + 1), None)
    if gap is not None:
        raise GameError(
            "Game {game_id}: its events are not numbered from 1 without a gap.", event_index=gap, game_id=game_id
        )
    replayed_count = 0

    def counted() -> Iterator[tuple[AnyEvent, int]]:
        nonlocal replayed_count
        for row in rows:
            replayed_count += 1
            yield row.event, row.at

    try:
        return replay(counted())
    except KioskError as error:
        raise GameError(
            "Game {game_id} cannot be played through: event {seq}: {why}",
            event_index=replayed_count - 1,
            game_id=game_id,
            seq=replayed_count,
            why=error,
        ) from error
