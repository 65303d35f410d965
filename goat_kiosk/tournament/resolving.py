"""Resolving of a division: who is due in each match, what has become of it, and where its sides go.

It walks the stages and their trees in the order of play. Byes collapse: a match with a bye is not needed, and its
other side goes on, known or not. An entry that has left forfeits what it has not finished. A called match keeps the
sides that it was called with; where others are due by now, it is out of line until somebody rules.
"""

from collections.abc import Mapping

from goat_kiosk.tournament.brackets.bracket import (
    BracketMatch,
    LoserOf,
    Origin,
    Paired,
    Seed,
    StagePlace,
    WinnerOf,
)
from goat_kiosk.tournament.brackets.match_ids import MatchId, in_stage
from goat_kiosk.tournament.entrants import entry_slot, seed_slots
from goat_kiosk.tournament.event_fields import How, MatchSide, SideEntries
from goat_kiosk.tournament.match import Match, MatchStatus
from goat_kiosk.tournament.slots import (
    BYE,
    ByeSlot,
    EntrySlot,
    OpenSlot,
    PairSlot,
    Sides,
    Slot,
    WithdrawnSlot,
    entries_of,
    entry_of,
    loser_of,
    side_entries,
    slot_of_side,
    winner_of,
)
from goat_kiosk.tournament.stage_bracket import stage_brackets
from goat_kiosk.tournament.tournament import AddedMatch, Division, MatchDecisions, Tournament

Outcome = tuple[Slot, Slot]
"""Who takes the slots of the winner and of the loser."""
State = tuple[MatchStatus, MatchSide | None, How | None]
"""What has become of a match: its status, its winner, and how that came about."""


_MAX_RESOLVED = 16
"""Divisions whose matches are remembered."""


_resolved: dict[tuple[int, int, int], tuple[tuple[object, ...], Mapping[MatchId, Match]]] = {}


def resolve(tournament: Tournament, division: Division) -> Mapping[MatchId, Match]:
    """Return every match of a division in the order of play; nothing before the draw.

    The newest results are remembered, since the checks, the queue, the places and the screens all ask for them.
    """
    parts = tournament.entries, division, tournament.rules
    key = id(parts[0]), id(parts[1]), id(parts[2])
    known = _resolved.get(key)
    if known is None:  # a state never changes, and while it is in the table its id belongs to no other one
        if len(_resolved) >= _MAX_RESOLVED:
            _resolved.clear()
        known = _resolved[key] = parts, _resolve(tournament, division)
    return known[1]


def forget_resolved() -> None:
    """Forget the remembered results."""
    _resolved.clear()


def _resolve(tournament: Tournament, division: Division) -> dict[MatchId, Match]:
    if division.is_open_play:
        return {added.id: _open_match(tournament, division, added) for added in division.added}
    matches: dict[MatchId, Match] = {}
    for number, bracket in stage_brackets(division).items():
        draw = division.draws.get(number)
        seeds = {} if draw is None else seed_slots(tournament, division, draw, matches)
        walk = _Walk(tournament, division, number, seeds)
        for match in bracket.matches.values():
            walk.visit(match)
        matches |= walk.matches
    return matches


def _open_match(tournament: Tournament, division: Division, added: AddedMatch) -> Match:
    """Return a match without a bracket; it is not needed if a side has left before it was played."""
    decisions = division.decisions(added.id)
    sides: Sides = EntrySlot(added.sides[0]), EntrySlot(added.sides[1])
    has_left = any(tournament.entries[entry].status == "withdrawn" for entry in added.sides)
    status: MatchStatus = "not-needed" if has_left else _running_status(decisions)
    if decisions.ruling == "void":
        return Match(added.id, division.number, 1, sides, sides, "over", None, "double-forfeit")
    if (result := decisions.result) is not None:
        return Match(added.id, division.number, 1, sides, sides, "over", result.winner, result.how)
    return Match(added.id, division.number, 1, sides, sides, status)


class _Walk:
    """One pass over a tree. Every match comes after those that its sides come from."""

    def __init__(
        self,
        tournament: Tournament,
        division: Division,
        stage: int,
        seeds: Mapping[int, Slot],
    ) -> None:
        self._entries, self._division, self._bracket = tournament.entries, division, stage_brackets(division)[stage]
        self._stage, self._seeds = stage, seeds
        self._final, self._if_game = in_stage(stage, "F-1"), in_stage(stage, "F-2")
        self._outcomes: dict[MatchId, Outcome] = {}
        self._forfeited: set[int] = set()
        self.matches: dict[MatchId, Match] = {}

    def visit(self, tree_match: BracketMatch) -> None:
        decisions = self._division.decisions(tree_match.id)
        due: Sides = self._slot(tree_match.origins[0]), self._slot(tree_match.origins[1])
        if tree_match.id == self._if_game and self._final_is_over() and not self._needs_if_game():
            due = BYE, BYE
        sides = self._pinned(decisions, due)
        status, winner, how = self._state(tree_match.id, decisions, sides)
        outcome = _outcome(tree_match.id, sides, status, winner, how)
        is_overruled = self._is_overruled(tree_match.id, outcome)
        if decisions.result is None and decisions.ruling != "void":
            is_overruled |= self._left_first(outcome)
        elif winner is None:
            self._forfeited.update(entry for slot in sides for entry in entries_of(slot))
        self._outcomes[tree_match.id] = outcome[::-1] if is_overruled else outcome
        self.matches[tree_match.id] = Match(
            tree_match.id,
            self._division.number,
            tree_match.round,
            sides,
            (self._due(sides[0], due[0]), self._due(sides[1], due[1])),
            status,
            winner,
            how,
            self._bracket.winner_to.get(tree_match.id),
            self._bracket.loser_to.get(tree_match.id),
            is_overruled,
            self._stage,
        )

    def _left_first(self, outcome: Outcome) -> bool:
        """Whether who goes on from a match that both have left, left earlier than the other one.

        The one who was there longer had won by then, and has perhaps played on; that does not change any more.
        """
        first, second = outcome
        if not isinstance(first, WithdrawnSlot) or not isinstance(second, WithdrawnSlot):
            return False
        return self._left_at(first.withdrawn) < self._left_at(second.withdrawn)

    def _left_at(self, entry: int) -> int:
        """Return the number of the event by which an entry left; 0 if it went out by a match that both forfeited."""
        return 0 if entry in self._forfeited else self._entries[entry].withdrawn_seq

    def _is_overruled(self, match: MatchId, outcome: Outcome) -> bool:
        """Whether a later match counts as it was played, although its side has lost here, or won, by now.

        Then the two sides have changed places for good: each goes where the other is due, so that nobody is in the
        bracket twice, and nobody is lost.
        """
        ways = (
            (WinnerOf(match), self._bracket.winner_to.get(match)),
            (LoserOf(match), self._bracket.loser_to.get(match)),
        )
        for place, (origin, target) in enumerate(ways):
            if target is None or (decisions := self._division.decisions(target)).ruling not in {"stands", "void"}:
                continue
            if target == self._if_game and decisions.ruling == "void":
                continue  # it decides nothing, so the final counts as it is
            side = self._bracket.matches[target].origins.index(origin)
            if decisions.sides is not None and decisions.sides[side] == side_entries(outcome[1 - place]):
                return True
        return False

    def _due(self, side: Slot, due: Slot) -> Slot:
        """Return who is due; an entry that has left since it played was due when it did."""
        if isinstance(due, WithdrawnSlot) and due.withdrawn == entry_of(side) and due.withdrawn not in self._forfeited:
            return side
        return due

    def _slot(self, origin: Origin) -> Slot:
        match origin:
            case Seed(seed):
                return self._seeds.get(seed, BYE)
            case WinnerOf(match) | LoserOf(match):
                slot = self._outcomes[match][0 if isinstance(origin, WinnerOf) else 1]
                return entry_slot(self._entries, slot.entry) if isinstance(slot, EntrySlot) else slot
            case Paired(entries):
                return self._paired_slot(entries)
            case StagePlace():
                return OpenSlot(origin)

    def _paired_slot(self, entries: tuple[int, ...]) -> Slot:
        """Return the slot of who was paired; of two, the one who is left plays alone."""
        if len(entries) == 1:
            return entry_slot(self._entries, entries[0])
        left = [entry for entry in entries if self._entries[entry].status != "withdrawn"]
        if len(left) == 1:
            return EntrySlot(left[0])
        return PairSlot((entries[0], entries[1])) if left else WithdrawnSlot(entries[0])

    def _pinned(self, decisions: MatchDecisions, due: Sides) -> Sides:
        """Return the sides that the match was called with; an entry that has left since forfeits."""
        if decisions.sides is None:
            return due
        first, second = decisions.sides
        if decisions.result is not None:
            return slot_of_side(first), slot_of_side(second)
        return self._side_slot(first), self._side_slot(second)

    def _side_slot(self, side: SideEntries) -> Slot:
        return entry_slot(self._entries, side) if isinstance(side, int) else slot_of_side(side)

    def _state(self, match: MatchId, decisions: MatchDecisions, sides: Sides) -> State:
        is_idle = match == self._if_game and not self._needs_if_game()
        if decisions.ruling == "void" and not is_idle:
            return "over", None, "double-forfeit"
        if decisions.result is not None:
            return "over", decisions.result.winner, decisions.result.how
        if is_idle and (decisions.sides is None or decisions.ruling == "void"):
            return ("not-needed" if self._final_is_over() else "waiting"), None, None
        return _undecided_state(decisions, sides)

    def _final_is_over(self) -> bool:
        return self.matches[self._final].status in {"over", "not-needed"}

    def _needs_if_game(self) -> bool:
        """Whether the side from the losers bracket has won the final, so that both have lost once."""
        final = self.matches[self._final]
        if final.status != "over" or final.winner is None or isinstance(final.sides[0], WithdrawnSlot):
            return False
        return (final.winner == 2) != final.is_overruled


def _undecided_state(decisions: MatchDecisions, sides: Sides) -> State:
    kinds = {type(slot) for slot in sides}
    if ByeSlot in kinds:
        return "not-needed", None, None
    if OpenSlot in kinds or (sides[0] == sides[1] and decisions.sides is None):
        return "waiting", None, None  # for a side, or until the director rules: an entry does not play itself
    if WithdrawnSlot in kinds:
        return ("over", *_forfeit(sides))
    return _running_status(decisions), None, None


def _forfeit(sides: Sides) -> tuple[MatchSide | None, How]:
    if isinstance(sides[0], WithdrawnSlot):
        return (None, "double-forfeit") if isinstance(sides[1], WithdrawnSlot) else (2, "forfeit")
    return 1, "forfeit"


def _running_status(decisions: MatchDecisions) -> MatchStatus:
    if decisions.report is not None:
        return "reported"
    if decisions.started_at is not None:
        return "playing"
    return "called" if decisions.sides is not None else "ready"


def _outcome(match: MatchId, sides: Sides, status: MatchStatus, winner: MatchSide | None, how: How | None) -> Outcome:
    """Return who takes the winner's and the loser's slot of a match."""
    first, second = sides
    if winner is not None:
        return sides if winner == 1 else (second, first)
    if status == "not-needed":
        return (second, first) if isinstance(first, ByeSlot) else (first, second)
    if status == "over" and how is not None:
        return _left(first), _left(second)
    if isinstance(first, WithdrawnSlot) or isinstance(second, WithdrawnSlot):
        return (second, first) if isinstance(first, WithdrawnSlot) else (first, second)
    return winner_of(match), loser_of(match)


def _left(slot: Slot) -> Slot:
    """Return the slot of a side that does not go on, although nobody beat it."""
    entry = entry_of(slot)
    return slot if entry is None else WithdrawnSlot(entry)


def resolve_all(tournament: Tournament) -> Mapping[int, Mapping[MatchId, Match]]:
    """Return the matches of every division, by its number."""
    return {number: resolve(tournament, division) for number, division in tournament.divisions.items()}
