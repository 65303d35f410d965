"""A game under way: the score on top, this round's bags, the throw pad, and the way back.

The pad's place is a stack: where a bag lies now is asked there, and other ways of keying a throw fit there too.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import Redone, Undone
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.gui.bag_choice import BagChoice
from goat_kiosk.gui.bag_strip import BagStrip
from goat_kiosk.gui.elided_button import ElidedButton
from goat_kiosk.gui.elided_label import ElidedLabel
from goat_kiosk.gui.plain import tip
from goat_kiosk.gui.standing import Standing
from goat_kiosk.gui.team_score import TeamScore
from goat_kiosk.gui.throw_pad import ThrowPad
from goat_kiosk.gui.words import deed, match_line, rules_line


class Play(QWidget):
    """The page of a live game."""

    wanted = Signal(object)
    """An event for this game."""
    conceding = Signal()
    """Somebody gives up: ask who."""
    helpless = Signal(str)
    """A key that cannot count, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._game: Game | None = None
        self._head = ElidedLabel(role="quiet")
        self.score1, self.standing, self.score2 = TeamScore(1), Standing(), TeamScore(2)
        self.strip, self.pad, self.choice = BagStrip(), ThrowPad(), BagChoice()
        self.below = QStackedWidget()
        self.below.addWidget(self.pad)
        self.below.addWidget(self.choice)
        self.undo, self.redo = ElidedButton("Undo"), ElidedButton("Redo")
        self.concede = QPushButton("Concede…")
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.pad.wanted.connect(self.wanted)
        self.pad.helpless.connect(self.helpless)
        self.choice.wanted.connect(self.wanted)
        self.choice.closed.connect(self._leave_choice)
        self.strip.chosen.connect(self._choose)
        self.undo.clicked.connect(lambda: self.wanted.emit(Undone()))
        self.redo.clicked.connect(lambda: self.wanted.emit(Redone()))
        self.concede.clicked.connect(self.conceding)
        self.concede.setProperty("role", "plain")
        self.concede.setAccessibleName("Concede: one side gives up")
        self.concede.setToolTip("One side gives up; you will be asked which")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._head)
        top = QHBoxLayout()
        top.setSpacing(4)
        for widget in (self.score1, self.standing, self.score2):
            top.addWidget(widget)
        column.addLayout(top, 5)
        column.addWidget(self.strip)
        column.addWidget(self.below, 3)
        row = QHBoxLayout()
        for button in (self.undo, self.redo):
            row.addWidget(button, 2)
        row.addWidget(self.concede)
        column.addLayout(row)

    def show_history(self, history: History) -> None:
        """Show the game as it stands, and what undo and redo would do."""
        game = history.game
        if self._game is None or self._game.bags is not game.bags:
            self._leave_choice()
        self._game = game
        parts = [game.court, rules_line(game.rules), match_line(game)]
        parts += ["Toss a coin: who wins it throws the next bag"] if game.due is None else []
        self._head.setText("  ·  ".join(part for part in parts if part))
        for widget in (self.score1, self.standing, self.score2, self.strip, self.pad):
            widget.show_game(game)
        past, future = history.past, history.future
        _offer(self.undo, "Undo", "Ctrl+Z or Backspace", deed(past[0], game) if past else "")
        _offer(self.redo, "Redo", "Ctrl+Y", deed(game, future[0]) if future else "")

    def _choose(self, n: int) -> None:
        if self._game is not None and n <= len(self._game.bags):
            self.below.setCurrentWidget(self.choice)
            self.choice.ask(self._game, n)
            self.strip.mark(n)

    def _leave_choice(self) -> None:
        if self.below.currentWidget() is self.choice:
            # Else Qt gives the keyboard to the next button, and the space bar presses it.
            self.setFocus()
        self.below.setCurrentWidget(self.pad)
        self.strip.mark(None)


def _offer(button: ElidedButton, name: str, keys: str, what: str) -> None:
    button.setEnabled(bool(what))
    button.say(f"{name}  {what}" if what else name)
    button.setAccessibleName(f"{name}: {what}" if what else f"{name}: nothing")
    button.setToolTip(tip(f"{name} {what} ({keys})"))
