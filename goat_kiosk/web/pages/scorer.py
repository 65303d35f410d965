"""Scorer pages: where the pairing link leads, and the page that keeps one game's score on a phone.

Anybody may open these pages, for they show nothing that the spectators' pages do not. Only a paired phone can write:
its key, or the code it exchanges for one, comes after the # of the pairing link, which no browser sends to a server,
and the key stays on the phone.
"""

from typing import Any

from aiohttp import web

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.web.http.routing import GAME_ID, game_id_of
from goat_kiosk.web.live.court_matches import find_court_matches
from goat_kiosk.web.live.game_backend import GameBackend
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.scorable_games import scorable_games
from goat_kiosk.web.live.tournaments import Tournaments
from goat_kiosk.web.live.view import view_of
from goat_kiosk.web.pages.render.templates import page, state_script


class ScorerPages:
    """The handlers of the scorer's pages."""

    def __init__(self, games: GameBackend, peers: Peers, tournaments: Tournaments) -> None:
        self._games, self._tournaments = games, tournaments
        self._peers = peers

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/pair", self.pair),
            web.get("/score", self.pair),
            web.get("/score/games", self.games),
            web.get(f"/score/{GAME_ID}", self.score),
        ]

    async def pair(self, _: web.Request) -> web.Response:
        """Return the page that reads the key or the code from the pairing link, and lists the games to score."""
        return page("pair.html", **await self._courts())

    async def games(self, _: web.Request) -> web.Response:
        """Return the list of games alone."""
        return page("_score_games.html", **await self._courts())

    async def _courts(self) -> dict[str, Any]:
        """Return the template context of the games to score, and of the matches that come next on the other courts."""
        views = scorable_games(self._games, self._peers)
        busy = {court_key(view.court) for view in views}
        matches = await find_court_matches(self._tournaments)
        return {"views": views, "matches": [match for match in matches if court_key(match.court) not in busy]}

    async def score(self, request: web.Request) -> web.Response:
        """Return the page that scores one game."""
        state = await self._games.find(game_id_of(request))
        return page("score.html", view=view_of(state), state=state_script(state))
