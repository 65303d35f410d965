"""Court of a game over the API: what is scored there now, and the match of a tournament that comes next."""

from aiohttp import web

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.web.api.schemas import CourtResponse
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.routing import API_GAME, ApiRoute, game_id_of, get
from goat_kiosk.web.live.court_matches import find_court_match
from goat_kiosk.web.live.games import Games
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.scorable_games import scorable_games
from goat_kiosk.web.live.tournaments import Tournaments
from goat_kiosk.web.live.view import view_of


class GameCourtApi:
    """The handler of ``/api/games/<id>/court``."""

    def __init__(self, games: Games, peers: Peers, tournaments: Tournaments) -> None:
        self._games, self._peers, self._tournaments = games, peers, tournaments

    def routes(self) -> list[ApiRoute]:
        return [get(f"{API_GAME}/court", self.court, CourtResponse, operation="getGameCourt")]

    async def court(self, request: web.Request) -> web.Response:
        """Return the court of a game, the game that this kiosk scores there now, and the match that comes next."""
        court = view_of(await self._games.find(game_id_of(request))).court
        views = scorable_games(self._games, self._peers)
        scorable = next((view.game_id for view in views if court_key(view.court) == court_key(court)), None)
        return json_response(CourtResponse(court, scorable, await find_court_match(self._tournaments, court)))
