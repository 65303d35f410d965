"""Health: `/healthz` reports the status of each component, with the fields of older versions."""

import asyncio
import time
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import apsw
import pytest

from goat_kiosk import __version__
from goat_kiosk.app.sharing import Sharing
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.errors import Message
from goat_kiosk.health.parts import check_backups
from goat_kiosk.store.devices import Devices
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.web.live.desk_client import NoLocalGames
from goat_kiosk.web.server import Server
from tests.games import game_created
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk, running


async def test_a_healthy_kiosk_reports_every_part_as_ok(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        kiosk.scorekeeper.create(game_created())
        status, reply = await kiosk.call("GET", "/healthz", key=None)
    assert status == 200
    assert {"status", "log", "games", "subscribers", "uplink", "parts", "version"} <= reply.keys()
    assert reply["version"] == __version__
    assert {"hub", "uplink", "clock"} <= reply["parts"].keys()
    assert {part["status"] for part in reply["parts"].values()} == {"ok"}


async def test_failing_backups_are_reported_while_throws_are_saved(tmp_path: Path) -> None:
    """The status stays 200, so that no supervisor restarts a kiosk that still scores; the body names the trouble."""
    async with running(tmp_path) as kiosk:
        backup_time = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)
        problem = Message("No backup was made: the stick is away.")
        kiosk.server.add_part("backups", lambda: check_backups([problem], backup_time, None, datetime.now(UTC)))
        status, health = await kiosk.call("GET", "/healthz", key=None)
        assert (status, health["status"]) == (200, "trouble")
        backups = health["parts"]["backups"]
        assert (backups["status"], backups["words"], backups["age"] >= 0) == ("trouble", problem.sentence, True)
        assert await kiosk.call("GET", "/readyz", key=None) == (200, {"status": "ok", "words": ""})
        numbers = await metrics(kiosk)
        assert numbers['goat_kiosk_part_ok{part="backups"}'] == 0
        assert numbers['goat_kiosk_part_ok{part="disk"}'] == 1
        assert numbers["goat_kiosk_backup_newest_timestamp_seconds"] == pytest.approx(backup_time.timestamp(), abs=1)
        assert numbers["goat_kiosk_backup_age_seconds"] >= 0
        assert abs(numbers["goat_kiosk_clock_seconds"] - time.time()) < TIMEOUT_S


@pytest.mark.logs_warnings
async def test_a_relay_without_redis_is_failing_and_not_ready(tmp_path: Path) -> None:
    with Devices(tmp_path / "events.db") as devices:
        desk = NoLocalGames(Pairing(devices, lambda: 0))
        server = Server(desk, "sesame", "Relay")
        port = server.start("127.0.0.1", 0)
        try:
            me = LocalKiosk("Relay", "0123abcd", f"http://127.0.0.1:{port}")
            server.attach_uplink(Sharing(RedisUrl("redis://127.0.0.1:1"), me, desk, server, relay=True))
            status, reply = 0, dict[str, Any]()
            end = time.monotonic() + TIMEOUT_S
            while reply.get("status") != "trouble" and time.monotonic() < end:
                status, reply = await get_health(port, "/healthz")
            assert (status, reply["status"], reply["parts"]["uplink"]["status"]) == (200, "trouble", "trouble")
            status, ready = await get_health(port, "/readyz")
            assert (status, ready) == (503, {"status": "failing", "words": reply["parts"]["uplink"]["words"]})
        finally:
            await asyncio.to_thread(server.stop)


async def test_a_log_that_cannot_be_read_is_failing(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        kiosk.scorekeeper.create(game_created())
        # Another program holds the file as SQLite's own exclusive mode does; reading is refused, as by a bad disk.
        with closing(apsw.Connection(f"{tmp_path / 'events.db'}")) as other, suppress(apsw.Error):
            other.execute("DROP TABLE holding")
        status, reply = await kiosk.call("GET", "/healthz", key=None)
        assert (status, reply["status"]) == (503, "failing")
        assert reply["disk"].startswith("The event log cannot be read: ")
        assert (await kiosk.call("GET", "/readyz", key=None))[0] == 503


async def metrics(kiosk: Kiosk) -> dict[str, float]:
    async with kiosk.session.get(f"{kiosk.url}/metrics") as answer:
        lines = [line for line in (await answer.text()).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


async def get_health(port: int, path: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, await answer.json(content_type=None)
