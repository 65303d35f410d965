"""Every page of the window beside the game, in the order of the menu. To add one, add a line."""

from pathlib import Path

from goat_kiosk.archivist import Archivist
from goat_kiosk.gui.history.page import HistoryPage
from goat_kiosk.gui.rules.page import RulesPage
from goat_kiosk.gui.section import Section
from goat_kiosk.scorekeeper import Scorekeeper


def sections(scorekeeper: Scorekeeper, archivist: Archivist, exports: Path) -> list[Section]:
    """Return the pages, made; files are written to the folder `exports`."""
    return [
        Section(
            "History",
            "F2",
            "Finished games and how the players threw",
            HistoryPage(archivist, scorekeeper.now, exports),
        ),
        Section("Rules", "F4", "The rule sets of this house", RulesPage(scorekeeper)),
    ]
