"""Stacked pages of the window: one for each status of a game, and the sections, created on demand.

The page of a game follows from its status alone. A section (`sections`) takes its place until it is closed, and so do
the PIN prompt and the preview of a correction; the game goes on behind them.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from goat_kiosk.domain.games.game import Game, Status
from goat_kiosk.gui.settings.action_specs import SPECS, ActionName
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.section_page import Section, SectionPage
from goat_kiosk.gui.window.section_tabs import SectionTabs


class WindowPages(QStackedWidget):
    """Shows one page at a time."""

    closed = Signal()
    """A section was closed."""
    notified = Signal(str)
    refused = Signal(str)
    reopen_requested = Signal(int)
    game_requested = Signal(int)
    section_requested = Signal(str)
    """The signals of the sections, forwarded; see `SectionPage`."""

    def __init__(
        self,
        blank: QWidget,
        games: Mapping[Status, QWidget],
        sections: Sequence[Section],
        parent: QWidget | None = None,
    ) -> None:
        """`blank` is the page without a game; `games` has the page for each status of a game."""
        super().__init__(parent)
        self._blank, self._games = blank, games
        self.sections = {section.name: section for section in sections}
        self._section_pages: dict[str, SectionPage] = {}
        self._places: dict[ActionName, SectionTabs] = {}
        self.section_name: str | None = None
        """The name of the open section, or None."""
        for page in (blank, *games.values()):
            self.addWidget(page)

    def set_section(self, name: str | None) -> None:
        """Set the open section; any other name means the game."""
        self.section_name = name if name in self.sections else None

    def section(self, name: str) -> SectionPage:
        """Return the page of the section `name`, created at the first call."""
        if name not in self._section_pages:
            self._section_pages[name] = page = scale_widget(self.sections[name].make())
            page.setAccessibleName(t(name))
            self._add(name, page)
            page.closed.connect(self.closed)
            page.notified.connect(self.notified)
            page.refused.connect(self.refused)
            page.reopen_requested.connect(self.reopen_requested)
            page.game_requested.connect(self.game_requested)
            page.section_requested.connect(self.section_requested)
        return self._section_pages[name]

    def in_place(self, place: ActionName) -> list[Section]:
        """Return the sections of one place of the menu, in order."""
        return [section for section in self.sections.values() if section.place == place]

    def _add(self, name: str, page: SectionPage) -> None:
        """Add a page, as a tab if its place has several sections."""
        place = self.sections[name].place
        if len(sections := self.in_place(place)) == 1:
            self.addWidget(page)
            return
        if place not in self._places:
            self._places[place] = tabs = scale_widget(SectionTabs(t(SPECS[place].text), sections))
            tabs.chosen.connect(self.section_requested)
            self.addWidget(tabs)
        self._places[place].add_page(page)

    @property
    def tabs_height(self) -> int:
        """The height of the tabs over the page that is shown, in pixels; 0 if it has none."""
        shown = self.currentWidget()
        return shown.tabs_height if isinstance(shown, SectionTabs) else 0

    def page(self, game: Game | None) -> QWidget:
        """Return the open section's page, or the tabs that it is in; otherwise the page of `game`."""
        if self.section_name is None:
            return self._games[game.status] if game else self._blank
        page = self.section(self.section_name)
        tabs = self._places.get(self.sections[self.section_name].place)
        if tabs is None:
            return page
        tabs.show_page(self.section_name, page)
        return tabs
