"""Markers API: a game's bags, rounds and moments as CSV, timed for who cuts its video."""

import asyncio
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.errors import EventsElsewhere
from goat_kiosk.exports.markers import encode_markers
from goat_kiosk.web.http.query_options import read_options
from goat_kiosk.web.http.routing import API_GAME, ApiRoute, Media, game_id_of, get
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers

_RESPONSE = Media("text/csv", "One line for each bag, round and moment.")


class MarkersQuery(msgspec.Struct, frozen=True):
    """Where the markers' times count from."""

    start: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """When the recording began, as RFC 3339; without it, the first marker is at 0."""


class MarkersApi:
    """The handler of ``markers.csv``."""

    def __init__(self, desk: DeskClient, peers: Peers) -> None:
        self._desk = desk
        self._peers = peers

    def routes(self) -> list[ApiRoute]:
        return [
            get(f"{API_GAME}/markers.csv", self.markers, _RESPONSE, query=MarkersQuery, operation="getGameMarkers"),
        ]

    async def markers(self, request: web.Request) -> web.Response:
        """Return the clip markers of a game: when each bag fell, each round ended, each moment came."""
        game_id, query = game_id_of(request), read_options(request, MarkersQuery)
        if (owner := self._peers.owner_of(game_id)) is not None:
            raise EventsElsewhere(self._peers.owner_message(game_id, owner))
        rows = await self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.events(game_id))
        start_ms = None if query.start is None else round(query.start.timestamp() * 1_000)
        text = await asyncio.to_thread(encode_markers, rows, start_ms)
        headers = {
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="markers-{game_id}.csv"',
            hdrs.CACHE_CONTROL: "no-store",
        }
        return web.Response(text=text, headers=headers, content_type="text/csv", charset="utf-8")
