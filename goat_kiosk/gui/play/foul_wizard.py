"""Wizard for a foul: the bag is removed, the bags it moved go back, and the next thrower follows from the rules.

It has two steps. First the bag: the last one is preselected, because most fouls are seen at once. Then the bags that
lie elsewhere than before that throw: each goes back unless it is deselected, because a later, legal bag may have moved
it. Everything is one event, so that no screen shows half of it and one undo reverts it. The consequences (the bag
scores nothing; after a throw out of turn the other team throws two in a row) come from the domain and are shown here.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BAGS_PER_ROUND, BagPosition, FoulCalled
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds.bags import Bag, next_team
from goat_kiosk.gui.play.bag_button import BagButton
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton


def foul_candidates(game: Game) -> tuple[Bag, ...]:
    """Return the bags that can be a foul: those of this round, or before its first bag those of the last round."""
    return game.bags if game.bags or not game.rounds else game.rounds[-1].facts.bags


def bags_before(history: History, bag_number: int) -> tuple[Bag, ...]:
    """Return the candidates as they lay just before bag `bag_number` was thrown, as far back as undo reaches."""
    # Walks back through the undo stack to the newest state of the same round with fewer than `n` bags. If the stack is
    # shorter than that (a restart), the current positions are the best there is, and no bag is offered to go back.
    bags, stack = foul_candidates(history.game)[: bag_number - 1], history.undo_stack
    rounds = len(history.game.rounds) - (bags != history.game.bags[: bag_number - 1])
    while stack is not None:
        game, stack = stack
        if len(game.rounds) < rounds:
            break
        if len(game.rounds) == rounds and len(game.bags) < bag_number:
            return game.bags
    return bags


def find_moved_bags(history: History, bag_number: int) -> list[BagPosition]:
    """Return the positions before bag `bag_number` of the bags that have moved since."""
    candidates = foul_candidates(history.game)
    positions = []
    for before in bags_before(history, bag_number):
        last_step, current = before.history[-1], candidates[before.n - 1]
        if current.result != "foul" and (current.result, current.history[-1].x) != (last_step.result, last_step.x):
            positions.append(BagPosition(before.n, last_step.result, last_step.x, last_step.y))
    return positions


class FoulWizard(QFrame):
    """Asks which bag was the foul, and which bags go back."""

    requested = Signal(object)
    """A `FoulCalled`."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._history: History | None = None
        self._foul: int | None = None
        self._positions: list[BagPosition] = []
        self._hint, self._consequence = QLabel(), QLabel()
        for label in (self._hint, self._consequence):
            label.setWordWrap(True)
        self._consequence.setProperty("role", "quiet")
        self.bags = [BagButton() for _ in range(BAGS_PER_ROUND)]
        self.back_buttons = [ElidedButton() for _ in range(3)]
        self.call_button, self.close_button = ElidedButton(t("It is a foul")), QPushButton(t("Back"))
        self.call_button.setProperty("role", "primary")
        self.call_button.clicked.connect(self._request_foul)
        self.close_button.clicked.connect(self.closed)
        self.close_button.setAccessibleName(t("Back: no foul"))
        self.close_button.setToolTip(t("No foul (Esc)"))
        for button in self.bags:
            button.clicked.connect(lambda _checked=False, button=button: self.choose(button.n))
        self._arrange()

    def _arrange(self) -> None:
        column, grid, footer = QVBoxLayout(self), QGridLayout(), QHBoxLayout()
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(4)
        column.addWidget(self._hint)
        for index, button in enumerate(self.bags):
            grid.addWidget(button, index // 4, index % 4)
        column.addLayout(grid)
        for back_button in self.back_buttons:
            back_button.setCheckable(True)
            back_button.setAccessibleName(t("No bag to put back"))
            back_button.setToolTip(t("No bag to put back"))
            column.addWidget(back_button)
        column.addWidget(self._consequence)
        column.addStretch(1)
        footer.addWidget(self.call_button, 3)
        footer.addWidget(self.close_button, 2)
        column.addLayout(footer)

    def begin(self, history: History) -> None:
        """Show the candidates, with the last one selected."""
        self._history, game, bags = history, history.game, foul_candidates(history.game)
        for index, button in enumerate(self.bags):
            bag = bags[index] if index < len(bags) else None
            button.setVisible(bag is not None)
            if bag is not None:
                button.show_bag(bag, game)
                button.setEnabled(bag.result != "foul")
        candidates = [bag.n for bag in bags if bag.result != "foul"]
        self.choose(candidates[-1] if candidates else None)
        self.call_button.setFocus()

    def choose(self, bag_number: int | None) -> None:
        """Select bag `bag_number` as the foul, and show the bags that it may have moved."""
        self._foul = bag_number
        for button in self.bags:
            button.setChecked(bag_number is not None and button.n == bag_number)
        if self._history is None or bag_number is None:
            self._show_no_foul()
            return
        game = self._history.game
        self._positions = find_moved_bags(self._history, bag_number)[: len(self.back_buttons)]
        self._hint.setText(
            t("Which bag is the foul? What it moved goes back:") if self._positions else t("Which bag is the foul?")
        )
        for index, back_button in enumerate(self.back_buttons):
            self._show_back_button(back_button, self._positions[index] if index < len(self._positions) else None, game)
        name = game.side(foul_candidates(game)[bag_number - 1].team).name
        self.call_button.set_caption(t("Foul: bag {n}", n=bag_number))
        explanation = t("Bag {n} of {team} is a foul: it counts nothing", n=bag_number, team=name)
        self.call_button.setToolTip(plain_tooltip(explanation))
        self.call_button.setEnabled(True)
        self._consequence.setText(
            t("Bag {n} counts nothing and is taken away. {then}", n=bag_number, then=_next_thrower_text(game))
        )

    def _show_no_foul(self) -> None:
        self._hint.setText(t("No bag of this round can be a foul. A round that is over is corrected in the list."))
        self._consequence.setText("")
        self.call_button.setEnabled(False)
        for button in self.back_buttons:
            button.hide()

    def _show_back_button(self, button: ElidedButton, position: BagPosition | None, game: Game) -> None:
        button.setVisible(position is not None)
        button.setChecked(position is not None)
        if position is not None:
            result_text = {"hole": t("into the hole"), "board": t("on the board"), "off": t("off"), "foul": t("off")}[
                position.result
            ]
            button.set_caption(t("Bag {bag} back {where}", bag=position.bag, where=result_text))
            button.setAccessibleName(
                t(
                    "Bag {bag} of {team} back {where}",
                    bag=position.bag,
                    team=game.side(foul_candidates(game)[position.bag - 1].team).name,
                    where=result_text,
                )
            )
            button.setToolTip(plain_tooltip(t("{action}; press to let it lie", action=button.accessibleName())))

    def _request_foul(self) -> None:
        if self._foul is not None:
            pairs = zip(self._positions, self.back_buttons, strict=False)
            restored = tuple(position for position, button in pairs if button.isChecked())
            self.requested.emit(FoulCalled((self._foul,), restored))


def _next_thrower_text(game: Game) -> str:
    team = game.next_team
    if not game.bags:
        return t("Round {round} is counted anew.", round=len(game.rounds))
    if team is None:
        return ""
    teams = [bag.team for bag in game.bags]
    throws_twice = next_team((*game.bags, Bag(len(teams) + 1, team, game.bags[-1].history)), game.first_throw) == team
    name = game.side(team).name
    return t("Now two in a row for {team}.", team=name) if throws_twice else t("Next throw: {team}.", team=name)
