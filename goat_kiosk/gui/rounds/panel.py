"""Panel with the rounds of the game, and under them the form that corrects one.

The values in the form are applied to a copy of the game at once; `previewed` carries the result to the page that shows
it beside the panel.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.history import History
from goat_kiosk.domain.preview import CorrectionEvent, Preview, preview_correction
from goat_kiosk.gui.rounds.round_correction import RoundCorrection
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.players_button import PlayersButton
from goat_kiosk.gui.widgets.round_list import RoundList
from goat_kiosk.gui.widgets.shape_mark import ShapeMark


class RoundsPanel(QFrame):
    """Lists the rounds, and corrects one."""

    requested = Signal(object)
    """An event that corrects, inserts or removes a round."""
    previewed = Signal(object, object)
    """The correction that is being edited, and its result: a `Preview` or an `RejectedPreview`."""
    closed = Signal()
    """No correction is being edited anymore."""
    players_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(308)
        self._history: History | None = None
        self._draft: CorrectionEvent | None = None
        self._game_id = 0
        self._unfinished: dict[tuple[int, int], CorrectionEvent] = {}
        """Corrections that were left for another page, by game and round, until they are used or canceled."""
        self._is_applied = False
        """Whether the draft was sent to be recorded, so that the next change of the rounds is its own."""
        self._marks = [ShapeMark(team, 16) for team in TEAMS]
        self._hint = ElidedLabel(role="quiet")
        self.list = RoundList()
        self.correction = RoundCorrection()
        self.correction.hide()
        self.players = PlayersButton()
        self.players.clicked.connect(self.players_requested)
        self.list.chosen.connect(self.correct)
        self.correction.draft_changed.connect(self._preview)
        self.correction.requested.connect(self._apply)
        self.correction.closed.connect(self._discard)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(6)
        header = QHBoxLayout()
        header.addWidget(self._marks[0])
        header.addWidget(ElidedLabel(t("Rounds"), "heading"), 1)
        header.addWidget(self._marks[1])
        column.addLayout(header)
        column.addWidget(self._hint)
        self.list.setMinimumHeight(52)
        column.addWidget(self.list, 1)
        column.addWidget(self.correction)
        column.addWidget(self.players)

    @property
    def is_correcting(self) -> bool:
        """Whether a correction is being edited."""
        return self._draft is not None

    def show_history(self, history: History, game_id: int) -> None:
        """Show the rounds of a game; keep the correction that is being edited, until it is recorded or has no round."""
        self._game_id = game_id
        before, self._history, game = self._history, history, history.game
        has_changed = before is not None and before.game.rounds is not game.rounds
        if self._draft is not None and has_changed and (self._is_applied or self._draft.round > len(game.rounds)):
            self._discard()
        self.list.rounds.show_game(game)
        for mark, team in zip(self._marks, TEAMS, strict=True):
            mark.show_team(team, game.side(team).color)
        self._hint.setText(t("Click a round to correct it.") if game.rounds else t("No round is over yet."))
        if self._draft is not None:
            self._preview(self._draft)

    def correct(self, number: int) -> None:
        """Open the correction form for round `number`."""
        if self._history is not None and 1 <= number <= len(self._history.game.rounds):
            self._hint.hide()
            self.players.hide()
            self.correction.show()
            draft = self._unfinished.pop((self._game_id, number), None)
            self.correction.show_round(self._history.game, number, draft)

    def close_correction(self) -> None:
        """Hide the form; its values are there when the round is chosen again."""
        if self._draft is not None and (self.correction.apply.isEnabled() or self.correction.reason.text()):
            self._unfinished[self._game_id, self._draft.round] = self.correction.read_draft()
        if self.correction.isVisible():
            self.list.setFocus()
        was_correcting, self._draft, self._is_applied = self.is_correcting, None, False
        self.correction.hide()
        self._hint.show()
        self.players.show()
        self.list.clearSelection()
        if was_correcting:
            self.closed.emit()

    def _discard(self) -> None:
        """Hide the form for good: it was canceled, or is recorded."""
        number = self._draft.round if self._draft is not None else 0
        self.close_correction()
        self._unfinished.pop((self._game_id, number), None)

    def _apply(self, event: CorrectionEvent) -> None:
        self._is_applied = True
        self.requested.emit(event)

    def _preview(self, event: CorrectionEvent) -> None:
        if self._history is not None:
            self._is_applied = self._is_applied and event == self._draft
            self._draft, outcome = event, preview_correction(self._history, event)
            self.correction.set_applicable(possible=isinstance(outcome, Preview) and not outcome.changes_nothing)
            self.previewed.emit(event, outcome)
