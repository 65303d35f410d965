"""The walls: every court on one screen, one court as large as it goes, and the code that leads phones there.

A wall is drawn by its script from the venue's stream, since what it shows changes with the desk's orders and with the
games; the server gives it the empty card, and the state of the one game its address names.
"""

import time
from typing import Annotated, Literal, Protocol

import msgspec
from aiohttp import web

from goat_kiosk.web.http.preferences import set_language
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.query_options import Language, read_options
from goat_kiosk.web.live.view import View, view_of
from goat_kiosk.web.pages.qr_code import qr_response
from goat_kiosk.web.pages.rendering import page, state_script

_GAME = r"{id:[0-9]{1,10}}"


class Finder(Protocol):
    """What the walls need to know."""

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game. Raises `NotFound`."""


class WallOptions(msgspec.Struct, frozen=True):
    """How a wall is set up, in its address."""

    metres: Annotated[float, msgspec.Meta(gt=0, le=100)] | None = None
    """From how far away it is read; courts that would be too small then take turns."""
    inches: Annotated[float, msgspec.Meta(ge=5, le=1000)] = 55
    """The diagonal of the screen, which no browser knows."""
    theme: Literal["", "night", "day"] = ""
    language: Language = ""


class DisplayPages:
    """The handlers of ``/display`` and of the codes; `kiosk` is the venue's name, which the desk may change."""

    def __init__(self, games: Finder, kiosk: str, address: PublicUrl) -> None:
        self._games = games
        self.kiosk = kiosk
        self._address = address

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/display", self.all_courts),
            web.get(f"/display/{_GAME}", self.one_court),
            web.get("/qr.svg", self.venue_code),
            web.get(f"/game/{_GAME}/qr.svg", self.game_code),
        ]

    async def all_courts(self, request: web.Request) -> web.Response:
        """Every court."""
        return self._wall(request, None, b"null")

    async def one_court(self, request: web.Request) -> web.Response:
        """One game, and then those that follow on its court."""
        state = await self._games.find(int(request.match_info["id"]))
        return self._wall(request, view_of(state), state)

    async def venue_code(self, request: web.Request) -> web.Response:
        """Return the code that leads to the venue's page."""
        return qr_response(f"{self._address.seen_from(request)}/")

    async def game_code(self, request: web.Request) -> web.Response:
        """Return the code that leads to a game's page."""
        return qr_response(f"{self._address.seen_from(request)}/game/{int(request.match_info['id'])}")

    def _wall(self, request: web.Request, view: View | None, state: bytes) -> web.Response:
        options, address = read_options(request, WallOptions), self._address.seen_from(request)
        set_language(options.language)
        return page(
            "display.html",
            kiosk=self.kiosk,
            address=address.partition("://")[2],
            options=options,
            now=time.time_ns() // 1_000_000,
            view=view,
            state=state_script(state),
        )
