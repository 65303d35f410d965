"""One truth for health: `/healthz`, `/readyz`, `/metrics`, doctor and window report a real kiosk alike."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.diagnostics.check_runner import run_checks
from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.settings.config import Settings
from goat_kiosk.store import disk
from goat_kiosk.tls import authority
from goat_kiosk.tls.authority import CERTIFICATE_VALID_FOR, Authority
from tests.waiting import TIMEOUT_S


class Reports(NamedTuple):
    """What a kiosk reports of one part in each place."""

    health: dict[str, Any]
    ready: dict[str, Any]
    metrics: Mapping[str, float]
    doctor: list[Check]
    check_up: list[Check]
    window: Mapping[str, PartHealth]


@asynccontextmanager
async def kiosk_with(settings: Settings) -> AsyncIterator[Kiosk]:
    kiosk = Kiosk(settings, asyncio.get_running_loop())
    try:
        yield kiosk
    finally:
        await asyncio.to_thread(kiosk.stop)


async def fetch(kiosk: Kiosk, path: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{kiosk.port}{path}") as response:
        return await response.text()


async def read_reports(kiosk: Kiosk, settings: Settings) -> Reports:
    families = text_string_to_metric_families(await fetch(kiosk, "/metrics"))
    metrics = {
        f"{each.name} {each.labels.get('part', '')}".strip(): each.value
        for family in families
        for each in family.samples
    }
    context = CheckContext(settings, kiosk.port)
    return Reports(
        json.loads(await fetch(kiosk, "/healthz")),
        json.loads(await fetch(kiosk, "/readyz")),
        metrics,
        await asyncio.to_thread(lambda: list(run_checks(context))),
        await asyncio.to_thread(lambda: list(run_checks(context._replace(read_parts=kiosk.server.read_parts)))),
        await asyncio.to_thread(kiosk.server.read_parts),
    )


def soon_expired(folder: Path) -> Path:
    """Return a certificate that ends in three days."""
    made_at = datetime.now(UTC) - CERTIFICATE_VALID_FOR + timedelta(days=3)
    authority.create(folder, "Other", [], [], lambda: made_at)
    Authority(folder, [], list, lambda: made_at)
    return folder / "tls" / "kiosk.pem"


CASES = [
    pytest.param("backups", "Backups", "No backup was made", marks=pytest.mark.logs_warnings),
    pytest.param("stick", "Backups", "No backup was made", marks=pytest.mark.logs_warnings),
    ("disk", "Disk", "The disk is almost full"),
    ("clock", "Clock", "The clock is wrong"),
    ("certificate", "Certificate", "The certificate for https ends on"),
    pytest.param("uplink", "Other kiosks", "does not answer", marks=pytest.mark.logs_warnings),
    ("hub", "Running kiosk", "All places (1) are taken"),
]


def settings_with(part: str, folder: Path) -> Settings:
    """Return the settings of a kiosk in whose start `part` gets into trouble."""
    data_folder = folder / "data"
    more: dict[str, Any] = {}
    if part in {"backups", "stick"}:
        more = {"backup_dir": f"{folder / 'away' / 'stick'}"}
    if part == "certificate":
        more = {"certificate": f"{soon_expired(folder)}", "tls_port": 0}
    if part == "uplink":
        more = {"redis": "redis://127.0.0.1:1"}
    if part == "hub":
        more = {"max_streams": 1}
    return Settings(host="127.0.0.1", port=0, data_dir=f"{data_folder}", kiosk_name="Patio", **more)


@pytest.mark.parametrize(("part", "check_name", "words"), CASES)
async def test_every_report_of_a_trouble_is_the_same(
    part: str,
    check_name: str,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if part == "disk":
        monkeypatch.setattr(disk, "ALMOST_FULL_BYTES", 1 << 62)
    settings = settings_with(part, tmp_path)
    async with kiosk_with(settings) as kiosk:
        if part == "clock":
            kiosk.server.set_latest_past((datetime.now(UTC) + timedelta(hours=1)).timestamp())
        if part == "hub":
            kiosk.server.call_soon(lambda: kiosk.server._hub.slots.acquire("here"))
        async with asyncio.timeout(TIMEOUT_S):
            while (await asyncio.to_thread(kiosk.server.read_parts))[part].is_ok:
                await asyncio.sleep(0.02)
        reports = await read_reports(kiosk, settings)
    sentence = reports.health["parts"][part]["words"]
    assert words in sentence
    assert (reports.health["status"], reports.health["parts"][part]["status"]) == ("trouble", "trouble")
    assert reports.ready["status"] == ("failing" if part == "hub" else "ok")
    assert reports.metrics[f"goat_kiosk_part_ok {part}"] == 0
    for checks in (reports.doctor, reports.check_up):
        (check,) = (check for check in checks if check.name == check_name)
        assert check.verdict == "wrong"
        assert sentence in f"{check.summary} {check.action}"
    assert reports.window[part].words == sentence


async def test_every_report_of_a_healthy_kiosk_is_ok_and_has_ages(tmp_path: Path) -> None:
    settings = Settings(host="127.0.0.1", port=0, data_dir=f"{tmp_path}", backup_dir=f"{tmp_path / 'stick'}")
    async with kiosk_with(settings) as kiosk:
        async with asyncio.timeout(TIMEOUT_S):
            while (await asyncio.to_thread(kiosk.server.read_parts))["disk"].age is None:
                await asyncio.sleep(0.02)
        reports = await read_reports(kiosk, settings)
    assert reports.health["status"] == "ok"
    assert set(reports.health["parts"]) == {"hub", "uplink", "clock", "disk", "backups", "stick"}
    assert all(reports.metrics[f"goat_kiosk_part_ok {name}"] == 1 for name in reports.health["parts"])
    assert reports.metrics["goat_kiosk_part_age_seconds disk"] >= 0
    wrong = {check.name for check in (*reports.doctor, *reports.check_up) if check.verdict == "wrong"}
    assert wrong <= {"Address"}, "it serves this computer only"
