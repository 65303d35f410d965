"""HTTP routes for monitors: `/healthz` reports every component, `/readyz` whether clients may be sent here."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal

from aiohttp import web

from goat_kiosk import __version__
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.api.health import HealthChecks, components
from goat_kiosk.web.api.schemas import Health, Readiness, UnsharedCount, UplinkHealth
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.routing import ApiRoute, get
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers

_OK_OR_UNAVAILABLE = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE


class HealthApi:
    """The handlers of ``/healthz`` and ``/readyz``."""

    def __init__(self, hub: Hub, desk: DeskClient, peers: Peers, checks: HealthChecks) -> None:
        self._hub, self._desk, self._peers, self._checks = hub, desk, peers, checks

    def routes(self) -> list[ApiRoute]:
        return [
            get("/healthz", self.health, Health, statuses=_OK_OR_UNAVAILABLE, operation="getHealth", tag="monitoring"),
            get(
                "/readyz",
                self.ready,
                Readiness,
                statuses=_OK_OR_UNAVAILABLE,
                operation="getReadiness",
                tag="monitoring",
            ),
        ]

    async def health(self, _: web.Request) -> web.Response:
        """Report every component; 503 only while the log cannot be used, whatever else is in trouble."""
        log, unshared = await self._desk.log_name(), await self._desk.count_unshared_events()
        disk_problem, link, parts = self._desk.disk_problem(), self._peers.status, self._checks.parts()
        health = Health(
            log,
            len(self._hub.all_newest()),
            self._hub.slots.in_use,
            UplinkHealth(link.state, link.text, link.since_ms),
            components(parts),
            __version__,
            str(disk_problem or "ok"),
            _status(parts),
            aside=[UnsharedCount(*item) for item in unshared.items()],
            **{name: report() for name, report in self._checks.extra_reports.items()},
        )
        return _respond(health, is_ok=health.status != "failing")

    async def ready(self, _: web.Request) -> web.Response:
        """Report whether scorers and spectators may be sent here: the desk responds, and all they need works."""
        await self._desk.log_name()
        reason = self._checks.not_ready_reason()
        return _respond(Readiness("failing" if reason else "ok", reason), is_ok=not reason)


def _status(parts: Mapping[str, PartHealth]) -> Literal["ok", "trouble", "failing"]:
    if parts["disk"].stops_scoring:
        return "failing"
    return "ok" if all(part.is_ok for part in parts.values()) else "trouble"


def _respond(body: Health | Readiness, *, is_ok: bool) -> web.Response:
    return json_response(body, HTTPStatus.OK if is_ok else HTTPStatus.SERVICE_UNAVAILABLE)
