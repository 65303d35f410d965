"""The disk as programs and phones meet it: ``/healthz`` says how it fares, and a command waits for it or is refused."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.store import disk as store_disk
from tests.disks import BadDisk, bad_disk, small_disk
from tests.waiting import SOON
from tests.web.kiosk import Kiosk, running

BAG = {"team": 1, "result": "hole"}


async def health(kiosk: Kiosk, says: str, status: int) -> dict[str, Any]:
    """Return what ``/healthz`` tells once it says so."""
    end, told = time.monotonic() + SOON, (0, {"disk": ""})
    while time.monotonic() < end:
        told = await kiosk.call("GET", "/healthz")
        if told[0] == status and says in told[1]["disk"]:
            return told[1]
        await asyncio.sleep(0.05)
    raise AssertionError(told)


async def held(disk: BadDisk) -> None:
    assert await asyncio.to_thread(disk.waiting.wait, SOON)


@pytest.mark.asyncio
async def test_a_slow_disk_holds_up_the_answer_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_disk, "SILENT", 2 * SOON)  # not on a test machine that stood still
    with bad_disk() as disk:
        async with running(tmp_path, patient=False) as kiosk:
            game = await kiosk.new_game()
            _, before = await kiosk.call("GET", game)
            disk.hold()
            bags = [asyncio.create_task(kiosk.call("POST", f"{game}/throws", BAG | {"team": team})) for team in (1, 2)]
            await held(disk)
            told = await health(kiosk, "The disk is slow", 200)
            _, meanwhile = await kiosk.call("GET", game)
            _, log = await kiosk.call("GET", f"{game}/log")
            assert (told["status"], meanwhile["seq"], len(log["events"])) == ("ok", before["seq"], before["seq"])
            assert not any(bag.done() for bag in bags)
            disk.release()
            answers = await asyncio.gather(*bags)
            assert [(status, state["seq"]) for status, state in answers] == [(200, 2), (200, 3)]


@pytest.mark.asyncio
async def test_who_joins_or_leaves_at_a_slow_disk_is_answered_when_it_is_kept(tmp_path: Path) -> None:
    with bad_disk() as disk:
        async with running(tmp_path, patient=False) as kiosk:
            game = await kiosk.new_game()

            async def slowly(call: Callable[[], Awaitable[tuple[int, Any]]]) -> tuple[int, Any]:
                disk.hold()
                asked = asyncio.ensure_future(call())
                await held(disk)
                disk.release()
                return await asked

            status, joined = await slowly(lambda: kiosk.call("POST", f"{game}/join", {"name": "Zoe", "team": 1}))
            assert (status, joined["standing"]) == (200, "joined")
            seat = {"seat": joined["seat"]}
            status, left = await slowly(lambda: kiosk.call("POST", f"{game}/leave", seat))
            assert (status, [player["name"] for player in left["team1"]["players"]]) == (200, ["Ann"])


@pytest.mark.asyncio
@pytest.mark.logs_a_complaint
async def test_a_full_disk_refuses_says_so_and_recovers_by_itself(tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick") as stick:
        async with running(stick.folder, patient=False) as kiosk:
            game = await kiosk.new_game()
            stick.fill()
            told = await health(kiosk, "The disk is full: no bag can be saved.", 503)
            assert told["status"] == "failing"
            status, problem = await kiosk.call("POST", f"{game}/throws", BAG, Idempotency_Key="one")
            assert (status, problem["detail"]) == (503, "Not saved: the disk is full. Nothing was changed; try again.")
            stick.clear()
            assert (await health(kiosk, "The disk is almost full", 200))["status"] == "ok"
            status, state = await kiosk.call("POST", f"{game}/throws", BAG, Idempotency_Key="one")
            assert (status, state["seq"]) == (200, 2)


@pytest.mark.logs_a_complaint
@pytest.mark.asyncio
async def test_a_write_ahead_log_that_is_removed_is_said_and_no_bag_is_acknowledged(tmp_path: Path) -> None:
    async with running(tmp_path, patient=False) as kiosk:
        game = await kiosk.new_game()
        (wal,) = await asyncio.to_thread(lambda: list(tmp_path.rglob("events.db-wal")))
        wal.unlink()
        status, told = await kiosk.call("POST", f"{game}/throws", BAG)
        assert (status, "another program has removed or cut" in told["detail"]) == (503, True)
        assert (await health(kiosk, "removed or cut", 503))["status"] == "failing"
