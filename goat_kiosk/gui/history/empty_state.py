"""Page that says why no game is listed, and shows all of them again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.statistics.game_records import GameFilter, GameKind
from goat_kiosk.gui.text.language import t
from goat_kiosk.text.i18n import mark_for_translation

_NO_GAMES: dict[GameKind, str] = {
    "finished": mark_for_translation("No game is over yet. Games appear here when they end."),
    "disputed": mark_for_translation("No result is disputed."),
    "corrected": mark_for_translation("No finished game was corrected."),
    "unfinished": mark_for_translation("Every game is over."),
    "canceled": mark_for_translation("No game was canceled."),
}


class EmptyState(QFrame):
    """Shown instead of the list and the details."""

    clear_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.sentence, self.clear = QLabel(), QPushButton(t("Show all games"))
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setProperty("role", "title")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear.clicked.connect(self.clear_requested)
        column = QVBoxLayout(self)
        column.setSpacing(18)
        column.addStretch(1)
        column.addWidget(self.sentence)
        column.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def show_filter(self, game_filter: GameFilter, player: str) -> None:
        """Say why the filter finds nothing; `player` is the name of its player, if it has one."""
        if game_filter.player:
            sentence = t("No such game of {player}.", player=player)
        elif game_filter.text.strip():
            sentence = t("No game matches “{text}”.", text=game_filter.text.strip())
        elif game_filter == GameFilter(kind=game_filter.kind):
            sentence = t(_NO_GAMES[game_filter.kind])
        else:
            sentence = t("No game at that court and time.")
        self.sentence.setText(sentence)
        self.clear.setVisible(game_filter != GameFilter())
