"""Reports of players: what they say of a match from their own phones, each with the seat that the check-in gave."""

from collections.abc import Sequence

from goat_kiosk.desk.check_in import CheckIn
from goat_kiosk.desk.director import Director, TournamentChange, without_desk
from goat_kiosk.errors import InvalidValue
from goat_kiosk.tournament.event_fields import GameScore, MatchSide
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.match_events import MatchProtested, MatchReported
from goat_kiosk.tournament.reporting import event_of_report, side_of_player
from goat_kiosk.tournament.tournament import MatchKey, Tournament


class PlayerReports:
    """The results and protests of the players of a tournament of this kiosk."""

    def __init__(self, director: Director, check_in: CheckIn) -> None:
        self._director, self._check_in = director, check_in

    def report(self, tournament_id: int, seat: str, key: MatchKey, own_scores: Sequence[GameScore]) -> TournamentChange:
        """Report a result, or confirm the one that the other side has reported; another one is a protest.

        `own_scores` has the points of the player's side first. Raises `NotFound`, `NotInTournament` for one who does
        not play in it, `InvalidValue` for scores without a winner, and as `Director.record`.
        """
        player, won = self._check_in.player(tournament_id, seat), _has_won(own_scores)

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            side = side_of_player(tournament, key, player)
            winner: MatchSide = side if won else 2 if side == 1 else 1
            scores = own_scores if side == 1 else [(second, first) for first, second in own_scores]
            return [event_of_report(tournament, MatchReported(*key, winner, tuple(scores), side))]

        return self._director.record(tournament_id, without_desk(decide))

    def protest(self, tournament_id: int, seat: str, key: MatchKey, text: str) -> TournamentChange:
        """Protest a match. Raises as `report`."""
        player = self._check_in.player(tournament_id, seat)

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            side_of_player(tournament, key, player)
            return [MatchProtested(*key, text)]

        return self._director.record(tournament_id, without_desk(decide))


def _has_won(scores: Sequence[GameScore]) -> bool:
    """Whether the first side of `scores` has won more games. Raises `InvalidValue` if neither has."""
    lead = sum((first > second) - (first < second) for first, second in scores)
    if lead == 0:
        raise InvalidValue("By these scores nobody has won. Check them.")
    return lead > 0
