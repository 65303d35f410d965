"""A match of several games: which game comes next, and when the match is decided.

A game knows the number of the game before it, so a match needs no log of its own. The games that each team has won are
derived from those games (`derive_place`); a game's own log repeats them for kiosks that have only that one.
"""

from msgspec.structs import replace

from goat_kiosk.domain.events import GameCreated, MatchPlace, Team, TeamEntry
from goat_kiosk.domain.games.game import Game, Side
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import CanceledGame, GameNotOver, MatchOver


def wins_after(place: MatchPlace, winner: Team) -> tuple[int, int]:
    """Return the games won by each team when `winner` has won the game at `place`."""
    wins1, wins2 = place.wins
    return (wins1 + 1, wins2) if winner == 1 else (wins1, wins2 + 1)


def next_place(rules: Rules, place: MatchPlace, winner: Team) -> MatchPlace | None:
    """Return the place of the next game, or None when the match is decided.

    Best of n ends when a side has won more than half of n; where every game counts, all n are played.
    """
    wins = wins_after(place, winner)
    decided = not rules.every_game_counts and max(wins) * 2 > rules.games
    if decided or place.number >= rules.games:
        return None
    return MatchPlace(place.number + 1, wins)


def is_decided(game: Game) -> bool:
    """Whether the match was decided before `game`, so that it need not be played."""
    return not game.rules.every_game_counts and max(game.match.wins) * 2 > game.rules.games


def match_winner(game: Game) -> Team | None:
    """Return who has won the match of `game`, a finished one; None while it goes on, or where it is tied.

    Where every game counts, the winner has won more games; as many each is a tie, which the rules leave to the venue.
    """
    if game.winner is None or not is_over(game):
        return None
    wins1, wins2 = wins_after(game.match, game.winner)
    return None if wins1 == wins2 else 1 if wins1 > wins2 else 2


def is_over(game: Game) -> bool:
    """Whether the match of `game` is over with it."""
    return game.winner is not None and next_place(game.rules, game.match, game.winner) is None


def derive_place(game: Game, previous: Game) -> MatchPlace:
    """Return the place of `game` in its match when `previous` is the game before it: the wins follow from the games."""
    wins = wins_after(previous.match, previous.winner) if previous.winner else previous.match.wins
    return MatchPlace(game.match.number, wins)


def next_in_match(game: Game, game_id: int) -> GameCreated:
    """Return the next game of the match of `game`, whose number is `game_id`: same court, teams and rules.

    It is under way at once, and the winner throws first. Raises `RuleViolation` while `game` is being played, or when
    its match is decided.
    """
    if game.status == "canceled":
        raise CanceledGame("The game was canceled. Undo that to go on with it.")
    if game.winner is None:
        raise GameNotOver("Finish this game first.")
    place = next_place(game.rules, game.match, game.winner)
    if place is None:
        raise MatchOver("This was the last game of the match.")
    # The teams are there, so no lobby is needed; but a clock must not run before the first bag.
    lobby = game.rules.limit_minutes is not None
    fixture = replace(game.fixture, game=place.number) if game.fixture is not None else None
    return replace(rematch(game), match=place, previous=game_id, lobby=lobby, fixture=fixture)


def rematch(game: Game) -> GameCreated:
    """Return a new game with the same court, teams and rules; the winner throws first."""
    entry1, entry2 = _entry(game.sides[0]), _entry(game.sides[1])
    return GameCreated(game.court, entry1, entry2, game.rules, game.winner or 1, team_size=game.team_size)


def _entry(side: Side) -> TeamEntry:
    players = (player.name for player in side.players if player.name != side.placeholder)
    return TeamEntry(side.entered_name, side.color, tuple(players))
