"""Display pages: every court on one screen, one court in full size, and the QR codes that lead phones here.

A display is drawn by its script from the venue's stream, since it changes with the desk's orders and with the games.
The server renders the cards once, with an empty one to copy; where no script runs, the page reloads itself.
"""

import math
import time
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from goat_kiosk.web.http.preferences import set_language
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.query_options import Language, read_options
from goat_kiosk.web.http.routing import GAME_ID, game_id_of
from goat_kiosk.web.live.game_backend import GameReader
from goat_kiosk.web.live.screens import MAX_TOURNAMENT_ID, WallView
from goat_kiosk.web.live.view import View, courts, view_of, views_of
from goat_kiosk.web.pages.render.qr_code import qr_response
from goat_kiosk.web.pages.render.templates import page, state_script

METERS_PER_FOOT = 0.3048


class DisplayOptions(msgspec.Struct, frozen=True):
    """The options of a display, in its URL."""

    metres: Annotated[float, msgspec.Meta(gt=0, le=100)] = 25 * METERS_PER_FOOT
    """The distance from which it is read; courts that would be too small are shown in turn."""
    feet: Annotated[float, msgspec.Meta(gt=0, le=328)] | None = None
    """The same in feet; it goes before `metres`."""
    inches: Annotated[float, msgspec.Meta(ge=5, le=1000)] = 55
    """The diagonal of the screen, which no browser knows."""
    results: Annotated[float, msgspec.Meta(ge=0, le=720)] = 5
    """How many minutes a result keeps its card before it moves to the line at the foot."""
    theme: Literal["", "night", "day"] = ""
    language: Language = ""
    tournament: Annotated[int, msgspec.Meta(ge=0, le=MAX_TOURNAMENT_ID)] = 0
    """The number of a tournament, whose views it shows instead of the courts; 0 without one."""
    show: WallView = ""
    """Which of them; "" shows what matters, in turns."""

    @property
    def meters(self) -> float:
        """The distance from which it is read."""
        return self.metres if self.feet is None else self.feet * METERS_PER_FOOT


class DisplayPages:
    """The handlers of ``/display`` and of the QR codes; `kiosk` is the venue's name, which may change."""

    def __init__(self, games: GameReader, venue_name: str, address: PublicUrl) -> None:
        self._games = games
        self.venue_name = venue_name
        self._address = address

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/display", self.all_courts),
            web.get(f"/display/{GAME_ID}", self.one_court),
            web.get("/qr.svg", self.venue_code),
            web.get(f"/game/{GAME_ID}/qr.svg", self.game_code),
        ]

    async def all_courts(self, request: web.Request) -> web.Response:
        """Return the display of every court."""
        on_courts, _ = courts(views_of(self._games.games()), time.time())
        return self._display(request, None, b"null", on_courts)

    async def one_court(self, request: web.Request) -> web.Response:
        """Return the display of one game and of those that follow on its court."""
        state = await self._games.find(game_id_of(request))
        view = view_of(state)
        return self._display(request, view, state, [view])

    async def venue_code(self, request: web.Request) -> web.Response:
        """Return the code that leads to the venue's page."""
        return qr_response(f"{self._address.url_for(request)}/")

    async def game_code(self, request: web.Request) -> web.Response:
        """Return the code that leads to a game's page."""
        return qr_response(f"{self._address.url_for(request)}/game/{game_id_of(request)}")

    def _display(self, request: web.Request, view: View | None, state: bytes, on_courts: list[View]) -> web.Response:
        options, address = read_options(request, DisplayOptions), self._address.url_for(request)
        set_language(options.language)
        columns = math.ceil(math.sqrt(len(on_courts))) or 1
        return page(
            "display.html",
            kiosk=self.venue_name,
            address=address.partition("://")[2],
            options=options,
            now=time.time_ns() // 1_000_000,
            view=view,
            on_courts=on_courts,
            columns=columns,
            rows=math.ceil(len(on_courts) / columns),
            state=state_script(state),
        )
