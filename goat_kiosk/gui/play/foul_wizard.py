"""A foul put right as the rules ask: the bag is taken away, what it moved goes back, and who throws next follows.

Two steps. Which bag: the last one is offered first, since a foul is mostly seen at once. Then the bags that lie
elsewhere than before that throw: each is put back unless it is told to stay, because a later, good bag may have moved
it. All of it is one event, so no screen shows half of it and one undo takes it back. What follows (a bag that counts
nothing; after a throw out of turn two in a row for the other side) is derived by the engine and only said here.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BAGS_PER_ROUND, BagPosition, FoulCalled
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds import Bag, next_team
from goat_kiosk.gui.play.bag_strip import BagButton
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_button import ElidedButton
from goat_kiosk.gui.widgets.plain import tip


def foul_candidates(game: Game) -> tuple[Bag, ...]:
    """Return the bags one of which may be a foul: this round's, or before its first those of the round just over."""
    return game.bags if game.bags or not game.rounds else game.rounds[-1].facts.bags


def bags_before(history: History, n: int) -> tuple[Bag, ...]:
    """Return how the bags in question lay just before bag `n` was thrown, as far as undo reaches back."""
    lay, past = foul_candidates(history.game)[: n - 1], history.past
    rounds = len(history.game.rounds) - (lay != history.game.bags[: n - 1])
    while past is not None:
        game, past = past
        if len(game.rounds) < rounds:
            break
        if len(game.rounds) == rounds and len(game.bags) < n:
            return game.bags
    return lay


def find_moved_bags(history: History, n: int) -> list[BagPosition]:
    """Return where the bags that were moved after bag `n` was thrown lay before it."""
    now = foul_candidates(history.game)
    lies = []
    for old in bags_before(history, n):
        mark, current = old.history[-1], now[old.n - 1]
        if current.result != "foul" and (current.result, current.history[-1].x) != (mark.result, mark.x):
            lies.append(BagPosition(old.n, mark.result, mark.x, mark.y))
    return lies


class FoulWizard(QFrame):
    """Asks which bag is the foul, and which bags go back."""

    requested = Signal(object)
    """A `FoulCalled`."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._history: History | None = None
        self._foul: int | None = None
        self._lies: list[BagPosition] = []
        self._hint, self._then = QLabel(), QLabel()
        for label in (self._hint, self._then):
            label.setWordWrap(True)
        self._then.setProperty("role", "quiet")
        self.bags = [BagButton() for _ in range(BAGS_PER_ROUND)]
        self.back_buttons = [ElidedButton() for _ in range(3)]
        self.call_button, self.close_button = ElidedButton(t("It is a foul")), QPushButton(t("Back"))
        self.call_button.setProperty("role", "primary")
        self.call_button.setAccessibleName(t("It is a foul"))
        self.call_button.setToolTip(t("It is a foul"))
        self.call_button.clicked.connect(self._call)
        self.close_button.clicked.connect(self.closed)
        self.close_button.setAccessibleName(t("Back: no foul"))
        self.close_button.setToolTip(t("No foul (Esc)"))
        for button in self.bags:
            button.clicked.connect(lambda _checked=False, button=button: self.choose(button.n))
        self._arrange()

    def _arrange(self) -> None:
        column, grid, foot = QVBoxLayout(self), QGridLayout(), QHBoxLayout()
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        column.addWidget(self._hint)
        for place, button in enumerate(self.bags):
            grid.addWidget(button, place // 4, place % 4)
        column.addLayout(grid)
        for back in self.back_buttons:
            back.setCheckable(True)
            back.setAccessibleName(t("No bag to put back"))
            back.setToolTip(t("No bag to put back"))
            column.addWidget(back)
        column.addWidget(self._then)
        column.addStretch(1)
        foot.addWidget(self.call_button, 3)
        foot.addWidget(self.close_button, 2)
        column.addLayout(foot)

    def begin(self, history: History) -> None:
        """Ask about the bags in question, the last one chosen already."""
        self._history, game, bags = history, history.game, foul_candidates(history.game)
        for place, button in enumerate(self.bags):
            bag = bags[place] if place < len(bags) else None
            button.setVisible(bag is not None)
            if bag is not None:
                button.show_bag(bag, game, bag.team, early=False)
                button.setEnabled(bag.result != "foul")
        good = [bag.n for bag in bags if bag.result != "foul"]
        self.choose(good[-1] if good else None)
        self.call_button.setFocus()

    def choose(self, n: int | None) -> None:
        """Take bag `n` as the foul, and find what it may have moved."""
        self._foul = n
        for button in self.bags:
            button.setChecked(n is not None and button.n == n)
        if self._history is None or n is None:
            self._offer_nothing()
            return
        game = self._history.game
        self._lies = find_moved_bags(self._history, n)[: len(self.back_buttons)]
        self._hint.setText(
            t("Which bag is the foul? What it moved goes back:") if self._lies else t("Which bag is the foul?")
        )
        for place, back in enumerate(self.back_buttons):
            self._offer_back(back, self._lies[place] if place < len(self._lies) else None, game)
        name = game.side(foul_candidates(game)[n - 1].team).name
        self.call_button.say(t("Foul: bag {n}", n=n))
        self.call_button.setAccessibleName(t("Bag {n} of {team} is a foul: it counts nothing", n=n, team=name))
        self.call_button.setToolTip(tip(self.call_button.accessibleName()))
        self.call_button.setEnabled(True)
        self._then.setText(t("Bag {n} counts nothing and is taken away. {then}", n=n, then=_next_in_words(game)))

    def _offer_nothing(self) -> None:
        self._hint.setText(t("No bag of this round can be a foul. A round that is over is corrected in the list."))
        self._then.setText("")
        self.call_button.setEnabled(False)
        for button in self.back_buttons:
            button.hide()

    def _offer_back(self, button: ElidedButton, lie: BagPosition | None, game: Game) -> None:
        button.setVisible(lie is not None)
        button.setChecked(lie is not None)
        if lie is not None:
            where = {"hole": t("into the hole"), "board": t("on the board"), "off": t("off"), "foul": t("off")}[
                lie.result
            ]
            button.say(t("Bag {bag} back {where}", bag=lie.bag, where=where))
            button.setAccessibleName(
                t(
                    "Bag {bag} of {team} back {where}",
                    bag=lie.bag,
                    team=game.side(foul_candidates(game)[lie.bag - 1].team).name,
                    where=where,
                )
            )
            button.setToolTip(tip(t("{deed}; press to let it lie", deed=button.accessibleName())))

    def _call(self) -> None:
        if self._foul is not None:
            back = [lie for lie, button in zip(self._lies, self.back_buttons, strict=False) if button.isChecked()]
            self.requested.emit(FoulCalled((self._foul,), tuple(back)))


def _next_in_words(game: Game) -> str:
    team = game.next_team
    if not game.bags:
        return t("Round {round} is counted anew.", round=len(game.rounds))
    if team is None:
        return ""
    behind = [bag.team for bag in game.bags]
    twice = next_team((*game.bags, Bag(len(behind) + 1, team, game.bags[-1].history)), game.first_throw) == team
    name = game.side(team).name
    return t("{team} throws two in a row.", team=name) if twice else t("{team} throws next.", team=name)
