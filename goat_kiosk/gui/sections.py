"""Every page of the window beside the game, in the order of the menu. To add one, add a line."""

from pathlib import Path

from goat_kiosk.archivist import Archivist
from goat_kiosk.gui.history.page import HistoryPage
from goat_kiosk.gui.people.page import PeoplePage
from goat_kiosk.gui.roster_book import RosterBook
from goat_kiosk.gui.rules.page import RulesPage
from goat_kiosk.gui.section import Section
from goat_kiosk.scorekeeper import Scorekeeper


def sections(scorekeeper: Scorekeeper, archivist: Archivist, roster: RosterBook, exports: Path) -> list[Section]:
    """Return the pages; files are written to the folder `exports`."""

    def history() -> HistoryPage:
        return HistoryPage(archivist, scorekeeper.now, exports)

    return [
        Section("History", "F2", "Finished games and how the players threw", history),
        Section("People", "F3", "Players and teams", lambda: PeoplePage(scorekeeper, roster)),
        Section("Rules", "F4", "The rule sets of this house", lambda: RulesPage(scorekeeper)),
    ]
