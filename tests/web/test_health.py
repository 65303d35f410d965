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
from goat_kiosk.diagnostics.checks import running_kiosk
from goat_kiosk.diagnostics.checks.check import CheckContext
from goat_kiosk.domain.history import open_history
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.errors import Message
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.hub.admission import StreamSlots
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.devices import Devices
from goat_kiosk.uplink.peers.peers import NOT_SHARED, LinkStatus
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.web.api.health import health_checks
from goat_kiosk.web.live.desk_client import NoLocalGames
from goat_kiosk.web.live.view import View, view_of
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


BAG = 1_767_323_045
"""When the newest bag fell, seconds since 1970."""


@pytest.fixture
def view() -> View:
    return view_of(encode_state(open_history(game_created(), BAG * 1_000), Identity(1, "c0ffee00", "Patio")))


def test_a_clock_out_of_range_is_reported() -> None:
    assert "nothing can be saved" in health_checks(StreamSlots(), NOT_SHARED, [], LATEST_MS / 1_000)["clock"].words


@pytest.mark.parametrize(("now", "status"), [(BAG + 5, "ok"), (BAG - 60, "ok"), (BAG - 600, "trouble")])
def test_a_clock_before_the_newest_bag_is_reported(view: View, now: float, status: str) -> None:
    clock = health_checks(StreamSlots(), NOT_SHARED, [view], now)["clock"]
    assert clock.status == status
    assert bool(clock.words) == (status == "trouble")


def test_a_full_hub_is_reported() -> None:
    places = StreamSlots(1)
    places.acquire("here")
    assert health_checks(places, NOT_SHARED, [])["hub"].words.startswith("All 1 places are taken")


@pytest.mark.parametrize(("line", "status"), [("up", "ok"), ("off", "ok"), ("down", "trouble"), ("refused", "trouble")])
def test_health_reports_whether_the_redis_link_works(line: str, status: str) -> None:
    assert health_checks(StreamSlots(), LinkStatus(line, (Message("Why."),), 0), [])["uplink"].status == status  # type: ignore[arg-type]


async def test_failing_backups_are_reported_while_throws_are_saved(tmp_path: Path) -> None:
    """The status stays 200, so that no supervisor restarts a kiosk that still scores; the body names the trouble."""
    async with running(tmp_path) as kiosk:
        backup_time = datetime(2026, 11, 25, 20, 15, tzinfo=UTC)
        reply = {"newest": backup_time, "trouble": "No backup was made: the stick is away."}
        kiosk.server.add_health_check("backups", lambda: reply)
        status, health = await kiosk.call("GET", "/healthz", key=None)
        assert (status, health["status"]) == (200, "trouble")
        assert health["parts"]["backups"] == {"status": "trouble", "words": reply["trouble"]}
        assert await kiosk.call("GET", "/readyz", key=None) == (200, {"status": "ok", "words": ""})
        numbers = await metrics(kiosk)
        assert numbers['goat_kiosk_part_ok{part="backups"}'] == 0
        assert numbers['goat_kiosk_part_ok{part="disk"}'] == 1
        assert numbers["goat_kiosk_backup_newest_timestamp_seconds"] == backup_time.timestamp()
        assert numbers["goat_kiosk_backup_age_seconds"] >= 0
        assert abs(numbers["goat_kiosk_clock_seconds"] - time.time()) < TIMEOUT_S


async def test_the_doctor_reports_the_health_of_the_running_kiosk(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        kiosk.server.add_health_check(
            "backups", lambda: {"newest": None, "trouble": "No backup was made: the stick is away."}
        )
        context = CheckContext(Settings(data_dir=f"{tmp_path}", host="127.0.0.1"), kiosk.port)
        check = await asyncio.to_thread(running_kiosk.check, context)
        assert (check.verdict, check.summary) == ("wrong", "It says: No backup was made: the stick is away.")
        kiosk.server.add_health_check("backups", lambda: {"newest": None, "trouble": ""})
        assert (await asyncio.to_thread(running_kiosk.check, context)).verdict == "well"
    assert (await asyncio.to_thread(running_kiosk.check, context)).summary.startswith("No kiosk runs at port")


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
