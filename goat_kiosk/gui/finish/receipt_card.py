"""Receipt card of a finished game: the QR code that captains scan, and each team's answer to the result.

A captain without a phone answers here, at the desk: each team has a button for “right” and one for “wrong”.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from goat_kiosk.desk.confirmations import ConfirmationRequest
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.finish.captain_row import CaptainRow
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.qr_code import QrCode

_WIDTH = 264
_MIN_CODE_SIZE = 138
"""Pixels: three per module, so that a phone can read the code across a table."""


class ReceiptCard(QFrame):
    """Shows the code, and which teams have confirmed."""

    answered = Signal(int, object)
    """The game, and the `ConfirmationRequest` of a captain at the desk."""

    def __init__(self, address: str, parent: QWidget | None = None) -> None:
        """`address` is where phones reach this kiosk."""
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(_WIDTH)
        self._address, self._path = address, ""
        self._game_id, self._result = 0, ""
        self.state, self.code = QLabel(), QrCode()
        self.state.setProperty("role", "heading")
        self.state.setWordWrap(True)
        self.code.setMinimumSize(_MIN_CODE_SIZE, _MIN_CODE_SIZE)
        self.code_label, self.short_hash = QLabel(t("Code of this result")), QLabel()
        for label, role in ((self.code_label, "quiet"), (self.short_hash, "figure")):
            label.setProperty("role", role)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.captains = {team: CaptainRow(team) for team in TEAMS}
        for team, row in self.captains.items():
            row.confirmed.connect(partial(self._answer, team, right=True))
            row.disputed.connect(partial(self._answer, team, right=False))
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(4)
        column.addWidget(self.state)
        column.addWidget(self.code, 1)
        column.addWidget(self.code_label)
        column.addWidget(self.short_hash)
        for row in self.captains.values():
            column.addSpacing(4)
            column.addWidget(row)

    def show_result(self, game_id: int, game: Game, result: str) -> None:
        """Show the receipt of a finished game; `result` is the hash of its last scored event."""
        self._game_id, self._result = game_id, result
        self._path = f"/game/{game_id}/receipt?hash={result[: chain.QR_DIGITS]}"
        self.short_hash.setText(chain.short_code(result))
        name = t("Code of this result: {code}", code=chain.short_code(result))
        self.short_hash.setAccessibleName(name)
        self.short_hash.setToolTip(t("A phone that shows the same code shows this result"))
        self.state.setText(t("Final: both say it is right") if game.is_confirmed else t("Captains: scan to confirm"))
        for row in self.captains.values():
            row.show_game(game)
        self.show_address(self._address)

    def show_address(self, address: str) -> None:
        """Encode the address of the receipt at the kiosk's `address`."""
        self._address = address
        if self._path:
            self.code.show_text(address + self._path, t("QR code of this receipt"))

    def _answer(self, team: Team, *, right: bool) -> None:
        request = ConfirmationRequest(team, right, self.captains[team].captain, self._result)
        self.answered.emit(self._game_id, request)
