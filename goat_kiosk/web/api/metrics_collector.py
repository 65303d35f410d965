"""Prometheus collector of the kiosk: what ``/metrics`` answers.

Nothing is counted here: the components keep plain numbers, and a scrape reads them.
"""

import time
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, exposition
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from goat_kiosk import __version__
from goat_kiosk.host.histogram import BUCKETS, LatencyHistogram
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.api.health import HealthChecks
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers

CONTENT_TYPE = exposition.CONTENT_TYPE_PLAIN_0_0_4


class MetricsCollector(Collector):
    """The components of the kiosk, whose numbers it reads."""

    def __init__(self, hub: Hub, desk: DeskClient, peers: Peers, checks: HealthChecks) -> None:
        self._hub = hub
        self._desk = desk
        self._peers = peers
        self._checks = checks
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def generate(self) -> bytes:
        """Return all metrics in Prometheus' text format, `CONTENT_TYPE`."""
        return exposition.generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """Yield the numbers as they are now."""
        counts, slots = self._hub.counts, self._hub.slots
        yield InfoMetricFamily("goat_kiosk", "The running version.", {"version": __version__})
        yield GaugeMetricFamily("goat_kiosk_subscribers", "Open streams.", slots.in_use)
        yield GaugeMetricFamily("goat_kiosk_subscribers_most", "Streams that can be open at a time.", slots.limit)
        yield GaugeMetricFamily("goat_kiosk_games", "Games of the last day and a half.", len(self._hub.all_newest()))
        for name, description, number in (
            ("deliveries", "Events handed to streams.", counts.deliveries),
            ("conflated", "Events that slow streams skipped for newer ones.", counts.conflated),
            ("aborted", "Streams aborted because the client stopped reading.", counts.aborted),
            ("refused", "Streams refused because all places were taken.", slots.refused),
            ("raw_bytes", "Bytes of all deliveries before compression.", counts.raw_bytes),
            ("sent_bytes", "Bytes of all deliveries as sent.", counts.sent_bytes),
        ):
            yield CounterMetricFamily(f"goat_kiosk_{name}", description, number)
        yield GaugeMetricFamily("goat_kiosk_uplink_up", "Whether Redis is connected.", self._peers.status.state == "up")
        for name, number in self._peers.counts().items():
            yield CounterMetricFamily(
                f"goat_kiosk_uplink_{name}", f"Counter of the uplink to other kiosks: {name}.", number
            )
        yield from self._health()
        yield _histogram("fan_out", "From an event's first delivery to its last.", counts.fan_out)
        yield _histogram("commit", "Time to commit an event to the log.", self._desk.commit_latency)

    def _health(self) -> Iterator[Metric]:
        ok = GaugeMetricFamily("goat_kiosk_part_ok", "Whether a component is ok, as in /healthz.", labels=["part"])
        age = GaugeMetricFamily(
            "goat_kiosk_part_age_seconds", "Age of a component's last sign, as in /healthz.", labels=["part"]
        )
        parts = self._checks.parts()
        for name, part in parts.items():
            ok.add_metric([name], part.is_ok)
            if part.age is not None:
                age.add_metric([name], part.age)
        yield from (ok, age)
        is_ready = not self._checks.not_ready_reason(parts)
        yield GaugeMetricFamily("goat_kiosk_ready", "Whether clients may be sent here, as in /readyz.", is_ready)
        if (free := self._checks.free_bytes()) is not None:
            yield GaugeMetricFamily("goat_kiosk_disk_free_bytes", "Room on the disk of the event log.", free)
        if "backups" in parts and (backup_age := parts["backups"].age) is not None:
            name = "goat_kiosk_backup_newest_timestamp_seconds"
            yield GaugeMetricFamily(name, "When the newest backup was made, since 1970.", time.time() - backup_age)
            yield GaugeMetricFamily("goat_kiosk_backup_age_seconds", "Age of the newest backup.", backup_age)
        yield GaugeMetricFamily("goat_kiosk_clock_seconds", "The wall clock, since 1970.", time.time())
        if "certificate" in parts and (ends := parts["certificate"].ends) is not None:
            name = "goat_kiosk_certificate_end_timestamp_seconds"
            yield GaugeMetricFamily(name, "When the certificate for https ends, since 1970.", ends.timestamp())


def _histogram(name: str, description: str, histogram: LatencyHistogram) -> HistogramMetricFamily:
    bounds = [*map(str, BUCKETS), "+Inf"]
    return HistogramMetricFamily(
        f"goat_kiosk_{name}_seconds",
        description,
        buckets=list(zip(bounds, accumulate(histogram.counts), strict=True)),
        sum_value=histogram.total,
    )
