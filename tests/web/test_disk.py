"""Disk trouble over HTTP: ``/healthz`` reports it, and a command waits for the disk or is refused."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.domain.rules.rule_sets import RuleSet
from goat_kiosk.store import disk as store_disk
from goat_kiosk.store.log.write_queue import WritePending
from tests.disks import FaultyDisk, faulty_disk, small_disk
from tests.uplink.kiosks import until
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk, running

BAG = {"team": 1, "result": "hole"}
UNSAVED_REVOCATION = (
    "Not saved: the disk is full. The phone can no longer keep score, and this is saved when the disk works again. If "
    "GOaT Kiosk is restarted before that, revoke the phone once more."
)


async def wait_for_health(kiosk: Kiosk, disk_text: str, status: int) -> dict[str, Any]:
    """Wait for the expected status of ``/healthz`` and return the response."""
    deadline, reply = time.monotonic() + TIMEOUT_S, (0, {"disk": ""})
    while time.monotonic() < deadline:
        reply = await kiosk.call("GET", "/healthz")
        if reply[0] == status and disk_text in reply[1]["disk"]:
            return reply[1]
        await asyncio.sleep(0.05)
    raise AssertionError(reply)


async def blocked_disk(disk: FaultyDisk) -> None:
    assert await asyncio.to_thread(disk.sync_blocked.wait, TIMEOUT_S)


@pytest.mark.asyncio
async def test_a_slow_disk_delays_only_the_response_to_the_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_disk, "UNRESPONSIVE_S", 2 * TIMEOUT_S)  # not on a test machine that stood still
    with faulty_disk() as disk:
        async with running(tmp_path, is_blocking=False) as kiosk:
            game = await kiosk.new_game()
            _, before = await kiosk.call("GET", game)
            disk.block_syncs()
            bags = [asyncio.create_task(kiosk.call("POST", f"{game}/throws", BAG | {"team": team})) for team in (1, 2)]
            await blocked_disk(disk)
            reply = await wait_for_health(kiosk, "The disk is slow", 200)
            _, meanwhile = await kiosk.call("GET", game)
            _, log = await kiosk.call("GET", f"{game}/log")
            assert (reply["status"], meanwhile["seq"], len(log["events"])) == ("trouble", before["seq"], before["seq"])
            assert not any(bag.done() for bag in bags)
            disk.unblock_syncs()
            answers = await asyncio.gather(*bags)
            assert [(status, state["seq"]) for status, state in answers] == [(200, 2), (200, 3)]


@pytest.mark.asyncio
async def test_joining_and_leaving_are_answered_after_the_commit_on_a_slow_disk(tmp_path: Path) -> None:
    with faulty_disk() as disk:
        async with running(tmp_path, is_blocking=False) as kiosk:
            game = await kiosk.new_game()

            async def slowly(call: Callable[[], Awaitable[tuple[int, Any]]]) -> tuple[int, Any]:
                disk.block_syncs()
                task = asyncio.ensure_future(call())
                await blocked_disk(disk)
                disk.unblock_syncs()
                return await task

            status, join_reply = await slowly(lambda: kiosk.call("POST", f"{game}/join", {"name": "Zoe", "team": 1}))
            assert (status, join_reply["standing"]) == (200, "joined")
            seat = {"seat": join_reply["seat"]}
            status, leave_reply = await slowly(lambda: kiosk.call("POST", f"{game}/leave", seat))
            assert (status, [player["name"] for player in leave_reply["team1"]["players"]]) == (200, ["Ann"])


@pytest.mark.asyncio
@pytest.mark.logs_warnings
async def test_a_full_disk_is_reported_and_saves_again_once_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick") as stick:
        async with running(stick.folder, is_blocking=False) as kiosk:
            game = await kiosk.new_game()
            stick.fill()
            reply = await wait_for_health(kiosk, "The disk is full: no bag can be saved.", 503)
            assert reply["status"] == "failing"
            status, problem = await kiosk.call("POST", f"{game}/throws", BAG, Idempotency_Key="one")
            assert (status, problem["detail"]) == (503, "Not saved: the disk is full. Nothing was changed; try again.")
            stick.free()
            assert (await wait_for_health(kiosk, "The disk is almost full", 200))["status"] == "trouble"
            status, state = await kiosk.call("POST", f"{game}/throws", BAG, Idempotency_Key="one")
            assert (status, state["seq"]) == (200, 2)


@pytest.mark.logs_warnings
@pytest.mark.asyncio
async def test_a_removed_write_ahead_log_is_reported_and_no_bag_is_acknowledged(tmp_path: Path) -> None:
    async with running(tmp_path, is_blocking=False) as kiosk:
        game = await kiosk.new_game()
        (wal,) = await asyncio.to_thread(lambda: list(tmp_path.rglob("events.db-wal")))
        wal.unlink()
        status, reply = await kiosk.call("POST", f"{game}/throws", BAG)
        assert (status, "another program has removed or cut" in reply["detail"]) == (503, True)
        assert (await wait_for_health(kiosk, "removed or cut", 503))["status"] == "failing"


@pytest.mark.asyncio
async def test_a_command_that_waits_for_the_disk_is_refused_when_its_phone_is_revoked(tmp_path: Path) -> None:
    """Every command: a throw, a new game, the next game, an approved or seated player."""
    new = {
        "court": "Court 4",
        "team1": {"name": "Red", "players": ["Eve"]},
        "team2": {"name": "Green", "players": ["Mallory"]},
    }
    with faulty_disk() as disk:
        async with running(tmp_path, is_blocking=False, approve=True) as kiosk:
            over, lobby = await kiosk.new_game(), await kiosk.new_game(court="Court 2")
            best_of = await kiosk.new_game(court="Court 3", rules={"games": 3})
            await kiosk.call("POST", f"{best_of}/start", {})
            await kiosk.call("POST", f"{best_of}/end", {"ended_by": "conceded", "winner": 1})
            await kiosk.call("POST", f"{lobby}/join", {"name": "Zoe", "team": 1}, key=None)
            _, (waiting,) = await kiosk.call("GET", f"{lobby}/waiting")
            device, key = await kiosk.pair("Pixel")
            disk.block_syncs()
            first = asyncio.create_task(kiosk.call("POST", f"{over}/throws", BAG))
            await blocked_disk(disk)
            commands = [
                kiosk.call("POST", f"{over}/throws", BAG | {"team": 2}, key=key),
                kiosk.call("POST", "/api/games", new, key=key),
                kiosk.call("POST", f"{best_of}/next", {}, key=key),
                kiosk.call("POST", f"{over}/court", {"court": "Court 5"}, key=key),
                kiosk.call("POST", f"{lobby}/waiting/{waiting['n']}", {}, key=key),
                kiosk.call("POST", f"{lobby}/join", {"name": "Yan", "team": 2}, key=key),
            ]
            tasks = [asyncio.create_task(command) for command in commands]
            await until(lambda: len(kiosk.scorekeeper.write_queue._waiting) == len(commands), lambda: str(tasks))
            games = kiosk.scorekeeper.game_ids()
            with pytest.raises(WritePending):
                kiosk.pairing.revoke(device)
            disk.unblock_syncs()
            assert (await first)[0] == 200
            assert [status for status, _ in await asyncio.gather(*tasks)] == [403] * len(commands)
            assert kiosk.scorekeeper.game_ids() == games


@pytest.mark.asyncio
@pytest.mark.logs_warnings
async def test_a_revocation_on_a_full_disk_applies_and_is_saved_when_there_is_space(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "stick") as stick:
        async with running(stick.folder, is_blocking=False) as kiosk:
            game = await kiosk.new_game()
            device, key = await kiosk.pair("Pixel")
            stick.fill()
            for _ in range(2):
                status, problem = await kiosk.call("DELETE", f"/api/devices/{device}", {})
                assert (status, problem["detail"]) == (503, UNSAVED_REVOCATION)
                assert (await kiosk.call("POST", f"{game}/throws", BAG, key=key))[0] == 403
            assert (await kiosk.call("GET", "/api/devices"))[1] == []
            stick.free()
            await until(lambda: not kiosk.pairing._unsaved)
            assert (await kiosk.call("DELETE", f"/api/devices/{device}", {}))[0] == 404
        async with running(stick.folder) as again:
            assert (await again.call("POST", f"{game}/throws", BAG, key=key))[0] == 403


@pytest.mark.asyncio
async def test_other_writes_are_queued_behind_a_blocked_one_and_saved_in_order(tmp_path: Path) -> None:
    """Rule sets, names and phones are queued behind the throw, and saved in that order."""
    with faulty_disk() as disk:
        async with running(tmp_path, is_blocking=False) as kiosk:
            game = await kiosk.new_game()
            desk, pairing = kiosk.scorekeeper, kiosk.pairing
            device, _ = await kiosk.pair("Pixel")
            other, _ = await kiosk.pair("Tablet")
            code = pairing.create_code().code
            disk.block_syncs()
            bag = asyncio.create_task(kiosk.call("POST", f"{game}/throws", BAG))
            await blocked_disk(disk)
            outcomes = []
            for save in (
                lambda: desk.rule_sets.save(RuleSet("Pub", "acl", {"target": 15})),
                lambda: desk.aliases.rename("player", "Ann", "Anna", 1),
                lambda: desk.aliases.forget("team", "Orange", 1),
                lambda: pairing.rename(other, "Tablet at the bar"),
                lambda: pairing.pair(code, "Galaxy"),
                lambda: pairing.revoke(device),
            ):
                with pytest.raises(WritePending) as slow:
                    save()
                outcomes.append(asyncio.wrap_future(slow.value.outcome))
            assert [each.name for each in pairing.devices] == ["Tablet"], "revoked at once"
            assert "pub" not in desk.rule_sets.rules_by_key()
            disk.unblock_syncs()
            assert (await bag)[0] == 200
            await asyncio.gather(*outcomes)
            assert [each.name for each in pairing.devices] == ["Galaxy", "Tablet at the bar"]
            assert "pub" in desk.rule_sets.rules_by_key()
            assert len(desk.aliases.all()) == 2
        async with running(tmp_path) as again:
            assert [each.name for each in again.pairing.devices] == ["Galaxy", "Tablet at the bar"]
            assert "pub" in again.scorekeeper.rule_sets.rules_by_key()
