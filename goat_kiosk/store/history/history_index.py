"""Search index of all games in the log: ten thousand are searched and summed without replaying them.

It is derived from the log, in a file of its own beside it, and rebuilt when it is missing, damaged, of another version,
or does not fit the log. So it needs no migrations and no backup, its commits need not wait for the disk, and the log's
own transactions never wait for it. It belongs to the thread of `history_worker`, which reads the log through the same
connection, attached read-only.

It follows the log by SQLite's row ids: rows are only ever added, so everything above the last row id read is new. The
newest row read is remembered with its content; when that has changed, the log is another one.
"""

import logging
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import apsw
from msgspec.structs import replace

from goat_kiosk.domain.events import TEAMS, Result, Team
from goat_kiosk.domain.games.game import Game, Player
from goat_kiosk.domain.history import History, replay
from goat_kiosk.domain.names.sanitizing import search_key
from goat_kiosk.domain.rounds.stats import StatLine
from goat_kiosk.domain.statistics.landings import Landing, landings_by_player
from goat_kiosk.errors import KioskError, NotFound, Unavailable
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.rows import Row, row_of

FILE_NAME = "archive.db"

_VERSION = 5
_TABLES = """
CREATE TABLE progress (row INTEGER NOT NULL, mark TEXT NOT NULL);
INSERT INTO progress VALUES (0, '');
CREATE TABLE behind (game_id INTEGER PRIMARY KEY);
CREATE TABLE game (
    game_id INTEGER PRIMARY KEY, at INTEGER, status TEXT, court TEXT, team1 TEXT, team2 TEXT, color1 TEXT, color2 TEXT,
    score1 INTEGER, score2 INTEGER, winner INTEGER, ended_by TEXT, rules TEXT, rounds INTEGER, disputed INTEGER,
    corrected INTEGER, words TEXT, named1 INTEGER, named2 INTEGER, began INTEGER
);
CREATE INDEX game_at ON game (status, at, game_id);
CREATE TABLE line (
    game_id INTEGER, team INTEGER, place INTEGER, key TEXT, name TEXT, rounds INTEGER, points INTEGER, against INTEGER,
    holes INTEGER, boards INTEGER, off INTEGER, four_baggers INTEGER, wins INTEGER, washes INTEGER, landings BLOB,
    is_person INTEGER,
    PRIMARY KEY (game_id, team, place)
) WITHOUT ROWID;
CREATE INDEX line_key ON line (key);
"""
_VIEWS = """
CREATE TEMP VIEW seat AS
    SELECT line.*, game.at, status, court, words, winner, ended_by, disputed, corrected,
        ifnull(known.as_key, line.key) AS who, ifnull(known.name, line.name) AS called,
        iif(line.team = 1, team1, team2) AS squad, iif(line.team = 1, color1, color2) AS color
    FROM line JOIN game USING (game_id)
    LEFT JOIN log.known_as AS known ON known.kind = 'player' AND known.key = line.key AND known.name IS NOT NULL;
CREATE TEMP VIEW side AS
    SELECT each.*, ifnull(known.as_key, each.key) AS who, ifnull(known.name, each.name) AS called
    FROM (
        SELECT game_id, at, status, 1 AS team, team1 AS name, named1 AS named, color1 AS color, casefold(team1) AS key
        FROM game
        UNION ALL
        SELECT game_id, at, status, 2 AS team, team2 AS name, named2 AS named, color2 AS color, casefold(team2) AS key
        FROM game
    ) AS each
    LEFT JOIN log.known_as AS known ON known.kind = 'team' AND known.key = each.key AND known.name IS NOT NULL;
CREATE TEMP VIEW listed AS
    SELECT each.*, name_list.at, ifnull(known.as_key, each.key) AS who, ifnull(known.name, each.name) AS called
    FROM log.listed_name AS each JOIN log.name_list ON name_list.id = each.list
    LEFT JOIN log.known_as AS known ON known.kind = each.kind AND known.key = each.key AND known.name IS NOT NULL;
"""
"""A player in a game, a team in a game, and a name of an imported list, by the names they are known as; `who` is what
they are counted under."""

_BATCH = 200
"""Games fetched at a time while catching up."""

_log = logging.getLogger(__name__)


class HistoryIndex:
    """The index, and the log read-only beside it as ``log``. Not for more than one thread."""

    def __init__(self, path: Path, log_path: Path) -> None:
        """Open the index at `path` of the log at `log_path`. Raises `Unavailable`."""
        try:
            self.database = _open(path)
            self.database.execute("ATTACH ? AS log", (f"file:{quote(str(log_path))}?mode=ro",))
            self.database.execute(_VIEWS)
            self.name = str(self._one("SELECT log FROM log.identity"))
        except apsw.Error as error:
            raise Unavailable("The games played before cannot be looked up: {reason}", reason=reason(error)) from error

    def close(self) -> None:
        """Close both."""
        self.database.close()

    def catch_up(self, seconds: float) -> int:
        """Index what is new in the log for about so many seconds, the newest games first; return how many are left.

        Raises `Unavailable`.
        """
        try:
            with self.database:
                self._queue_new_games()
                end = time.monotonic() + seconds
                for game_id in self._pending():
                    self._index_game(game_id)
                    if time.monotonic() > end:
                        break
            return int(self._one("SELECT count(*) FROM behind"))
        except apsw.Error as error:
            raise Unavailable("The games played before cannot be looked up: {reason}", reason=reason(error)) from error

    def events(self, game_id: int) -> list[Row]:
        """Return the game's events in order, none when there is no such game. Raises `Unavailable`."""
        sql = "SELECT game_id, seq, at, key, body, hash FROM log.event WHERE game_id = ? ORDER BY seq"
        return [row_of(values) for values in self.database.execute(sql, (game_id,))]

    def history(self, game_id: int) -> History:
        """Return the game's history. Raises `NotFound`, or `Unavailable` when its events cannot be read."""
        rows = self.events(game_id)
        if not rows:
            raise NotFound("There is no game {game_id}.", game_id=game_id)
        return replay((row.event, row.at) for row in rows)

    def _queue_new_games(self) -> None:
        ((row, mark),) = self.database.execute("SELECT row, mark FROM progress")
        if row and self._mark(row) != mark:
            for table in ("behind", "game", "line"):
                self.database.execute(f"DELETE FROM {table}")  # noqa: S608  names from the line above
            row = 0
        newest = int(self._one("SELECT ifnull(max(rowid), 0) FROM log.event"))
        new = "INSERT OR IGNORE INTO behind SELECT DISTINCT game_id FROM log.event WHERE rowid > ? AND rowid <= ?"
        self.database.execute(new, (row, newest))
        self.database.execute("UPDATE progress SET row = ?, mark = ?", (newest, self._mark(newest)))

    def _mark(self, row: int) -> str:
        sql = "SELECT game_id || '/' || seq || '/' || at FROM log.event WHERE rowid = ?"
        return "".join(mark for (mark,) in self.database.execute(sql, (row,)))

    def _pending(self) -> Iterator[int]:
        while games := list(
            self.database.execute("SELECT game_id FROM behind ORDER BY game_id DESC LIMIT ?", (_BATCH,))
        ):
            yield from (game_id for (game_id,) in games)

    def _index_game(self, game_id: int) -> None:
        for table in ("behind", "game", "line"):
            self.database.execute(f"DELETE FROM {table} WHERE game_id = ?", (game_id,))  # noqa: S608  as above
        try:
            history = self.history(game_id)
        except KioskError as error:
            _log.warning("Game %d is left out of the history: %s", game_id, error.sentence)
            return
        if (fixture := history.game.fixture) is not None and fixture.practice:
            return
        self.database.execute(_INSERT_GAME, _game_values(game_id, history))
        self.database.executemany(_INSERT_LINE, list(_line_values(game_id, history.game)))

    def _one(self, sql: str) -> Any:
        ((value,),) = self.database.execute(sql)
        return value


def _open(path: Path) -> apsw.Connection:
    """Return the index at `path`, made anew unless it is a whole one of this version."""
    try:
        database = _connect(path)
        if database.pragma("user_version") == _VERSION:
            return database
        database.close()
    except (apsw.CorruptError, apsw.NotADBError):
        pass
    for file in (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)
    database = _connect(path)
    with database:
        database.execute(_TABLES)
        database.pragma("user_version", _VERSION)
    return database


def _connect(path: Path) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_URI
    database = apsw.Connection(str(path), flags=flags)
    database.set_busy_timeout(5_000)
    database.create_scalar_function("casefold", _casefold, 1, deterministic=True)
    database.pragma("journal_mode", "wal")
    # Consistent after a power cut, perhaps without the newest commits, which are then indexed again.
    database.pragma("synchronous", "normal")
    return database


def _casefold(*values: Any) -> str:
    return str(values[0]).casefold()


_INSERT_GAME = "INSERT INTO game VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_LINE = "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _game_values(game_id: int, history: History) -> tuple[object, ...]:
    game = history.game
    side1, side2 = game.sides
    at = game.rounds[-1].facts.at if game.rounds and game.is_over else history.at
    names = [game.court, side1.name, side2.name, *(player.name for side in game.sides for player in side.everyone)]
    teams = side1.name, side2.name, side1.color, side2.color, *game.score
    named = (bool(side.entered_name) for side in game.sides)
    marks = game.is_disputed, bool(history.corrections)
    how = game.winner, game.ended_by, game.rules.name, len(game.rounds), *marks
    return (
        game_id,
        at,
        game.status,
        game.court,
        *teams,
        *how,
        search_key(" ".join(["", *names])),
        *named,
        game.started_at,
    )


def _line_values(game_id: int, game: Game) -> Iterator[tuple[object, ...]]:
    bags = landings_by_player(game)
    for team in TEAMS:
        side = game.side(team)
        for place, player in enumerate(side.everyone):
            # A forfeited game is a win or a loss and nothing else: what was thrown before does not count.
            sums, landings = (StatLine(), []) if game.ended_by == "forfeit" else (player.stats, bags[player.id])
            line = _line(game_id, team, place, replace(player, stats=sums))
            yield *line, _pack_landings(landings), player.name != side.placeholder


def _line(game_id: int, team: Team, place: int, player: Player) -> tuple[object, ...]:
    sums = player.stats
    counted = sums.rounds, sums.points, sums.against, sums.holes, sums.boards, sums.off
    rare = sums.four_baggers, sums.wins, sums.washes
    return game_id, team, place, player.name.casefold(), player.name, *counted, *rare


_LANDING = struct.Struct("<hhB")
_RESULTS: tuple[Result, ...] = ("hole", "board", "off", "foul")
_NO_POSITION = 0x7FFF


def _pack_landings(bags: list[Landing]) -> bytes:
    """Return landings in five bytes each: tenths of an inch, and the result. A season of them is read in one go."""
    return b"".join(
        _LANDING.pack(
            _NO_POSITION if bag.x is None else round(bag.x * 10),
            _NO_POSITION if bag.y is None else round(bag.y * 10),
            _RESULTS.index(bag.result),
        )
        for bag in bags
    )


def unpack_landings(packed: bytes) -> list[Landing]:
    """Return the landings that `line.landings` holds."""
    return [Landing(_inches(x), _inches(y), _RESULTS[result]) for x, y, result in _LANDING.iter_unpack(packed)]


def _inches(tenths: int) -> float | None:
    return None if tenths == _NO_POSITION else tenths / 10
