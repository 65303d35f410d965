"""Every page of the window beside the game, in the order of the menu. To add one, add a line."""

from goat_kiosk.gui.rules.page import RulesPage
from goat_kiosk.gui.section import Section
from goat_kiosk.scorekeeper import Scorekeeper


def sections(scorekeeper: Scorekeeper) -> list[Section]:
    """Return the pages, made."""
    return [
        Section("Rules", "F4", "The rule sets of this house", RulesPage(scorekeeper)),
    ]
