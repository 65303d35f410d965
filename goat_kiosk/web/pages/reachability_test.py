"""Reachability test: a phone that opens ``/test`` has reached the kiosk, and the desk sees that it has.

It is the one proof that the network lets phones through: many guest networks isolate devices, firewalls drop incoming
connections, and this computer can see neither. A visit from this computer itself proves nothing, and is marked as
such. The page request alone counts; its script then reports whether live updates arrive too, and how fast.
"""

import time
from http import HTTPStatus
from typing import Annotated, NamedTuple

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.routing import get
from goat_kiosk.web.pages.render.templates import page

MAX_AGE_S = 600
"""Seconds. Long enough to walk to the far end of the venue and back."""
_MAX_VISITS = 50
"""Visits: a test is made with a few phones, and the list must not be a way to fill the memory."""
_DEVICES = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
"""Platform names in `User-Agent`; the first one found is the most specific."""


class ClientReport(msgspec.Struct, frozen=True):
    """The result from the phone's side."""

    stream: bool = False
    """Whether live updates arrive."""
    ms: Annotated[float, msgspec.Meta(ge=0, le=600_000)] | None = None
    """Milliseconds of a round trip."""


_JSON_NAMES = {"is_this_computer": "here", "seconds_ago": "heard", "receives_stream": "stream", "round_trip_ms": "ms"}


class Visit(msgspec.Struct, frozen=True, rename=_JSON_NAMES):
    """A device that has opened the test page."""

    address: str
    device: str
    is_this_computer: bool
    """Whether it is this computer itself."""
    seconds_ago: float
    """Seconds since its last request."""
    receives_stream: bool
    round_trip_ms: float | None


class _Record(NamedTuple):
    device: str
    is_this_computer: bool
    at: float
    report: ClientReport


class ReachabilityTest:
    """The visits of the last minutes. Written on the hub's thread; `latest` may be called from any."""

    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}

    def routes(self, auth: Authenticator) -> list[web.AbstractRouteDef]:
        """Return the routes; the list of visits needs the venue's key."""

        async def all_visits(request: web.Request) -> web.Response:
            """Return who has opened the test page lately."""
            auth.require_owner(request)
            return json_response(self.latest())

        return [
            web.get("/test", self.show),
            web.post("/test", self.report),
            get("/api/visits", all_visits, list[Visit], key="venue", operation="listVisits", tag="monitoring"),
        ]

    def latest(self) -> list[Visit]:
        """Return the visits, the newest first."""
        now = time.monotonic()
        visits = [
            Visit(
                address,
                record.device,
                record.is_this_computer,
                round(now - record.at, 1),
                *_stream_result(record.report),
            )
            for address, record in list(self._records.items())
        ]
        return sorted((visit for visit in visits if visit.seconds_ago < MAX_AGE_S), key=lambda visit: visit.seconds_ago)

    async def show(self, request: web.Request) -> web.Response:
        """Return the page, and record the visit."""
        self._record(request, ClientReport())
        return page("test.html", here=_is_here(request))

    async def report(self, request: web.Request) -> web.Response:
        """Record the page's report."""
        self._record(request, await read_json(request, ClientReport))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    def _record(self, request: web.Request, report: ClientReport) -> None:
        address = request.remote or ""
        self._records.pop(address, None)
        self._records[address] = _Record(_device(request), _is_here(request), time.monotonic(), report)
        if len(self._records) > _MAX_VISITS:
            del self._records[next(iter(self._records))]


def _stream_result(report: ClientReport) -> tuple[bool, float | None]:
    return report.stream, report.ms


def _device(request: web.Request) -> str:
    """Return the kind of device; "" when its browser does not tell."""
    agent = request.headers.get(hdrs.USER_AGENT, "")
    return next((device for device in _DEVICES if device in agent), "")


def _is_here(request: web.Request) -> bool:
    """Whether both ends of the connection are this computer."""
    if request.transport is None:
        return False
    local, remote = (request.transport.get_extra_info(end) for end in ("sockname", "peername"))
    return bool(local and remote and local[0] == remote[0])
