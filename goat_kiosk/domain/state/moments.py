"""Moments of a game: what a broadcast switches scenes by, and a page announces.

They follow from two successive states, so a kiosk finds those of other kiosks' games too. Only progress makes one: an
undo or a correction, which may pass through the same score again, does not.
"""

from typing import Literal

import msgspec

from goat_kiosk.domain.events import BAGS_PER_SIDE, TEAMS, Team
from goat_kiosk.domain.rounds.bags import HOLE_POINTS

MomentKind = Literal["four-bagger", "bust", "game-point", "match-point", "win", "match-win"]


class Moment(msgspec.Struct, frozen=True):
    """What a team has just done, or can do next."""

    kind: MomentKind
    team: Team


class _Bag(msgspec.Struct, frozen=True):
    team: Team
    result: str


class _Count(msgspec.Struct, frozen=True, rename={"holes": "in"}):
    holes: int


class _Round(msgspec.Struct, frozen=True):
    team1: _Count
    team2: _Count
    busted: Team | None = None

    def holes(self, team: Team) -> int:
        return self.team1.holes if team == 1 else self.team2.holes


class _Match(msgspec.Struct, frozen=True):
    games: int
    wins: tuple[int, int]
    over: bool = False
    winner: Team | None = None


class _Condition(msgspec.Struct, frozen=True):
    can: str
    by: int = 0


class _Needed(msgspec.Struct, frozen=True):
    team1: _Condition | None = None
    team2: _Condition | None = None


class _Rules(msgspec.Struct, frozen=True):
    every_game_counts: bool = False


class Play(msgspec.Struct, frozen=True):
    """The part of a state that moments are made of; decoding skips the rest."""

    game_id: int
    log: str = ""
    seq: int = 0
    court: str = ""
    status: str = "live"
    rules: _Rules = _Rules()
    bags: list[_Bag] = []
    rounds: list[_Round] = []
    winner: Team | None = None
    match: _Match | None = None
    needed: _Needed | None = None

    def holes(self, team: Team) -> int:
        """Return how many bags of this round the team has in the hole."""
        return sum(bag.team == team and bag.result == "hole" for bag in self.bags)

    def is_one_bag_away(self, team: Team) -> bool:
        """Whether the team wins the game with this round if it makes one bag in the hole more than the other."""
        if self.needed is None:
            return False
        condition = self.needed.team1 if team == 1 else self.needed.team2
        return condition is not None and condition.can in {"lead", "points", "exact"} and condition.by <= HOLE_POINTS

    def decides_match(self, team: Team) -> bool:
        """Whether the team wins the match, or the only game, by winning this game."""
        if self.match is None:
            return True
        return not self.rules.every_game_counts and (self.match.wins[team - 1] + 1) * 2 > self.match.games


_decoder = msgspec.json.Decoder(Play)


def decode_play(state: bytes) -> Play:
    """Return what moments need of a state's JSON. Raises `ValueError`."""
    return _decoder.decode(state)


def find_moments(before: Play, after: Play) -> list[Moment]:
    """Return what has happened from one state of a game to a later one, in the order in which one would say it."""
    found = [Moment("four-bagger", team) for team in TEAMS if _is_four_bagger(before, after, team)]
    if len(after.rounds) > len(before.rounds):
        busted = after.rounds[-1].busted
        found += [Moment("bust", busted)] if busted else []
        found += [Moment(_point(after, team), team) for team in TEAMS if _is_new_point(before, after, team)]
    if after.winner and after.status == "finished" != before.status:
        found.append(Moment("win", after.winner))
        if after.match is not None and after.match.over and after.match.winner:
            found.append(Moment("match-win", after.match.winner))
    return found


def _is_four_bagger(before: Play, after: Play, team: Team) -> bool:
    """Whether the fourth bag has just gone in: in the round in progress, or in the one that has ended with it."""
    has_four = before.holes(team) == BAGS_PER_SIDE
    match len(after.rounds) - len(before.rounds):
        case 0:
            # Fewer bags than before are an undo.
            return not has_four and after.holes(team) == BAGS_PER_SIDE and len(after.bags) >= len(before.bags)
        case 1:
            return not has_four and after.rounds[-1].holes(team) == BAGS_PER_SIDE
        case _:
            return False


def _is_new_point(before: Play, after: Play, team: Team) -> bool:
    return after.status == "live" and after.is_one_bag_away(team) and not before.is_one_bag_away(team)


def _point(after: Play, team: Team) -> MomentKind:
    return "match-point" if after.decides_match(team) else "game-point"
