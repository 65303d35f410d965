"""Receipt card of a finished game: the QR code that captains scan, and each team's answer to the result."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import TEAMS, Confirmed
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.gui.widgets.shape_mark import ShapeMark

_WIDTH = 236
_MIN_CODE_SIZE = 138
"""Pixels: three per module, so that a phone can read the code across a table."""


class ReceiptCard(QFrame):
    """Shows the code, and which teams have confirmed."""

    def __init__(self, address: str, parent: QWidget | None = None) -> None:
        """`address` is where phones reach this kiosk."""
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(_WIDTH)
        self._address = address
        self._path = ""
        self.code = QrCode()
        self.code.setMinimumSize(_MIN_CODE_SIZE, _MIN_CODE_SIZE)
        self.short_hash, self.state = QLabel(), ElidedLabel(role="quiet")
        self.short_hash.setProperty("role", "figure")
        self.short_hash.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._marks = {team: ShapeMark(team, 16) for team in TEAMS}
        self.answers = {team: ElidedLabel() for team in TEAMS}
        self._arrange()

    def _arrange(self) -> None:
        column, grid = QVBoxLayout(self), QGridLayout()
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(3)
        column.addWidget(self.code, 1)
        column.addWidget(self.short_hash)
        column.addWidget(self.state)
        column.addLayout(grid)
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for row, team in enumerate(TEAMS):
            grid.addWidget(self._marks[team], row, 0)
            grid.addWidget(self.answers[team], row, 1)

    def show_result(self, game_id: int, game: Game, result: str) -> None:
        """Show the receipt of a finished game; `result` is the hash of its last scored event."""
        self._path = f"/game/{game_id}/receipt?hash={result[: chain.QR_DIGITS]}"
        self.short_hash.setText(chain.short_code(result))
        self.short_hash.setAccessibleName(t("Code of this result: {code}", code=chain.short_code(result)))
        self.state.setText(t("Final: both say it is right") if game.is_confirmed else t("Captains scan and confirm"))
        for team, label in self.answers.items():
            self._marks[team].show_team(team, game.side(team).color)
            label.setText(_answer_text(game.answer(team)))
            label.setAccessibleName(f"{game.side(team).name}: {label.text()}")
        self.show_address(self._address)

    def show_address(self, address: str) -> None:
        """Encode the address of the receipt at the kiosk's `address`."""
        self._address = address
        if self._path:
            self.code.show_text(address + self._path, t("QR code of this receipt"))


def _answer_text(answer: Confirmed | None) -> str:
    """Return a team's answer as text; the verdict comes first, because a long name is elided."""
    if answer is None:
        return t("Not answered yet")
    channel = t("own phone") if answer.seated else t("typed")
    values = {"player": answer.name, "how": channel}
    return t("✓ Right: {player} ({how})", **values) if answer.right else t("✗ Wrong: {player} ({how})", **values)
