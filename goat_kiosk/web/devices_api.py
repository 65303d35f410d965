"""Pairing over the API: a phone brings its code and is given its key; the venue lists phones and ends their pairing.

A phone asks of itself under ``/api/device``: whether it may still write, and where. It may name itself, and leave.
"""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from aiohttp import web

from goat_kiosk.domain.names import clean_name
from goat_kiosk.domain.state import rfc3339
from goat_kiosk.errors import NotAllowed
from goat_kiosk.pairing import Lasts
from goat_kiosk.store.devices import Device
from goat_kiosk.web.access import Access, Writer
from goat_kiosk.web.commands import Nothing, read
from goat_kiosk.web.desk import Desk
from goat_kiosk.web.problems import Refused
from goat_kiosk.web.wire import answer

_N = r"/api/devices/{n:\d{1,9}}"


class _Pair(msgspec.Struct, forbid_unknown_fields=True):
    code: Annotated[str, msgspec.Meta(max_length=100)]
    name: str


class _Name(msgspec.Struct, forbid_unknown_fields=True):
    name: str


class _Offer(msgspec.Struct, forbid_unknown_fields=True):
    court: str | None = None
    lasts: Lasts = "month"


class DevicesApi:
    """The handlers of paired phones."""

    def __init__(self, desk: Desk, access: Access) -> None:
        self._desk = desk
        self._pairing = desk.pairing
        self._access = access

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to be served."""
        return [
            web.post("/api/pair", self.pair),
            web.get("/api/device", self.own),
            web.put("/api/device", self.rename_own),
            web.delete("/api/device", self.leave),
            web.get("/api/devices", self.all),
            web.post("/api/codes", self.offer),
            web.put(_N, self.rename),
            web.delete(_N, self.revoke),
        ]

    async def pair(self, request: web.Request) -> web.Response:
        """Give the phone that brings a code its key. Wrong codes are counted as wrong keys are."""
        self._access.check_patience(request)
        brought = await read(request, _Pair)
        try:
            device, key = await self._desk.ask(lambda _: self._pairing.pair(brought.code, brought.name))
        except NotAllowed:
            self._access.failed(request)
            raise
        return answer(msgspec.json.encode(_told(device) | {"key": key}), HTTPStatus.CREATED)

    async def own(self, request: web.Request) -> web.Response:
        """Say as whom the kiosk knows the asker."""
        return await self._about(self._access.writer(request))

    async def rename_own(self, request: web.Request) -> web.Response:
        """Give the asking phone another name."""
        device, wanted = self._phone(request), await read(request, _Name)
        return _phone(await self._desk.ask(lambda _: self._pairing.rename(device.id, wanted.name)))

    async def leave(self, request: web.Request) -> web.Response:
        """End the asking phone's own pairing."""
        device = self._phone(request)
        await read(request, Nothing)
        await self._desk.ask(lambda _: self._pairing.revoke(device.id))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def all(self, request: web.Request) -> web.Response:
        """Return the phones that may write."""
        self._access.venue(request)
        devices = await self._desk.ask(lambda _: self._pairing.devices)
        return answer(msgspec.json.encode([_told(device) for device in devices]))

    async def offer(self, request: web.Request) -> web.Response:
        """Make a code for one phone."""
        self._access.venue(request)
        wanted = await read(request, _Offer)
        court = clean_name(wanted.court) if wanted.court is not None else None
        made = await self._desk.ask(lambda _: self._pairing.offer(court, wanted.lasts))
        told = {"code": made.code, "path": f"/pair#code={made.code}", "expires_at": rfc3339(made.ends)}
        return answer(msgspec.json.encode(told), HTTPStatus.CREATED)

    async def rename(self, request: web.Request) -> web.Response:
        """Give a phone another name."""
        self._access.venue(request)
        wanted = await read(request, _Name)
        return _phone(await self._desk.ask(lambda _: self._pairing.rename(_number(request), wanted.name)))

    async def revoke(self, request: web.Request) -> web.Response:
        """End a phone's pairing at once."""
        self._access.venue(request)
        await read(request, Nothing)
        await self._desk.ask(lambda _: self._pairing.revoke(_number(request)))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _about(self, writer: Writer) -> web.Response:
        device = writer.device
        if device is None:
            return answer(msgspec.json.encode({"device": None, "name": "The venue's key", "court": None}))
        return _phone(await self._desk.ask(lambda _: self._pairing.allow(device.id)))

    def _phone(self, request: web.Request) -> Device:
        device = self._access.writer(request).device
        if device is None:
            raise Refused(HTTPStatus.FORBIDDEN, "The venue's key is no phone. Use a paired phone's own.")
        return device


def _number(request: web.Request) -> int:
    return int(request.match_info["n"])


def _phone(device: Device) -> web.Response:
    return answer(msgspec.json.encode(_told(device)))


def _told(device: Device) -> dict[str, Any]:
    times = {"paired_at": device.paired, "seen_at": device.seen, "expires_at": device.expires}
    told = {"device": device.id, "name": device.name, "court": device.court}
    return told | {name: rfc3339(at) for name, at in times.items()}
