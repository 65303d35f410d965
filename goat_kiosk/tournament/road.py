"""Road of a player through a tournament: the match that is now or next, and where winning and losing lead from there.

A pure function, so that a phone, the API and paper say the same. The tree is fixed when it is drawn: whoever has to be
met next is known, or it is known which match decides that.
"""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from goat_kiosk.tournament.brackets.bracket import LoserOf, WinnerOf
from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage, in_stage
from goat_kiosk.tournament.division_places import division_places, is_division_over, places_before
from goat_kiosk.tournament.entrants import has_too_few
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.match import Match, MatchStatus
from goat_kiosk.tournament.pace import minutes_to_start
from goat_kiosk.tournament.places import ending_places
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.slots import EntrySlot, OpenSlot, Slot, WithdrawnSlot, entry_of
from goat_kiosk.tournament.stage_bracket import stage_brackets
from goat_kiosk.tournament.standings.stage_standings import EntryStanding, entry_standing
from goat_kiosk.tournament.tournament import Division, Entry, Tournament

RoadStatus = Literal[
    "called",
    "playing",
    "reported",
    "left",
    "not-here",
    "on-deck",
    "ready",
    "waiting",
    "not-drawn",
    "not-entered",
    "champion",
    "out",
]
"""``reported``: a result waits for the other side or the desk. ``ready``: in the queue. ``waiting``: for the other side
of the match, or for a ruling. ``not-here``: not checked in, or not let in yet."""
MAX_POSSIBLE = 2
"""Opponents that are named while it is open which of them it will be."""
_RANKS: dict[RoadStatus, int] = {status: rank for rank, status in enumerate(RoadStatus.__args__)}  # type: ignore[attr-defined] # typing keeps the values there


class RoadStep(NamedTuple):
    """A match that may come, and who may be on the other side."""

    match: MatchId
    against: Slot
    possible: tuple[int, ...]
    """The entries that it can be; none if there are more than `MAX_POSSIBLE`."""


class RoadPath(NamedTuple):
    """The matches that follow while an entry wins, and the place that it then has; None if that is not known."""

    steps: tuple[RoadStep, ...]
    place: int | None


class DivisionRoad(NamedTuple):
    """The road of one entry of a player."""

    division: int
    entry: int
    status: RoadStatus
    match: Match | None = None
    """The match that is now or next."""
    possible: tuple[int, ...] = ()
    """The entries that its other side can be, as in `RoadStep`."""
    ahead: int | None = None
    """How many matches are before it in the queue; None while it is not in it."""
    minutes: tuple[int, int] | None = None
    """The least and the most minutes until it starts; None while that is not known."""
    matches: Mapping[MatchId, Match] = {}
    """All matches of the division."""
    if_won: RoadPath | None = None
    if_lost: RoadPath | None = None
    played: tuple[Match, ...] = ()
    """The matches of the entry that are over, in the order of play."""
    losses: int = 0
    place: int | None = None
    standing: EntryStanding | None = None
    """Where the entry stands in its table."""

    @property
    def side(self) -> MatchSide | None:
        """The entry's side of `match`."""
        if self.match is None:
            return None
        return self.match.side_of(self.entry) or 2

    @property
    def opponent(self) -> int | None:
        """The entry on the other side of `match`, once it is known."""
        return entry_of(self.match.sides[2 - (self.side or 1)]) if self.match is not None else None


class PlayerRoad(NamedTuple):
    """Where a player stands in the whole tournament, and the road in each division; what is most urgent comes first."""

    player: int
    status: RoadStatus
    divisions: tuple[DivisionRoad, ...]


class TournamentRoads:
    """The roads of all players of a tournament as it stands: what they share is computed once."""

    def __init__(self, tournament: Tournament, now: int) -> None:
        """`now`: milliseconds since 1970 UTC."""
        self._tournament = tournament
        self._matches = resolve_all(tournament)
        self._places = {
            number: {place.entry: place.place for place in division_places(tournament, division, self._matches[number])}
            for number, division in tournament.divisions.items()
            if not division.is_open_play
        }
        self._ending: dict[tuple[int, int], Mapping[tuple[MatchId, bool], int]] = {}
        """By division and stage: the places in the division that its matches give for good."""
        queue = court_queue(tournament, now)
        waiting = [queued for queued in queue if queued.status in {"ready", "on-deck"}]
        self._queue = {(queued.division, queued.match): (ahead, queued) for ahead, queued in enumerate(waiting)}
        self._minutes = {} if tournament.pause else minutes_to_start(tournament, now, queue)

    def of(self, player: int) -> PlayerRoad:
        """Return the road of a player who is signed up."""
        roads = tuple(sorted(self._divisions(player), key=lambda road: _RANKS[road.status]))
        status = roads[0].status if roads else "not-entered"
        return PlayerRoad(player, self._with_presence(player, status), roads)

    def _with_presence(self, player: int, status: RoadStatus) -> RoadStatus:
        """Return the status of a player; whoever is at a court is here, and a final place stays."""
        signed_up = self._tournament.players[player]
        if status in {"called", "playing", "reported", "champion", "out"}:
            return status
        if signed_up.is_dropped:
            return "left"
        return status if signed_up.here else "not-here"

    def _divisions(self, player: int) -> Iterator[DivisionRoad]:
        for entry in self._tournament.entries.values():
            if player in entry.players and entry.status != "paired":
                yield self._road(self._tournament.divisions[entry.division], entry)

    def _road(self, division: Division, entry: Entry) -> DivisionRoad:
        own = [match for match in self._matches[division.number].values() if entry.number in match.entries]
        played = tuple(match for match in own if match.status == "over")
        place = self._places.get(division.number, {}).get(entry.number)
        road = DivisionRoad(
            division.number,
            entry.number,
            self._settled_status(division, entry, place),
            matches=self._matches[division.number],
            played=played,
            losses=sum(_is_lost(match, entry.number) for match in played),
            place=place,
            standing=entry_standing(self._tournament, division, entry.number, self._matches[division.number]),
        )
        pending = [match for match in own if match.status in _PENDING]
        current = min(pending, key=lambda match: _RANKS[_PENDING[match.status]], default=None)
        return road if current is None else self._ahead(road, current)

    def _settled_status(self, division: Division, entry: Entry, place: int | None) -> RoadStatus:
        """Return the status of an entry that has no match to come."""
        if place == 1:
            return "champion"
        if entry.status == "withdrawn":
            return "left" if place is None else "out"
        if division.is_open_play:
            return "waiting"
        if division.draw is None and not stage_brackets(division):
            return "not-drawn"
        return "waiting" if place is None and self._may_play_on(division) else "out"

    def _may_play_on(self, division: Division) -> bool:
        """Whether it is not known yet for whom the stages that are drawn were the last ones."""
        if _is_before_last_stage(division) or not is_division_over(self._tournament, division):
            return any(division.has_table(number) for number in range(1, len(division.stages) + 1))
        return False

    def _ahead(self, road: DivisionRoad, match: Match) -> DivisionRoad:
        """Return a road with the match that is now or next, and what follows."""
        ahead, queued = self._queue.get((road.division, match.id), (None, None))
        status = "on-deck" if queued is not None and queued.status == "on-deck" else _PENDING[match.status]
        minutes = self._minutes.get((road.division, match.id))
        road = road._replace(status=status, match=match, ahead=ahead, minutes=minutes)
        if match.side_letter not in BRACKET_SIDES:
            return road
        matches = self._matches[road.division]
        walk = _Walk(matches, match, road.entry, self._ending_places(road.division, match.stage))
        return road._replace(possible=walk.possible, if_won=walk.path(won=True), if_lost=walk.path(won=False))

    def _ending_places(self, division: int, stage: int) -> Mapping[tuple[MatchId, bool], int]:
        if (division, stage) not in self._ending:
            matches = {key: match for key, match in self._matches[division].items() if match.stage == stage}
            better = places_before(self._tournament.divisions[division], stage)
            endings = ending_places(matches)
            self._ending[division, stage] = {ending: better + place for ending, place in endings.items()}
        return self._ending[division, stage]


BRACKET_SIDES = {"W", "L", "F", "T"}
"""The first letters of the ids of matches in a tree."""
_PENDING: dict[MatchStatus, RoadStatus] = {
    "called": "called",
    "playing": "playing",
    "reported": "reported",
    "ready": "ready",
    "waiting": "waiting",
}


def _is_before_last_stage(division: Division) -> bool:
    """Whether a stage is still to be drawn, so that nobody knows yet who is out."""
    stages = [stage for stage in range(1, len(division.stages) + 1) if not has_too_few(division, stage)]
    return len(stage_brackets(division)) < len(stages)


def _is_lost(match: Match, entry: int) -> bool:
    return entry not in match.winners


class _Walk:
    """The ways of one entry from a match on."""

    def __init__(
        self, matches: Mapping[MatchId, Match], match: Match, entry: int, places: Mapping[tuple[MatchId, bool], int]
    ) -> None:
        """`places` are those that the matches of its stage give for good, by id and whether it is won."""
        self._matches, self._match, self._places = matches, match, places
        self._side: MatchSide = match.side_of(entry) or 2

    @property
    def possible(self) -> tuple[int, ...]:
        """The entries that the other side of the match can be."""
        return self._possible(self._match.sides[2 - self._side])

    def path(self, *, won: bool) -> RoadPath:
        """Return the matches that follow if the entry wins or loses this one, and wins from there on."""
        match, side = self._match, self._side
        own = _way_out(match, won=won)
        steps: list[RoadStep] = []
        while (target := self._target(match, side, won=won)) is not None:
            match, won = target, True
            if match.status == "not-needed":
                continue  # the other side is a bye: nothing is played, and the entry is still due as it was
            if own not in match.sides:
                return RoadPath(tuple(steps), None)  # it was called with others, and waits for a ruling
            side = 1 if match.sides[0] == own else 2
            own, against = _way_out(match, won=True), match.sides[2 - side]
            if not isinstance(against, WithdrawnSlot):
                steps.append(RoadStep(match.id, against, self._possible(against)))
        return RoadPath(tuple(steps), self._places.get((match.id, won)))

    def _target(self, match: Match, side: MatchSide, *, won: bool) -> Match | None:
        """Return where the winner or the loser of a match goes."""
        if id_in_stage(match.id) == "F-1":
            return self._matches.get(in_stage(match.stage, "F-2")) if won == (side == 2) else None
        target = match.winner_to if won else match.loser_to
        return self._matches[target] if target is not None else None

    def _possible(self, slot: Slot) -> tuple[int, ...]:
        # A bracket has ten times as many ways to a late match as entries, so look no further than is shown.
        entries: dict[int, None] = {}
        for entry in self._entries(slot):
            entries[entry] = None
            if len(entries) > MAX_POSSIBLE:
                return ()
        return tuple(entries)

    def _entries(self, slot: Slot) -> Iterator[int]:
        if isinstance(slot, EntrySlot):
            yield slot.entry
        elif isinstance(slot, OpenSlot) and isinstance(slot.origin, WinnerOf | LoserOf):
            for side in self._matches[slot.origin.match].sides:
                yield from self._entries(side)


def _way_out(match: Match, *, won: bool) -> Slot:
    """Return the slot that the winner or the loser of a match takes, while it is not decided."""
    return OpenSlot(WinnerOf(match.id) if won else LoserOf(match.id))
