"""The test page: a phone that opens ``/test`` has reached the kiosk, and the desk sees that it has.

It is the one proof that the network lets phones through: many guest networks keep devices apart, firewalls drop what
comes from outside, and neither can be seen from this computer. A visit from this computer itself proves nothing, and is
marked as one. The page alone counts; its script then says whether live news arrive too, and how fast.
"""

import time
from http import HTTPStatus
from typing import Annotated, NamedTuple

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.routing import get
from goat_kiosk.web.pages.rendering import page

MAX_AGE_S = 600
"""Seconds. Long enough to walk to the far end of the hall and back."""
_MOST = 50
"""Addresses: a test is made with a few phones, and the list must not be a way to fill the memory."""
_DEVICES = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
"""What browsers call what they run on; the first that is named in `User-Agent` is the most telling."""


class ClientReport(msgspec.Struct, frozen=True):
    """What the page found out from the phone's side."""

    stream: bool = False
    """Whether live news arrive."""
    ms: Annotated[float, msgspec.Meta(ge=0, le=600_000)] | None = None
    """Milliseconds from a question to its answer."""


class Visit(NamedTuple):
    """A device that has opened the test page."""

    address: str
    device: str
    here: bool
    """Whether it is this computer itself."""
    heard: float
    """Seconds ago."""
    stream: bool
    ms: float | None


class _Known(NamedTuple):
    device: str
    here: bool
    at: float
    finding: ClientReport


class ReachabilityTest:
    """The visits of the last minutes. Written on the hub's thread; `latest` may be asked from any."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def routes(self, access: Authenticator) -> list[web.AbstractRouteDef]:
        """Return the routes to be served; the list of visitors needs the venue's key."""

        async def all_visits(request: web.Request) -> web.Response:
            """Return who has opened the test page lately."""
            access.require_owner(request)
            body = msgspec.json.encode([visit._asdict() for visit in self.latest()])
            return web.Response(body=body, content_type="application/json", headers={hdrs.CACHE_CONTROL: "no-store"})

        return [
            web.get("/test", self.show),
            web.post("/test", self.report),
            get("/api/visits", all_visits, list[Visit], key="venue"),
        ]

    def latest(self) -> list[Visit]:
        """Return the visits, the newest first."""
        now = time.monotonic()
        visits = [
            Visit(address, known.device, known.here, round(now - known.at, 1), *_stream_result(known.finding))
            for address, known in list(self._known.items())
        ]
        return sorted((visit for visit in visits if visit.heard < MAX_AGE_S), key=lambda visit: visit.heard)

    async def show(self, request: web.Request) -> web.Response:
        """Return the page, and note that it was asked for."""
        self._note(request, ClientReport())
        return page("test.html", here=_is_here(request))

    async def report(self, request: web.Request) -> web.Response:
        """Take in what the page has found out."""
        self._note(request, await read_json(request, ClientReport))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    def _note(self, request: web.Request, finding: ClientReport) -> None:
        address = request.remote or ""
        self._known.pop(address, None)
        self._known[address] = _Known(_device(request), _is_here(request), time.monotonic(), finding)
        if len(self._known) > _MOST:
            del self._known[next(iter(self._known))]


def _stream_result(finding: ClientReport) -> tuple[bool, float | None]:
    return finding.stream, finding.ms


def _device(request: web.Request) -> str:
    """Return what kind of device asks; "" when its browser does not say."""
    agent = request.headers.get(hdrs.USER_AGENT, "")
    return next((device for device in _DEVICES if device in agent), "")


def _is_here(request: web.Request) -> bool:
    """Whether both ends of the connection are this computer."""
    if request.transport is None:
        return False
    here, there = (request.transport.get_extra_info(end) for end in ("sockname", "peername"))
    return bool(here and there and here[0] == there[0])
