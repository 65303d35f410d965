"""Example dashboard: it queries only metrics that `/metrics` has."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

from goat_kiosk.uplink.published.counts import UplinkCounts
from tests.web.kiosk import running
from tests.web.test_metrics import numbers

DASHBOARD: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "dashboard.json").read_text())
WITH_AN_UPLINK = {f"goat_kiosk_uplink_{field.name}_total" for field in fields(UplinkCounts)}


def queried_metrics() -> set[str]:
    expressions = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    assert len(expressions) > 10
    return {name for line in expressions for name in re.findall(r"\b(?:goat_kiosk|process)_\w+", line)}


async def test_the_dashboard_queries_only_metrics_that_exist(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        metric_names = {re.sub(r"(\+Inf|[\d.]+)$", "", name) for name in await numbers(kiosk)}
    assert queried_metrics() - metric_names - WITH_AN_UPLINK == set()


def test_panels_do_not_overlap_and_have_unique_names() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    titles = [panel["title"] for panel in DASHBOARD["panels"]]
    assert len(titles) == len(set(titles))
