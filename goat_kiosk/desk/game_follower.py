"""Follower of matches: this desk's games do what is decided about their matches, at this kiosk or at another one.

A result by hand, or a call that is taken back, ends the open game; a call to another court moves it; and it goes on
when the decision that has ended it is taken back. What has changed is found by comparing the tournament with how it
stood when it was followed last: so a change that is heard of twice, late, or together with others has the same effect.

**A match that another kiosk calls to a court of this one opens its game by itself, and the game waits in its lobby.**
At the tournament's own desk a game opens when somebody starts the match there. Here it opens with the call: the board
shows at once who is due, the scorer begins with one key or one tap, and needs the other kiosk for neither. A game in
its lobby is not begun: to the tournament the match is called, with its clocks, until the game starts or gets its first
bag, and a call that is taken back cancels a game without bags.
"""

import logging
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.fixture_games import FixtureGames, end_key
from goat_kiosk.desk.fixtures import first_game_of
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import AnyEvent, CourtChanged, Fixture, GameCanceled, GameConceded, GameForfeited
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import CourtBusy, KioskError
from goat_kiosk.store.log.write_queue import WritePending
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.court_kiosks import is_scored_by
from goat_kiosk.tournament.court_use import scoring_on
from goat_kiosk.tournament.match_events import ResultRecorded
from goat_kiosk.tournament.tournament import MatchDecisions, MatchKey, Tournament

_log = logging.getLogger(__name__)


class GameFollower:
    """Ends, moves, reopens and opens the games of one desk as their matches want it."""

    def __init__(self, scorekeeper: Scorekeeper, games: FixtureGames) -> None:
        self._scorekeeper, self._games = scorekeeper, games
        self._followed: dict[int, Tournament] = {}
        """Each tournament as it was followed last."""
        self._blocked: set[tuple[int, MatchKey]] = set()
        """Matches of other kiosks' tournaments whose court is in use here."""
        scorekeeper.subscribe(self._on_game_change)

    def find(self, tournament_id: int) -> Tournament | None:
        """Return a tournament as it was followed last."""
        return self._followed.get(tournament_id)

    def follow(self, tournament_id: int, tournament: Tournament, *, is_owner: bool) -> None:
        """Do with the games what has been decided; `is_owner` says whether the tournament is this kiosk's."""
        before = self._followed.get(tournament_id)
        self._followed[tournament_id] = tournament
        for game_id, game in list(self._games.of_tournament(tournament_id)):
            if game.fixture is not None:
                known = _decisions(before, game.fixture) if before is not None else None
                self._follow_match(game_id, known, tournament, is_owner=is_owner)
        if not is_owner:
            self._open_called(tournament_id, before, tournament)

    def _follow_match(
        self, game_id: int, before: MatchDecisions | None, tournament: Tournament, *, is_owner: bool
    ) -> None:
        game = self._scorekeeper.history(game_id).game
        if game.fixture is None:
            return
        now = _decisions(tournament, game.fixture)
        if game.is_over:
            if before != now and self._goes_on(game_id, now):
                try_write(game_id, partial(self._scorekeeper.reopen, game_id))
        elif now.result is not None:
            self._end_decided(game_id, game, before, now.result, tournament)
        elif now.sides is None:
            if before != now and _is_taken_back(game, before, tournament, is_owner=is_owner):
                self._end(game_id, GameCanceled(), tournament, before)
        elif now.court is not None and _is_moved(game, before, now):
            if is_scored_by(tournament, now.court, self._own_logs, is_owner=is_owner):
                try_write(game_id, partial(self._scorekeeper.move, game_id, now.court))
            else:
                self._end(game_id, GameCanceled(), tournament, before)

    def _goes_on(self, game_id: int, now: MatchDecisions) -> bool:
        """Whether the decision that has ended a game is taken back: its match has the same call again."""
        history = self._scorekeeper.history(game_id)
        was_waiting = history.undo_stack is not None and history.undo_stack[0].status == "lobby"
        is_undecided = now.result is None and now.sides is not None and now.ruling != "void"
        is_played = now.started_at is not None and now.games[-1:] == (game_id,)
        return is_undecided and (was_waiting or is_played) and self._games.ended_call(game_id) == now.called_at

    def _end_decided(
        self,
        game_id: int,
        game: Game,
        before: MatchDecisions | None,
        result: ResultRecorded,
        tournament: Tournament,
    ) -> None:
        """End a game whose match has got another result than the game's. One that was reopened since stays open."""
        if before is not None:
            is_new = before.result != result
        else:
            is_new = game.status == "lobby" or (result.game is None and not self._games.was_ended_by_match(game_id))
        if result.game != game_id and is_new:
            self._end(game_id, _ending(game, result), tournament, before)

    def _end(self, game_id: int, event: AnyEvent, tournament: Tournament, before: MatchDecisions | None) -> None:
        key = end_key(game_id, tournament, before.called_at if before is not None else None)
        try_write(game_id, partial(self._scorekeeper.record, game_id, event, key))

    @property
    def _own_logs(self) -> set[str]:
        return {kiosk.log for kiosk in self._scorekeeper.own_kiosks()}

    # ------------------------------------------------------------------------------- matches of other kiosks

    def _open_called(self, tournament_id: int, before: Tournament | None, tournament: Tournament) -> None:
        """Open the games of matches that are called to courts of this kiosk."""
        logs = self._own_logs
        for number, division in tournament.divisions.items():
            for match, now in division.matches.items():
                known = _decisions(before, Fixture(tournament_id, number, match)) if before is not None else None
                if (known is None or known.called_at != now.called_at) and _is_due(tournament, now, logs):
                    self._open(tournament_id, (number, match), tournament)

    def _open(self, tournament_id: int, key: MatchKey, tournament: Tournament) -> None:
        division, match = key
        self._blocked.discard((tournament_id, key))
        decisions = tournament.divisions[division].decisions(match)
        _, game_id = self._games.next_attempt(tournament_id, key, decisions)
        if game_id is not None or self._games.unfinished(tournament_id, key):
            return
        try:
            self.open_game(tournament_id, key, tournament)
        except CourtBusy:
            self._blocked.add((tournament_id, key))
        except WritePending:
            pass  # it is being saved
        except KioskError as error:
            _log.warning("Match %s has no game at its court: %s", match, error.sentence)

    def open_game(self, tournament_id: int, key: MatchKey, tournament: Tournament) -> Change:
        """Open the game of a match that another kiosk has called to a court of this one; it waits in its lobby.

        Raises `MatchNotReady` if it is not called, and as `Scorekeeper.create`.
        """
        division, match = key
        event = replace(first_game_of(tournament, tournament_id, key), lobby=True)
        decisions = tournament.divisions[division].decisions(match)
        idempotency_key, _ = self._games.next_attempt(tournament_id, key, decisions)
        return self._scorekeeper.create(event, idempotency_key)

    def _on_game_change(self, change: Change) -> None:
        """Try again to open the games whose court was in use."""
        is_court_free = change.row is not None and (
            change.game.is_over or change.game.is_set_aside or isinstance(change.row.event, CourtChanged)
        )
        if not is_court_free:
            return
        for tournament_id, key in list(self._blocked):
            tournament = self._followed[tournament_id]
            self._blocked.discard((tournament_id, key))
            if _is_due(tournament, _decisions(tournament, Fixture(tournament_id, *key)), self._own_logs):
                self._open(tournament_id, key, tournament)


def _is_taken_back(game: Game, before: MatchDecisions | None, tournament: Tournament, *, is_owner: bool) -> bool:
    """Whether the game of a match that is back in line is over; if its court is closed, it goes on at another one.

    Without the call before, a game with bags may be one whose court was closed for a while: its own kiosk keeps that.
    """
    court = tournament.courts.get(game.court)
    is_known = before is not None or not is_owner or game.status == "lobby"
    return is_known and (court is None or court.is_open)


def _is_moved(game: Game, before: MatchDecisions | None, now: MatchDecisions) -> bool:
    """Whether a match was called to another court than where its game is.

    Without the call before, only a game without bags counts as moved: the scorer may have moved the other ones.
    """
    if now.court is None or court_key(now.court) == court_key(game.court):
        return False
    return before.court != now.court if before is not None else game.status == "lobby"


def _is_due(tournament: Tournament, decisions: MatchDecisions, own_logs: set[str]) -> bool:
    """Whether a match is called to a court of this kiosk, where it is scored in a game, and has not begun."""
    court = decisions.court
    is_called = decisions.sides is not None and decisions.started_at is None
    if court is None or not is_called or decisions.result is not None or decisions.report is not None:
        return False
    return is_scored_by(tournament, court, own_logs, is_owner=False) and scoring_on(tournament, court) != "result"


def _decisions(tournament: Tournament, fixture: Fixture) -> MatchDecisions:
    division = tournament.divisions.get(fixture.division)
    return MatchDecisions() if division is None else division.decisions(fixture.match)


def _ending(game: Game, result: ResultRecorded) -> AnyEvent:
    """Return the event that ends the open game of a match that is decided without it; its bags stay."""
    if result.game is not None or result.winner is None or game.status != "live":
        return GameCanceled(result.reason)
    return GameForfeited(result.winner, result.reason) if result.how == "forfeit" else GameConceded(result.winner)


def try_write(game: int | MatchId, write: Callable[[], object]) -> None:
    """Make the write that follows from another one, which stands whatever becomes of this one.

    `game` names it in the log: its number, or its match before it has one.
    """
    try:
        write()
    except WritePending:
        pass  # it is being saved
    except KioskError as error:
        _log.warning("Game %s and its match differ: %s", game, error.sentence)
