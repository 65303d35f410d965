"""Resolving of a bracket: who is due in each match, what has become of it, and where its sides go.

It walks the tree in the order of play. Byes collapse: a match with a bye is not needed, and its other side goes on,
known or not. An entry that has left forfeits what it has not finished. A called match keeps the sides that it was
called with; where others are due by now, it is out of line until somebody rules.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from goat_kiosk.tournament.brackets.bracket import (
    Bracket,
    BracketMatch,
    BracketOptions,
    LoserOf,
    MatchId,
    Origin,
    Seed,
    WinnerOf,
    build_bracket,
)
from goat_kiosk.tournament.events import How, MatchSide
from goat_kiosk.tournament.slots import (
    BYE,
    ByeSlot,
    EntrySlot,
    OpenSlot,
    Sides,
    Slot,
    WithdrawnSlot,
    entry_of,
    loser_of,
    winner_of,
)
from goat_kiosk.tournament.tournament import AddedMatch, Division, Draw, Entry, MatchDecisions, Tournament

MatchStatus = Literal["waiting", "ready", "called", "playing", "reported", "over", "not-needed"]
Outcome = tuple[Slot, Slot]
"""Who takes the slots of the winner and of the loser."""
State = tuple[MatchStatus, MatchSide | None, How | None]
"""What has become of a match: its status, its winner, and how that came about."""


_MAX_RESOLVED = 16
"""Divisions whose matches are remembered."""


class Match(msgspec.Struct, frozen=True):
    """One match of a bracket as it stands."""

    id: MatchId
    division: int
    round: int
    sides: Sides
    due: Sides
    """The sides as they would be if nothing had been called or played yet."""
    status: MatchStatus
    winner: MatchSide | None = None
    how: How | None = None
    winner_to: MatchId | None = None
    loser_to: MatchId | None = None
    is_overruled: bool = False
    """Whether its sides go on the other way round.

    A later match was played so and the director let it stand; or both have left, and the second later than the first.
    """

    @property
    def is_out_of_line(self) -> bool:
        """Whether it was called or played with other sides than are due now."""
        return self.sides != self.due

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries of its sides, as far as they are known."""
        return tuple(entry for slot in self.sides if (entry := entry_of(slot)) is not None)


def division_bracket(division: Division) -> Bracket | None:
    """Return the tree of a division's first stage; None before the draw, and where there is none."""
    known = _brackets.get(id(division))
    if known is None:  # as in `resolve`
        if len(_brackets) >= _MAX_RESOLVED:
            _brackets.clear()
        known = _brackets[id(division)] = division, _build_bracket(division)
    return known[1]


def _build_bracket(division: Division) -> Bracket | None:
    if division.draw is None or not division.has_bracket:
        return None
    stage = division.stages[0]
    elimination: Literal["single", "double"] = "double" if stage.format == "double" else "single"
    return build_bracket(
        BracketOptions(
            elimination,
            division.draw.slots,
            stage.losers_order,
            stage.third_place,
            stage.if_game,
            division.draw.play_ins,
        )
    )


_brackets: dict[int, tuple[Division, Bracket | None]] = {}
_resolved: dict[tuple[int, int], tuple[Mapping[int, Entry], Division, Mapping[MatchId, Match]]] = {}


def resolve(tournament: Tournament, division: Division) -> Mapping[MatchId, Match]:
    """Return every match of a division in the order of play; nothing before the draw.

    The newest results are remembered, since the checks, the queue, the places and the screens all ask for them.
    """
    key = id(tournament.entries), id(division)
    known = _resolved.get(key)
    if known is None:  # a state never changes, and while it is in the table its id belongs to no other one
        if len(_resolved) >= _MAX_RESOLVED:
            _resolved.clear()
        known = _resolved[key] = tournament.entries, division, _resolve(tournament, division)
    return known[2]


def forget_resolved() -> None:
    """Forget the remembered results."""
    _resolved.clear()


def _resolve(tournament: Tournament, division: Division) -> dict[MatchId, Match]:
    if not division.has_bracket:
        return {added.id: _open_match(tournament, division, added) for added in division.added}
    bracket = division_bracket(division)
    if bracket is None or division.draw is None:
        return {}
    walk = _Walk(tournament, division, division.draw, bracket)
    for match in bracket.matches.values():
        walk.visit(match)
    return walk.matches


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

    def __init__(self, tournament: Tournament, division: Division, draw: Draw, bracket: Bracket) -> None:
        self._entries, self._division, self._draw, self._bracket = tournament.entries, division, draw, bracket
        self._outcomes: dict[MatchId, Outcome] = {}
        self._forfeited: set[int] = set()
        self.matches: dict[MatchId, Match] = {}

    def visit(self, tree_match: BracketMatch) -> None:
        decisions = self._division.decisions(tree_match.id)
        due: Sides = self._slot(tree_match.origins[0]), self._slot(tree_match.origins[1])
        if tree_match.id == "F-2" and self._final_is_over() and not self._needs_if_game():
            due = BYE, BYE
        sides = self._pinned(decisions, due)
        status, winner, how = self._state(tree_match.id, decisions, sides)
        outcome = _outcome(tree_match.id, sides, status, winner, how)
        is_overruled = self._is_overruled(tree_match.id, outcome)
        if decisions.result is None and decisions.ruling != "void":
            is_overruled |= self._left_first(outcome)
        elif winner is None:
            self._forfeited.update(entry for slot in sides if (entry := entry_of(slot)) is not None)
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
            if target == "F-2" and decisions.ruling == "void":
                continue  # it decides nothing, so the final counts as it is
            side = self._bracket.matches[target].origins.index(origin)
            if decisions.sides is not None and decisions.sides[side] == entry_of(outcome[1 - place]):
                return True
        return False

    def _due(self, side: Slot, due: Slot) -> Slot:
        """Return who is due; an entry that has left since it played was due when it did."""
        if isinstance(due, WithdrawnSlot) and due.withdrawn == entry_of(side) and due.withdrawn not in self._forfeited:
            return side
        return due

    def _slot(self, origin: Origin) -> Slot:
        if not isinstance(origin, Seed):
            slot = self._outcomes[origin.match][0 if isinstance(origin, WinnerOf) else 1]
            return self._entry_slot(slot.entry) if isinstance(slot, EntrySlot) else slot
        if origin.seed in self._draw.seeds:
            return self._entry_slot(self._draw.seeds[origin.seed])
        return OpenSlot(origin) if self._draw.is_kept(origin.seed) else BYE

    def _entry_slot(self, entry: int) -> Slot:
        return WithdrawnSlot(entry) if self._entries[entry].status == "withdrawn" else EntrySlot(entry)

    def _pinned(self, decisions: MatchDecisions, due: Sides) -> Sides:
        """Return the sides that the match was called with; an entry that has left since forfeits."""
        if decisions.sides is None:
            return due
        if decisions.result is not None:
            return EntrySlot(decisions.sides[0]), EntrySlot(decisions.sides[1])
        return self._entry_slot(decisions.sides[0]), self._entry_slot(decisions.sides[1])

    def _state(self, match: MatchId, decisions: MatchDecisions, sides: Sides) -> State:
        is_idle = match == "F-2" and not self._needs_if_game()
        if decisions.ruling == "void" and not is_idle:
            return "over", None, "double-forfeit"
        if decisions.result is not None:
            return "over", decisions.result.winner, decisions.result.how
        if is_idle and (decisions.sides is None or decisions.ruling == "void"):
            return ("not-needed" if self._final_is_over() else "waiting"), None, None
        return _undecided_state(decisions, sides)

    def _final_is_over(self) -> bool:
        return self.matches["F-1"].status in {"over", "not-needed"}

    def _needs_if_game(self) -> bool:
        """Whether the side from the losers bracket has won the final, so that both have lost once."""
        final = self.matches["F-1"]
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
