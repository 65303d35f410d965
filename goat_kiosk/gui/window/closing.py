"""Close confirmation during a game, because phones and walls lose the score when the window closes.

It is shown in place of the game, which goes on behind it. Enter and Esc keep the window open.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.section_page import SectionPage

_WIDTH = 680
_PLAYING_MS = 3 * 60 * 60 * 1000
"""A live game without a change for this long counts as abandoned."""


class CloseQuestion(QObject):
    """Asks before the window is closed while games are being played."""

    asking_changed = Signal()
    """`is_asking` has changed, so the window must show another page."""

    def __init__(self, scorekeeper: Scorekeeper, close: Callable[[], object], parent: QObject) -> None:
        """`close` closes the window."""
        super().__init__(parent)
        self._scorekeeper, self._close = scorekeeper, close
        self.page = ClosePage()
        self.is_asking = False
        self._is_sure = False
        self.page.closed.connect(self._keep_playing)
        self.page.keep_open_button.clicked.connect(self._keep_playing)
        self.page.leave.clicked.connect(self._close_for_sure)

    def ask_if_playing(self) -> bool:
        """Ask if games are being played; return whether the window must stay open for the answer."""
        playing = self._playing()
        if not playing or self._is_sure:
            return False
        self.page.ask(playing)
        self.is_asking = True
        self.asking_changed.emit()
        return True

    def dismiss(self) -> None:
        """Drop the question without an answer, because another page was opened."""
        self.is_asking = False

    def _playing(self) -> int:
        """Return how many courts have a game that is being played."""
        # `age` uses the monotonic clock, so setting the wall clock has no effect.
        active_ids = [
            game_id for game_id in self._scorekeeper.game_ids() if self._scorekeeper.games.age(game_id) <= _PLAYING_MS
        ]
        games = [self._scorekeeper.history(game_id).game for game_id in active_ids]
        return len({court_key(game.court) for game in games if game.status == "live" and not game.is_set_aside})

    def _keep_playing(self) -> None:
        self.dismiss()
        self.asking_changed.emit()

    def _close_for_sure(self) -> None:
        self._is_sure = True
        self.dismiss()
        self._close()
        self._is_sure = False


class ClosePage(SectionPage):
    """One question and two large buttons; the one that keeps the window open has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question, self.explanation = QLabel(), QLabel()
        self.question.setProperty("role", "winner")
        self.explanation.setText(
            t(
                "Phones and walls lose the score until GOaT Kiosk is opened again. Every bag is saved, and the games "
                "go on from there."
            )
        )
        self.explanation.setProperty("role", "heading")
        self.keep_open_button = NamedButton(t("Keep playing"), t("Keep the window open (Enter or Esc)"), "start")
        self.leave = NamedButton(t("Close GOaT Kiosk"), t("Close the window, in the middle of the game"))
        self.leave.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        for label in (self.question, self.explanation):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        for button in (self.keep_open_button, self.leave):
            button.setAutoDefault(True)
        self.setFocusProxy(self.keep_open_button)
        self._arrange()

    def _arrange(self) -> None:
        outer, card, row = QVBoxLayout(self), QFrame(), QHBoxLayout()
        card.setObjectName("card")
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(36, 28, 36, 32)
        column.setSpacing(18)
        column.addWidget(self.question)
        column.addWidget(self.explanation)
        row.setSpacing(12)
        row.addWidget(self.keep_open_button, 3)
        row.addWidget(self.leave, 2)
        column.addLayout(row)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def ask(self, playing: int) -> None:
        """Ask; `playing` is the number of courts with a game in progress."""
        text = t("1 court is playing. Close?")
        self.question.setText(text if playing == 1 else t("{count} courts are playing. Close?", count=playing))
        self.setAccessibleName(self.question.text())
