"""HTTP routes for monitors: `/healthz` says how everything fares, `/readyz` whether anybody should be sent here."""

from http import HTTPStatus
from typing import Literal

import msgspec
from aiohttp import web

from goat_kiosk import __version__
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.api.health import HealthChecks
from goat_kiosk.web.api.schemas import Health, Readiness, UnsharedCount, UplinkHealth
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.routing import ApiRoute, get
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers

_WELL_OR_NOT = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE


class HealthApi:
    """The handlers of ``/healthz`` and ``/readyz``."""

    def __init__(self, hub: Hub, desk: DeskClient, others: Peers, checks: HealthChecks) -> None:
        self._hub, self._desk, self._others, self._checks = hub, desk, others, checks

    def routes(self) -> list[ApiRoute]:
        """Return the routes to be served."""
        return [
            get("/healthz", self.health, Health, statuses=_WELL_OR_NOT),
            get("/readyz", self.ready, Readiness, statuses=_WELL_OR_NOT),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """Say how every part fares; 503 only while the log cannot be used, whatever else is in trouble."""
        log, aside = await self._desk.log_name(), await self._desk.lying_aside()
        trouble, standing = self._desk.trouble(), self._others.status
        told = Health(
            log,
            len(self._hub.all_newest()),
            self._hub.places.taken,
            UplinkHealth(standing.state, standing.text, standing.since),
            self._checks.components(),
            __version__,
            str(trouble or "ok"),
            self._status(),
            aside=[UnsharedCount(*one) for one in aside.items()],
            **{name: tell() for name, tell in self._checks.reports.items()},
        )
        return _answer(told, is_well=told.status != "failing")

    async def ready(self, _: web.Request) -> web.Response:
        """Say whether scorers and spectators may be sent here: the desk answers, and what they need is well."""
        await self._desk.log_name()
        hinders = self._checks.not_ready_reason()
        return _answer(Readiness("failing" if hinders else "ok", hinders), is_well=not hinders)

    def _status(self) -> Literal["ok", "trouble", "failing"]:
        parts = self._checks.components()
        if parts["disk"].status == "trouble":
            return "failing"
        return "trouble" if any(part.status == "trouble" for part in parts.values()) else "ok"


def _answer(told: Health | Readiness, *, is_well: bool) -> web.Response:
    return json_response(msgspec.json.encode(told), HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE)
