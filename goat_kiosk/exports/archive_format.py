"""Export file format, and the import of its games into a log.

A file is read whole, and every game in it replayed, before the first event is saved; so a bad file changes nothing, and
the error names the line and the reason. A game that is already in the log must be the same one, event for event: two
games are never merged.
"""

import os
from collections.abc import Callable, Container, Iterator
from pathlib import Path
from typing import Annotated, Literal, Protocol

import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.domain.history import History, replay
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, Unavailable
from goat_kiosk.exports.line_numbers import EventPath, line_from_error, line_of
from goat_kiosk.host.clock import LATEST
from goat_kiosk.store.event_log import EventLog
from goat_kiosk.store.rows import Row

VERSION = 1
MAX_GAME_ID = 2**31 - 1
"""The highest number of a game: older peers read it as a signed 32-bit integer."""


class ExportedEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as the log keeps it."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=MAX_GAME_ID)]
    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST)]
    event: AnyEvent
    key: str | None = None
    """What makes a retry harmless, and tells a player's seat from another's; so that the log is the same elsewhere."""
    hash: str = ""
    """As `domain.chain` makes it; empty in a file from before there was a chain."""


class ExportedGame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A game with all its events."""

    game_id: Annotated[int, msgspec.Meta(ge=1, le=MAX_GAME_ID)]
    events: list[ExportedEvent]
    end: str = ""
    """The hash of the last event: else the last ones could be cut off unnoticed."""


class ExportFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an exported file holds."""

    log: str
    games: list[ExportedGame]
    format: Literal["goat-kiosk-games"] = "goat-kiosk-games"
    version: int = VERSION


OnProgress = Callable[[int], object]
"""Called with how much is done."""


class GameSource(Protocol):
    """Where games are read from: the log itself, or the history index that reads beside it."""

    @property
    def name(self) -> str:
        """The log's name."""

    def events(self, game_id: int) -> list[Row]:
        """Return the game's events in order."""


class GameError(InvalidValue):
    """A game of a file breaks the rules, and where."""

    def __init__(self, sentence: str, /, *, place: int | None = None, **values: object) -> None:
        """`place` says which of its events it is, counted from 0."""
        super().__init__(sentence, **values)
        self.place = place


def export_game(game_id: int, rows: list[Row]) -> ExportedGame:
    """Return a game as a file holds it."""
    events = [ExportedEvent(row.seq, row.at, row.event, row.key, row.hash) for row in rows]
    return ExportedGame(game_id, events, events[-1].hash)


MAX_BYTES = 256_000_000
"""Bytes of an export: some ten thousand games."""


def read(file: Path) -> ExportFile:
    """Return what `file` holds. Raises `Unavailable` when it is no export of GOaT Kiosk."""
    content = read_limited(file)
    try:
        export_file = msgspec.json.decode(content, type=ExportFile)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        line = line_from_error(content, str(error))
        where = f"{file}, line {line}: this" if line else str(file)
        raise Unavailable("{where} is not an export of GOaT Kiosk: {error}.", where=where, error=error) from error
    if export_file.version > VERSION:
        raise Unavailable("{file} was written by a newer GOaT Kiosk. Install that one to read it.", file=file)
    return export_file


def read_limited(file: Path) -> bytes:
    """Return the bytes of `file`.

    Raises `Unavailable`, also for one that is too large to be an export, or has no end.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(min(os.fstat(opened.fileno()).st_size or MAX_BYTES, MAX_BYTES) + 1)
    except OSError as error:
        raise Unavailable("{file} cannot be read: {reason}.", file=file, reason=error.strerror) from error
    if len(content) > MAX_BYTES:
        raise Unavailable(
            "{file} is larger than {most} MB: export fewer games at a time.", file=file, most=MAX_BYTES // 1_000_000
        )
    return content


def import_games(
    log: EventLog, export_file: ExportFile, on_progress: OnProgress = lambda _: None, file: Path | None = None
) -> int:
    """Keep the games of `archive` that are not here yet, all or none, and return how many that were.

    `on_progress` gets how many games are done, each twice: replayed and saved. Raises `InvalidValue` when a game
    cannot be played through, its chain is broken, or it differs from the one of the same number here; with its line if
    `file` is what was read.
    """
    keys: set[str] = set()
    new: dict[int, ExportedGame] = {}
    for place, game in enumerate(export_file.games):
        try:
            if _is_new(log, game, keys, new):
                new[game.game_id] = game
        except GameError as fault:
            raise _with_line(fault, place, file) from fault
        on_progress(place + 1)
    log.append_all(_new_rows(log, list(new.values()), lambda done: on_progress(len(export_file.games) + done)))
    on_progress(2 * len(export_file.games))
    return len(new)


def check_game(game: ExportedGame) -> list[Row]:
    """Return the events of a file's game.

    Raises `GameError` when they cannot be played through, or when one is not what was recorded. A file from before
    there was a chain passes.
    """
    rows = _rows(game)
    replay_game(game.game_id, rows)
    if game.end or any(row.hash for row in rows):
        _check_chain(game, rows)
    return rows


def _check_chain(game: ExportedGame, rows: list[Row]) -> None:
    try:
        chain.verify_chain(rows)
    except chain.BrokenChain as broken:
        raise GameError(broken.template, place=broken.seq - 1, **broken.values) from broken
    if game.end != rows[-1].hash:
        raise GameError(
            "Game {game_id}: the events after number {seq} are missing.",
            place=len(rows) - 1,
            game_id=game.game_id,
            seq=rows[-1].seq,
        )


def _with_line(fault: GameError, game: int, file: Path | None) -> InvalidValue:
    line = line_of(read_limited(file), EventPath(game, fault.place)) if file is not None else None
    if line is None:
        return InvalidValue("{fault} Nothing was imported.", fault=fault)
    return InvalidValue("{file}, line {line}: {fault} Nothing was imported.", file=file, line=line, fault=fault)


def _is_new(log: EventLog, game: ExportedGame, keys: set[str], others: Container[int]) -> bool:
    """Whether a game that is in order is not here yet. Raises `GameError`."""
    rows = check_game(game)
    for event, row in enumerate(rows):
        if row.key is not None and row.key in keys:
            raise GameError(
                "Game {game_id}, event {seq}: its key stands in the file before.",
                place=event,
                game_id=game.game_id,
                seq=row.seq,
            )
        keys.update([row.key] if row.key is not None else [])
    if game.game_id in others:
        raise GameError("Game {game_id} is in the file twice.", game_id=game.game_id)
    here = log.events(game.game_id)
    if here and [_exported_event(row) for row in here] != [_exported_event(row) for row in rows]:
        raise GameError("Another game {game_id} is here already; games are never merged.", game_id=game.game_id)
    return not here


def _new_rows(log: EventLog, games: list[ExportedGame], on_progress: OnProgress) -> Iterator[Row]:
    for done, game in enumerate(games, start=1):
        for row in _rows(game):
            # A key that was used here for something else goes on meaning that.
            yield row._replace(key=None) if row.key is not None and log.event_by_key(row.key) else row
        on_progress(done)


def _rows(game: ExportedGame) -> list[Row]:
    return [Row(game.game_id, each.seq, each.at, each.key, each.event, each.hash) for each in game.events]


def _exported_event(row: Row) -> tuple[int, int, AnyEvent]:
    return row.seq, row.at, row.event


def rows_of(log: GameSource, game_id: int) -> list[Row]:
    """Return the game's events. Raises `NotFound` when it has none."""
    rows = log.events(game_id)
    if not rows:
        raise NotFound("There is no game {game_id}.", game_id=game_id)
    return rows


def replay_game(game_id: int, rows: list[Row]) -> History:
    """Return the game's history. Raises `GameError` when its events have a gap or break the rules."""
    gap = next((place for place, row in enumerate(rows) if row.seq != place + 1), None)
    if not rows or gap is not None:
        raise GameError("Game {game_id}: its events are not numbered from 1 without a gap.", place=gap, game_id=game_id)
    done = 0

    def counted() -> Iterator[tuple[AnyEvent, int]]:
        nonlocal done
        for row in rows:
            done += 1
            yield row.event, row.at

    try:
        return replay(counted())
    except KioskError as error:
        raise GameError(
            "Game {game_id} cannot be played through: event {seq}: {why}",
            place=done - 1,
            game_id=game_id,
            seq=done,
            why=error,
        ) from error


def verify_game(log: EventLog, game_id: int) -> list[str]:
    """Return what is wrong with a game of the log, as sentences; an empty list when it is whole."""
    try:
        rows = log.events(game_id)
        replay_game(game_id, rows)
        chain.verify_chain(rows)
    except KioskError as error:
        return [error.sentence]
    return []
