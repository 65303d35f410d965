"""Panel of referee rulings: fouls, touched bags, manual points, partner switches, and conceding.

Each ruling follows the rules of the game: if they name the penalty for touching live bags it is applied, if they leave
it to the referee the button points to the manual award. A ruling that is not possible now is disabled and says why.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, BagsTouched, PartnersSwitched, PointsAwarded, Team, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text
from goat_kiosk.domain.rounds.scoring import TOUCH_BAG_POINTS, TOUCH_FRAME_POINTS
from goat_kiosk.gui.play.foul_wizard import FoulWizard, foul_candidates
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.widgets.inputs.leaving_buttons import cancel_button, concede_button, set_aside_button
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.gui.widgets.inputs.team_choice import TeamChoice

_MAX_POINTS = 12
_CLOSE_WIDTH = 52


class RulingsPanel(QStackedWidget):
    """The buttons of all rulings, and the foul wizard."""

    requested = Signal(object)
    closed = Signal()
    concede_requested = Signal()
    cancel_requested = Signal()
    set_aside_requested = Signal()
    move_requested = Signal()
    """A bag has moved; the page asks which, and where it lies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history: History | None = None
        self.wizard, self._card = FoulWizard(), QFrame()
        self._card.setObjectName("card")
        self.team, self.number = TeamChoice(t("Which team")), Stepper(_MAX_POINTS)
        self.reason = QLineEdit(placeholderText=t("Reason (optional)"), maxLength=MAX_REASON_LENGTH)
        self.reason.setAccessibleName(t("Reason for the points"))
        self.reason.setToolTip(t("Why points are given by hand; kept with them"))
        self.foul, self.touched, self.award, self.partners = (ElidedButton() for _ in range(4))
        self.moved_bag = NamedButton(
            t("A bag has moved…"), t("A bag has moved: choose it, and say where it lies now"), "segment"
        )
        self.close_button = NamedButton("✕", t("Back to the board (Esc)"), "step")
        self.concede, self.set_aside, self.cancel = concede_button(), set_aside_button(), cancel_button()
        self.addWidget(self._card)
        self.addWidget(self.wizard)
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.wizard.requested.connect(self.requested)
        self.wizard.closed.connect(self._leave_wizard)
        self.foul.clicked.connect(self._call_foul)
        self.moved_bag.clicked.connect(self.move_requested)
        self.touched.clicked.connect(lambda: self.requested.emit(BagsTouched(self.team.team, self._points)))
        self.award.clicked.connect(self._award)
        self.reason.returnPressed.connect(self._award)
        self.partners.clicked.connect(lambda: self.requested.emit(PartnersSwitched(self.team.team)))
        self.concede.clicked.connect(self.concede_requested)
        self.set_aside.clicked.connect(self.set_aside_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        self.close_button.clicked.connect(self.closed)
        self.team.changed.connect(self._update_buttons)
        self.number.number.valueChanged.connect(self._update_buttons)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _arrange(self) -> None:
        column, bags, points = QVBoxLayout(self._card), row_of(self.foul, self.moved_bag), row_of(self.number)
        self.close_button.setFixedWidth(_CLOSE_WIDTH)
        for index in (0, 1):
            bags.setStretch(index, 1)
        bags.addWidget(self.close_button)
        column.setContentsMargins(12, 6, 12, 10)
        column.setSpacing(5)
        points.addWidget(self.award, 1)
        self._add_group(column, t("A foul, or a bag that moved"), bags)
        self._add_group(column, t("Which team"), self.team)
        self._add_group(column, t("Points"), points, self.reason, self.touched)
        self._add_group(column, t("Players"), self.partners)
        self._add_group(column, t("End the game"), self.concede, row_of(self.set_aside, self.cancel))

    @staticmethod
    def _add_group(column: QVBoxLayout, title: str, *parts: QWidget | QHBoxLayout) -> None:
        """Add a group of controls under a title."""
        label = QLabel(title)
        label.setProperty("role", "group")
        column.addWidget(label)
        for part in parts:
            if isinstance(part, QWidget):
                column.addWidget(part)
            else:
                column.addLayout(part)
        column.addStretch(1)

    @property
    def _points(self) -> int:
        return self.number.number.value()

    def begin(self, history: History, left_team: Team) -> None:
        """Show the rulings that are possible in the current state."""
        self._history, game = history, history.game
        for team in TEAMS:
            self.team.show_team(team, game.side(team).name, game.side(team).color)
            self.team.set_description(team, t("Applies to {team}", team=game.side(team).name))
        self.team.set_left_team(left_team)
        self.team.choose(game.next_team or left_team)
        self.moved_bag.setEnabled(bool(game.bags))
        self.number.set_name(t("Bags touched, or points"))
        self.number.number.setRange(1, _MAX_POINTS)
        self.number.number.setValue(1)
        self.reason.clear()
        self._leave_wizard()
        self._update_buttons()
        (self.foul if self.foul.isEnabled() else self.close_button).setFocus()

    def _update_buttons(self) -> None:
        """Set each button's text and state from the chosen team and the rules."""
        if self._history is None:
            return
        game, team = self._history.game, self.team.team
        _set_button(
            self.foul,
            t("A bag is a foul…"),
            t("Choose the bag, and what it moved"),
            is_enabled=bool(foul_candidates(game)),
        )
        explanation, is_enabled = _partners_button(game, team)
        _set_button(self.partners, t("Swap throwing order"), explanation, is_enabled=is_enabled)
        caption, explanation, is_enabled = _touched_bags_button(game, team, self._points)
        _set_button(self.touched, caption, explanation, is_enabled=is_enabled)
        points = t("1 point") if self._points == 1 else t("{count} points", count=self._points)
        _set_button(
            self.award,
            t("Give +{points}", points=self._points),
            t("{points} to {team}, counted with this round", points=points, team=game.side(team).name),
            is_enabled=True,
        )

    def _call_foul(self) -> None:
        if self._history is not None:
            self.setCurrentWidget(self.wizard)
            self.wizard.begin(self._history)

    def _leave_wizard(self) -> None:
        self.setCurrentWidget(self._card)

    def _award(self) -> None:
        reason = clean_text(self.reason.text(), MAX_REASON_LENGTH)
        self.requested.emit(PointsAwarded(self.team.team, self._points, reason))


def _partners_button(game: Game, team: Team) -> tuple[str, bool]:
    side = game.side(team)
    if len(side.players) < 2:
        return t("No partners to switch in {team}", team=side.name), False
    if any(bag.team == team for bag in game.bags):
        return t("{team} threw in this round already: switch before the first bag", team=side.name), False
    return t("{team}: the other partner throws from this round on", team=side.name), True


def _touched_bags_button(game: Game, team: Team, bags: int) -> tuple[str, str, bool]:
    """Return the caption, the explanation and the state of the button for live bags that `team` touched."""
    opponent_name, is_possible = game.side(opponent(team)).name, bags <= len(game.bags)
    bags_text = t("1 bag") if bags == 1 else t("{count} bags", count=bags)
    if game.rules.touch == "award":
        return t("Live bag touched"), t("these rules leave the points to you"), False
    counts_points = game.rules.touch == "three"
    penalty = f"{TOUCH_BAG_POINTS * bags}" if counts_points else t("round over, {points}", points=TOUCH_FRAME_POINTS)
    gain = t("{bags} touched: {points} to {team}", bags=bags_text, points=penalty, team=opponent_name)
    return (
        gain,
        gain if is_possible else t("Only {count:bag is|bags are} thrown in this round", count=len(game.bags)),
        is_possible,
    )


def _set_button(button: ElidedButton, caption: str, explanation: str, *, is_enabled: bool) -> None:
    """Set what a button says; one that cannot be used says why."""
    button.set_caption(caption if is_enabled else f"{caption}: {explanation}")
    button.setEnabled(is_enabled)
    button.setAccessibleName(f"{caption}: {explanation}")
    button.setToolTip(plain_tooltip(explanation))


def row_of(*widgets: QWidget) -> QHBoxLayout:
    """Return widgets beside each other."""
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    return row
