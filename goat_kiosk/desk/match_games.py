"""Games of a tournament's matches: a called match opens its game, and the game's end is the match's result.

A game names its match (`fixture`), and each of its changes is compared with what the match knows: so a match learns
that its game has begun and how it ended, also at the next start if the program ended in between.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

import msgspec

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.director import Director, TournamentChange
from goat_kiosk.desk.fixtures import new_game_of
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import (
    AnyEvent,
    Fixture,
    GameCanceled,
    GameConceded,
    GameForfeited,
)
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import is_over, match_winner
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.errors import KioskError
from goat_kiosk.store.log.write_queue import WritePending
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.court_use import has_game, scoring_on
from goat_kiosk.tournament.events import (
    AnyTournamentEvent,
    DecisionUndone,
    GameScore,
    How,
    MatchCalled,
    MatchStarted,
    MatchUncalled,
    ResultContradicted,
    ResultRecorded,
)
from goat_kiosk.tournament.fold import is_decision
from goat_kiosk.tournament.pool_courts import follows_in_pool
from goat_kiosk.tournament.round_clock import matches_to_start
from goat_kiosk.tournament.tournament import MatchDecisions, Tournament

_ENDED_BY_HAND = {"canceled", "conceded", "forfeit"}
_log = logging.getLogger(__name__)


class MatchGames:
    """Joins the games of one desk with the matches of its tournaments."""

    def __init__(self, scorekeeper: Scorekeeper, director: Director) -> None:
        self._scorekeeper, self._director = scorekeeper, director
        scorekeeper.subscribe(self._on_change)
        director.subscribe(self._on_tournament_change)

    def open_game(
        self, tournament_id: int, division: int, match: str, busy_policy: BusyCourtPolicy = "refuse"
    ) -> Change:
        """Open the game of a called match on its court, which starts the match. Twice is once.

        Raises `RuleViolation` if the match is not called, and as `Scorekeeper.create`.
        """
        tournament = self._director.tournament(tournament_id)
        for game_id, _ in self._open_games(tournament, division, match):  # also one that has moved since
            return self._scorekeeper.snapshot(game_id)
        practice = tournament.is_practice or msgspec.UNSET
        event = new_game_of(tournament, Fixture(tournament_id, division, match, practice=practice))
        decisions = tournament.divisions[division].decisions(match)
        attempt = len(decisions.earlier_results) + sum(map(self._is_canceled, decisions.games))
        key = f"tournament-{tournament_id}-{division}-{match}-{attempt}"  # a match that is replayed opens another game
        return self._scorekeeper.create(event, key, busy_policy)

    def open_called(self, tournament_id: int, division: int) -> None:
        """Open the games of all called matches of a division, which starts them; a court that is taken is left out."""
        tournament = self._director.tournament(tournament_id)
        for match in matches_to_start(tournament, tournament.divisions[division]):
            if has_game(tournament, (division, match.id)):
                with suppress(KioskError):
                    self.open_game(tournament_id, division, match.id)

    def _is_canceled(self, game_id: int) -> bool:
        return self._scorekeeper.history(game_id).game.ended_by == "canceled"

    def catch_up(self) -> None:
        """Tell the matches what became of their games while nobody could, and the games what was taken back."""
        for change in self._director.open_tournaments():
            newest = self._director.events(change.tournament_id)[-1]
            if isinstance(newest.event, DecisionUndone):
                self._reopen(change.tournament_id, newest.seq, newest.event.events)
        for game_id in self._scorekeeper.game_ids():
            self._compare(game_id, self._scorekeeper.history(game_id).game)

    def _on_tournament_change(self, change: TournamentChange) -> None:
        """Do with the games of the matches what the desk has decided about these.

        A result by hand, or a call that is taken back, ends the open game; a call elsewhere moves it; and it goes on
        when the decision that has ended it is taken back.
        """
        for row in change.rows:
            if isinstance(row.event, ResultRecorded) and row.event.game is None:
                for game_id, game in self._open_games(change.tournament, row.event.division, row.event.match):
                    self._try(game_id, partial(self._scorekeeper.record, game_id, _ending(game, row.event)))
            elif isinstance(row.event, MatchUncalled):
                self._cancel_uncalled(change.tournament, row.event)
            elif isinstance(row.event, DecisionUndone):
                self._reopen(change.tournament_id, row.seq, row.event.events)
            elif isinstance(row.event, MatchCalled):
                for game_id, game in self._open_games(change.tournament, row.event.division, row.event.match):
                    if game.court != row.event.court:
                        self._try(game_id, partial(self._scorekeeper.move, game_id, row.event.court))
                self._open_next_in_pool(change, row.event)

    def _open_next_in_pool(self, change: TournamentChange, event: MatchCalled) -> None:
        """Open the game of a match that follows another one on a court of its pool."""
        tournament, division = change.tournament, change.tournament.divisions[event.division]
        if event.from_desk or scoring_on(tournament, event.court) == "result":
            return
        if division.decisions(event.match).sides is not None and follows_in_pool(tournament, division, event.match):
            open_game = partial(self.open_game, change.tournament_id, event.division, event.match)
            self._try(event.match, open_game)

    def _cancel_uncalled(self, tournament: Tournament, event: MatchUncalled) -> None:
        """Cancel the open game of a match that is back in line; one whose court is closed goes on elsewhere."""
        if tournament.divisions[event.division].decisions(event.match).sides is not None:
            return  # called again by the same command
        for game_id, game in self._open_games(tournament, event.division, event.match):
            court = tournament.courts.get(game.court)
            if court is not None and court.is_open:
                self._try(game_id, partial(self._scorekeeper.record, game_id, GameCanceled(event.reason)))

    def _reopen(self, tournament_id: int, undone_seq: int, count: int) -> None:
        """Let the games go on that were ended by decisions which are taken back now."""
        divisions = self._director.tournament(tournament_id).divisions
        decisions_made = [
            row for row in self._director.events(tournament_id)[: undone_seq - 1] if is_decision(row.event)
        ]
        for row in decisions_made[-count:]:
            # One command may have made the division too, which is gone with it.
            if isinstance(row.event, ResultRecorded | MatchUncalled) and row.event.division in divisions:
                decisions = divisions[row.event.division].decisions(row.event.match)
                if decisions.sides is not None and decisions.result is None:
                    self._reopen_last(decisions)

    def _reopen_last(self, decisions: MatchDecisions) -> None:
        for game_id in decisions.games[-1:]:
            if game_id in self._scorekeeper.games:
                game = self._scorekeeper.history(game_id).game
                if game.is_over and game.ended_by in _ENDED_BY_HAND:
                    self._try(game_id, partial(self._scorekeeper.reopen, game_id))

    def _open_games(self, tournament: Tournament, division: int, match: MatchId) -> Iterator[tuple[int, Game]]:
        """Yield the games of a match that are not finished."""
        for game_id in tournament.divisions[division].decisions(match).games:
            if game_id in self._scorekeeper.games:  # one that is not loaded was finished long ago
                game = self._scorekeeper.history(game_id).game
                if not game.is_over:
                    yield game_id, game

    def _on_change(self, change: Change) -> None:
        if change.row is not None:
            self._compare(change.game_id, change.game)

    def _compare(self, game_id: int, game: Game) -> None:
        """Record what the match of a game does not know yet."""
        if (fixture := game.fixture) is None:
            return
        if events := list(self._unknown(game_id, game, fixture)):
            self._try(game_id, lambda: self._director.record(fixture.tournament_id, lambda _: events))

    def _try(self, game: int | MatchId, write: Callable[[], object]) -> None:
        """Make the write that follows from another one, which stands whatever becomes of this one.

        `game` names it in the log: its number, or its match before it has one.
        """
        try:
            write()
        except WritePending:
            pass  # it is being saved
        except KioskError as error:
            _log.warning("Game %s and its match differ: %s", game, error.sentence)

    def _unknown(self, game_id: int, game: Game, fixture: Fixture) -> Iterator[AnyTournamentEvent]:
        decisions = self._decisions(fixture)
        if decisions.sides is None or game_id in {result.game for result in decisions.earlier_results}:
            return
        if game_id not in decisions.games and game.status in {"lobby", "live"} and decisions.result is None:
            yield MatchStarted(fixture.division, fixture.match, game_id)
        if decisions.result is None and game.status == "finished" and is_over(game):
            winner = match_winner(game)
            how: How = "split" if winner is None else "forfeit" if game.ended_by == "forfeit" else "played"
            receipt = self._scorekeeper.snapshot(game_id).result
            scores = tuple(self._scores(game))
            yield ResultRecorded(
                fixture.division, fixture.match, decisions.sides, winner, how, scores, game_id, receipt
            )
        if decisions.result is not None and decisions.result.game == game_id:
            yield from self._contradiction(fixture, game_id, game, decisions)

    def _contradiction(
        self, fixture: Fixture, game_id: int, game: Game, decisions: MatchDecisions
    ) -> Iterator[ResultContradicted]:
        """Yield what a game says by now, if its match knows something else; nothing while it goes on undecided."""
        is_decided = game.status == "finished" and is_over(game)
        winner = match_winner(game) if is_decided else None
        scores = tuple(self._scores(game)) if is_decided else ()
        known = decisions.contradiction or decisions.result
        if known is not None and (known.winner, known.scores) != (winner, scores):
            yield ResultContradicted(fixture.division, fixture.match, game_id, winner, scores)

    def _decisions(self, fixture: Fixture) -> MatchDecisions:
        return self._director.tournament(fixture.tournament_id).divisions[fixture.division].decisions(fixture.match)

    def _scores(self, last: Game) -> Iterator[GameScore]:
        """Yield the scores of the games of a match, from the first to `last`."""
        if last.previous is not None:
            yield from self._scores(self._scorekeeper.history(last.previous).game)
        yield last.score


def _ending(game: Game, result: ResultRecorded) -> AnyEvent:
    """Return the event that ends the open game of a match with a result by hand; its bags stay."""
    if result.winner is None or game.status != "live":
        return GameCanceled(result.reason)
    return GameForfeited(result.winner, result.reason) if result.how == "forfeit" else GameConceded(result.winner)
