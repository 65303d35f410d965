"""Sections of the window: the pages beside the game, in the order of the menu. To add one, add a line.

Those of a tournament are in `tournament_sections`.

The module of a page is loaded when the page is first opened: together they were a tenth of a start.
"""
# ruff: noqa: PLC0415  see above

from goat_kiosk.gui.lock.window_state import WindowState
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv.tv import Tv
from goat_kiosk.gui.widgets.section_page import Section, SectionPage
from goat_kiosk.text.i18n import mark_for_translation

VENUE = mark_for_translation("Venue")
LANGUAGE = mark_for_translation("Language")
HELP = mark_for_translation("Help")
HISTORY = mark_for_translation("History")


def sections(
    services: Services, keys: Actions, address_monitor: AddressMonitor, tv: Tv, state: WindowState
) -> list[Section]:
    """Return the pages."""
    scorekeeper, prompt = services.scorekeeper, state.pin_prompt

    def history() -> SectionPage:
        from goat_kiosk.gui.history.page import HistoryPage

        return HistoryPage(services.history_worker, services.roster, scorekeeper.now, services.exports)

    def players() -> SectionPage:
        from goat_kiosk.gui.players.page import PlayersPage

        return PlayersPage(services, prompt)

    def help_page() -> SectionPage:
        from goat_kiosk.gui.help.page import HelpPage

        return HelpPage(keys, lambda: address_monitor.address)

    return [
        Section(HISTORY, "show-history", t("Finished games and how the players threw"), history),
        Section(mark_for_translation("Players"), "show-players", t("Players and teams"), players),
        *_displays(services, address_monitor, tv),
        *_settings(services, keys, address_monitor, state),
        Section(HELP, "help", t("What can be pressed here, and the guide"), help_page),
    ]


def _displays(services: Services, address_monitor: AddressMonitor, tv: Tv) -> list[Section]:
    def screens() -> SectionPage:
        from goat_kiosk.gui.displays.page import ScreensPage

        audience, statuses = services.audience, services.screen_statuses
        return ScreensPage(audience, statuses, services.scorekeeper, lambda: address_monitor.address)

    def tv_page() -> SectionPage:
        from goat_kiosk.gui.tv.page import TvPage

        return TvPage(tv)

    walls, board = t("Walls and overlays: what each shows"), t("The scoreboard on a TV at this computer")
    return [
        Section(mark_for_translation("Walls and overlays"), "show-displays", walls, screens, locked=True),
        Section(mark_for_translation("TV"), "show-displays", board, tv_page, locked=True),
    ]


def _settings(services: Services, keys: Actions, address_monitor: AddressMonitor, state: WindowState) -> list[Section]:
    lock = state.pin_prompt.lock

    def venue() -> SectionPage:
        from goat_kiosk.gui.welcome.page import WelcomePage

        return WelcomePage(services, address_monitor, lock, is_first_start=False)

    def rules() -> SectionPage:
        from goat_kiosk.gui.rules.page import RulesPage

        return RulesPage(services.scorekeeper)

    def key_page() -> SectionPage:
        from goat_kiosk.gui.keyboard.page import KeyPage

        return KeyPage(keys, services.preferences, services.sides, services.sounds)

    def language_page() -> SectionPage:
        from goat_kiosk.gui.language.page import LanguagePage

        return LanguagePage(services.preferences)

    def kiosk_mode() -> SectionPage:
        from goat_kiosk.gui.lock.page import LockPage

        return LockPage(state, lock, services.lobby.blocklist)

    def system_check() -> SectionPage:
        from goat_kiosk.gui.checkup.page import CheckupPage

        return CheckupPage(services, lambda: address_monitor.address)

    public = t("Full screen, the PIN, and unwanted words")
    return [
        Section(VENUE, "show-settings", t("Name, courts, network"), venue, locked=True),
        Section(mark_for_translation("Rules"), "show-settings", t("The rule sets of this house"), rules, locked=True),
        Section(
            mark_for_translation("Keyboard and sound"),
            "show-settings",
            t("Keys, sound and sides"),
            key_page,
            locked=True,
        ),
        Section(mark_for_translation("Kiosk mode"), "show-settings", public, kiosk_mode, locked=True),
        Section(
            mark_for_translation("System check"),
            "show-settings",
            t("Is this computer fit for the evening?"),
            system_check,
        ),
        Section(LANGUAGE, "show-settings", t("Language of this window"), language_page, locked=True, icon="language"),
    ]
