"""Filters of the history: text, court, period, and the kind of games. Every change reloads the list."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QDate, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QLineEdit, QWidget

from goat_kiosk.domain.names.roster import Person
from goat_kiosk.domain.names.sanitizing import natural_key
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.domain.statistics.game_records import GameFilter, GameKind, PlayerRecord
from goat_kiosk.gui.text.dates import day_pattern, local_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.name_completer import NameCompleter
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.text.i18n import mark_for_translation

_ALL_TIME, _TODAY, _WEEK, _MONTH, _YEAR, _BETWEEN = (
    mark_for_translation("All time"),
    mark_for_translation("Today"),
    mark_for_translation("Last 7 days"),
    mark_for_translation("Last 30 days"),
    mark_for_translation("This year"),
    mark_for_translation("Between"),
)
PERIODS = (_ALL_TIME, _TODAY, _WEEK, _MONTH, _YEAR, _BETWEEN)
_DAYS = {_TODAY: 1, _WEEK: 7, _MONTH: 30}
_ANY_COURT = mark_for_translation("Every court")
_KINDS: dict[GameKind, tuple[str, str]] = {
    "finished": (mark_for_translation("Finished"), mark_for_translation("All games that count")),
    "disputed": (mark_for_translation("Disputed"), mark_for_translation("A captain says that the result is wrong")),
    "corrected": (mark_for_translation("Corrected"), mark_for_translation("A round was corrected, added or removed")),
    "unfinished": (mark_for_translation("Unfinished"), mark_for_translation("Games to go on with or to close")),
    "canceled": (mark_for_translation("Canceled"), mark_for_translation("They count nowhere, and can be reopened")),
}

FindPlayers = Callable[[str], Sequence[Person]]
_TYPING_PAUSE_MS = 150
"""Debounce of typing, in milliseconds: a query for each letter would make the list flicker."""


class FilterBar(QWidget):
    """The row of filters; `kinds` is a row of its own."""

    changed = Signal()

    def __init__(self, now: Callable[[], int], find_players: FindPlayers, parent: QWidget | None = None) -> None:
        """`now` returns the current time in milliseconds since the epoch; `find_players` completes names."""
        super().__init__(parent)
        self._now = now
        self._player: Person | PlayerRecord | None = None
        """The player whose name was chosen, not only typed: nobody else with such a name is found."""
        self.text = QLineEdit(placeholderText=t("Find a player, team or court"))
        self.text.setAccessibleName(t("Find a player, team or court"))
        self.text.setToolTip(t("Words from the names of players, teams and courts"))
        self.completer = NameCompleter(self.text, find_players)
        self.completer.chosen.connect(self.choose_player)
        self.text.textEdited.connect(self._forget_player)
        self.court = ChoiceBox({None: t(_ANY_COURT)}, t("Court"))
        self.period = ChoiceBox({name: t(name) for name in PERIODS}, t("Time"))
        choices = {kind: Choice(t(caption), t(meaning)) for kind, (caption, meaning) in _KINDS.items()}
        self.kinds = RadioGroup(t("Which games"), choices)
        self.since, self.until = QDateEdit(), QDateEdit()
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._arrange()
        self._pause.timeout.connect(self.changed)
        self.text.textChanged.connect(self._restart_pause)
        self.court.currentIndexChanged.connect(self.changed)
        self.period.currentIndexChanged.connect(self._on_period)
        self.kinds.chosen.connect(self.changed)
        for day in (self.since, self.until):
            day.dateChanged.connect(self.changed)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 4)
        row.addWidget(self.court, 2)
        row.addWidget(self.period, 2)
        today = local_time(self._now()).date()
        for day, name in ((self.since, t("First day")), (self.until, t("Last day"))):
            day.setAccessibleName(name)
            day.setToolTip(name)
            day.setCalendarPopup(True)
            day.setDisplayFormat(day_pattern())
            day.setDate(today)
            day.hide()
            row.addWidget(day, 2)

    def offer_courts(self, courts: list[str]) -> None:
        """Set the courts to choose from; the chosen one stays chosen, also when its name is spelled in another way."""
        choices = {court_key(court): court for court in sorted(courts, key=natural_key)}
        with QSignalBlocker(self.court):
            self.court.set_choices({None: t(_ANY_COURT)} | choices)

    def show_counts(self, counts: Mapping[GameKind, int]) -> None:
        """Show how many games there are of each kind."""
        for kind, count in counts.items():
            self.kinds.buttons[kind].set_caption(f"{t(_KINDS[kind][0])}  {format_count(count)}")

    @property
    def current(self) -> GameFilter:
        """The current filter."""
        first, last = self._days()
        return GameFilter(
            "" if self._player else self.text.text(),
            self.court.value,
            first.startOfDay().toMSecsSinceEpoch() if first else 0,
            last.addDays(1).startOfDay().toMSecsSinceEpoch() if last else GameFilter().until,
            self.kinds.value,
            self._player.key if self._player else None,
        )

    def choose_player(self, player: Person | PlayerRecord) -> None:
        """Show only games of this player."""
        self._player = player
        self.text.setText(player.name)
        self._restart_pause()

    def _forget_player(self) -> None:
        self._player = None

    def clear(self, kind: GameKind = "finished") -> None:
        """Show all games of one kind."""
        with QSignalBlocker(self):
            self._player = None
            self.text.clear()
            self.court.setCurrentIndex(0)
            self.period.setCurrentIndex(0)
            self.kinds.choose(kind)
        self._pause.stop()
        self.changed.emit()

    def _days(self) -> tuple[QDate | None, QDate | None]:
        today = local_time(self._now()).date()
        match self.period.value:
            case str(name) if name == _BETWEEN:
                return min(self.since.date(), self.until.date()), max(self.since.date(), self.until.date())
            case str(name) if name == _YEAR:
                return QDate(today.year(), 1, 1), None
            case str(name) if name in _DAYS:
                return today.addDays(1 - _DAYS[name]), None
        return None, None

    def _restart_pause(self) -> None:
        self._pause.start()

    def _on_period(self) -> None:
        for day in (self.since, self.until):
            day.setVisible(self.period.value == _BETWEEN)
        self.changed.emit()
