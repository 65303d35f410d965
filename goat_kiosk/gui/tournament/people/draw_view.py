"""Draw of a division: what will be drawn, the show, and the list by person, with a redraw or a swap until a result."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text
from goat_kiosk.domain.statistics.ratings import RatingTable
from goat_kiosk.gui.services.rating_book import RatingBook
from goat_kiosk.gui.settings.keymap import key_caption
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.first_division import first_division
from goat_kiosk.gui.tournament.people import draw_commands
from goat_kiosk.gui.tournament.people.draw_list import DrawList, draw_rows
from goat_kiosk.gui.tournament.people.draw_show import DrawShow
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.text.draw_words import strength_words
from goat_kiosk.text.tournament_words import side_name
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.slots import ByeSlot
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament

_MOST_LATE_SPOTS, _MOST_LATE_MINUTES, _LATE_MINUTES = 16, 240, 30
_MINUTE_MS = 60_000


class DrawPanel(QFrame):
    """Says what will be drawn; Enter draws."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.title, self.strengths, self.absent = ElidedLabel(role="title"), QLabel(), QLabel()
        for label in (self.strengths, self.absent):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.late_spots, self.late_minutes = Stepper(_MOST_LATE_SPOTS), Stepper(_MOST_LATE_MINUTES)
        self.late_spots.set_name(t("Places kept for late entries"))
        self.late_minutes.set_name(t("Minutes for which they are kept"))
        self.late_minutes.number.setValue(_LATE_MINUTES)
        self.draw = KeyButton()
        self.draw.setProperty("role", "start")
        self.draw.setAutoDefault(True)
        self._late = QWidget()
        column, row = QVBoxLayout(self), QHBoxLayout(self._late)
        column.setContentsMargins(24, 18, 24, 18)
        row.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        row.addWidget(QLabel(t("Places kept for late entries")))
        row.addWidget(self.late_spots)
        row.addSpacing(12)
        row.addWidget(QLabel(t("Minutes for which they are kept")))
        row.addWidget(self.late_minutes)
        row.addStretch(1)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addWidget(self.strengths)
        column.addWidget(self.absent)
        column.addWidget(self._late)
        column.addStretch(1)
        column.addWidget(self.draw)

    def show_division(self, tournament: Tournament, division: Division, table: RatingTable) -> None:
        """Show a division that is not drawn; `table` has the ratings."""
        count = draw_commands.entries_to_draw(tournament, division)
        self.title.setText(t("{entries:entry|entries} to draw", entries=count))
        absent = draw_commands.absent_entries(tournament, division)
        names = ", ".join(tournament.entry_name(entry.number) for entry in absent)
        self.absent.setText(t("Not here yet, so not drawn: {names}", names=names))
        self.absent.setVisible(bool(absent))
        strengths = draw_commands.known_strengths(tournament, division, table)
        with use_window_language():
            self.strengths.setText(strength_words(strengths) if strengths else "")
        self.strengths.setVisible(strengths is not None)
        self._late.setVisible(_keeps_places(division))
        if not _keeps_places(division):
            self.late_spots.number.setValue(0)
        self.draw.set_action(t("Draw now"), key_caption("Return"), t("Draw now; you can draw again until a result"))


class ChangeBar(QWidget):
    """Draws again, or lets two entries change places; each with a reason that everybody sees."""

    redraw_requested = Signal(str)
    """The reason."""
    pair_requested = Signal(int, str)
    """The number of the entry that gets new partners, and the reason."""
    swap_requested = Signal(int, int, str)
    """The numbers of two entries, and the reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reason = QLineEdit(maxLength=MAX_REASON_LENGTH, placeholderText=t("Why, for everybody to see"))
        self.reason.setAccessibleName(t("Why the draw changes, for everybody to see"))
        self.redraw, self.swap = QPushButton(t("Draw again")), QPushButton(t("Swap"))
        self.redraw.setAccessibleName(t("Draw again"))
        self.redraw_pair = QPushButton(t("New partners"))
        self.redraw_pair.setAccessibleName(t("Draw new partners for this pair"))
        self.redraw_pair.setToolTip(t("This pair exchanges partners with another one, by chance"))
        self.swap.setAccessibleName(t("Swap these two entries"))
        self.first, self.second = ChoiceBox(name=t("First entry to swap")), ChoiceBox(name=t("Second entry to swap"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.reason, 2)
        row.addWidget(self.redraw)
        row.addSpacing(12)
        row.addWidget(self.first, 1)
        row.addWidget(self.redraw_pair)
        row.addWidget(self.second, 1)
        row.addWidget(self.swap)
        self.redraw.clicked.connect(lambda: self.redraw_requested.emit(self._reason))
        self.redraw_pair.clicked.connect(lambda: self.pair_requested.emit(self.first.value or 0, self._reason))
        self.swap.clicked.connect(
            lambda: self.swap_requested.emit(self.first.value or 0, self.second.value or 0, self._reason)
        )

    @property
    def _reason(self) -> str:
        return clean_text(self.reason.text(), MAX_REASON_LENGTH)

    def show_entries(self, tournament: Tournament, division: Division) -> None:
        """Offer the entries of the draw."""
        numbers = division.draw.seeds.values() if division.draw else ()
        names = {number: tournament.entry_name(number) for number in numbers}
        by_name = dict(sorted(names.items(), key=lambda item: item[1].casefold()))
        for box in (self.first, self.second):
            box.set_choices(by_name)
        self.redraw_pair.setVisible(division.kind == "blind-draw")
        if self.first.value == self.second.value:
            self.second.setCurrentIndex(1)


class DrawView(QWidget):
    """The draw of the first division."""

    def __init__(self, current: CurrentTournament, ratings: RatingBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current, self._ratings = current, ratings
        self.panel, self.show_of_draw, self.by_person = DrawPanel(), DrawShow(), QWidget()
        self.title, self.finder, self.people = ElidedLabel(role="heading"), QLineEdit(), DrawList()
        self.finder.setPlaceholderText(t("Find your name"))
        self.finder.setAccessibleName(t("Find your name"))
        self.finder.setProperty("role", "player")
        self.changes, self.close_late_spots = ChangeBar(), QPushButton()
        self._arrange()
        self.panel.draw.clicked.connect(self.draw)
        self.close_late_spots.clicked.connect(lambda: self._current.record(draw_commands.close_late_spots))
        self.show_of_draw.finished.connect(self._show_list)
        self.finder.textChanged.connect(lambda _: self._show_people())
        self.changes.redraw_requested.connect(self._redraw)
        self.changes.swap_requested.connect(self._swap)
        self.changes.pair_requested.connect(self._redraw_pair)
        ratings.changed.connect(self.refresh)

    def _arrange(self) -> None:
        column, header = QVBoxLayout(self.by_person), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        header.addWidget(self.finder, 1)
        header.addWidget(self.title, 1)
        header.addWidget(self.close_late_spots)
        column.addLayout(header)
        column.addWidget(self.people, 1)
        column.addWidget(self.changes)
        self._stack = QStackedLayout(self)
        for view in (self.panel, self.show_of_draw, self.by_person):
            self._stack.addWidget(view)

    def open(self) -> None:
        """Show what will be drawn, or what was, and take the keyboard."""
        self._ratings.refresh()
        self.refresh()
        division = first_division(self._current.tournament)
        (self.panel.draw if division is not None and division.draw is None else self.finder).setFocus()

    def refresh(self) -> None:
        """Show the division as it stands."""
        tournament = self._current.tournament
        division = first_division(tournament)
        if tournament is None or division is None or self._stack.currentWidget() is self.show_of_draw:
            return
        if division.draw is None:
            self._stack.setCurrentWidget(self.panel)
            self.panel.show_division(tournament, division, self._ratings.table)
            return
        self._stack.setCurrentWidget(self.by_person)
        self.title.setText(_draw_title(division))
        late_spots = draw_commands.open_late_spots(division)
        self.close_late_spots.setText(t("Close {spots:late place|late places}", spots=late_spots))
        self.close_late_spots.setAccessibleName(self.close_late_spots.text())
        self.close_late_spots.setToolTip(t("The places kept for late entries become byes now"))
        self.close_late_spots.setVisible(late_spots > 0)
        can_change = draw_commands.can_draw_again(division) and not tournament.is_closed
        self.changes.setVisible(can_change)
        if can_change:
            self.changes.show_entries(tournament, division)
        self._show_people()

    def draw(self) -> None:
        """Draw, and show it."""
        until = self._current.director.now() + self.panel.late_minutes.number.value() * _MINUTE_MS
        late_spots, table = self.panel.late_spots.number.value(), self._ratings.table
        decide = partial(draw_commands.draw_first, late_spots=late_spots, until=until, table=table)
        self._current.record(decide, lambda change: self._start_show(change.tournament))

    def _redraw(self, reason: str) -> None:
        decide = partial(draw_commands.redraw, reason=reason, table=self._ratings.table)
        self._current.record(decide, lambda change: self._start_show(change.tournament))

    def _redraw_pair(self, entry: int, reason: str) -> None:
        decide = partial(draw_commands.redraw_pair, entry=entry, reason=reason)
        self._current.record(decide, lambda _: self.changes.reason.clear())

    def _swap(self, first: int, second: int, reason: str) -> None:
        self._current.record(
            partial(draw_commands.swap, entries=(first, second), reason=reason), lambda _: self.changes.reason.clear()
        )

    def _start_show(self, tournament: Tournament) -> None:
        division = first_division(tournament)
        if division is None:
            return
        self.changes.reason.clear()
        self._stack.setCurrentWidget(self.show_of_draw)
        self.show_of_draw.setFocus()
        self.show_of_draw.start(draw_lines_of(tournament, division))

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.by_person)
        self.refresh()
        self.finder.setFocus()

    def _show_people(self) -> None:
        if self._current.tournament is not None:
            rows = draw_rows(self._current.tournament, self._current.director.now(), self.finder.text())
            self.people.draw.show_rows(rows)


def _keeps_places(division: Division) -> bool:
    """Whether places can be kept: late entries come into a round robin at any time."""
    return division.stages[0].format in ELIMINATIONS


def draw_lines_of(tournament: Tournament, division: Division) -> list[str]:
    """Return the matches of round 1 in words; who has a bye stands alone."""
    with use_window_language():
        return [_line(tournament, match) for match in draw_commands.first_round(tournament, division)]


def _line(tournament: Tournament, match: Match) -> str:
    first, second = (side_name(tournament, slot) for slot in match.sides)
    if isinstance(match.sides[1], ByeSlot):
        return t("{name}: bye", name=first)
    return t("{first} vs {second}", first=first, second=second)


def _draw_title(division: Division) -> str:
    """Return the title of the draw, with why it was changed last."""
    number = division.draw.number if division.draw else 1
    title = t("The draw") if number == 1 else t("The draw, number {number}", number=number)
    if not division.draw_changes:
        return title
    return t("{title}: {reason}", title=title, reason=division.draw_changes[-1].reason)
