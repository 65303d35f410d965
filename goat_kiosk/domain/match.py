"""A match of several games: which comes next, and when it is decided.

A game knows its place in the match (`events.MatchPlace`) and nothing of the other games, so each game's log is whole in
itself and a match needs no log of its own.
"""

from goat_kiosk.domain.events import Entry, GameCreated, MatchPlace, Team
from goat_kiosk.domain.game import Game, Side
from goat_kiosk.domain.rules import Rules
from goat_kiosk.errors import RuleViolation


def wins_after(place: MatchPlace, winner: Team) -> tuple[int, int]:
    """Return the games won by each side when `winner` has won the game at `place`."""
    one, two = place.wins
    return (one + 1, two) if winner == 1 else (one, two + 1)


def following(rules: Rules, place: MatchPlace, winner: Team) -> MatchPlace | None:
    """Return the place of the next game, or None when the match is decided.

    Best of n ends when a side has won more than half of n; where every game counts, all n are played.
    """
    wins = wins_after(place, winner)
    decided = not rules.every_game_counts and max(wins) * 2 > rules.games
    if decided or place.number >= rules.games:
        return None
    return MatchPlace(place.number + 1, wins)


def rematch(game: Game) -> GameCreated:
    """Return the next game of the match: same court, teams and rules; who won throws first.

    Raises `RuleViolation` while `game` goes on, or when its match is decided.
    """
    if game.winner is None:
        raise RuleViolation("Finish this game first.")
    place = following(game.rules, game.match, game.winner)
    if place is None:
        raise RuleViolation("This was the last game of the match.")
    return again(game, place)


def again(game: Game, place: MatchPlace = MatchPlace()) -> GameCreated:  # noqa: B008  a frozen value
    """Return the same game anew: same court, teams and rules; who won throws first."""
    return GameCreated(game.court, _entry(game.sides[0]), _entry(game.sides[1]), game.rules, game.winner or 1, place)


def _entry(side: Side) -> Entry:
    return Entry(side.name, side.color, tuple(player.name for player in side.players))
