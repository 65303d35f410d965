"""Pairing over the API: a phone brings its code and is given its key; the venue lists phones and ends their pairing.

A phone asks of itself under ``/api/device``: whether it may still write, and where. It may name itself, and leave.
"""

from http import HTTPStatus
from typing import Annotated

import msgspec
from aiohttp import web

from goat_kiosk.desk.pairing import Duration
from goat_kiosk.domain.names import clean_name
from goat_kiosk.domain.state import format_timestamp
from goat_kiosk.errors import NotAllowed
from goat_kiosk.store.devices import Device
from goat_kiosk.web.api.commands import EmptyBody
from goat_kiosk.web.http.auth import Authenticator, Principal
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.problem_json import Refused
from goat_kiosk.web.http.routing import ApiRoute, delete, get, post, put
from goat_kiosk.web.live.desk_client import DeskClient

_N = r"/api/devices/{n:[0-9]{1,9}}"
_MADE = (HTTPStatus.CREATED,)
_NOTHING = (HTTPStatus.NO_CONTENT,)
_WRONG = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
"""A code that is wrong, and one too many."""


class PairBody(msgspec.Struct, forbid_unknown_fields=True):
    """The code that a phone brings, and what it is called."""

    code: Annotated[str, msgspec.Meta(max_length=100)]
    name: str


class RenameBody(msgspec.Struct, forbid_unknown_fields=True):
    """A phone's name."""

    name: str


class CodeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a code is for: one court or all, to six in the morning or for a month."""

    court: str | None = None
    lasts: Duration = "month"


class DeviceResponse(msgspec.Struct, frozen=True):
    """A paired phone; `court` is null for all."""

    device: int
    name: str
    court: str | None
    paired_at: str
    seen_at: str
    expires_at: str


class NewDevice(DeviceResponse, frozen=True):
    """A phone that has just been paired, and its key."""

    key: str


class OwnDevice(msgspec.Struct, frozen=True):
    """As whom the kiosk knows the asker: a phone, or the venue's own key, which has no number and no times."""

    device: int | None = None
    name: str = "The venue's key"
    court: str | None = None
    paired_at: str | msgspec.UnsetType = msgspec.UNSET
    seen_at: str | msgspec.UnsetType = msgspec.UNSET
    expires_at: str | msgspec.UnsetType = msgspec.UNSET


class CodeResponse(msgspec.Struct, frozen=True):
    """A code for one phone, and the page it is brought to."""

    code: str
    path: str
    expires_at: str


class DevicesApi:
    """The handlers of paired phones."""

    def __init__(self, desk: DeskClient, access: Authenticator) -> None:
        self._desk = desk
        self._pairing = desk.pairing
        self._access = access

    def routes(self) -> list[ApiRoute]:
        """Return the routes to be served."""
        return [
            post("/api/pair", self.pair, NewDevice, PairBody, statuses=_MADE, refuses=_WRONG),
            get("/api/device", self.own_device, OwnDevice, key="scorer"),
            put("/api/device", self.rename_own, DeviceResponse, RenameBody, key="scorer"),
            delete("/api/device", self.leave, None, EmptyBody, key="scorer", statuses=_NOTHING),
            get("/api/devices", self.all_devices, list[DeviceResponse], key="venue"),
            post("/api/codes", self.create_code, CodeResponse, CodeBody, key="venue", statuses=_MADE),
            put(_N, self.rename, DeviceResponse, RenameBody, key="venue"),
            delete(_N, self.revoke, None, EmptyBody, key="venue", statuses=_NOTHING),
        ]

    async def pair(self, request: web.Request) -> web.Response:
        """Give the phone that brings a code its key. Wrong codes are counted as wrong keys are."""
        self._access.check_rate(request)
        brought = await read_json(request, PairBody)
        try:
            device, key = await self._desk.run(lambda _: self._pairing.pair(brought.code, brought.name))
        except NotAllowed:
            self._access.count_failure(request)
            raise
        return json_response(msgspec.json.encode(NewDevice(*_device_answer(device), key)), HTTPStatus.CREATED)

    async def own_device(self, request: web.Request) -> web.Response:
        """Say as whom the kiosk knows the asker."""
        return await self._about(self._access.require_principal(request))

    async def rename_own(self, request: web.Request) -> web.Response:
        """Give the asking phone another name."""
        device, wanted = self._phone(request), await read_json(request, RenameBody)
        return _phone(await self._desk.run(lambda _: self._pairing.rename(device.id, wanted.name)))

    async def leave(self, request: web.Request) -> web.Response:
        """End the asking phone's own pairing."""
        device = self._phone(request)
        await read_json(request, EmptyBody)
        await self._desk.run(lambda _: self._pairing.revoke(device.id))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def all_devices(self, request: web.Request) -> web.Response:
        """Return the phones that may write."""
        self._access.require_owner(request)
        devices = await self._desk.run(lambda _: self._pairing.devices)
        return json_response(msgspec.json.encode([DeviceResponse(*_device_answer(device)) for device in devices]))

    async def create_code(self, request: web.Request) -> web.Response:
        """Make a code for one phone."""
        self._access.require_owner(request)
        wanted = await read_json(request, CodeBody)
        court = clean_name(wanted.court) if wanted.court is not None else None
        made = await self._desk.run(lambda _: self._pairing.create_code(court, wanted.lasts))
        told = CodeResponse(made.code, f"/pair#code={made.code}", format_timestamp(made.expires))
        return json_response(msgspec.json.encode(told), HTTPStatus.CREATED)

    async def rename(self, request: web.Request) -> web.Response:
        """Give a phone another name."""
        self._access.require_owner(request)
        wanted = await read_json(request, RenameBody)
        return _phone(await self._desk.run(lambda _: self._pairing.rename(_number(request), wanted.name)))

    async def revoke(self, request: web.Request) -> web.Response:
        """End a phone's pairing at once."""
        self._access.require_owner(request)
        await read_json(request, EmptyBody)
        await self._desk.run(lambda _: self._pairing.revoke(_number(request)))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _about(self, writer: Principal) -> web.Response:
        device = writer.device
        if device is None:
            return json_response(msgspec.json.encode(OwnDevice()))
        return _phone(await self._desk.run(lambda _: self._pairing.authorize(device.id)))

    def _phone(self, request: web.Request) -> Device:
        device = self._access.require_principal(request).device
        if device is None:
            raise Refused(HTTPStatus.FORBIDDEN, "The venue's key is no phone. Use a paired phone's own.")
        return device


def _number(request: web.Request) -> int:
    return int(request.match_info["n"])


def _phone(device: Device) -> web.Response:
    return json_response(msgspec.json.encode(DeviceResponse(*_device_answer(device))))


def _device_answer(device: Device) -> tuple[int, str, str | None, str, str, str]:
    return (
        device.id,
        device.name,
        device.court,
        format_timestamp(device.paired),
        format_timestamp(device.seen),
        format_timestamp(device.expires),
    )
