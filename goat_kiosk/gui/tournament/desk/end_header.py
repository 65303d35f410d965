"""Header of the desk: when the night ends, and what would end it earlier, by the minutes that it saves."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.gui.text.dates import format_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.desk.enter_key import let_enter_press
from goat_kiosk.gui.tournament.desk.headline import Headline
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.tournament.pace import Saving, SavingKind, measure_pace, savings
from goat_kiosk.tournament.tournament import Tournament

_MOST, _WIDTH = 2, 260
_STEP_MS = 15_000
"""How often the end is estimated again while nothing happens."""


class EndHeader(QWidget):
    """Says when the tournament ends; a lever that can be pressed does what it says."""

    lever_requested = Signal(str)
    """The kind of a `Saving`."""
    pause_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.end, self.progress = Headline(is_small=True), ElidedLabel(role="quiet")
        self.levers = [KeyButton() for _ in range(_MOST)]
        self.savings: list[Saving] = []
        self.pause, self.undo = KeyButton(), KeyButton()
        self.pause.clicked.connect(self.pause_requested)
        self.undo.set_action(t("Undo"), "Ctrl+Z", t("Take the newest decision of the desk back"))
        self.undo.clicked.connect(self.undo_requested)
        self._seen: tuple[int, int] = (0, 0)
        row, words = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(6)
        words.setSpacing(0)
        words.addWidget(self.end)
        words.addWidget(self.progress)
        row.addLayout(words, 1)
        for place, lever in enumerate(self.levers):
            lever.clicked.connect(
                lambda _checked=False, place=place: self.lever_requested.emit(self.savings[place].kind)
            )
            lever.limit_width(_WIDTH)
            let_enter_press(lever)
            row.addWidget(lever)
        for button in (self.pause, self.undo):
            button.limit_width(_WIDTH)
            let_enter_press(button)
            row.addWidget(button)

    def show_tournament(self, tournament: Tournament, now: int, ends: tuple[int, int] | None, over: int) -> None:
        """Show the end as it is expected at `now`; `over` is the number of matches that are over."""
        is_paused = tournament.pause is not None
        caption = t("Resume") if is_paused else t("Pause")
        self.pause.set_action(caption, "Ctrl+B", t("No match is called and no clock runs during a pause"))
        seen = tournament.seq, now // _STEP_MS
        if seen == self._seen:
            return
        self._seen = seen
        is_late = ends is not None and tournament.end_by is not None and ends[1] > tournament.end_by
        self.end.show_text(_end_text(tournament, ends), is_warning=is_late)
        self.progress.setText(_progress_text(tournament, over))
        self._show_levers(savings(tournament) if ends is not None else [])

    def _show_levers(self, found: Sequence[Saving]) -> None:
        self.savings = [saving for saving in found if saving.kind != "quicker-turnover"][:_MOST]
        for place, lever in enumerate(self.levers):
            lever.setVisible(place < len(self.savings))
            if place < len(self.savings):
                saving = self.savings[place]
                caption, tooltip = _lever_words(saving.kind)
                lever.set_action(t("{lever}: −{minutes} min", lever=caption, minutes=saving.minutes), "", tooltip)


def _end_text(tournament: Tournament, ends: tuple[int, int] | None) -> str:
    if ends is None:
        return tournament.name
    early, late = map(format_time, ends)
    if tournament.end_by is None:
        return t("Ends {early}–{late}", early=early, late=late)
    closing = format_time(tournament.end_by)
    if ends[0] > tournament.end_by:
        return t("Too late: ends {early}–{late}, closing {closing}", early=early, late=late, closing=closing)
    if ends[1] > tournament.end_by:
        return t("May be late: ends {early}–{late}, closing {closing}", early=early, late=late, closing=closing)
    return t("Ends {early}–{late}, closing {closing}", early=early, late=late, closing=closing)


def _progress_text(tournament: Tournament, over: int) -> str:
    pace = measure_pace(tournament)
    name = t("{name}: {count:match|matches} over", name=tournament.name, count=over)
    minutes = round(pace.middle)
    if pace.is_assumed:
        return f"{name} · {t('about {minutes} min a match, assumed', minutes=minutes)}"
    return f"{name} · {t('about {minutes} min a match tonight', minutes=minutes)}"


def _lever_words(kind: SavingKind) -> tuple[str, str]:
    """Return the caption of a lever, and what it does."""
    if kind == "one-more-court":
        return t("One more court"), t("Open another court")
    return t("Play to 15"), t("Matches that are not called yet are played to 15")
