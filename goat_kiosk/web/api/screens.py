"""Screens API: screens report themselves without a key; the desk lists and controls them with the venue's."""

from aiohttp import web

from goat_kiosk.hub.admission import AtCapacity
from goat_kiosk.web.api.schemas import Orders
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.refusals import Overloaded
from goat_kiosk.web.http.routing import ApiRoute, get, post
from goat_kiosk.web.live.screens import Order, Screen, ScreenReport, Screens


class ScreensApi:
    """The handlers of ``/screens`` and ``/api/screens``."""

    def __init__(self, screens: Screens, auth: Authenticator) -> None:
        self._screens = screens
        self._auth = auth

    def routes(self) -> list[ApiRoute]:
        return [
            post("/screens", self.report, Orders, ScreenReport, operation="reportScreen", tag="screens"),
            get("/api/screens", self.all_screens, list[Screen], key="venue", operation="listScreens", tag="screens"),
            post(
                r"/api/screens/{id:[0-9a-f]{16}}",
                self.order,
                Screen,
                Order,
                key="venue",
                operation="orderScreen",
                tag="screens",
                example={"do": "identify"},
            ),
        ]

    async def report(self, request: web.Request) -> web.Response:
        """Store a screen's report; the response has the orders it has not carried out."""
        report = await read_json(request, ScreenReport)
        try:
            return json_response(self._screens.report(report, request.remote or ""))
        except AtCapacity as error:
            raise Overloaded(error.template, **error.values) from error

    async def all_screens(self, request: web.Request) -> web.Response:
        """Return every screen that has reported recently."""
        self._auth.require_owner(request)
        return json_response(self._screens.snapshot())

    async def order(self, request: web.Request) -> web.Response:
        """Send an order to a screen."""
        self._auth.require_owner(request)
        return json_response(self._screens.order(request.match_info["id"], await read_json(request, Order)))
