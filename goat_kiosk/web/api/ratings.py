"""Ratings API: how strong the people are who have played here, for draws, seeds and divisions."""

import msgspec
from aiohttp import web

from goat_kiosk.domain.statistics.ratings import PlayerRating
from goat_kiosk.errors import NotFound
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.routing import ApiRoute, get
from goat_kiosk.web.live.ratings import Ratings


class RatingValues(msgspec.Struct, frozen=True):
    """A rating: mean and standard deviation of the skill, and the games that it rests on."""

    mu: float
    sigma: float
    games: int


class RatedPerson(msgspec.Struct, frozen=True):
    """A person who has played here; the rating is null below five rated games: unknown is no number."""

    n: int
    name: str
    rating: RatingValues | None


class RatingsApi:
    """The handlers of ``/api/ratings``."""

    def __init__(self, ratings: Ratings) -> None:
        self._ratings = ratings

    def routes(self) -> list[ApiRoute]:
        return [
            get("/api/ratings", self.all_ratings, list[RatedPerson], operation="listRatings", tag="ratings"),
            get(r"/api/ratings/{n:[0-9]{1,9}}", self.rating, RatedPerson, operation="getRating", tag="ratings"),
        ]

    async def all_ratings(self, _request: web.Request) -> web.Response:
        """Return everybody who has played here, in the order in which they first did."""
        table = await self._ratings.table()
        return json_response([_rated_person(player) for player in table.players])

    async def rating(self, request: web.Request) -> web.Response:
        """Return the rating of one person."""
        number, table = int(request.match_info["n"]), await self._ratings.table()
        for player in table.players:
            if player.number == number:
                return json_response(_rated_person(player))
        raise NotFound("Nobody here has the number {number}.", number=number)


def _rated_person(player: PlayerRating) -> RatedPerson:
    rating = player.rating
    if rating is None:
        return RatedPerson(player.number, player.name, None)
    return RatedPerson(player.number, player.name, RatingValues(rating.mu, rating.sigma, rating.games))
