"""Sections of the window for a tournament: the tabs of its place in the menu.

As with the other sections, the module of a page is loaded when the page is first opened.
"""
# ruff: noqa: PLC0415  see above

from collections.abc import Callable

from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.services.recorder import Recorder
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.action_specs import ActionName
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.handover import TournamentHandover
from goat_kiosk.gui.tournament.tab import BRACKET, PEOPLE, SET_UP
from goat_kiosk.gui.widgets.section_page import Section, SectionPage
from goat_kiosk.text.i18n import mark_for_translation

_PLACE: ActionName = "show-tournament"


def tournament_sections(  # noqa: PLR0913, PLR0917  it hands every part of the window to the page that needs it
    services: Services,
    current: CurrentTournament,
    handover: TournamentHandover,
    keys: Actions,
    prompt: PinPrompt,
    recorder: Recorder,
    address: Callable[[], str],
) -> list[Section]:
    """Return the tabs of the tournament. The director works without the PIN; only the money and the set-up need it.

    `address` returns the address of the kiosk's pages.
    """
    venue = services.venue

    def venue_name() -> str:
        return venue.name if venue else ""

    def desk() -> SectionPage:
        from goat_kiosk.gui.tournament.desk.desk_services import DeskServices
        from goat_kiosk.gui.tournament.desk.page import DeskPage

        return DeskPage(current, keys, prompt, DeskServices(services, current, recorder))

    def people() -> SectionPage:
        from goat_kiosk.gui.tournament.people.page import PeoplePage

        return PeoplePage(current, services, keys, address)

    def bracket() -> SectionPage:
        from goat_kiosk.gui.tournament.bracket.page import BracketPage

        return BracketPage(current, venue_name, services.exports)

    def money() -> SectionPage:
        from goat_kiosk.gui.tournament.money.page import MoneyPage

        return MoneyPage(current, venue_name, services.exports)

    def set_up() -> SectionPage:
        from goat_kiosk.gui.tournament.set_up.page import SetUpPage

        courts = venue.list_courts if venue else lambda: ()
        kiosks = services.court_kiosks
        page = SetUpPage(current, services.scorekeeper.rule_sets.rules_by_key, courts, services.history_worker)
        page.follow_peers(handover)
        page.list_kiosks = (lambda: kiosks.others) if kiosks is not None else (lambda: ())
        return page

    return [
        Section(mark_for_translation("Desk"), _PLACE, t("The queue: who plays next, and where"), desk),
        Section(PEOPLE, _PLACE, t("Who is here, who has paid, and the draw"), people),
        Section(BRACKET, _PLACE, t("Who meets whom"), bracket),
        Section(mark_for_translation("Money"), _PLACE, t("The pot, and what each place gets"), money, locked=True),
        Section(SET_UP, _PLACE, t("Format, courts and calling"), set_up, locked=True),
    ]
