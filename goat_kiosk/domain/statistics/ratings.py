"""Ratings of players by Weng and Lin (Bradley–Terry, full): how strong each one is, from who beat whom with whom.

A rating is a normal distribution of skill. Teams are rated as the sum of their players, so games of two against two
rate persons. Every rating is a fold over all games in the order in which they ended: after a correction it is computed
again, since no update can be inverted. Only games that were played to their end count, between sides of equal numbers:
a forfeit, a result by hand and a walker against a pair say nothing about skill.

Source: Weng, Lin, A Bayesian Approximation Method for Online Ranking, JMLR 12 (2011), algorithm 1.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import exp, hypot, sqrt

import msgspec

GAMES_NEEDED = 5
"""Rated games before a rating says anything; before, it is unknown, which is no number."""
START_MU = 25.0
START_SIGMA = START_MU / 3
_BETA = START_SIGMA / 2
"""Spread of one performance around the skill."""
_TAU = START_SIGMA / 100
"""Growth of the uncertainty from game to game: skill changes."""
_KAPPA = 0.0001
"""The least share of the variance that one game leaves."""
_SURENESS = 3
"""Deviations by which the cautious rating is lower."""


class Rating(msgspec.Struct, frozen=True):
    """The skill of a player after so many games: a mean and a standard deviation."""

    mu: float = START_MU
    sigma: float = START_SIGMA
    games: int = 0

    @property
    def cautious(self) -> float:
        """What the player is at least worth, almost surely: for an order, in which nobody is first by luck."""
        return self.mu - _SURENESS * self.sigma


class RatedGame(msgspec.Struct, frozen=True):
    """A game that was played to its end: the keys of the players of each side, the winners first."""

    winners: tuple[str, ...]
    losers: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether it says something about skill: as many players on each side, and everybody on one of them."""
        is_even = len(self.winners) == len(self.losers) > 0
        return is_even and len({*self.winners, *self.losers}) == 2 * len(self.winners)


class PlayerRating(msgspec.Struct, frozen=True):
    """A person who has played here, and the rating; None while it is unknown."""

    number: int
    """In the order in which people first played here; it never changes, and a name merged into another has none."""
    key: str
    name: str
    rating: Rating | None


class RatingTable(msgspec.Struct, frozen=True, dict=True):
    """Everybody who has played here, with the ratings that are known."""

    players: tuple[PlayerRating, ...] = ()
    aliases: dict[str, str] = {}
    """The key that another spelling counts as."""

    def find(self, name: str) -> Rating | None:
        """Return the rating of a person by name, in any spelling that counts as theirs; None if it is unknown."""
        key = self.aliases.get(name.casefold(), name.casefold())
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Rating | None]:
        return {player.key: player.rating for player in self.players}


def rate_players(games: Iterable[RatedGame]) -> dict[str, Rating]:
    """Return the rating of everybody after games in the order in which they ended, also after one game."""
    ratings: dict[str, Rating] = {}
    for game in games:
        if game.counts:
            sides = [[ratings.get(key, Rating()) for key in side] for side in (game.winners, game.losers)]
            after = rate_game(*sides)
            ratings |= zip((*game.winners, *game.losers), (*after[0], *after[1]), strict=True)
    return ratings


def known_rating(rating: Rating | None) -> Rating | None:
    """Return a rating that rests on enough games; None otherwise."""
    return rating if rating is not None and rating.games >= GAMES_NEEDED else None


def rate_game(winners: Sequence[Rating], losers: Sequence[Rating]) -> tuple[list[Rating], list[Rating]]:
    """Return the ratings of both sides after one game."""
    grown = [[hypot(player.sigma, _TAU) for player in side] for side in (winners, losers)]
    variances = [sum(sigma**2 for sigma in side) for side in grown]
    spread = sqrt(sum(variances) + 2 * _BETA**2)
    gap = (sum(player.mu for player in winners) - sum(player.mu for player in losers)) / spread
    surprise = _surprise(gap)
    after = [
        [
            _moved(player, sigma, sign * surprise / spread, surprise * (1 - surprise) * sqrt(variance) / spread**3)
            for player, sigma in zip(side, sigmas, strict=True)
        ]
        for side, sigmas, variance, sign in zip((winners, losers), grown, variances, (1, -1), strict=True)
    ]
    return after[0], after[1]


def _surprise(gap: float) -> float:
    """Return how improbable it was that the winners won, by their lead in skill."""
    return exp(-gap) / (1 + exp(-gap)) if gap > 0 else 1 / (1 + exp(gap))


def _moved(player: Rating, sigma: float, shift: float, gain: float) -> Rating:
    """Return a rating moved by its share of its team's: the less is known of a player, the more of it is theirs."""
    variance = sigma**2
    left = max(1 - variance * gain, _KAPPA)
    return Rating(player.mu + variance * shift, sigma * sqrt(left), player.games + 1)
