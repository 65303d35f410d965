"""Panel that advises on the format: three numbers, and what fits, each chosen with one key.

It asks first how many games everybody gets at least. Enter goes on from number to number and then to the formats,
where a digit, or Enter, chooses.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.text.dates import format_time
from goat_kiosk.gui.text.language import error_text, t, use_window_language
from goat_kiosk.gui.theme.plain_text import plain_caption
from goat_kiosk.gui.tournament.set_up.amounts import parse_end_time
from goat_kiosk.gui.widgets.content_area import ContentArea
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.text.advice_words import fit_words, format_words, games_words, pace_words
from goat_kiosk.tournament.advice import FormatAdvice, NightPlan, advise, plan_minutes
from goat_kiosk.tournament.event_fields import DivisionKind

_MOST_PLAYERS, _MOST_GAMES, _MOST_FORMATS = 512, 20, 6
_FIRST_PLAYERS, _FIRST_GAMES = 16, 3
_MINUTE_MS = 60_000


class AdvicePanel(QFrame):
    """Says which formats fit a night."""

    chosen = Signal(object, str)
    """A `FormatAdvice`, and the closing time as it was typed."""
    closed = Signal()

    def __init__(self, history_worker: HistoryWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._courts, self._kinds, self._now = 0, tuple[DivisionKind, ...](), 0
        self._game_minutes: list[float] = []
        self.found: Sequence[FormatAdvice] = ()
        """The formats that are offered, the best first."""
        self.games, self.players, self.end_by = Stepper(_MOST_GAMES), Stepper(_MOST_PLAYERS), QLineEdit(maxLength=12)
        self.games.set_name(t("Games that everybody gets at least"))
        self.players.set_name(t("Players"))
        self.end_by.setAccessibleName(t("Closing time"))
        self.end_by.setPlaceholderText(t("none"))
        self.beginners = QPushButton(t("Beginners"))
        self.beginners.setCheckable(True)
        self.beginners.setToolTip(t("They throw longer rounds, and get pools or a few games before a short bracket"))
        self.back = NamedButton(t("Back"), t("Back to the form, without a format"), "plain")
        self.pace, self.problem = QLabel(), QLabel()
        self.formats = [QPushButton() for _ in range(_MOST_FORMATS)]
        self._history = HistoryQuery(history_worker)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        column, numbers = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        numbers.setSpacing(10)
        fields = (
            (t("Games each, at least"), self.games),
            (t("Players"), self.players),
            (t("Closing time"), self.end_by),
        )
        for caption, field in fields:
            numbers.addWidget(QLabel(caption))
            numbers.addWidget(field)
            numbers.addSpacing(10)
        numbers.addWidget(self.beginners)
        numbers.addStretch(1)
        numbers.addWidget(self.back)
        column.addLayout(numbers)
        for label, role in ((self.pace, "quiet"), (self.problem, "warn")):
            label.setProperty("role", role)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        area, content = ContentArea(), QWidget()
        content.setObjectName("transparent")
        lines = QVBoxLayout(content)
        lines.setContentsMargins(0, 0, 4, 0)
        lines.setSpacing(8)
        for button in self.formats:
            button.setProperty("role", "line")
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            lines.addWidget(button)
        lines.addStretch(1)
        area.setWidget(content)
        column.addWidget(area)
        column.addStretch(1)

    def _connect(self) -> None:
        for stepper in (self.games, self.players):
            stepper.number.valueChanged.connect(lambda _: self._show_formats())
        self.end_by.textEdited.connect(lambda _: self._show_formats())
        self.beginners.toggled.connect(lambda _: self._show_formats())
        self.back.clicked.connect(self.closed)
        self._history.answered.connect(self._on_game_minutes)
        for place, button in enumerate(self.formats):
            button.clicked.connect(lambda _checked=False, place=place: self.choose(place))

    def open(self, courts: int, kinds: Sequence[DivisionKind], now_ms: int, end_by: str) -> None:
        """Advise for so many courts; the first of `kinds` is what the form says, the others it offers too."""
        self._courts, self._kinds, self._now = courts, tuple(kinds), now_ms
        self.games.number.setValue(self.games.number.value() or _FIRST_GAMES)
        self.players.number.setValue(self.players.number.value() or _FIRST_PLAYERS)
        self.end_by.setText(end_by)
        self._history.ask(lambda records: records.game_minutes())
        self._show_formats()
        self.games.number.setFocus()
        self.games.number.selectAll()

    def _on_game_minutes(self, minutes: list[float]) -> None:
        self._game_minutes = minutes
        if self.isVisible():
            self._show_formats()

    def _show_formats(self) -> None:
        pace = plan_minutes(self._game_minutes, is_for_beginners=self.beginners.isChecked())
        with use_window_language():
            self.pace.setText(t("{courts:court|courts}", courts=self._courts) + " · " + pace_words(pace))
        try:
            end_by = parse_end_time(self.end_by.text(), self._now)
        except InvalidValue as error:
            self._show_found([], error_text(error))
            return
        minutes = None if end_by is None else (end_by - self._now) // _MINUTE_MS
        players, games = self.players.number.value(), max(self.games.number.value(), 1)
        plan = NightPlan(players, self._courts, games, minutes, self._kinds[0], self.beginners.isChecked())
        found = [advice for advice in advise(plan, pace) if advice.kind in self._kinds]
        self._show_found(found[:_MOST_FORMATS], "" if found else t("Nothing can be played so. Change a number."))

    def _show_found(self, found: Sequence[FormatAdvice], problem: str) -> None:
        self.found = found
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        for place, button in enumerate(self.formats):
            button.setVisible(place < len(found))
            if place < len(found):
                name, facts = self._words(found[place])
                button.setText(plain_caption(f"{place + 1}   {name}\n      {facts}"))
                button.setAccessibleName(f"{name} · {facts}")

    def _words(self, advice: FormatAdvice) -> tuple[str, str]:
        """Return what is played, and what it means for the night."""
        first, last = (format_time(self._now + minutes * _MINUTE_MS) for minutes in advice.minutes)
        end = t("ends {time}", time=first) if first == last else t("ends {first}–{last}", first=first, last=last)
        with use_window_language():
            return format_words(advice.stages), " · ".join((fit_words(advice), games_words(advice), end))

    def choose(self, place: int) -> None:
        """Choose one of the formats, from 0."""
        if place < len(self.found):
            self.chosen.emit(self.found[place], self.end_by.text())

    def take_enter(self, focus: QWidget | None) -> None:
        """Go on from number to number, then to the formats; on a format choose it."""
        fields: list[QWidget] = [self.games.number, self.players.number, self.end_by, self.formats[0]]
        if isinstance(focus, QPushButton):
            focus.click()
        elif focus in fields[:-1]:
            following = fields[fields.index(focus) + 1]
            following.setFocus()
            if following is self.players.number:
                self.players.number.selectAll()

    def event(self, event: QEvent) -> bool:
        """Claim Escape before the window leaves the page by it."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by a digit, and leave by Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.text().isdecimal() and event.text() != "0":
            self.choose(int(event.text()) - 1)
        else:
            super().keyPressEvent(event)
