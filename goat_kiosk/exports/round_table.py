"""CSV rows of a game: one for each team and round, for a spreadsheet.

Every row repeats what is true of the whole game, so that a filter or a pivot table needs no second file. Two rules keep
sums right: the points of a round stand in one row of each team, although a substitute's bags of that round have a row
of their own; and a forfeited game has a row for each team without any bags, since it is won or lost and nothing else.
A canceled game counts nowhere and has no row.

Times are written as ISO 8601 with a space, in local time: Excel reads “2026-11-21 20:15:00” as a date and a time in
every language, while “11/21/2026” is text in German and “11/12/2026” another day in Spanish.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from goat_kiosk.domain.events import TEAMS, GameCanceled, GameConceded, GameForfeited, Team
from goat_kiosk.domain.games.game import Game, Player, Round, Side
from goat_kiosk.domain.rounds.bags import Tally, tally_of_player
from goat_kiosk.exports.csv_dialect import CsvDialect
from goat_kiosk.exports.export_format import GameSource, replay_game, rows_of
from goat_kiosk.store.log.rows import Row

_ROUND_COLUMNS = ["game", "court", "round", "team", "player", "in", "on", "off", "raw", "points", "score"]
_GAME_COLUMNS = [
    *("start", "end", "rules", "status", "winner", "ended_by", "match", "match_game"),
    *("team1", "team1_players", "team1_score", "team2", "team2_players", "team2_score"),
]
COLUMNS = [*_ROUND_COLUMNS, *_GAME_COLUMNS, "ppr"]
"""New ones come last: sheets of a venue refer to the others by their letters."""
_FORMULA = re.compile(r"(^|[;,|\t\r\n])( *[=+\-@＝＋－＠])")  # noqa: RUF001  the wide ones count in Japanese spreadsheets
"""Where a spreadsheet would start a formula, also one that splits lines at other separators (CWE-1236)."""
BOM = b"\xef\xbb\xbf"
"""UTF-8's byte order mark: without it Excel reads “José” as “JosÃ©”."""

Cell = str | int
_ENDINGS = GameConceded | GameForfeited | GameCanceled


def encode_table(log: GameSource, game_ids: Iterable[int], dialect: CsvDialect) -> Iterator[bytes]:
    """Yield the file in chunks: its head, each game, and an empty foot. Raises `NotFound`."""
    yield BOM + _encode([COLUMNS], dialect)
    matches = MatchNumbers(log)
    for game_id in game_ids:
        rows = rows_of(log, game_id)
        game = replay_game(game_id, rows).game
        yield _encode(_rows(game_id, game, rows, matches, dialect), dialect)
    yield b""


class MatchNumbers:
    """Finds the number of a match: that of its first game. Remembers it for the games that follow in the file."""

    def __init__(self, log: GameSource) -> None:
        self._log = log
        self._first_games: dict[int, int] = {}

    def first_game(self, game_id: int, previous: int | None) -> int:
        """Return the first game of the match; the earliest that is in the log, if it was imported in part."""
        chain = [game_id]
        while previous is not None and previous not in chain and previous not in self._first_games:
            events = self._log.events(previous)
            if not events:
                break
            chain.append(previous)
            previous = getattr(events[0].event, "previous", None)
        first = self._first_games.get(previous, chain[-1]) if previous is not None else chain[-1]
        self._first_games |= dict.fromkeys(chain, first)
        return first


def _encode(rows: Iterable[Iterable[Cell]], dialect: CsvDialect) -> bytes:
    buffer = io.StringIO()
    # RFC 4180: lines end with CR LF, a quote in a text is doubled. Texts are always quoted, so that no name splits a
    # row in a program that was set to another separator; a quoted number or date is one to Excel all the same.
    csv.writer(buffer, delimiter=dialect.separator, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return buffer.getvalue().encode()


def _rows(
    game_id: int, game: Game, rows: list[Row], matches: MatchNumbers, dialect: CsvDialect
) -> Iterator[list[Cell]]:
    if game.status == "canceled":
        return
    of_game = _game_cells(game, rows, matches.first_game(game_id, game.previous))
    start: list[Cell] = [game_id, escape_formulas(game.court)]
    if game.ended_by == "forfeit" or (game.status == "finished" and not game.rounds):
        for team in TEAMS:
            yield [*start, "", escape_formulas(game.side(team).name), *[""] * 6, game.score[team - 1], *of_game, ""]
        return
    for round_ in game.rounds:
        for team in TEAMS:
            for player, of_round in _round_cells(game.side(team), team, round_):
                yield [*start, round_.n, *of_round, *of_game, dialect.format_number(player.stats.ppr)]


def _round_cells(side: Side, team: Team, round_: Round) -> Iterator[tuple[Player, list[Cell]]]:
    """Yield the cells of each player who threw for the team in a round; the last is the one who finished it."""
    bags, score = round_.facts.bags, round_.score[team - 1]
    for player in side.everyone:
        if any(bag.team == team and bag.thrown_by == player.id for bag in bags):
            yield player, [*_counts(side, player, tally_of_player(bags, team, player.id)), "", score]
    finisher = side.player(round_.players[team - 1])
    counted = tally_of_player(bags, team, None) if bags else round_.facts.tallies[team - 1]
    yield finisher, [*_counts(side, finisher, counted), round_.points[team - 1], score]


def _counts(side: Side, player: Player, counted: Tally) -> list[Cell]:
    names = escape_formulas(side.name), escape_formulas(player.name)
    return [*names, counted.holes, counted.boards, counted.off, counted.raw]


def _game_cells(game: Game, rows: list[Row], match: int) -> list[Cell]:
    winner = escape_formulas(game.side(game.winner).name) if game.winner is not None else ""
    times = _format_time(game.started_at or None), _format_time(_ended_at(game, rows))
    teams = [cell for team in TEAMS for cell in (*_team_cells(game.side(team)), game.score[team - 1])]
    how = game.status, winner, game.ended_by or ""
    return [*times, escape_formulas(game.rules.name), *how, match, game.match.number, *teams]


def _team_cells(side: Side) -> tuple[str, str]:
    """Return a team's name, and all who have played for it; a team without player names has none."""
    players = [escape_formulas(player.name) for player in side.everyone if player.name != side.placeholder]
    return escape_formulas(side.name), " & ".join(players)


def _ended_at(game: Game, rows: list[Row]) -> int | None:
    if not game.is_over:
        return None
    if game.ended_by in {"conceded", "forfeit"}:
        return next((row.at for row in reversed(rows) if isinstance(row.event, _ENDINGS)), None)
    return game.rounds[-1].facts.at if game.rounds else None


def _format_time(at_ms: int | None) -> str:
    if at_ms is None:
        return ""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def escape_formulas(name: str) -> str:
    """Return a stranger's name so that no spreadsheet takes any of it for a formula (CWE-1236).

    The apostrophe stands in front of the sign, not of the cell: after a separator that another program splits at, the
    rest of a name is the start of a cell too.
    """
    return _FORMULA.sub(r"\1'\2", name)
