"""Export of games to files, one game after the other: a million bags need no more memory than one game.

JSON holds every event, and `export_format` reads it back; CSV holds every round, for a spreadsheet. A file gets its
name when it is complete (`atomic_write`), so nobody finds half of one.
"""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from goat_kiosk.domain.games.game import Game, Round
from goat_kiosk.errors import Unavailable
from goat_kiosk.exports.export_format import ExportFile, GameSource, export_game, replay_game, rows_of
from goat_kiosk.host import atomic_write

FileFormat = Literal["json", "csv"]
OnProgress = Callable[[int], object]
"""Called after each game with the number of games written."""

_COLUMNS = ["game", "court", "round", "team", "player", "in", "on", "off", "raw", "points", "score"]
_FORMULA = re.compile(r"(^|[;,|\t\r\n])( *[=+\-@＝＋－＠])")  # noqa: RUF001  the wide ones count in Japanese spreadsheets
"""Where a spreadsheet would start a formula, also one that splits lines at other separators (CWE-1236)."""
_BOM = b"\xef\xbb\xbf"
"""UTF-8's byte order mark: without it Excel reads “José” as “JosÃ©”."""


def encode_chunks(log: GameSource, game_ids: Iterable[int], form: FileFormat) -> Iterator[bytes]:
    """Yield the content of an export file in chunks: its head, each game, its foot. Raises `NotFound`."""
    return _json(log, game_ids) if form == "json" else _csv(log, game_ids)


def export_bytes(log: GameSource, game_ids: Iterable[int], form: FileFormat) -> bytes:
    """Return the content of an export file of these games. Raises `NotFound`."""
    return b"".join(encode_chunks(log, game_ids, form))


def write(
    log: GameSource, game_ids: Iterable[int], file: Path, form: FileFormat, on_progress: OnProgress = lambda _: None
) -> None:
    """Write the games to `file`, or leave it as it was.

    Raises `NotFound` or `Unavailable`, and what `on_progress` raises.
    """
    for number in write_in_steps(log, game_ids, file, form):
        on_progress(number)


def write_in_steps(log: GameSource, game_ids: Iterable[int], file: Path, form: FileFormat) -> Iterator[int]:
    """Write as `write` does, and yield how many games are written; closed early, it leaves `file` as it was."""
    try:
        with atomic_write.replacing(file) as out:
            for number, piece in enumerate(encode_chunks(log, game_ids, form)):
                out.write(piece)
                yield number
    except OSError as error:
        raise Unavailable("{file} cannot be written: {reason}.", file=file, reason=error.strerror) from error


def free_path(folder: Path, name: str) -> Path:
    """Return a path for `name` in `folder` where no file exists yet.

    Raises `Unavailable`.
    """
    path = folder / name
    numbered = (path.with_stem(f"{path.stem} ({number})") for number in itertools.count(2))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return next(candidate for candidate in itertools.chain([path], numbered) if not candidate.exists())
    except OSError as error:
        raise Unavailable("{file} cannot be written: {reason}.", file=path, reason=error.strerror) from error


def _json(log: GameSource, game_ids: Iterable[int]) -> Iterator[bytes]:
    """Yield the whole file as `msgspec.json.format` would write it, one game at a time."""
    games_field = b'"games": []'
    head, foot = msgspec.json.format(msgspec.json.encode(ExportFile(log.name, [])), indent=1).split(games_field)
    yield head + b'"games": ['
    separator = b"\n"
    for game_id in game_ids:
        game = msgspec.json.format(msgspec.json.encode(export_game(game_id, rows_of(log, game_id))), indent=1)
        yield separator + b"  " + game.replace(b"\n", b"\n  ")
        separator = b",\n"
    yield (b"]" if separator == b"\n" else b"\n ]") + foot + b"\n"


def _csv(log: GameSource, game_ids: Iterable[int]) -> Iterator[bytes]:
    yield _BOM + _table([_COLUMNS])
    for game_id in game_ids:
        game = replay_game(game_id, rows_of(log, game_id)).game
        # A canceled game counts nowhere; a spreadsheet would sum it up.
        rounds = () if game.status == "canceled" else game.rounds
        yield _table(row for round_ in rounds for row in _lines(game_id, game, round_))
    yield b""


def _table(rows: Iterable[list[object]] | Iterable[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return buffer.getvalue().encode()


def _lines(game_id: int, game: Game, round_: Round) -> Iterator[list[object]]:
    for index, side in enumerate(game.sides):
        tally = round_.facts.tallies[index]
        thrower = next(player.name for player in side.players if player.id == round_.players[index])
        counts = tally.holes, tally.boards, tally.off, tally.raw
        names = escape_formulas(game.court), round_.n, escape_formulas(side.name), escape_formulas(thrower)
        yield [game_id, *names, *counts, round_.points[index], round_.score[index]]


def escape_formulas(name: str) -> str:
    """Return a stranger's name so that no spreadsheet takes any of it for a formula (CWE-1236)."""
    return _FORMULA.sub(r"\1'\2", name)
