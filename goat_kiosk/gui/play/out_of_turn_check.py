"""Check for bags thrown out of turn: the bag counts at once, and the scorekeeper is asked what happened.

The bag is never blocked, because the wrong team does throw at times; it is always questioned, because usually the wrong
key was pressed. Each answer is its own event, and so one step for undo and for spectators:

- *Out of turn: foul*: the rules make it a foul; the bag is removed, and the other team throws two in a row.
- *Move to the other team*: the wrong key was pressed. The bag is given to the team that was due.
- *Keep as entered*: the bag counts as entered, as house games allow.

If the next bag is entered for the other team without an answer, both were mixed up: the scorekeeper can then swap the
teams of the last two bags. Their order alone would not change the score; their teams do.
"""

from typing import NamedTuple

from goat_kiosk.domain.events import AnyEvent, BagsReassigned, FoulCalled, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import out_of_turn_bags
from goat_kiosk.gui.text.language import t


class TurnAnswer(NamedTuple):
    """An answer to the question: its caption, and the event it records; None records nothing."""

    caption: str
    event: AnyEvent | None


class OutOfTurnCheck:
    """Decides which question to ask after each bag, and remembers the last one."""

    def __init__(self) -> None:
        self._questioned_bag: int | None = None
        """The number of the bag out of turn that has no answer yet."""

    def reset(self) -> None:
        """Forget the open question."""
        self._questioned_bag = None

    def answers(self, before: Game, after: Game) -> list[TurnAnswer]:
        """Return the answers to offer after a bag was thrown; an empty list if there is nothing to ask."""
        # Invariant: a question is open for at most one bag and only until the next one, since the swap is offered for
        # two neighboring bags; so it is cleared first, whatever happens below.
        questioned, self._questioned_bag = self._questioned_bag, None
        if len(after.bags) != len(before.bags) + 1:
            return []
        last = after.bags[-1]
        early = out_of_turn_bags(after.bags, after.first_throw)
        if last.n in early and last.result != "foul":
            self._questioned_bag = last.n
            opponent_name = after.side(opponent(last.team)).name
            return [
                TurnAnswer(t("Out of turn: foul"), FoulCalled((last.n,))),
                TurnAnswer(t("Move to {team}", team=opponent_name), BagsReassigned((last.n,))),
                TurnAnswer(t("Keep as entered"), None),
            ]
        if questioned == last.n - 1 and after.bags[questioned - 1].team != last.team:
            return [
                TurnAnswer(t("Swap the last two"), BagsReassigned((questioned, last.n))),
                TurnAnswer(t("Keep as entered"), None),
            ]
        return []
