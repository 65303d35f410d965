"""Encoding of a player's road: the match that is now or next, and where winning and losing lead from there."""

import msgspec

from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.road import DivisionRoad, PlayerRoad, RoadPath, RoadStatus
from goat_kiosk.tournament.state.matches import encode_slot
from goat_kiosk.tournament.state.state import SlotState


class RoadStepState(msgspec.Struct, frozen=True):
    """A match that may come, and who may be on the other side."""

    match: MatchId
    against: SlotState
    possible: tuple[int, ...]


class RoadPathState(msgspec.Struct, frozen=True):
    """The matches that follow while the entry wins, and the place that it then has."""

    matches: list[RoadStepState]
    place: int | None


class DivisionRoadState(msgspec.Struct, frozen=True):
    """The road of one entry of a player."""

    division: int
    entry: int
    status: RoadStatus
    match: MatchId | None
    ahead: int | None
    minutes: tuple[int, int] | None
    if_won: RoadPathState | None
    if_lost: RoadPathState | None
    losses: int
    place: int | None


class PlayerRoadState(msgspec.Struct, frozen=True):
    """Where a player stands, and the road in each division; what is most urgent comes first."""

    player: int
    status: RoadStatus
    divisions: list[DivisionRoadState]


def encode_road(road: PlayerRoad) -> PlayerRoadState:
    """Return the JSON struct of a road."""
    return PlayerRoadState(road.player, road.status, [_division_road(division) for division in road.divisions])


def _division_road(road: DivisionRoad) -> DivisionRoadState:
    return DivisionRoadState(
        road.division,
        road.entry,
        road.status,
        road.match.id if road.match is not None else None,
        road.ahead,
        road.minutes,
        _path(road.if_won),
        _path(road.if_lost),
        road.losses,
        road.place,
    )


def _path(path: RoadPath | None) -> RoadPathState | None:
    if path is None:
        return None
    steps = [RoadStepState(step.match, encode_slot(step.against), step.possible) for step in path.steps]
    return RoadPathState(steps, path.place)
