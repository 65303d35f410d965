"""Stacked pages of the window, and which one is shown.

The page of a game follows from its status alone. A section (`sections`) takes its place until it is left, and so do the
PIN prompt and the preview of a correction; the game goes on behind them.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from goat_kiosk.domain.games.game import Game, Status
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.section_page import Section, SectionPage


class WindowPages(QStackedWidget):
    """Shows one page at a time."""

    closed = Signal()
    """A page beside the game was left."""
    notified = Signal(str)
    refused = Signal(str)
    reopen_requested = Signal(int)
    section_requested = Signal(str)
    """What the pages beside the game say and want, as `SectionPage` has it."""

    def __init__(
        self,
        blank: QWidget,
        games: Mapping[Status, QWidget],
        sections: Sequence[Section],
        parent: QWidget | None = None,
    ) -> None:
        """`blank` stands where there is no game; `games` are the pages of one, by its status."""
        super().__init__(parent)
        self._blank, self._games = blank, games
        self.sections = {section.name: section for section in sections}
        self._made: dict[str, SectionPage] = {}
        self.section_name: str | None = None
        """The section that is turned to, if any."""
        for page in (blank, *games.values()):
            self.addWidget(page)

    def set_section(self, name: str | None) -> None:
        """Have the section of that name in the game's place, or with any other name none."""
        self.section_name = name if name in self.sections else None

    def section(self, name: str) -> SectionPage:
        """Return the page of the section of that name, made at the first visit."""
        if name not in self._made:
            self._made[name] = page = scale_widget(self.sections[name].make())
            self.addWidget(page)
            page.closed.connect(self.closed)
            page.notified.connect(self.notified)
            page.refused.connect(self.refused)
            page.reopen_requested.connect(self.reopen_requested)
            page.section_requested.connect(self.section_requested)
        return self._made[name]

    def page(self, game: Game | None) -> QWidget:
        """Return what is to be shown while `game` is the one at the desk."""
        if self.section_name is not None:
            return self.section(self.section_name)
        return self._games[game.status] if game else self._blank
