"""Pairing API: a phone exchanges a code for its key; the venue lists paired phones and revokes them.

A phone reads its own pairing at ``/api/device``: whether it may still write, and on which court. It can rename itself
and end its pairing.
"""

from http import HTTPStatus
from typing import Annotated

import msgspec
from aiohttp import web

from goat_kiosk.desk.pairing import Duration
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.domain.state.state import Time, format_timestamp
from goat_kiosk.errors import NotAllowed
from goat_kiosk.store.devices import Device
from goat_kiosk.web.api.bodies import EmptyBody
from goat_kiosk.web.http.auth import Authenticator, Principal
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.refusals import PhoneKeyRequired
from goat_kiosk.web.http.routing import ApiRoute, delete, get, post, put
from goat_kiosk.web.live.desk_client import DeskClient

_DEVICE = r"/api/devices/{n:[0-9]{1,9}}"
_CREATED = (HTTPStatus.CREATED,)
_NO_CONTENT = (HTTPStatus.NO_CONTENT,)
_REJECTED = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
"""A wrong code, and too many of them."""


class PairBody(msgspec.Struct, forbid_unknown_fields=True):
    """A pairing code, and the phone's name."""

    code: Annotated[str, msgspec.Meta(max_length=100)]
    name: str


class RenameBody(msgspec.Struct, forbid_unknown_fields=True):
    """A phone's name."""

    name: str


class CodeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The scope of a new code: one court or all, until six in the morning (unless it says otherwise) or for a month."""

    court: str | None = None
    lasts: Duration = "evening"


class DeviceResponse(msgspec.Struct, frozen=True):
    """A paired phone; `court` is null for all."""

    device: int
    name: str
    court: str | None
    paired_at: Time
    seen_at: Time
    expires_at: Time


class NewDevice(DeviceResponse, frozen=True):
    """A newly paired phone, and its key."""

    key: str


class OwnDevice(msgspec.Struct, frozen=True):
    """The caller's identity: a phone, or the venue's own key, which has no number and no times."""

    device: int | None = None
    name: str = "The venue's key"
    court: str | None = None
    paired_at: Time | msgspec.UnsetType = msgspec.UNSET
    seen_at: Time | msgspec.UnsetType = msgspec.UNSET
    expires_at: Time | msgspec.UnsetType = msgspec.UNSET


class CodeResponse(msgspec.Struct, frozen=True):
    """A pairing code for one phone, and the page that redeems it."""

    code: str
    path: str
    expires_at: Time


class DevicesApi:
    """The handlers of the pairing API."""

    def __init__(self, desk: DeskClient, auth: Authenticator) -> None:
        self._desk = desk
        self._pairing = desk.pairing
        self._auth = auth

    def routes(self) -> list[ApiRoute]:
        return [
            post(
                "/api/pair",
                self.pair,
                NewDevice,
                PairBody,
                statuses=_CREATED,
                extra_errors=_REJECTED,
                operation="pairDevice",
                tag="devices",
                example={"code": "K7M2-Q9TX", "name": "Ada's phone"},
            ),
            get("/api/device", self.own_device, OwnDevice, key="scorer", operation="getOwnDevice", tag="devices"),
            put(
                "/api/device",
                self.rename_own,
                DeviceResponse,
                RenameBody,
                key="scorer",
                operation="renameOwnDevice",
                tag="devices",
            ),
            delete(
                "/api/device",
                self.leave,
                None,
                EmptyBody,
                key="scorer",
                statuses=_NO_CONTENT,
                operation="endOwnPairing",
                tag="devices",
            ),
            get(
                "/api/devices",
                self.all_devices,
                list[DeviceResponse],
                key="venue",
                operation="listDevices",
                tag="devices",
            ),
            post(
                "/api/codes",
                self.create_code,
                CodeResponse,
                CodeBody,
                key="venue",
                statuses=_CREATED,
                operation="createPairingCode",
                tag="devices",
                example={"court": "Court 1", "lasts": "evening"},
            ),
            put(_DEVICE, self.rename, DeviceResponse, RenameBody, key="venue", operation="renameDevice", tag="devices"),
            delete(
                _DEVICE,
                self.revoke,
                None,
                EmptyBody,
                key="venue",
                statuses=_NO_CONTENT,
                operation="revokeDevice",
                tag="devices",
            ),
        ]

    async def pair(self, request: web.Request) -> web.Response:
        """Exchange a pairing code for a key. Wrong codes count as failed logins."""
        self._auth.check_rate(request)
        body = await read_json(request, PairBody)
        try:
            device, key = await self._desk.run(lambda _: self._pairing.pair(body.code, body.name))
        except NotAllowed:
            self._auth.count_failure(request)
            raise
        return json_response(NewDevice(*_device_fields(device), key), HTTPStatus.CREATED)

    async def own_device(self, request: web.Request) -> web.Response:
        """Return the identity of the caller."""
        return await self._device_response(self._auth.require_principal(request))

    async def rename_own(self, request: web.Request) -> web.Response:
        """Rename the calling phone."""
        device, body = self._paired_device(request), await read_json(request, RenameBody)
        return _respond(await self._desk.run(lambda _: self._pairing.rename(device.id, body.name)))

    async def leave(self, request: web.Request) -> web.Response:
        """End the calling phone's own pairing."""
        device = self._paired_device(request)
        await read_json(request, EmptyBody)
        await self._desk.run(lambda _: self._pairing.revoke(device.id))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def all_devices(self, request: web.Request) -> web.Response:
        """Return the paired phones."""
        self._auth.require_owner(request)
        devices = await self._desk.run(lambda _: self._pairing.devices)
        return json_response([DeviceResponse(*_device_fields(device)) for device in devices])

    async def create_code(self, request: web.Request) -> web.Response:
        """Create a pairing code for one phone."""
        self._auth.require_owner(request)
        body = await read_json(request, CodeBody)
        court = clean_name(body.court) if body.court is not None else None
        code = await self._desk.run(lambda _: self._pairing.create_code(court, body.lasts))
        response = CodeResponse(code.code, f"/pair#code={code.code}", format_timestamp(code.expires))
        return json_response(response, HTTPStatus.CREATED)

    async def rename(self, request: web.Request) -> web.Response:
        """Rename a phone."""
        self._auth.require_owner(request)
        body = await read_json(request, RenameBody)
        return _respond(await self._desk.run(lambda _: self._pairing.rename(_number(request), body.name)))

    async def revoke(self, request: web.Request) -> web.Response:
        """Revoke a phone's pairing at once."""
        self._auth.require_owner(request)
        await read_json(request, EmptyBody)
        await self._desk.run(lambda _: self._pairing.revoke(_number(request)))
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _device_response(self, principal: Principal) -> web.Response:
        device = principal.device
        if device is None:
            return json_response(OwnDevice())
        return _respond(await self._desk.run(lambda _: self._pairing.authorize(device.id)))

    def _paired_device(self, request: web.Request) -> Device:
        device = self._auth.require_principal(request).device
        if device is None:
            raise PhoneKeyRequired("The venue's key is no phone. Use a paired phone's own.")
        return device


def _number(request: web.Request) -> int:
    return int(request.match_info["n"])


def _respond(device: Device) -> web.Response:
    return json_response(DeviceResponse(*_device_fields(device)))


def _device_fields(device: Device) -> tuple[int, str, str | None, str, str, str]:
    return (
        device.id,
        device.name,
        device.court,
        format_timestamp(device.paired),
        format_timestamp(device.seen),
        format_timestamp(device.expires),
    )
