"""The streams: an HTTP request becomes a subscriber of the hub, and stays until it leaves or the kiosk stops.

After the headers nothing goes through aiohttp any more: the hub writes ready bytes to the transport. The handler
only waits, and is cancelled when the client goes (``handler_cancellation``, see `server`).
"""

from http import HTTPStatus

from aiohttp import HttpVersion11, hdrs, web

from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.games import Games, topic_of

_HEADERS = {
    hdrs.CONTENT_TYPE: "text/event-stream",
    hdrs.CACHE_CONTROL: "no-cache",
    "X-Accel-Buffering": "no",
}


class Streams:
    """The handlers of ``/game/<id>/events``."""

    def __init__(self, hub: Hub, games: Games) -> None:
        self._hub = hub
        self._games = games

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to be served."""
        return [web.get(r"/game/{id:\d{1,10}}/events", self.game, allow_head=False)]

    async def game(self, request: web.Request) -> web.StreamResponse:
        """Stream one game: its newest state at once, then every event. 404 when there is no such game."""
        game_id = int(request.match_info["id"])
        await self._games.find(game_id)
        return await self._stream(request, topic_of(game_id))

    async def _stream(self, request: web.Request, topic: str) -> web.StreamResponse:
        response = web.StreamResponse(status=HTTPStatus.OK, headers=_HEADERS)
        chunked = request.version >= HttpVersion11
        try:
            await response.prepare(request)
        except ConnectionResetError:
            return response  # a phone that has left the Wi-Fi again
        if request.transport is None:
            return response
        seen = request.headers.get("Last-Event-ID") or request.query.get("last_event_id")
        subscriber = self._hub.subscribe(topic, request.transport, chunked=chunked, last_event_id=seen)
        try:
            await subscriber.gone
        finally:
            self._hub.unsubscribe(topic, subscriber)
        return response
