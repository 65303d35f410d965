"""Views of a tournament that a wall shows in turns: those that matter now."""

from goat_kiosk.web.live.screens import WallView
from goat_kiosk.web.pages.render.tournament_view import TournamentView


def wall_views(view: TournamentView, show: WallView = "") -> list[str]:
    """Return the views of a wall in the order of their turns.

    Until the first matches have begun, people look for who they throw with and where; then for the court, who is next,
    the tables while they are played, and the bracket; at the end for the champions.
    """
    drawn = [division for division in view.divisions if division.is_drawn]
    if not drawn:
        return ["check-in"]
    if show:
        return _chosen_views(view, show)
    if view.is_over:
        return ["champions", "bracket", "standings"]
    if any(division.is_starting for division in drawn):
        return ["draw", "queue", "code"]
    tables = ["standings"] if any(division.has_live_table for division in drawn) else []
    champions = ["champions"] if any(division.champions for division in drawn) else []
    return ["queue", *tables, "bracket", *champions, "code"]


def _chosen_views(view: TournamentView, show: WallView) -> list[str]:
    """Return the view that was chosen, or the queue while that one has nothing to show."""
    is_empty = {
        "bracket": not any(division.drawings for division in view.divisions),
        "standings": not any(division.places or division.tables for division in view.divisions),
    }
    return ["queue"] if is_empty.get(show) else [show]
