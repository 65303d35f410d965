"""Queries about games: which there were, how the players threw, who plays here.

SQLite sums up the index's lines. A player is a name, regardless of case, or the name that it is an alias of
(`aliases`): two spellings of one person that were merged count as one, and the games keep what was written.

Where a query sums up with max(), SQLite takes the other columns from the row that holds it, here the newest game:
https://sqlite.org/lang_select.html#bareagg
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import apsw
import msgspec

from goat_kiosk.domain.events import DEFAULT_NAMES
from goat_kiosk.domain.games.new_game import COLOR_NAMES
from goat_kiosk.domain.names.roster import Person, Roster, TeamRecord
from goat_kiosk.domain.rounds.stats import StatLine
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.domain.statistics.game_records import GameFilter, GameKind, GameRecord, PlayerRecord, streaks
from goat_kiosk.domain.statistics.landings import Landing
from goat_kiosk.domain.statistics.ratings import PlayerRating, RatedGame, RatingTable, known_rating, rate_players
from goat_kiosk.errors import TranslatableWord, Unavailable
from goat_kiosk.store.history.history_index import HistoryIndex, unpack_landings
from goat_kiosk.store.log.db_errors import reason

_MATCHES_FIELDS = """
    at >= :since AND at < :until AND (:court IS NULL OR casefold(court) = :court)
    AND (:player IS NULL OR game_id IN (SELECT game_id FROM seat WHERE who = :player))
    AND NOT EXISTS (SELECT 1 FROM json_each(:terms) WHERE instr(words, ' ' || value) = 0)
"""
_IS_KIND: dict[GameKind, str] = {
    "finished": "status = 'finished'",
    "disputed": "status = 'finished' AND disputed",
    "corrected": "status = 'finished' AND corrected",
    "unfinished": "status IN ('lobby', 'live')",
    "canceled": "status = 'canceled'",
}
_SUMS = ", ".join(f"sum({name})" for name in StatLine.__struct_fields__)

_COUNTS = "(holes + boards + off > 0 OR ended_by = 'forfeit')"
"""SQL condition: the player threw in the game, or the game was forfeited, which is won or lost without a throw."""

_IS_FORGOTTEN = """
    SELECT 1 FROM log.known_as AS gone
    WHERE gone.kind = :kind AND gone.key = who AND gone.name IS NULL AND gone.at >= seen
"""
"""SQL condition: `who` is forgotten, and has not played since."""

_LEAST_MINUTES, _MOST_MINUTES, _GAMES_OF_PACE = 3, 90, 200
"""Of a game whose length says something about the pace, and how many of them do."""
_RATED_PEOPLE = f"""
    SELECT number, who, called, max(at) AS seen FROM (
        SELECT min(place) OVER (PARTITION BY who) AS number, who, called, at, counts FROM (
            SELECT dense_rank() OVER (ORDER BY first) AS place, * FROM (
                SELECT min(10000 * game_id + 100 * team + place) OVER (PARTITION BY key) AS first,
                    who, called, at, status != 'canceled' AS counts
                FROM seat WHERE is_person
            )
        )
    )
    GROUP BY who HAVING sum(counts) > 0 AND NOT EXISTS ({_IS_FORGOTTEN}) ORDER BY number
"""
"""SQL: the number, key and newest name of everybody who has played. A name that counts as another keeps its number."""


def _matches(game_filter: GameFilter) -> str:
    return f"{_IS_KIND[game_filter.kind]} AND {_MATCHES_FIELDS}"


class HistoryQueries:
    """Queries to an index; they see as much of the log as it has indexed.

    Each raises `Unavailable` when the index cannot be read.
    """

    def __init__(self, index: HistoryIndex) -> None:
        self.index = index

    def counts(self, game_filter: GameFilter) -> dict[GameKind, int]:
        """Return how many games there are of each kind."""
        sums = ", ".join(f"ifnull(sum({condition}), 0)" for condition in _IS_KIND.values())
        (counts,) = self._all(f"SELECT {sums} FROM game WHERE {_MATCHES_FIELDS}", game_filter)
        return dict(zip(_IS_KIND, counts, strict=True))

    def games(self, game_filter: GameFilter, first: int = 0, limit: int = -1) -> list[GameRecord]:
        """Return games, the newest first, at most so many from the `first` on."""
        sql = f"""
            SELECT game_id, at, court, team1, team2, named1, named2, color1, color2, score1, score2, winner, ended_by,
                rules, rounds, disputed, corrected, status
            FROM game WHERE {_matches(game_filter)} ORDER BY at DESC, game_id DESC LIMIT :most OFFSET :first
        """
        return [_game_record(*row) for row in self._all(sql, game_filter, first=first, most=limit)]

    def courts(self) -> list[str]:
        """Return every court that a game was played on, each once, as its newest game spells it."""
        sql = "SELECT court, max(at) FROM game WHERE status != 'canceled' GROUP BY casefold(court)"
        return [court for court, _ in self._all(sql)]

    def players(self, game_filter: GameFilter) -> list[PlayerRecord]:
        """Return every player of those games."""
        runs = self._streaks(game_filter)
        sql = f"""
            SELECT who, max(at), called, squad, color, count(*), sum(team = winner), {_SUMS}
            FROM seat WHERE {_matches(game_filter)} AND {_COUNTS} GROUP BY who
        """
        return [
            PlayerRecord(key, name, squad, color, games, won, StatLine(*sums), *runs[key])
            for key, _, name, squad, color, games, won, *sums in self._all(sql, game_filter)
        ]

    def landings(self, game_filter: GameFilter, key: str) -> list[Landing]:
        """Return every bag of a player in those games."""
        packed_rows = self._all(
            f"SELECT landings FROM seat WHERE {_matches(game_filter)} AND who = :key", game_filter, key=key
        )
        return [landing for (packed,) in packed_rows for landing in unpack_landings(packed)]

    def ratings(self) -> RatingTable:
        """Return everybody who has played, in the order in which they first did, with their ratings."""
        rated = rate_players(self.rated_games())
        players = [
            PlayerRating(number, key, name, known_rating(rated.get(key)))
            for number, key, name, _ in self._all(_RATED_PEOPLE, kind="player")
        ]
        aliases = self._all("SELECT key, as_key FROM log.known_as WHERE kind = 'player' AND name IS NOT NULL")
        return RatingTable(tuple(players), dict(aliases))

    def game_minutes(self) -> list[float]:
        """Return how long the newest games took that were played to their end; not those that rested in between."""
        sql = """
            SELECT (at - began) / 60000.0 AS minutes FROM game
            WHERE status = 'finished' AND ended_by NOT IN ('forfeit', 'conceded') AND minutes BETWEEN :least AND :most
            ORDER BY at DESC, game_id DESC LIMIT :count
        """
        rows = self._all(sql, least=_LEAST_MINUTES, most=_MOST_MINUTES, count=_GAMES_OF_PACE)
        return [minutes for (minutes,) in rows]

    def rated_games(self) -> Iterator[RatedGame]:
        """Yield the games that were played to their end by people with names, in the order in which they ended."""
        sql = """
            SELECT game_id, team != winner, who, is_person FROM seat
            WHERE status = 'finished' AND ended_by NOT IN ('forfeit', 'conceded') ORDER BY at, game_id, team, place
        """
        for _, rows in groupby(self._all(sql), key=itemgetter(0)):
            sides: tuple[list[str], list[str]] = [], []
            are_people = True
            for _, has_lost, key, is_person in rows:
                sides[has_lost].append(key)
                are_people = are_people and is_person
            if are_people:
                yield RatedGame(tuple(sides[0]), tuple(sides[1]))

    def roster(self) -> Roster:
        """Return everybody who was entered in a game, finished or not, or is in an imported list, the last seen first.

        A list counts as seen when it was imported.
        """
        return Roster(tuple(self._people()), tuple(self._teams()))

    def _people(self) -> list[Person]:
        """Return the players; a team without player names plays under its own name, and that is not a player."""
        sql = f"""
            SELECT who, max(at) AS seen, called, squad, color, sum(counts) FROM (
                SELECT who, at, called, squad, color, status != 'canceled' AS counts FROM seat WHERE is_person
                UNION ALL SELECT who, at, called, team, color, 0 FROM listed WHERE kind = :kind
            ) GROUP BY who HAVING NOT EXISTS ({_IS_FORGOTTEN}) ORDER BY seen DESC, who
        """
        return [Person(*row) for row in self._all(sql, kind="player")]

    def _teams(self) -> list[TeamRecord]:
        """Return teams as last entered, without the default names."""
        sql = f"""
            SELECT who, max(at) AS seen, called, color, sum(counts), iif(list IS NULL, (
                SELECT group_concat(line.name, char(10) ORDER BY place) FROM line
                WHERE line.game_id = each.game_id AND line.team = each.team AND is_person
            ), (
                SELECT group_concat(name, char(10) ORDER BY place) FROM log.listed_name AS player
                WHERE player.list = each.list AND player.kind = 'player' AND casefold(player.team) = each.key))
            FROM (
                SELECT who, at, called, color, status != 'canceled' AS counts, game_id, team, NULL AS list, key
                FROM side WHERE named AND name NOT IN (:one, :two)
                UNION ALL SELECT who, at, called, color, 0, NULL, NULL, list, key FROM listed WHERE kind = :kind
            ) AS each
            GROUP BY who HAVING NOT EXISTS ({_IS_FORGOTTEN}) ORDER BY seen DESC, who
        """
        rows = self._all(sql, kind="team", one=DEFAULT_NAMES[0], two=DEFAULT_NAMES[1])
        return [
            TeamRecord(key, seen, name, color, games, tuple(players.split("\n")) if players else ())
            for key, seen, name, color, games, players in rows
        ]

    def _streaks(self, game_filter: GameFilter) -> dict[str, tuple[int, int]]:
        condition = f"{_matches(game_filter)} AND {_COUNTS}"
        sql = f"SELECT who, team = winner FROM seat WHERE {condition} ORDER BY who, at, game_id"
        by_player = groupby(self._all(sql, game_filter), key=lambda row: row[0])
        return {key: streaks(bool(won) for _, won in rows) for key, rows in by_player}

    def _all(self, sql: str, game_filter: GameFilter | None = None, **values: Any) -> list[tuple[Any, ...]]:
        if game_filter is not None:
            values |= {
                "since": game_filter.since,
                "until": game_filter.until,
                "player": game_filter.player,
                "court": None if game_filter.court is None else court_key(game_filter.court),
            }
            values["terms"] = msgspec.json.encode(game_filter.terms).decode()
        try:
            return list(self.index.database.execute(sql, values))
        except apsw.Error as error:
            raise Unavailable("The games played before cannot be looked up: {reason}", reason=reason(error)) from error


def _game_record(game_id: int, at: int, court: str, *row: Any) -> GameRecord:
    name1, name2, named1, named2, color1, color2, score1, score2, *rest = row
    names = _name(name1, is_entered=named1), _name(name2, is_entered=named2)
    return GameRecord(game_id, at, court, names, (color1, color2), (score1, score2), *rest)


def _name(name: str, *, is_entered: bool) -> str:
    return name if is_entered or name not in COLOR_NAMES.values() else TranslatableWord(name)
