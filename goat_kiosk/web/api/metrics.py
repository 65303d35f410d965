"""Prometheus metrics of the kiosk: ``/metrics``. Their library is loaded by the first scrape: few kiosks have one."""

from typing import TYPE_CHECKING

from aiohttp import hdrs, web

from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.api.health import HealthChecks
from goat_kiosk.web.http.routing import ApiRoute, Media, get
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers

if TYPE_CHECKING:
    from goat_kiosk.web.api.metrics_collector import MetricsCollector

_PROMETHEUS = Media("text/plain", "Every number in Prometheus' text format.")


class Metrics:
    """The handler of ``/metrics``."""

    def __init__(self, hub: Hub, desk: DeskClient, peers: Peers, checks: HealthChecks) -> None:
        self._components = hub, desk, peers, checks
        self._collector: MetricsCollector | None = None

    def routes(self) -> list[ApiRoute]:
        return [get("/metrics", self.metrics, _PROMETHEUS, operation="getMetrics", tag="monitoring")]

    async def metrics(self, _: web.Request) -> web.Response:
        """Return all metrics in Prometheus' text format."""
        from goat_kiosk.web.api.metrics_collector import CONTENT_TYPE, MetricsCollector  # noqa: PLC0415  see above

        if self._collector is None:
            self._collector = MetricsCollector(*self._components)
        return web.Response(body=self._collector.generate(), headers={hdrs.CONTENT_TYPE: CONTENT_TYPE})
