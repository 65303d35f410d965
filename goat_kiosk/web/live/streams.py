"""Event streams (SSE): an HTTP request becomes a subscriber of the hub, until it disconnects or the kiosk stops.

The head of the response and the first state are one write. Afterwards the hub writes frames to the transport, past
aiohttp.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, NoReturn

import msgspec
from aiohttp import HttpVersion11, hdrs, web

from goat_kiosk.errors import InvalidValue
from goat_kiosk.hub.admission import AtCapacity
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import Hub
from goat_kiosk.hub.topic import Topic
from goat_kiosk.web.http.cors import AllowedOrigins
from goat_kiosk.web.http.negotiation import accepts_gzip
from goat_kiosk.web.http.refusals import Overloaded
from goat_kiosk.web.http.request_guard import SECURITY_HEADERS
from goat_kiosk.web.http.routing import EVENT_STREAM, GAME_ID, ApiRoute, game_id_of, get
from goat_kiosk.web.http.source_address import source_of
from goat_kiosk.web.live.connection_takeover import limit_kernel_buffers, take_over
from goat_kiosk.web.live.game_backend import GameFinder
from goat_kiosk.web.live.games import topic_of

_MAX_SELECTED = 64
"""Games in one stream: more courts than any venue has."""
_GAMES_PATTERN = rf"^([0-9]+(,[0-9]+){{0,{_MAX_SELECTED - 1}}})?$"
_COMMON_HEADERS = (
    b"200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nX-Accel-Buffering: no\r\n"
    + "".join(f"{name}: {value}\r\n" for name, value in SECURITY_HEADERS.items()).encode()
    + b"Vary: Accept-Encoding\r\nDate: %b\r\n"
)
_RESPONSE_HEAD = {
    Encoding.RAW: b"HTTP/1.0 " + _COMMON_HEADERS + b"\r\n",
    Encoding.CHUNKED: b"HTTP/1.1 " + _COMMON_HEADERS + b"Transfer-Encoding: chunked\r\n\r\n",
    Encoding.GZIP: b"HTTP/1.1 " + _COMMON_HEADERS + b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
}


class StreamOptions(msgspec.Struct, frozen=True):
    """The query options of a stream."""

    last_event_id: str = ""
    """The newest event seen, for a client that cannot send ``Last-Event-ID``."""


class VenueStreamOptions(StreamOptions, frozen=True):
    """The query options of the venue's stream."""

    games: Annotated[str, msgspec.Meta(pattern=_GAMES_PATTERN)] = ""
    """Game numbers separated by commas; "" means all."""


class Streams:
    """The handlers of ``/game/<id>/events`` and ``/venue/events``."""

    def __init__(self, hub: Hub, games: GameFinder, allowed_origins: AllowedOrigins | None = None) -> None:
        """`allowed_origins` are those whose pages may follow, beside the kiosk's own; by default none."""
        self._hub = hub
        self._games = games
        self.allowed_origins = allowed_origins or AllowedOrigins()

    def routes(self) -> list[ApiRoute]:
        return [
            get(
                f"/game/{GAME_ID}/events",
                self.game,
                EVENT_STREAM,
                query=StreamOptions,
                operation="streamGame",
                tag="streams",
            ),
            get(
                "/venue/events",
                self.venue,
                EVENT_STREAM,
                query=VenueStreamOptions,
                operation="streamVenue",
                tag="streams",
                extra_errors=(HTTPStatus.UNPROCESSABLE_ENTITY,),
            ),
        ]

    async def game(self, request: web.Request) -> NoReturn:
        """Stream one game: its newest state at once, then every event. 404 when there is no such game."""
        game_id = game_id_of(request)
        await self._games.find(game_id)
        self.follow(request, self._hub.topic(topic_of(game_id)))

    async def venue(self, request: web.Request) -> NoReturn:
        """Stream every active game, or those in ``?games=1,2``."""
        try:
            self.follow(request, self._hub.all_games(_selected_games(request), source_of(request)))
        except AtCapacity as error:
            raise _at_capacity(error) from error

    def try_subscribe(
        self, transport: asyncio.Transport, topic: str, accept_encoding: str, last_event_id: str | None, source: str
    ) -> bool:
        """Make a connection a subscriber of `topic`, ``venue`` or that of a game or tournament.

        Return False when that is not possible now. For HTTP/1.1 only.
        """
        try:
            subscribed = self._hub.all_games() if topic == "venue" else self._hub.topic(topic)
            self._hub.admit(source)
        except (KeyError, AtCapacity):
            return False
        limit_kernel_buffers(transport)
        encoding = _encoding_for(accept_encoding)
        subscribed.subscribe(transport, encoding, _response_head(encoding), last_event_id, source)
        return True

    def follow(self, request: web.Request, topic: Topic) -> NoReturn:
        """Make the request's connection a subscriber; raise `asyncio.CancelledError`, which ends aiohttp's task."""
        # Ownership: after `admit` the slot belongs to the subscriber, which releases it when it closes. Without a
        # transport there is no subscriber, and the slot is released here.
        source = source_of(request)
        try:
            self._hub.admit(source)
        except AtCapacity as error:
            raise _at_capacity(error) from error
        accepted = request.headers.get(hdrs.ACCEPT_ENCODING, "")
        encoding = Encoding.RAW if request.version < HttpVersion11 else _encoding_for(accepted)
        last_event_id = request.headers.get("Last-Event-ID") or request.query.get("last_event_id")
        if (transport := take_over(request)) is not None:
            limit_kernel_buffers(transport)
            head = _response_head(encoding, self.allowed_origins.headers(request.headers.get(hdrs.ORIGIN)))
            topic.subscribe(transport, encoding, head, last_event_id, source)
        else:
            self._hub.slots.release(source)  # the phone has disconnected
        raise asyncio.CancelledError


def _response_head(encoding: Encoding, headers: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """Return the head of a stream's response, with further `headers`."""
    head = _RESPONSE_HEAD[encoding] % _http_date(int(time.time()))
    extra = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
    return head.removesuffix(b"\r\n") + extra + b"\r\n"


@lru_cache(maxsize=1)
def _http_date(second: int) -> bytes:
    """Return the value of a ``Date`` header; `second` is since 1970."""
    return formatdate(second, usegmt=True).encode()


def _selected_games(request: web.Request) -> frozenset[str]:
    selected = request.query.get("games", "")
    numbers = selected.split(",") if selected else []
    if len(numbers) > _MAX_SELECTED or not all(number.isascii() and number.isdigit() for number in numbers):
        raise InvalidValue("games= takes up to {most} numbers of games with commas between them.", most=_MAX_SELECTED)
    return frozenset(topic_of(int(number)) for number in numbers)


@lru_cache(maxsize=64)
def _encoding_for(accept_encoding: str) -> Encoding:
    return Encoding.GZIP if accepts_gzip(accept_encoding) else Encoding.CHUNKED


def _at_capacity(error: AtCapacity) -> Overloaded:
    """Return the refusal, with a random time to retry, so that clients do not return all at once."""
    retry_after = random.randint(2, 8)  # noqa: S311  no secret
    return Overloaded(error.template, {hdrs.RETRY_AFTER: str(retry_after)}, **error.values)
