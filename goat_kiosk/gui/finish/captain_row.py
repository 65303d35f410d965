"""Row of one captain on the receipt card: the answer so far, and the buttons to answer at the desk."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import Confirmed, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.shape_mark import ShapeMark


class CaptainRow(QWidget):
    """Shows what a captain has answered, and takes the answer of one who has no phone."""

    confirmed = Signal()
    """The captain says that the result is right."""
    disputed = Signal()
    """The captain says that it is wrong."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self.captain = ""
        """The name of the captain: the team's first player."""
        self._mark, self.answer = ShapeMark(team, 16), ElidedLabel()
        self.right, self.wrong = QPushButton(t("It is right")), QPushButton(t("It is wrong…"))
        self.right.clicked.connect(self.confirmed)
        self.wrong.clicked.connect(self.disputed)
        column, line, self._buttons = QVBoxLayout(self), QHBoxLayout(), QWidget()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line.setSpacing(8)
        line.addWidget(self._mark)
        line.addWidget(self.answer, 1)
        column.addLayout(line)
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(6)
        buttons.addWidget(self.right, 1)
        buttons.addWidget(self.wrong, 1)
        column.addWidget(self._buttons)

    def show_game(self, game: Game) -> None:
        """Show the team's answer; its own phone can change that, and the desk can until the result is final."""
        side, answer = game.side(self._team), game.answer(self._team)
        text = _answer_text(answer, game.captain_name(answer)) if answer else ""
        self.captain = side.players[0].name if side.players else side.name
        self._mark.show_team(self._team, side.color)
        self.answer.setText(text or t("Captain of {team}", team=side.name))
        self.answer.setAccessibleName(f"{local_name(side.name)}: {text}" if text else self.answer.text())
        self._set_role("warn" if answer and not answer.right else "")
        self._buttons.setVisible(not game.is_confirmed and not (answer and answer.seated))
        values = {"team": side.name, "player": self.captain}
        for button, name, tooltip in (
            (
                self.right,
                t("Captain of {team}: it is right", **values),
                t("{player} says here: the result is right", **values),
            ),
            (
                self.wrong,
                t("Captain of {team}: it is wrong…", **values),
                t("{player} says here: it is wrong", **values),
            ),
        ):
            button.setAccessibleName(name)
            button.setToolTip(plain_tooltip(tooltip))
            button.setAccessibleDescription(tooltip)

    def _set_role(self, role: str) -> None:
        if self.answer.property("role") != role:
            self.answer.setProperty("role", role)
            self.answer.style().polish(self.answer)


def _answer_text(answer: Confirmed, captain: str) -> str:
    """Return a team's answer as text; the verdict comes first, because a long name is elided."""
    channel = t("own phone") if answer.seated else t("at the desk") if answer.desk else t("typed")
    values = {"player": captain, "how": channel}
    return t("✓ Right: {player} ({how})", **values) if answer.right else t("✗ Wrong: {player} ({how})", **values)
