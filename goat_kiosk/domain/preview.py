"""Preview of a correction: what it would change, before anybody makes it.

Nothing is estimated: the event is applied to the history (`History.after`), which is a value, and the two games are
compared. So the preview is what will happen, and an impossible correction is refused here with the same sentence. A
round inserted or deleted shifts those after it; each is compared with itself, not with its neighbor.
"""

from collections.abc import Callable
from itertools import zip_longest

import msgspec

from goat_kiosk.domain.events import RoundCorrected, RoundDeleted, RoundInserted
from goat_kiosk.domain.games.game import Game, Round
from goat_kiosk.domain.history import History
from goat_kiosk.errors import RuleViolation

CorrectionEvent = RoundCorrected | RoundInserted | RoundDeleted


class RoundChange(msgspec.Struct, frozen=True):
    """One round before and after; None where it did not exist, or no longer exists."""

    before: Round | None
    after: Round | None

    @property
    def changed_parts(self) -> frozenset[str]:
        """What differs: ``counts``, ``first_throw``, ``points``, ``score``, ``busted``, or all of them."""
        before, after = self.before, self.after
        if before is None or after is None:
            return frozenset(_PART_GETTERS)
        return frozenset(name for name, part in _PART_GETTERS.items() if part(before) != part(after))


_PART_GETTERS: dict[str, Callable[[Round], object]] = {
    "counts": lambda round_: round_.facts.tallies,
    "first_throw": lambda round_: round_.first_throw,
    "points": lambda round_: round_.points,
    "score": lambda round_: round_.score,
    "busted": lambda round_: round_.busted,
}


class Preview(msgspec.Struct, frozen=True):
    """The game before and after a possible correction."""

    before: Game
    after: Game
    rounds: tuple[RoundChange, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether the correction would leave everything as it is."""
        return self.after.sheet == self.before.sheet


class RejectedPreview(msgspec.Struct, frozen=True):
    """The reason why a correction cannot be made."""

    reason: RuleViolation


def preview_correction(history: History, event: CorrectionEvent) -> Preview | RejectedPreview:
    """Return what `event` would change in the game; the history stays as it is."""
    try:
        after = history.after(event, history.at).game
    except RuleViolation as refusal:
        return RejectedPreview(refusal)
    return Preview(history.game, after, _align(history.game.rounds, after.rounds, event))


def _align(before: tuple[Round, ...], after: tuple[Round, ...], event: CorrectionEvent) -> tuple[RoundChange, ...]:
    old_rounds: list[Round | None] = list(before)
    new_rounds: list[Round | None] = list(after)
    if isinstance(event, RoundInserted):
        old_rounds.insert(event.round - 1, None)
    if isinstance(event, RoundDeleted):
        new_rounds.insert(event.round - 1, None)
    return tuple(RoundChange(old, new) for old, new in zip_longest(old_rounds, new_rounds))
