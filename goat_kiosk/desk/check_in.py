"""Check-in: players of a tournament say from their own phones that they are here.

A phone that checks in gets a secret, the seat, with which its player says later that they leave, or reports a match.
The log stores its hash as the event's key, so it is valid after a power cut too. Where joins wait for approval, a
person who checks in is signed up but not here until the desk says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.desk.director import Director, TournamentChange, without_desk
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.seats import hash_seat, new_seat
from goat_kiosk.domain.names.sanitizing import look_alike
from goat_kiosk.errors import NameTaken, NotFound, RuleViolation
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.tournament.blind_draw import enter_arrival
from goat_kiosk.tournament.call_clock import call_clocks
from goat_kiosk.tournament.events import AnyTournamentEvent, DirectorRequested, PlayerChanged, PlayerSignedUp
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.match_events import SidesMissing
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.tournament import SignedUpPlayer, Tournament

_KEY_PREFIX = "check-in "


class CheckInOutcome(NamedTuple):
    """The outcome of a check-in."""

    change: TournamentChange
    player: int
    seat: str
    is_waiting: bool
    """Whether the desk has to let the player in."""


class CheckIn:
    """The players who check in to a tournament of this kiosk."""

    def __init__(self, director: Director, lobby: Lobby) -> None:
        """`lobby` has the words that names may not contain, and says whether joins wait for approval."""
        self._director, self._lobby = director, lobby

    def check_in(self, tournament_id: int, name: str) -> CheckInOutcome:
        """Note that the person of that name is here, and give them a seat.

        A person whom the desk has checked in gets one on the first phone that asks for it. Raises `NameBlocked`,
        `NameTaken`, and as `Director.record`.
        """
        self._lobby.blocklist.check(name)
        seat, is_here = new_seat(), not self._lobby.needs_approval

        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            player = _find_by_name(tournament, name)
            arrived: PlayerSignedUp | PlayerChanged
            if player is None:
                arrived = PlayerSignedUp(tournament.next_player(), name, here=is_here)
            elif player.here and self._has_phone(tournament_id, player.number):
                raise NameTaken("{name} is here already. Add the first letter of the last name.", name=player.name)
            else:
                arrived = PlayerChanged(player.number, here=is_here or player.here)
            entered = enter_arrival(apply(tournament, arrived, tournament.at), arrived.player) if is_here else []
            return [arrived, *entered]

        decided = without_desk(decide)
        return then(partial(self._director.record, tournament_id, decided, _key(seat)), partial(_outcome, seat))

    def player(self, tournament_id: int, seat: str) -> int:
        """Return the number of the player with this seat. Raises `NotFound`."""
        row = self._director.event_by_key(_key(seat))
        if (
            row is None
            or row.tournament_id != tournament_id
            or not isinstance(row.event, PlayerSignedUp | PlayerChanged)
        ):
            raise NotFound("This place is not known here. Check in again.")
        return row.event.player

    def set_presence(self, tournament_id: int, seat: str, *, is_here: bool) -> tuple[TournamentChange, int]:
        """Note whether the player with this seat is here, and return the tournament and the player's number.

        Raises `NotFound`, `RuleViolation` for one who has left or waits for approval, and as `Director.record`.
        """
        number = self.player(tournament_id, seat)

        def decide(tournament: Tournament) -> Sequence[PlayerChanged | SidesMissing]:
            player = tournament.players[number]
            if player.is_dropped:
                raise RuleViolation("{player} has left.", player=player.name)
            if player.here == is_here:
                return list(_no_longer_missing(tournament, number)) if is_here else []
            if self._lobby.needs_approval and not self._was_here(tournament_id, number):
                raise RuleViolation("The desk lets you in first. Ask there.")
            return [PlayerChanged(number, here=is_here, from_desk=False)]

        return then(partial(self._director.record, tournament_id, decide), lambda change: (change, number))

    def request_director(self, tournament_id: int, seat: str) -> tuple[TournamentChange, int]:
        """Note that the player with this seat asks for the director, and return the tournament and their number.

        Raises `NotFound`, and as `Director.record`.
        """
        number = self.player(tournament_id, seat)

        def decide(tournament: Tournament) -> list[DirectorRequested]:
            return [] if number in tournament.requests else [DirectorRequested(number)]

        return then(partial(self._director.record, tournament_id, decide), lambda change: (change, number))

    def _has_phone(self, tournament_id: int, player: int) -> bool:
        """Whether a phone has checked in for the player."""
        return any(
            isinstance(row.event, PlayerSignedUp | PlayerChanged)
            and row.event.player == player
            and (row.key or "").startswith(_KEY_PREFIX)
            for row in self._director.events(tournament_id)
        )

    def waiting(self, tournament_id: int) -> list[SignedUpPlayer]:
        """Return who checked in from a phone and was never let in, the longest first. Raises as `Director.record`."""
        tournament = self._director.tournament(tournament_id)
        absent = {player.number for player in tournament.players.values() if not player.here and not player.is_dropped}
        if not absent:
            return []
        waiting: dict[int, SignedUpPlayer] = {}
        for row in self._director.events(tournament_id):
            if not isinstance(row.event, PlayerSignedUp | PlayerChanged) or row.event.player not in absent:
                continue
            if row.event.here:
                absent.remove(row.event.player)
                waiting.pop(row.event.player, None)
            elif row.event.here is False and not row.event.from_desk:
                waiting.setdefault(row.event.player, tournament.players[row.event.player])
        return list(waiting.values())

    def _was_here(self, tournament_id: int, player: int) -> bool:
        """Whether the player has been here before."""
        for row in self._director.events(tournament_id):
            if isinstance(row.event, PlayerSignedUp | PlayerChanged) and row.event.player == player and row.event.here:
                return True
        return False


def _no_longer_missing(tournament: Tournament, player: int) -> Iterator[SidesMissing]:
    """Yield the events by which the side of a player is not missing in the match to which it is called."""
    for clock in call_clocks(replace(tournament, pause=None), tournament.at):
        division, match = clock.key
        sides = tournament.divisions[division].decisions(match).sides or ()
        absent = tuple(
            side for side in clock.missing if not _plays_for(tournament, entries_of_side(sides[side - 1]), player)
        )
        if absent != clock.missing:
            yield SidesMissing(division, match, absent, from_desk=False)


def _plays_for(tournament: Tournament, entries: Iterable[int], player: int) -> bool:
    return any(player in tournament.entries[entry].players for entry in entries)


def _outcome(seat: str, change: TournamentChange) -> CheckInOutcome:
    player = next(row.event.player for row in change.rows if isinstance(row.event, PlayerSignedUp | PlayerChanged))
    return CheckInOutcome(change, player, seat, not change.tournament.players[player].here)


def _find_by_name(tournament: Tournament, name: str) -> SignedUpPlayer | None:
    players = [player for player in tournament.players.values() if not player.is_dropped]
    return next((player for player in players if look_alike(player.name, name)), None)


def _key(seat: str) -> str:
    return f"{_KEY_PREFIX}{hash_seat(seat)}"
