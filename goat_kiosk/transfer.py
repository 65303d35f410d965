"""Games in and out of the log as files: JSON with every event, CSV with every round.

The JSON can be read back. It is read whole and every game in it played through before the first event is kept, so a bad
file changes nothing. A game that is here already must be the same game, event for event: two games are never merged.
"""

import csv
import io
import itertools
from pathlib import Path
from typing import Annotated, Literal, Protocol

import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.domain.game import Game, Round
from goat_kiosk.domain.history import History, replay
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, Unusable
from goat_kiosk.store.event_log import LATEST, EventLog, Row

VERSION = 1
MOST = 2**31 - 1
"""The highest number of a game: older peers read it as a signed 32-bit integer."""

_COLUMNS = ["game", "court", "round", "team", "player", "in", "on", "off", "raw", "points", "score"]


class KeptEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as the log keeps it."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=MOST)]
    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST)]
    event: AnyEvent
    hash: str = ""
    """As `domain.chain` makes it; empty in a file from before there was a chain."""


class KeptGame(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A game with all its events."""

    game_id: Annotated[int, msgspec.Meta(ge=1, le=MOST)]
    events: list[KeptEvent]
    end: str = ""
    """The hash of the last event: else the last ones could be cut off unnoticed."""


class Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an exported file holds."""

    log: str
    games: list[KeptGame]
    format: Literal["goat-kiosk-games"] = "goat-kiosk-games"
    version: int = VERSION


class Source(Protocol):
    """Where games are read from: the log itself, or the archive that reads beside it."""

    @property
    def name(self) -> str:
        """The log's name."""

    def events(self, game_id: int) -> list[Row]:
        """Return the game's events in order."""


def as_json(log: Source, game_ids: list[int]) -> bytes:
    """Return the games as a file that `read` reads back. Raises `NotFound`."""
    games = [_kept(game_id, _rows(log, game_id)) for game_id in game_ids]
    return msgspec.json.format(msgspec.json.encode(Archive(log.name, games)), indent=1) + b"\n"


def as_csv(log: Source, game_ids: list[int]) -> bytes:
    """Return the rounds of the games, a row a side, with a line of column names. Raises `NotFound`."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_COLUMNS)
    for game_id in game_ids:
        game = _replayed(game_id, _rows(log, game_id)).game
        table.writerows(row for one in game.rounds for row in _lines(game_id, game, one))
    return out.getvalue().encode()


def save(log: Source, game_ids: list[int], folder: Path, name: str) -> Path:
    """Write the games to a new file in `folder`, as CSV if `name` ends so, else as JSON, and return it.

    A file that is there already is left alone: the new one gets a number. Raises `NotFound` or `Unusable`.
    """
    written = as_csv(log, game_ids) if name.endswith(".csv") else as_json(log, game_ids)
    wanted = folder / name
    numbered = (wanted.with_stem(f"{wanted.stem} ({number})") for number in itertools.count(2))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = next(free for free in itertools.chain([wanted], numbered) if not free.exists())
        file.write_bytes(written)
    except OSError as error:
        raise Unusable("{wanted} cannot be written: {reason}.", wanted=wanted, reason=error.strerror) from error
    return file


def read(file: Path) -> Archive:
    """Return what `file` holds. Raises `Unusable` when it is no export of GOaT Kiosk."""
    try:
        archive = msgspec.json.decode(file.read_bytes(), type=Archive)
    except OSError as error:
        raise Unusable("{file} cannot be read: {reason}.", file=file, reason=error.strerror) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unusable("{file} is not an export of GOaT Kiosk: {error}.", file=file, error=error) from error
    if archive.version > VERSION:
        raise Unusable("{file} was written by a newer GOaT Kiosk. Install that one to read it.", file=file)
    return archive


def take_in(log: EventLog, archive: Archive) -> int:
    """Keep the games of `archive` that are not here yet, all or none, and return how many that were.

    Raises `InvalidValue` when a game cannot be played through or its chain is broken, or when it differs from the one
    of the same number here.
    """
    rows = [row for game in archive.games for row in _new_rows(log, game)]
    log.append_all(rows)
    return len({row.game_id for row in rows})


def _new_rows(log: EventLog, game: KeptGame) -> list[Row]:
    rows = checked(game)
    here = log.events(game.game_id)
    # By what happened: a file from before there was a chain carries no hash to compare.
    if here and [row[1:3] + row[4:5] for row in here] != [row[1:3] + row[4:5] for row in rows]:
        raise InvalidValue(
            "Another game {game_id} is here already; games are never merged. Nothing was imported.",
            game_id=game.game_id,
        )
    return [] if here else rows


def checked(game: KeptGame) -> list[Row]:
    """Return the events of a file's game.

    Raises `InvalidValue` when they cannot be played through, and `chain.Broken` when one is not what was recorded. A
    file from before there was a chain passes.
    """
    rows = [Row(game.game_id, kept.seq, kept.at, None, kept.event, kept.hash) for kept in game.events]
    _replayed(game.game_id, rows)
    if game.end or any(row.hash for row in rows):
        chain.check(rows)
        if game.end != rows[-1].hash:
            raise chain.Broken("Game {game_id}: the events after number {seq} are missing.", rows[-1])
    return rows


def _kept(game_id: int, rows: list[Row]) -> KeptGame:
    events = [KeptEvent(row.seq, row.at, row.event, row.hash) for row in rows]
    return KeptGame(game_id, events, events[-1].hash)


def _rows(log: Source, game_id: int) -> list[Row]:
    rows = log.events(game_id)
    if not rows:
        raise NotFound("There is no game {game_id}.", game_id=game_id)
    return rows


def _replayed(game_id: int, rows: list[Row]) -> History:
    """Return the game's history. Raises `InvalidValue` when its events have a gap or break the rules."""
    if not rows or [row.seq for row in rows] != list(range(1, len(rows) + 1)):
        raise InvalidValue("Game {game_id}: its events are not numbered from 1 without a gap.", game_id=game_id)
    try:
        return replay((row.event, row.at) for row in rows)
    except KioskError as error:
        raise InvalidValue("Game {game_id} cannot be played through: {why}", game_id=game_id, why=error) from error


def _lines(game_id: int, game: Game, one: Round) -> list[list[object]]:
    lines: list[list[object]] = []
    for at, side in enumerate(game.sides):
        tally = one.played.tallies[at]
        thrower = next(player.name for player in side.players if player.id == one.players[at])
        counts = tally.holes, tally.boards, tally.off, tally.raw
        names = _as_text(game.court), one.n, _as_text(side.name), _as_text(thrower)
        lines.append([game_id, *names, *counts, one.points[at], one.score[at]])
    return lines


def _as_text(name: str) -> str:
    """Return a stranger's name so that a spreadsheet does not take it for a formula (CWE-1236)."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


def wrong_with(log: EventLog, game_id: int) -> list[str]:
    """Return what is wrong with a game of the log, as sentences; an empty list when it is whole."""
    try:
        rows = log.events(game_id)
        _replayed(game_id, rows)
        chain.check(rows)
    except KioskError as error:
        return [error.sentence]
    return []
