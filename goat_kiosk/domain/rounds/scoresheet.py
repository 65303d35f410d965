"""A published scoresheet, converted back into throws.

The ACL publishes, per round, how many bags of each team lay in the hole, on the board and off, and who threw; not who
threw first nor the order of the bags. Within a round any legal order gives the same score, so one is chosen: teams
alternate, and each team's bags come in an order that rotates from round to round, so that a replay looks like a game.
"""

from collections.abc import Iterator

import msgspec

from goat_kiosk.domain.events import BAGS_PER_SIDE, BagThrown, Result, Team, opponent

SheetSide = tuple[int, int, int, str]
"""Bags in, on, off, and the letter of who threw."""


class OfficialStats(msgspec.Struct, frozen=True):
    """The official statistics of one player, to two decimals."""

    side: str
    rounds: int
    points: int
    ppr: float
    oppr: float
    dpr: float
    four_baggers: int
    four_bagger_pct: float
    holes: float = msgspec.field(name="in")
    boards: float = msgspec.field(name="on")
    off: float = msgspec.field(name="off")


class Scoresheet(msgspec.Struct, frozen=True):
    """One real game: home is team 1."""

    final: tuple[int, int]
    running: tuple[tuple[int, int], ...]
    """The official score after each round."""
    rounds: tuple[tuple[SheetSide, SheetSide], ...]
    players: dict[str, OfficialStats]
    status: str = "finished"

    def letters(self, side: int) -> tuple[str, str]:
        """Return the letters of the home (0) or away (1) players in throwing order."""
        return self.rounds[0][side][3], self.rounds[1][side][3]


def throws(sides: tuple[SheetSide, SheetSide], first: Team, rotation: int) -> Iterator[BagThrown]:
    """Yield the eight bags of a round in a legal order; `rotation` (for instance the round's number) varies it."""
    queues = {team: _results(sides[team - 1], rotation) for team in (1, 2)}
    for index in range(BAGS_PER_SIDE):
        for team in (first, opponent(first)):
            yield BagThrown(team, queues[team][index])


def _results(side: SheetSide, rotation: int) -> list[Result]:
    holes, boards, off, _ = side
    kinds: list[tuple[Result, int]] = [("board", boards), ("hole", holes), ("off", off)]
    results = [result for result, count in kinds for _ in range(count)]
    start = rotation % BAGS_PER_SIDE
    return results[start:] + results[:start]
