"""Buttons of the courts that a tournament plays on: several are pressed, and another court can be typed."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QLineEdit, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_caption
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.grid_area import GridArea
from goat_kiosk.settings.venue import MAX_COURTS, parse_courts
from goat_kiosk.tournament.events import CourtKiosk

_HEIGHT, _GAP, _MOST_COLUMNS, _MAX_ROWS = 52, 6, 7, 2


class ChosenCourt(NamedTuple):
    """A court, and the other kiosk that scores it; None for a court of this one."""

    court: str
    kiosk: CourtKiosk | None = None

    @property
    def caption(self) -> str:
        """The text of its button."""
        return self.court if self.kiosk is None else t("{court} · {kiosk}", court=self.court, kiosk=self.kiosk.name)


class CourtButtons(QGroupBox):
    """Chooses any number of courts."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(t("Courts"))
        self.buttons: dict[str, QPushButton] = {}
        """By caption: a court of another kiosk may have the name of one of this."""
        self._boards: dict[str, ChosenCourt] = {}
        self.other = QLineEdit(placeholderText=t("Another court"))
        self.other.setAccessibleName(t("Another court"))
        self.other.setToolTip(t("Type a court and press Enter; several with commas between them"))
        self.other.returnPressed.connect(self.add_typed)
        self._area = GridArea(_HEIGHT, _GAP, _MAX_ROWS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self._place()

    @property
    def courts(self) -> tuple[str, ...]:
        """The courts whose buttons are pressed, in order."""
        return tuple(board.court for board in self.boards)

    @property
    def boards(self) -> tuple[ChosenCourt, ...]:
        """The courts whose buttons are pressed, in order, with their kiosks."""
        return tuple(self._boards[caption] for caption, button in self.buttons.items() if button.isChecked())

    def show_courts(
        self, known: Sequence[str], chosen: Sequence[ChosenCourt], elsewhere: Sequence[ChosenCourt] = ()
    ) -> None:
        """Offer the `known` courts, those of other kiosks and those that are `chosen`, and press the latter."""
        for button in self.buttons.values():
            button.hide()
            button.deleteLater()
        self.buttons, self._boards = {}, {}
        own = [board.court for board in chosen if board.kiosk is None]
        keys = {court_key(name) for name in own}
        for name in parse_courts(",".join((*known, *own))):
            self._add(ChosenCourt(name)).setChecked(court_key(name) in keys)
        for board in dict.fromkeys([board for board in chosen if board.kiosk is not None] + list(elsewhere)):
            if board.caption not in self.buttons:
                self._add(board).setChecked(board in chosen)
        self._place()

    def add_typed(self) -> bool:
        """Add and press the courts that were typed; return whether there were any."""
        names = parse_courts(self.other.text())
        self.other.clear()
        by_key = {court_key(name): button for name, button in self.buttons.items()}
        for name in names[: MAX_COURTS - len(self.buttons)]:
            (by_key.get(court_key(name)) or self._add(ChosenCourt(name))).setChecked(True)
        if names:
            self._place()
            self.changed.emit()
        return bool(names)

    def _add(self, board: ChosenCourt) -> QPushButton:
        button = self.buttons[board.caption] = scale_widget(QPushButton(plain_caption(board.caption)))
        self._boards[board.caption] = board
        button.setCheckable(True)
        button.setAccessibleName(board.caption)
        button.clicked.connect(self.changed)
        return button

    def _place(self) -> None:
        count = len(self.buttons) + 1
        rows = -(-count // _MOST_COLUMNS)
        self._area.show_widgets([*self.buttons.values(), self.other], max(4, -(-count // rows)))
        self._area.setMinimumHeight(self._area.sizeHint().height())
