"""Results of matches from their games: what a tournament does not know yet about a game of one of its matches.

A game may be this desk's or another kiosk's, and what is known of it may come late, twice, or after the desk has typed
a result in. So nothing here remembers anything: the game as it stands is compared with what the match knows, and the
outcome is the same in whatever order that happens.
"""

from collections.abc import Iterator
from typing import NamedTuple

from goat_kiosk.domain.events import Fixture
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import is_over, match_winner
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import KioskError
from goat_kiosk.tournament.brackets.match_ids import stage_of
from goat_kiosk.tournament.event_fields import BagTotals, GameScore, How, MatchSide, MatchSides
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.match_events import MatchStarted, ResultConfirmed, ResultContradicted, ResultRecorded
from goat_kiosk.tournament.slots import entries_of
from goat_kiosk.tournament.tournament import MatchDecisions, Tournament
from goat_kiosk.tournament.transitions.lookup import find_match
from goat_kiosk.tournament.transitions.match_checks import known_sides


class PlayedGame(NamedTuple):
    """A game of a match, as this kiosk or another one has it."""

    game_id: int
    game: Game
    scores: tuple[GameScore, ...] = ()
    """The scores of the match's games, from the first one to this one."""
    receipt: str = ""
    """The hash of its receipt; empty while it is not over."""
    log: str = ""
    """The log of the other kiosk that scores it; empty for this kiosk's."""
    attempt: int | None = None
    """How many times the match had been played or begun before; None if that is not known."""
    is_ended_by_match: bool = False
    """Whether a decision about the match has ended it, so that its end says nothing about who won."""

    @property
    def is_decided(self) -> bool:
        """Whether the match was decided in the game, and not by the desk."""
        return self.game.status == "finished" and not self.is_ended_by_match and is_over(self.game)

    @property
    def winner(self) -> MatchSide | None:
        """Who has won the match, if it was decided in the game; None also for a split."""
        return match_winner(self.game) if self.is_decided else None


def match_events(tournament: Tournament, played: PlayedGame) -> Iterator[AnyTournamentEvent]:
    """Yield what the match of a game does not know yet: that it has begun, its result, or that the two differ."""
    fixture = played.game.fixture
    division = tournament.divisions.get(fixture.division) if fixture is not None else None
    if fixture is None or division is None:
        return
    decisions = division.decisions(fixture.match)
    earlier_games = {result.game for result in decisions.earlier_results}
    if played.game_id in earlier_games or played.game_id in decisions.overruled_games:
        return  # the desk has decided about it
    if decisions.result is None:
        yield from _first_result(tournament, fixture, decisions, played)
    elif decisions.result.game == played.game_id:
        yield from _correction(fixture, decisions, decisions.result, played)
    elif played.is_decided:
        yield from _second_result(fixture, decisions, decisions.result, played)


def _first_result(
    tournament: Tournament, fixture: Fixture, decisions: MatchDecisions, played: PlayedGame
) -> Iterator[AnyTournamentEvent]:
    if len(decisions.earlier_results) > (played.attempt if played.attempt is not None else 0):
        return  # the match has been decided since, and is replayed
    if played.game_id not in decisions.games and _has_begun(tournament, decisions, played):
        yield MatchStarted(fixture.division, fixture.match, played.game_id)
    winner, sides = played.winner, decisions.sides or _due_sides(tournament, fixture, played.game)
    if not played.is_decided or sides is None:
        return
    how: How = "split" if winner is None else "forfeit" if played.game.ended_by == "forfeit" else "played"
    bags = _bag_totals(played) if tournament.divisions[fixture.division].has_table(stage_of(fixture.match)) else None
    yield ResultRecorded(
        *(fixture.division, fixture.match, sides, winner, how, played.scores, played.game_id, played.receipt),
        bags=bags,
    )


def _bag_totals(played: PlayedGame) -> tuple[BagTotals, BagTotals] | None:
    """Return what both sides scored with their bags; None for a match of several games, of which this is the last."""
    if len(played.scores) != 1:
        return None
    (points1, rounds1), (points2, rounds2) = (
        (sum(player.stats.points for player in side.everyone), sum(player.stats.rounds for player in side.everyone))
        for side in played.game.sides
    )
    return ((points1, rounds1), (points2, rounds2)) if rounds1 and rounds2 else None


def _has_begun(tournament: Tournament, decisions: MatchDecisions, played: PlayedGame) -> bool:
    """Whether a game is being played where its match is called. One in a lobby waits, but between games of a match."""
    game = played.game
    if decisions.court is None or not (game.status == "live" or (game.status == "lobby" and game.match.number > 1)):
        return False
    court = tournament.courts.get(decisions.court)
    is_its_kiosk = court is not None and court.kiosk is not None and court.kiosk.log == played.log
    return not played.log or is_its_kiosk or court_key(game.court) == court_key(decisions.court)


def _due_sides(tournament: Tournament, fixture: Fixture, game: Game) -> MatchSides | None:
    """Return the sides of a match whose call was taken back while it was played, if the game is between them."""
    try:
        match = find_match(tournament, fixture.division, fixture.match)
    except KioskError:
        return None
    if match.status != "ready":
        return None
    names = [
        [tournament.players[player].name for entry in entries_of(side) for player in tournament.entries[entry].players]
        for side in match.sides
    ]
    is_theirs = names == [[player.name for player in side.players] for side in game.sides]
    return known_sides(match.sides) if is_theirs else None


def _correction(
    fixture: Fixture, decisions: MatchDecisions, result: ResultRecorded, played: PlayedGame
) -> Iterator[ResultContradicted]:
    """Yield what the game of a result says by now, if its match knows something else."""
    contradiction = decisions.contradiction
    known = contradiction if contradiction is not None and contradiction.game == played.game_id else result
    winner, scores = played.winner, played.scores if played.is_decided else ()
    if not played.is_ended_by_match and (known.winner, known.scores) != (winner, scores):
        yield ResultContradicted(fixture.division, fixture.match, played.game_id, winner, scores)


def _second_result(
    fixture: Fixture, decisions: MatchDecisions, result: ResultRecorded, played: PlayedGame
) -> Iterator[ResultConfirmed | ResultContradicted]:
    """Yield whether a game bears out a result that it did not give: one by hand, or of another game of the match."""
    if not played.log and played.game.ended_by in {"conceded", "forfeit"}:
        return  # the desk may have ended it, in a log from before the key said so
    winner = played.winner
    agrees = winner == result.winner and result.scores in {(), played.scores}
    if not agrees:
        contradiction = ResultContradicted(fixture.division, fixture.match, played.game_id, winner, played.scores)
        if decisions.contradiction != contradiction:
            yield contradiction
    elif result.game is None and result.how in {"played", "split"}:
        yield ResultConfirmed(fixture.division, fixture.match, played.game_id, played.scores, played.receipt)
