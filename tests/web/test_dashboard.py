"""Example dashboard and alerts: they query only metrics that `/metrics` has, and Prometheus accepts them."""

import json
import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

from goat_kiosk.uplink.published.counts import UplinkCounts
from tests.web.kiosk import running
from tests.web.test_metrics import numbers

DOCS = Path(__file__).parents[2] / "docs"
ALERTS = DOCS / "alerts.yml"
DASHBOARD: dict[str, Any] = json.loads((DOCS / "dashboard.json").read_text())
WITH_AN_UPLINK = {f"goat_kiosk_uplink_{field.name}_total" for field in fields(UplinkCounts)}


EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
NAMES = re.compile(r"\b(?:goat_kiosk|process)_\w+")
IN_SOME_KIOSKS = {
    *("goat_kiosk_backup_age_seconds", "goat_kiosk_part_age_seconds"),
    *("goat_kiosk_certificate_end_timestamp_seconds", "goat_kiosk_disk_free_bytes"),
}
"""Metrics of kiosks with backups, with https, with a disk of their own."""

GROWS, COMMITS = "0+1x90", "goat_kiosk_commit_seconds"
ALERT_CASES: list[tuple[dict[str, str], set[str]]] = [
    (
        {
            'up{job="goat-kiosk"}': "1+0x90",
            "goat_kiosk_ready": "1+0x90",
            'goat_kiosk_part_ok{part="uplink"}': "1+0x90",
            "goat_kiosk_disk_free_bytes": "5000000000+0x90",
            "goat_kiosk_backup_age_seconds": "900+0x90",
            f"{COMMITS}_count": GROWS,
            f'{COMMITS}_bucket{{le="0.01"}}': GROWS,
            f'{COMMITS}_bucket{{le="+Inf"}}': GROWS,
            "goat_kiosk_clock_seconds": "0+60x90",
            "goat_kiosk_certificate_end_timestamp_seconds": "5000000+0x90",
            "goat_kiosk_subscribers": "50+0x90",
            "goat_kiosk_subscribers_most": "100+0x90",
        },
        set(),
    ),
    ({'up{job="goat-kiosk"}': "0+0x90"}, {"KioskDown"}),
    ({"goat_kiosk_ready": "0+0x90"}, {"KioskNotReady"}),
    ({'goat_kiosk_part_ok{part="stick"}': "0+0x90"}, {"KioskPartInTrouble"}),
    ({'goat_kiosk_part_ok{part="uplink"}': "0+0x90"}, {"KioskPartInTrouble", "KioskAlone"}),
    ({"goat_kiosk_disk_free_bytes": "500000000+0x90"}, {"KioskDiskAlmostFull"}),
    (
        {f'{COMMITS}_bucket{{le="0.5"}}': "0+0x90", f'{COMMITS}_bucket{{le="1"}}': GROWS}
        | {f'{COMMITS}_bucket{{le="+Inf"}}': GROWS},
        {"KioskDiskSlow"},
    ),
    ({"goat_kiosk_backup_age_seconds": "0+120x90", f"{COMMITS}_count": GROWS}, {"KioskBackupOld"}),
    ({"goat_kiosk_backup_age_seconds": "0+120x90", f"{COMMITS}_count": "7+0x90"}, set()),
    ({'goat_kiosk_part_age_seconds{part="stick"}': "0+120x90", f"{COMMITS}_count": GROWS}, {"KioskStickOld"}),
    ({"goat_kiosk_clock_seconds": "300+60x90"}, {"KioskClockWrong"}),
    ({"goat_kiosk_certificate_end_timestamp_seconds": "86400+0x90"}, {"KioskCertificateEnds"}),
    ({"goat_kiosk_subscribers": "95+0x90", "goat_kiosk_subscribers_most": "100+0x90"}, {"KioskAlmostFull"}),
]
"""Metrics over ninety minutes, and the alerts that fire at their end."""


def run_promtool(*words: str) -> None:
    process = subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stdout + process.stderr


async def test_the_dashboard_queries_only_metrics_that_exist(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        metric_names = {re.sub(r"(\+Inf|[\d.]+)$", "", name) for name in await numbers(kiosk)}
    queried = {name for line in (*EXPRESSIONS, ALERTS.read_text()) for name in NAMES.findall(line)}
    assert len(queried) > 15
    assert queried - metric_names - WITH_AN_UPLINK - IN_SOME_KIOSKS == set()


def test_prometheus_accepts_every_query_of_the_dashboard(tmp_path: Path) -> None:
    queries = [expression.replace("$instance", "kiosk") for expression in EXPRESSIONS]
    rules = [{"record": f"panel:{number}", "expr": query} for number, query in enumerate(queries)]
    (tmp_path / "rules.yml").write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    run_promtool("check", "rules", f"{tmp_path / 'rules.yml'}")


def test_prometheus_accepts_the_alerts_and_they_fire_when_they_should(tmp_path: Path) -> None:
    run_promtool("check", "rules", f"{ALERTS}")
    tests = [
        {
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "promql_expr_test": [
                {
                    "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                    "eval_time": "90m",
                    "exp_samples": [{"labels": f'{{alertname="{name}"}}', "value": 1} for name in sorted(firing)],
                }
            ],
        }
        for series, firing in ALERT_CASES
    ]
    assert set().union(*(firing for _, firing in ALERT_CASES)) == set(re.findall(r"alert: (\w+)", ALERTS.read_text()))
    (tmp_path / "test.yml").write_text(json.dumps({"rule_files": [f"{ALERTS}"], "tests": tests}))
    run_promtool("test", "rules", f"{tmp_path / 'test.yml'}")


def test_panels_do_not_overlap_and_have_unique_names() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    titles = [panel["title"] for panel in DASHBOARD["panels"]]
    assert len(titles) == len(set(titles))
