"""Every page of the window beside the game, in the order of the menu. To add one, add a line.

F1 to F3 stay free: they answer questions during play.
"""

from typing import NamedTuple

from goat_kiosk.gui.checkup.page import WELCOME, CheckupPage
from goat_kiosk.gui.displays.page import ScreensPage
from goat_kiosk.gui.history.page import HistoryPage
from goat_kiosk.gui.keyboard.page import KeyPage
from goat_kiosk.gui.lock.page import LockPage
from goat_kiosk.gui.lock.window_state import WindowState
from goat_kiosk.gui.players.page import PeoplePage
from goat_kiosk.gui.rules.page import RulesPage
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.services.screen_status import ScreenStatuses
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.shortcuts import Shortcuts
from goat_kiosk.gui.settings.sides import Sides
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv.page import TvPage
from goat_kiosk.gui.tv.tv import Tv
from goat_kiosk.gui.welcome.page import WelcomePage
from goat_kiosk.gui.widgets.section_page import Section
from goat_kiosk.text.i18n import mark_for_translation


class SharedParts(NamedTuple):
    """What the window and its pages have in common."""

    roster: RosterBook
    keys: Shortcuts
    sides: Sides
    standings: ScreenStatuses
    reach: AddressMonitor
    tv: Tv
    stand: WindowState


def sections(venue: Services, shared: SharedParts) -> list[Section]:
    """Return the pages."""
    scorekeeper, preferences = venue.scorekeeper, venue.preferences

    def history() -> HistoryPage:
        return HistoryPage(venue.archivist, scorekeeper.now, venue.exports)

    def people() -> PeoplePage:
        return PeoplePage(scorekeeper, shared.roster, shared.stand)

    def screens() -> ScreensPage:
        return ScreensPage(venue.audience, shared.standings, scorekeeper, lambda: shared.reach.address)

    def tv() -> TvPage:
        return TvPage(shared.tv)

    def keys() -> KeyPage:
        return KeyPage(shared.keys, preferences, shared.sides, venue.sounds)

    def lock() -> LockPage:
        return LockPage(shared.stand, venue.joining.blocklist)

    def checkup() -> CheckupPage:
        return CheckupPage(venue, lambda: shared.reach.address)

    def welcome() -> WelcomePage:
        return WelcomePage(venue, shared.reach, shared.stand.lock, first=False)

    return [
        Section(mark_for_translation("History"), "F5", t("Finished games and how the players threw"), history),
        Section(mark_for_translation("People"), "F6", t("Players and teams"), people),
        Section(
            mark_for_translation("Rules"),
            "F7",
            t("The rule sets of this house"),
            lambda: RulesPage(scorekeeper),
            locked=True,
        ),
        Section(mark_for_translation("Screens"), "F8", t("Walls and overlays: what each shows"), screens, locked=True),
        Section(mark_for_translation("TV"), "F9", t("The scoreboard on a TV at this computer"), tv, locked=True),
        Section(mark_for_translation("Keys"), "F10", t("Keys, sound and sides"), keys, locked=True),
        Section(mark_for_translation("Lock"), "F12", t("Full screen, the PIN, and unwanted words"), lock, locked=True),
        Section(mark_for_translation("Check-up"), "F4", t("Is this computer fit for the evening?"), checkup),
        Section(WELCOME, "", t("Name, courts, network"), welcome, locked=True),
    ]
