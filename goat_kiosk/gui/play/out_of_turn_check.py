"""A bag keyed for the side that was not due: it counts at once, and the scorekeeper is asked what happened.

Never blocked, since the wrong side does throw at times; never silent, since far more often the wrong key was hit. The
answers are events of their own, each one step for the public and for undo:

- *Out of turn*: the rules make it a foul; the bag goes, and the other side, being behind, throws two in a row.
- *It was the other side's*: the wrong key. The bag is given to the side that was due.
- *I know*: it counts as keyed; house games forgive.

Who reads on and keys the next bag for the other side as well has mixed up both: then the last two are offered to be
swapped, each to the other side with its result, and not only in order: the order changes no score, the side does.
"""

from typing import NamedTuple

from goat_kiosk.domain.events import AnyEvent, BagsReassigned, FoulCalled, opponent
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.rounds import out_of_turn_bags
from goat_kiosk.gui.text.describe import whose
from goat_kiosk.gui.text.language import t


class TurnAnswer(NamedTuple):
    """An answer: its caption, and the event it records, or None when all is well as it is."""

    caption: str
    event: AnyEvent | None


class OutOfTurnCheck:
    """Remembers what was asked of one round and answered with “I know”."""

    def __init__(self) -> None:
        self._asked: int | None = None
        """The bag keyed out of turn that nobody has answered for."""

    def reset(self) -> None:
        """Take the question as answered."""
        self._asked = None

    def answers(self, before: Game, after: Game) -> list[TurnAnswer]:
        """Return the answers to choose from after a bag was thrown; none when there is nothing to ask."""
        asked, self._asked = self._asked, None
        if len(after.bags) != len(before.bags) + 1:
            return []
        last = after.bags[-1]
        early = out_of_turn_bags(after.bags, after.first_throw)
        if last.n in early and last.result != "foul":
            self._asked = last.n
            theirs = after.side(opponent(last.team)).name
            return [
                TurnAnswer(t("Out of turn: foul"), FoulCalled((last.n,))),
                TurnAnswer(t("It was {whose}", whose=whose(theirs)), BagsReassigned((last.n,))),
                TurnAnswer(t("I know"), None),
            ]
        if asked == last.n - 1 and after.bags[asked - 1].team != last.team:
            return [TurnAnswer(t("Swap the last two"), BagsReassigned((asked, last.n))), TurnAnswer(t("I know"), None)]
        return []
