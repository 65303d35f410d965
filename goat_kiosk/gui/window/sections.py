"""Sections of the window: the pages beside the game, in the order of the menu. To add one, add a line.

F1 to F3 stay free: they answer questions during play.
"""

from goat_kiosk.gui.checkup.page import WELCOME, CheckupPage
from goat_kiosk.gui.displays.page import ScreensPage
from goat_kiosk.gui.history.page import HistoryPage
from goat_kiosk.gui.keyboard.page import KeyPage
from goat_kiosk.gui.lock.page import LockPage
from goat_kiosk.gui.lock.window_state import WindowState
from goat_kiosk.gui.players.page import PlayersPage
from goat_kiosk.gui.rules.page import RulesPage
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.shortcuts import Shortcuts
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv.page import TvPage
from goat_kiosk.gui.tv.tv import Tv
from goat_kiosk.gui.welcome.page import WelcomePage
from goat_kiosk.gui.widgets.section_page import Section
from goat_kiosk.text.i18n import mark_for_translation


def sections(
    services: Services, keys: Shortcuts, address_monitor: AddressMonitor, tv: Tv, state: WindowState
) -> list[Section]:
    """Return the pages."""
    scorekeeper, prompt = services.scorekeeper, state.pin_prompt

    def history() -> HistoryPage:
        return HistoryPage(services.history_worker, scorekeeper.now, services.exports)

    def people() -> PlayersPage:
        return PlayersPage(scorekeeper, services.roster, prompt, services.lobby.blocklist)

    def screens() -> ScreensPage:
        return ScreensPage(services.audience, services.screen_statuses, scorekeeper, lambda: address_monitor.address)

    def tv_page() -> TvPage:
        return TvPage(tv)

    def key_page() -> KeyPage:
        return KeyPage(keys, services.preferences, services.sides, services.sounds)

    def lock() -> LockPage:
        return LockPage(state, prompt.lock, services.lobby.blocklist)

    def checkup() -> CheckupPage:
        return CheckupPage(services, lambda: address_monitor.address)

    def welcome() -> WelcomePage:
        return WelcomePage(services, address_monitor, prompt.lock, is_first_start=False)

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
        Section(mark_for_translation("TV"), "F9", t("The scoreboard on a TV at this computer"), tv_page, locked=True),
        Section(mark_for_translation("Keys"), "F10", t("Keys, sound and sides"), key_page, locked=True),
        Section(mark_for_translation("Lock"), "F12", t("Full screen, the PIN, and unwanted words"), lock, locked=True),
        Section(mark_for_translation("Check-up"), "F4", t("Is this computer fit for the evening?"), checkup),
        Section(WELCOME, "", t("Name, courts, network"), welcome, locked=True),
    ]
