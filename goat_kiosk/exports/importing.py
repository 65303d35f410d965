"""Import of exported games and tournaments into a log: all of them, or none.

Every game of a file is replayed before the first event is saved, so a bad file changes nothing, and the error names the
line and the reason. A game or a tournament that is already in the log must be the same one, event for event: two are
never merged.
"""

from collections.abc import Container, Iterator
from pathlib import Path

from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import InvalidValue
from goat_kiosk.exports.export_format import (
    ExportedGame,
    ExportFile,
    GameError,
    OnProgress,
    check_game,
    read_limited,
    rows_of_export,
)
from goat_kiosk.exports.line_numbers import EventPath, find_line
from goat_kiosk.exports.tournaments import new_tournaments
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow


def import_games(
    log: EventLog, export_file: ExportFile, on_progress: OnProgress = lambda _: None, file: Path | None = None
) -> int:
    """Add what the log does not have of `export_file`, all or none, and return the number of games.

    `on_progress` is called with the number of games done; each counts twice, once replayed and once saved. Raises
    `InvalidValue` when one cannot be replayed, its chain is broken, or the log has another one of that number. The
    error names the line if `file`, from which `export_file` was read, is given.
    """
    keys: set[str] = set()
    new: dict[int, ExportedGame] = {}
    for index, game in enumerate(export_file.games):
        try:
            if _is_new(log, game, keys, new):
                new[game.game_id] = game
        except GameError as error:
            raise _with_line(error, index, file) from error
        on_progress(index + 1)
    try:
        tournaments = new_tournaments(log, export_file.tournaments or [])
    except InvalidValue as error:
        raise InvalidValue("{fault} Nothing was imported.", fault=error) from error
    _save(log, list(new.values()), tournaments, lambda done: on_progress(len(export_file.games) + done))
    on_progress(2 * len(export_file.games))
    return len(new)


def _save(
    log: EventLog, games: list[ExportedGame], tournaments: list[list[TournamentRow]], on_progress: OnProgress
) -> None:
    with log.transaction():
        for row in _new_rows(log, games, on_progress):
            log.append(row)
        for rows in tournaments:
            TournamentLog(log).append_all(rows)


def _with_line(error: GameError, game: int, file: Path | None) -> InvalidValue:
    line = find_line(read_limited(file), EventPath(game, error.event_index)) if file is not None else None
    if line is None:
        return InvalidValue("{fault} Nothing was imported.", fault=error)
    return InvalidValue("{file}, line {line}: {fault} Nothing was imported.", file=file, line=line, fault=error)


def _is_new(log: EventLog, game: ExportedGame, keys: set[str], other_ids: Container[int]) -> bool:
    """Check a game, and return whether the log does not have it. Raises `GameError`.

    `keys` are those of the earlier games in the file, and get this game's; `other_ids` are the numbers of those games.
    """
    rows = check_game(game)
    for event, row in enumerate(rows):
        if row.key is not None and row.key in keys:
            raise GameError(
                "Game {game_id}, event {seq}: its key stands in the file before.",
                event_index=event,
                game_id=game.game_id,
                seq=row.seq,
            )
        keys.update([row.key] if row.key is not None else [])
    if game.game_id in other_ids:
        raise GameError("Game {game_id} is in the file twice.", game_id=game.game_id)
    if TournamentLog(log).events(game.game_id):
        raise GameError("Number {game_id} is a tournament here; two are never merged.", game_id=game.game_id)
    stored = log.events(game.game_id)
    if stored and [_without_key(row) for row in stored] != [_without_key(row) for row in rows]:
        raise GameError("Another game {game_id} is here already; games are never merged.", game_id=game.game_id)
    return not stored


def _new_rows(log: EventLog, games: list[ExportedGame], on_progress: OnProgress) -> Iterator[Row]:
    for done, game in enumerate(games, start=1):
        for row in rows_of_export(game):
            # A key that this log has used for another event keeps that meaning: retries of that event still find it.
            yield row._replace(key=None) if row.key is not None and log.event_by_key(row.key) else row
        on_progress(done)


def _without_key(row: Row) -> tuple[int, int, AnyEvent]:
    return row.seq, row.at, row.event
