"""Games of fixtures: finds this desk's games that are played for matches of tournaments.

They are found by the match that they name, so it makes no difference which kiosk runs the tournament. The first game of
a match has an idempotency key with the number of the attempt: a match that is replayed, or whose game was canceled, is
played in another one. An event by which a match has ended its game has a key too, with the call that it was played
for: so the game goes on when that is taken back, also after a restart and at a kiosk that has taken the game over.
"""

import re
from collections.abc import Iterator, Sequence

from goat_kiosk.desk.match_results import PlayedGame
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.errors import KioskError
from goat_kiosk.store.log.rows import Row
from goat_kiosk.tournament.event_fields import GameScore
from goat_kiosk.tournament.tournament import MatchDecisions, MatchKey, Tournament

_ATTEMPT = re.compile(r"tournament-[0-9]+-[0-9]+-.+-([0-9]+)")
_ENDED = re.compile(r"match-[0-9]+-[0-9]+-([0-9]+)")


def end_key(game_id: int, tournament: Tournament, called_at: int | None) -> str:
    """Return the key of the event by which its match ends a game; `called_at` is when that was called."""
    return f"match-{game_id}-{tournament.seq}-{called_at or 0}"


def ended_call(history: History, rows: Sequence[Row]) -> int | None:
    """Return when the match was called whose decision has ended a game; None if its end is its own."""
    found = _ENDED.fullmatch(rows[history.scored_seq - 1].key or "") if history.game.is_over else None
    return int(found[1]) if found else None


def attempt_of(first: Row) -> int | None:
    """Return how often a match was tried before the game that `first` begins; None if the game does not say."""
    found = _ATTEMPT.fullmatch(first.key or "")
    return int(found[1]) if found else None


class FixtureGames:
    """The games of matches in one log. For the desk's thread."""

    def __init__(self, scorekeeper: Scorekeeper) -> None:
        self._scorekeeper = scorekeeper

    def of_tournament(self, tournament_id: int) -> Iterator[tuple[int, Game]]:
        """Yield the games of a tournament's matches that are scored here, all but those that were over long ago."""
        for game_id in self._scorekeeper.game_ids():
            if not self._scorekeeper.owners.is_owner(game_id):
                continue
            game = self._scorekeeper.history(game_id).game
            if game.fixture is not None and game.fixture.tournament_id == tournament_id:
                yield game_id, game

    def unfinished(self, tournament_id: int, key: MatchKey) -> list[int]:
        """Return the games of a match that are not over."""
        return [
            game_id
            for game_id, game in self.of_tournament(tournament_id)
            if not game.is_over and game.fixture is not None and (game.fixture.division, game.fixture.match) == key
        ]

    def next_attempt(self, tournament_id: int, key: MatchKey, decisions: MatchDecisions) -> tuple[str, int | None]:
        """Return the idempotency key of the game that a match is played in now, and the game if there is one."""
        division, match = key
        number, canceled = 0, 0
        while True:
            idempotency_key = f"tournament-{tournament_id}-{division}-{match}-{number}"
            row = self._scorekeeper.event_by_key(idempotency_key)
            is_canceled = row is not None and self._scorekeeper.history(row.game_id).game.status == "canceled"
            if not is_canceled and number >= len(decisions.earlier_results) + canceled:
                return idempotency_key, row.game_id if row is not None else None
            canceled += is_canceled
            number += 1

    def ended_call(self, game_id: int) -> int | None:
        """Return when the match was called whose decision has ended a game; None if its end is its own."""
        return ended_call(self._scorekeeper.history(game_id), self._scorekeeper.events(game_id))

    def was_ended_by_match(self, game_id: int) -> bool:
        """Whether its match has ever ended a game; if it goes on, somebody has reopened it."""
        return any(_ENDED.fullmatch(row.key or "") for row in self._scorekeeper.events(game_id))

    def played(self, game_id: int, game: Game) -> PlayedGame:
        """Return a game with what its match needs to know of it."""
        if not game.is_over:
            return PlayedGame(game_id, game, attempt=self._attempt(game_id, game))
        return PlayedGame(
            game_id,
            game,
            tuple(self._scores(game)),
            self._scorekeeper.snapshot(game_id).result,
            attempt=self._attempt(game_id, game),
            is_ended_by_match=self.ended_call(game_id) is not None,
        )

    def _attempt(self, game_id: int, game: Game) -> int | None:
        before = self._previous(game)
        if before is not None:
            return self._attempt(*before)
        return attempt_of(self._scorekeeper.events(game_id)[0])

    def _scores(self, last: Game) -> Iterator[GameScore]:
        """Yield the scores of the games of a match, from the first to `last`."""
        before = self._previous(last)
        if before is not None:
            yield from self._scores(before[1])
        yield last.score

    def _previous(self, game: Game) -> tuple[int, Game] | None:
        """Return the game before one in its match; None if there is none, or another kiosk has it."""
        if game.previous is None:
            return None
        try:
            return game.previous, self._scorekeeper.history(game.previous).game
        except KioskError:
            return None
