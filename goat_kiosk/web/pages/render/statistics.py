"""Statistics of a game as pages show them: a card for each player, with where the bags landed if recorded.

A game whose kiosk publishes only states has points and differential per round, and no more.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec import UNSET, UnsetType

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.state.state import TeamState
from goat_kiosk.domain.statistics.report import GameReport, PlayerReport, ReportedLanding
from goat_kiosk.text.i18n import t
from goat_kiosk.web.live.view import View, shown_name
from goat_kiosk.web.pages.render.board_drawing import Spot, spot
from goat_kiosk.web.pages.render.words import differential


class Figure(NamedTuple):
    """One number: its short name, its meaning, and the value."""

    name: str
    meaning: str
    value: str


class Card(NamedTuple):
    """The statistics of one player."""

    team: Team
    player: str
    figures: list[Figure]
    bags: tuple[float, float, float] | None
    """Bags in the hole, on the board and off, percent; None when none is thrown."""
    landed: list[Spot]
    until: str = ""
    """How long a player who was substituted or has gone home was in the team."""


def cards(view: View, report: GameReport | None) -> list[Card]:
    """Return the cards of both teams' players, from `report` if there is one, else from the state.

    Those of a game that ended without a throw have no figures.
    """
    if report is not None:
        players = [_card(player, report.landings) for player in report.players]
    else:
        players = [card for team in TEAMS for card in _cards_of_state(view.side(team), team)]
    is_unplayed = view.status == "finished" and not view.rounds
    return [card._replace(figures=[]) for card in players] if is_unplayed else players


def _cards_of_state(side: TeamState, team: Team) -> list[Card]:
    playing = [Card(team, shown_name(player), _per_round(player.ppr, player.dpr), None, []) for player in side.players]
    gone = [
        Card(team, shown_name(player), _per_round(player.ppr, player.dpr), None, [], _until(0))
        for player in side.former_players or ()
    ]
    return playing + gone


def _until(last_round: int | UnsetType) -> str:
    if last_round is UNSET:
        return ""
    return t("until round {round}", round=last_round) if last_round else t("no longer plays")


def landing_spots(report: GameReport | None) -> list[Spot]:
    """Return where every bag of the game landed."""
    return _spots(report.landings) if report else []


def _card(player: PlayerReport, landings: list[ReportedLanding]) -> Card:
    percentages = player.holes_pct, player.boards_pct, player.off_pct
    figures = [
        *_per_round(player.ppr, player.dpr),
        Figure("OPPR", t("The opponents' points per round"), f"{player.oppr:.2f}"),
        Figure(t("Four-baggers"), t("Rounds with all four bags in the hole"), str(player.four_baggers)),
        Figure(t("Rounds"), t("Rounds thrown"), str(player.rounds)),
        Figure(t("Won"), t("Rounds with more points than the opponent"), str(player.round_wins)),
        Figure(t("Washes"), t("Rounds with as many points as the opponent"), str(player.washes)),
    ]
    player_landings = [landing for landing in landings if landing.player == player.id]
    shares = percentages if any(percentages) else None
    return Card(player.team, shown_name(player), figures, shares, _spots(player_landings), _until(player.until_round))


def _per_round(ppr: float, dpr: float) -> list[Figure]:
    return [
        Figure("PPR", t("Points per round, before bags cancel"), f"{ppr:.2f}"),
        Figure("DPR", t("Points per round more than the opponent"), differential(dpr)),
    ]


def _spots(landings: Iterable[ReportedLanding]) -> list[Spot]:
    return [spot(landing.team, landing.result, landing.x, landing.y) for landing in landings]
