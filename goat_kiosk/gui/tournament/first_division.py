"""First division of a tournament: the one that the window sets up, signs people up for, and draws."""

from goat_kiosk.tournament.tournament import Division, Tournament


def first_division(tournament: Tournament | None) -> Division | None:
    """Return the division; None if there is none yet."""
    return next(iter(tournament.divisions.values()), None) if tournament else None
