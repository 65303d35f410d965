"""Tournament night for tests: events go through the fold, and the state is at hand."""

from collections.abc import Mapping, Sequence

from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.event_fields import DivisionKind, MatchSide, Pairing, RulingKind
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.fold import apply, create
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchCalled, MatchRuled, ResultRecorded
from goat_kiosk.tournament.places import bracket_places
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import EntrySlot
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division, Tournament

DOUBLE, SINGLE = Stage("double"), Stage("single")
DIVISION = 1
MINUTE = 60_000


class Night:
    """One division of singles, entry n is player n, seeded by their numbers."""

    def __init__(
        self,
        entries: int,
        *stages: Stage,
        courts: Sequence[str] = ("Board 1", "Board 2"),
        kind: DivisionKind = "singles",
        pairing: Pairing = "random",
    ) -> None:
        self.now = 0
        self.log: list[tuple[AnyTournamentEvent, int]] = []
        self.first = TournamentCreated("Friday", tuple(courts))
        self.state: Tournament = create(self.first, 0)
        self.add(DivisionAdded(DIVISION, "Open", kind, stages or (DOUBLE,), pairing))
        for number in range(1, entries + 1):
            self.enter(number)

    def add(self, event: AnyTournamentEvent) -> None:
        """Record an event, a minute after the one before."""
        self.now += MINUTE
        self.state = apply(self.state, event, self.now)
        self.log.append((event, self.now))

    def enter(self, number: int) -> None:
        """Sign up and enter a player."""
        self.add(PlayerSignedUp(number, f"P{number}"))
        self.add(EntryMade(number, DIVISION, (number,)))

    @property
    def division(self) -> Division:
        return self.state.divisions[DIVISION]

    def draw_stage(self, stage: int) -> None:
        """Draw a later stage by the standings."""
        self.add(Drawn(DIVISION, (), "standings", stage=stage))

    def draw(self, late_spots: int = 0) -> None:
        """Draw in the order of the numbers."""
        order = tuple(entry.number for entry in self.state.division_entries(DIVISION) if entry.status != "withdrawn")
        self.add(Drawn(DIVISION, order, "order", late_spots=late_spots))

    @property
    def matches(self) -> Mapping[str, Match]:
        """Every match as it stands."""
        return resolve(self.state, self.state.divisions[DIVISION])

    @property
    def ready(self) -> list[Match]:
        """The matches that can be called."""
        return [match for match in self.matches.values() if match.status == "ready"]

    def sides(self, match: str) -> tuple[int, int]:
        """Return the entries of a match whose sides are known."""
        return known_sides(self.matches[match])

    def call(self, match: str, court: str = "Board 1") -> None:
        self.add(MatchCalled(DIVISION, match, court, self.sides(match)))

    def win(self, match: str, winner: MatchSide, reason: str = "") -> None:
        """Record or correct a result."""
        self.record(self.matches[match], winner, reason)

    def record(self, match: Match, winner: MatchSide, reason: str = "") -> None:
        """Record or correct a result: the winner has 21 points, the other side 14."""
        score = (21, 14) if winner == 1 else (14, 21)
        self.add(ResultRecorded(DIVISION, match.id, known_sides(match), winner, scores=(score,), reason=reason))

    def rule(self, match: str, ruling: RulingKind) -> None:
        self.add(MatchRuled(DIVISION, match, ruling, "seen by the director"))

    def places(self) -> list[tuple[int, int]]:
        """Return place and entry, the best first."""
        return [(place.place, place.entry) for place in bracket_places(self.matches)]


def known_sides(match: Match) -> tuple[int, int]:
    """Return the entries of a match whose sides are known."""
    first, second = match.sides
    assert isinstance(first, EntrySlot)
    assert isinstance(second, EntrySlot)
    return first.entry, second.entry
