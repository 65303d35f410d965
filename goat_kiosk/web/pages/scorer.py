"""The scorer's phone: where the pairing link leads, and the page that keeps one game's score.

Anybody may open these pages, for they hold nothing that the spectators' pages do not. What only a paired phone can do
is write: the key, or the code it is given one for, comes behind the # of the pairing link, which a browser tells no
server, and the key stays on the phone.
"""

import time
from typing import Protocol

from aiohttp import web

from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, courts, view_of, views_of
from goat_kiosk.web.pages.rendering import page, state_script


class Source(Protocol):
    """What the pages need to know."""

    def games(self) -> list[bytes]:
        """Return the newest state of each game, oldest first."""

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game. Raises `NotFound`."""


class ScorerPages:
    """The handlers of the scorer's pages."""

    def __init__(self, source: Source, others: Peers) -> None:
        self._source = source
        self._others = others

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/pair", self.pair),
            web.get("/score", self.pair),
            web.get("/score/games", self.games),
            web.get(r"/score/{id:[0-9]{1,10}}", self.score),
        ]

    async def pair(self, _: web.Request) -> web.Response:
        """Take the key or the code from the pairing link, and list the games to be scored."""
        return page("pair.html", views=self._on_courts())

    async def games(self, _: web.Request) -> web.Response:
        """Return the list alone."""
        return page("_score_games.html", views=self._on_courts())

    def _on_courts(self) -> list[View]:
        views = [view for view in views_of(self._source.games()) if self._others.owner_of(view.game_id) is None]
        unfinished = [view for view in views if view.status != "finished"]
        on_courts, _results = courts(unfinished, time.time())
        return on_courts

    async def score(self, request: web.Request) -> web.Response:
        """Keep the score of one game."""
        state = await self._source.find(int(request.match_info["id"]))
        return page("score.html", view=view_of(state), state=state_script(state))
