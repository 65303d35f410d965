"""List of other kiosks' courts, below our own in the rail: read-only, unless their kiosk is away."""

from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from goat_kiosk.gui.courts.court_entry import CourtEntry
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.uplink.peers.peers import Peer, PeerCourt


class PeerList(QWidget):
    """A heading for each kiosk, and under it its courts."""

    chosen = Signal(object)
    """A `PeerCourt`."""
    changed = Signal()
    """Other courts are shown, or their games have changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._courts: list[PeerCourt] = []

    @property
    def entries(self) -> list[CourtEntry]:
        """The courts from top to bottom."""
        return [entry for entry in self._widgets() if isinstance(entry, CourtEntry)]

    def playing(self) -> list[PeerCourt]:
        """Return the courts with a game that is not over."""
        return [court for court in self._courts if not court.over]

    @property
    def heads(self) -> list[str]:
        """The headings, from top to bottom."""
        return [
            name for label in self._widgets() if isinstance(label, ElidedLabel) and (name := label.accessibleName())
        ]

    def show_courts(self, courts: list[PeerCourt]) -> None:
        """Show these courts in place of the previous ones."""
        sorted_courts = sorted(courts, key=lambda court: (court.owner.name.casefold(), court.owner.log))
        if _places(sorted_courts) != _places(self._courts):
            self._build(sorted_courts)
        elif sorted_courts != self._courts:
            for entry, court in zip(self.entries, sorted_courts, strict=True):
                entry.show_court(court)
        if sorted_courts != self._courts:
            self._courts = sorted_courts
            self.changed.emit()

    def _build(self, courts: list[PeerCourt]) -> None:
        for widget in self._widgets():
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        for owner, owner_courts in groupby(courts, key=lambda court: court.owner):
            self._column.addWidget(_head(owner))
            if owner.away:
                # Beside the name there is no room for both.
                self._column.addWidget(
                    _line(t("away since {since}", since=owner.since) if owner.since else t("away"), owner)
                )
            for court in owner_courts:
                self._column.addWidget(self._entry(court))

    def _entry(self, court: PeerCourt) -> CourtEntry:
        entry = scale_widget(CourtEntry(court.game_id))
        entry.setCheckable(False)
        entry.show_court(court)
        entry.clicked.connect(lambda: self._choose(entry))
        return entry

    def _choose(self, entry: CourtEntry) -> None:
        index = self.entries.index(entry)
        self.chosen.emit(self._courts[index])

    def _widgets(self) -> list[QWidget]:
        items = (self._column.itemAt(index) for index in range(self._column.count()))
        return [widget for item in items if item is not None and (widget := item.widget()) is not None]


def _head(owner: Peer) -> ElidedLabel:
    label = _line(owner.name, owner)
    with use_window_language():
        label.setAccessibleName(owner.away or t("Kiosk {name}", name=owner.name))
    return label


def _line(text: str, owner: Peer) -> ElidedLabel:
    label = ElidedLabel(text, "warn" if owner.away else "quiet")
    label.setContentsMargins(14, 2, 8, 0)
    return scale_widget(label)


def _places(courts: list[PeerCourt]) -> list[tuple[int, Peer]]:
    return [(court.game_id, court.owner) for court in courts]
