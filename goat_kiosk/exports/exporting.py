"""Export of games to files, one game after the other: a million bags need no more memory than one game.

JSON holds every event, and `export_format` reads it back; CSV holds every round, for a spreadsheet (`round_table`). A
file gets its name when it is complete (`atomic_write`), so nobody finds half of one.
"""

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from goat_kiosk.errors import Unavailable
from goat_kiosk.exports.csv_dialect import CsvDialect
from goat_kiosk.exports.export_format import (
    VERSION,
    ExportedGame,
    ExportFile,
    GameSource,
    export_game,
    rows_of,
)
from goat_kiosk.exports.round_table import encode_table
from goat_kiosk.exports.tournaments import ExportedTournament
from goat_kiosk.host import atomic_write

FileFormat = Literal["json", "csv"]
OnProgress = Callable[[int], object]
"""Called after each game with the number of games written."""

DEFAULT_DIALECT = CsvDialect()


def encode_chunks(
    log: GameSource,
    game_ids: Iterable[int],
    form: FileFormat,
    dialect: CsvDialect = DEFAULT_DIALECT,
    tournaments: Sequence[ExportedTournament] = (),
) -> Iterator[bytes]:
    """Yield the content of an export file in chunks: its head, each game, its foot. Raises `NotFound`.

    CSV has no tournaments.
    """
    return _json(log, game_ids, tournaments) if form == "json" else encode_table(log, game_ids, dialect)


def export_bytes(
    log: GameSource, game_ids: Iterable[int], form: FileFormat, dialect: CsvDialect = DEFAULT_DIALECT
) -> bytes:
    """Return the content of an export file of these games. Raises `NotFound`."""
    return b"".join(encode_chunks(log, game_ids, form, dialect))


def write(
    log: GameSource, game_ids: Iterable[int], file: Path, form: FileFormat, on_progress: OnProgress = lambda _: None
) -> None:
    """Write the games to `file`, or leave it as it was.

    Raises `NotFound` or `Unavailable`, and what `on_progress` raises.
    """
    for number in write_in_steps(log, game_ids, file, form):
        on_progress(number)


def write_in_steps(
    log: GameSource, game_ids: Iterable[int], file: Path, form: FileFormat, dialect: CsvDialect = DEFAULT_DIALECT
) -> Iterator[int]:
    """Write as `write` does, and yield how many games are written; closed early, it leaves `file` as it was."""
    return write_chunks(encode_chunks(log, game_ids, form, dialect), file)


def write_chunks(chunks: Iterable[bytes], file: Path) -> Iterator[int]:
    """Write an export file from its chunks, and yield how many are written. The rest as `write_in_steps`."""
    try:
        with atomic_write.replacing(file) as out:
            for number, piece in enumerate(chunks):
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


def _json(log: GameSource, game_ids: Iterable[int], tournaments: Sequence[ExportedTournament]) -> Iterator[bytes]:
    """Yield the whole file as `msgspec.json.format` would write it, one game at a time.

    A file without tournaments is one of version 1, which older programs read.
    """
    empty = ExportFile(log.name, [], version=VERSION, tournaments=[]) if tournaments else ExportFile(log.name, [])
    head, rest = msgspec.json.format(msgspec.json.encode(empty), indent=1).split(b'"games": []')
    yield head + b'"games": ['
    closing = yield from _elements(export_game(game_id, rows_of(log, game_id)) for game_id in game_ids)
    if tournaments:
        middle, rest = rest.split(b'"tournaments": []')
        yield closing + middle + b'"tournaments": ['
        closing = yield from _elements(tournaments)
    yield closing + rest + b"\n"


def _elements(elements: Iterable[ExportedGame | ExportedTournament]) -> Generator[bytes, None, bytes]:
    """Yield the elements of a list, and return how it closes."""
    separator = b"\n"
    for element in elements:
        text = msgspec.json.format(msgspec.json.encode(element), indent=1)
        yield separator + b"  " + text.replace(b"\n", b"\n  ")
        separator = b",\n"
    return b"]" if separator == b"\n" else b"\n ]"
