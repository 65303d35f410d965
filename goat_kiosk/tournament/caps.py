"""Caps of divisions: who is too strong to enter. Playing up is allowed, playing down is not."""

from collections.abc import Iterable

from goat_kiosk.domain.statistics.ratings import Rating
from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.strength import Ratings
from goat_kiosk.tournament.tournament import Division, Tournament

_NOBODY_RATED: Ratings = {}


def check_cap(
    tournament: Tournament, division: Division, players: Iterable[int], ratings: Ratings = _NOBODY_RATED
) -> None:
    """Raise `RuleViolation` for players above the division's cap; who has no rating, or no grade, may enter."""
    cap = division.cap
    if cap is None:
        return
    for player in (tournament.players[number] for number in players):
        check_rating(division, player.name, ratings.get(player.number))
        if cap.grade is not None and player.grade is not None and player.grade < cap.grade:
            raise RuleViolation(
                "{player} has the grade {grade}; {division} is for {cap} and below.",
                player=player.name,
                grade=player.grade,
                cap=cap.grade,
                division=division.name,
            )


def is_let_in(tournament: Tournament, division: Division, player: int, ratings: Ratings = _NOBODY_RATED) -> bool:
    """Whether the division's cap lets a player in."""
    try:
        check_cap(tournament, division, (player,), ratings)
    except RuleViolation:
        return False
    return True


def check_rating(division: Division, name: str, rating: Rating | None) -> None:
    """Raise `RuleViolation` for somebody who is rated above the division's cap."""
    cap = division.cap.rating if division.cap is not None else None
    if cap is not None and rating is not None and rating.mu > cap:
        raise RuleViolation(
            "{player} is rated {rating}, above the {cap} that {division} lets in.",
            player=name,
            rating=round(rating.mu, 1),
            cap=cap,
            division=division.name,
        )
