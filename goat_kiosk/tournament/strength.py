"""Strength of the players of a draw: by their ratings, else by their grades; of whom nothing is known, by nothing.

Somebody unknown stands in the middle of an order by strength, since every other place would be a claim, and a draw says
how many there were.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from goat_kiosk.domain.statistics.ratings import Rating, RatingTable
from goat_kiosk.tournament.division_events import StrengthCounts
from goat_kiosk.tournament.tournament import Entry, Tournament

Ratings = Mapping[int, Rating]
"""The rating of a player by number; who is not in it has none."""
_MIDDLE = 0.5


def player_ratings(tournament: Tournament, table: RatingTable) -> dict[int, Rating]:
    """Return the ratings of a tournament's players that are known, by number."""
    found = ((player.number, table.find(player.name)) for player in tournament.players.values())
    return {number: rating for number, rating in found if rating is not None}


def count_strengths(tournament: Tournament, players: Iterable[int], ratings: Ratings) -> StrengthCounts:
    """Return what is known of the players."""
    unrated = [player for player in players if player not in ratings]
    graded = sum(tournament.players[player].grade is not None for player in unrated)
    return StrengthCounts(len(set(players) & ratings.keys()), graded, len(unrated) - graded)


def order_by_strength(tournament: Tournament, players: Sequence[int], ratings: Ratings) -> list[int]:
    """Return the players from the strongest to the weakest; who are as strong stay in their order."""
    shares = _grade_shares(tournament, players)
    by_rating = sorted((player for player in players if player in ratings), key=lambda player: -ratings[player].mu)
    places = {player: (place + _MIDDLE) / len(by_rating) for place, player in enumerate(by_rating)}
    return sorted(players, key=lambda player: places.get(player, shares.get(tournament.players[player].grade, _MIDDLE)))


def _grade_shares(tournament: Tournament, players: Sequence[int]) -> dict[str | None, float]:
    """Return where the middle of each grade stands among all who are graded, from 0 for the best to 1."""
    grades = Counter(grade for player in players if (grade := tournament.players[player].grade) is not None)
    shares: dict[str | None, float] = {}
    better = 0
    for grade in sorted(grades):
        shares[grade] = (better + grades[grade] / 2) / grades.total()
        better += grades[grade]
    return shares


def grade_places(tournament: Tournament, entries: Sequence[Entry]) -> dict[int, float]:
    """Return where each entry stands by the grades of its players, from 0 for the best to 1; unknown in the middle."""
    shares = _grade_shares(tournament, [player for entry in entries for player in entry.players])
    return {
        entry.number: fmean(shares.get(tournament.players[player].grade, _MIDDLE) for player in entry.players)
        for entry in entries
    }


def entry_rating(entry: Entry, ratings: Ratings) -> float:
    """Return what an entry is at least worth: the mean of its players' ratings; without any, less than everybody's."""
    known = [ratings[player].cautious for player in entry.players if player in ratings]
    return sum(known) / len(known) if known else float("-inf")
