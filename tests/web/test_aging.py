"""Aging of games on the hub: old results are removed and the time limit expires, whatever the clock does."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.domain.events import BagThrown, GameConceded, GameStarted
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.host.clock import DAY_MS, MINUTE_MS
from goat_kiosk.web import server
from tests.clocks import WALL_CLOCK_JUMPS
from tests.games import game_created
from tests.uplink.kiosks import until
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk, running
from tests.web.test_streams import next_event


@pytest.fixture(autouse=True)
def frequent_heartbeat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TICK_INTERVAL_S", 0.01)


def create_finished_game(kiosk: Kiosk) -> int:
    game_id = kiosk.scorekeeper.create(game_created()).game_id
    kiosk.scorekeeper.record(game_id, GameConceded(1))
    return game_id


async def listed_games(kiosk: Kiosk) -> list[int]:
    return [state["game_id"] for state in (await kiosk.call("GET", "/api/games"))[1]]


def count_sent_games(kiosk: Kiosk) -> int:
    """Return the number of games that a new stream of the venue is sent."""
    return len(kiosk.server._hub.all_games()._newest)


async def test_in_a_season_the_hub_keeps_only_recent_and_unfinished_games(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        lobby = kiosk.scorekeeper.create(game_created(court="Court 9")).game_id
        for _ in range(20):
            for _ in range(5):
                create_finished_game(kiosk)
            kiosk.clock.advance(DAY_MS)
        tonight = [create_finished_game(kiosk) for _ in range(5)]
        kiosk.clock.advance(DAY_MS)
        await until(lambda: count_sent_games(kiosk) == 6)
        assert await listed_games(kiosk) == [lobby, *tonight]
        kiosk.clock.advance(ACTIVE_MS)
        await until(lambda: count_sent_games(kiosk) == 1)
        assert await listed_games(kiosk) == [lobby]


@pytest.mark.parametrize("jump", WALL_CLOCK_JUMPS.values(), ids=WALL_CLOCK_JUMPS)
async def test_setting_the_clock_neither_removes_a_result_early_nor_keeps_it_forever(tmp_path: Path, jump: int) -> None:
    async with running(tmp_path) as kiosk:
        before = create_finished_game(kiosk)
        kiosk.clock.set_wall_by(jump)
        kiosk.clock.advance(ACTIVE_MS)
        after = create_finished_game(kiosk)
        await until(lambda: count_sent_games(kiosk) == 2)
        assert await listed_games(kiosk) == [before, after]
        kiosk.clock.advance(1)
        await until(lambda: count_sent_games(kiosk) == 1)
        assert await listed_games(kiosk) == [after]


async def test_a_restart_does_not_extend_the_time_of_a_result(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        create_finished_game(kiosk)
        kiosk.clock.advance(DAY_MS)
        now = kiosk.clock.wall_ms
    async with running(tmp_path, now) as kiosk:
        await until(lambda: count_sent_games(kiosk) == 1)
        kiosk.clock.advance(ACTIVE_MS - DAY_MS + 1)
        await until(lambda: count_sent_games(kiosk) == 0)


async def test_a_reopened_game_stays_on_the_hub(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game_id = create_finished_game(kiosk)
        await kiosk.call("POST", f"/api/games/{game_id}/undo")
        kiosk.clock.advance(10 * DAY_MS)
        kiosk.scorekeeper.create(game_created(court="Court 2"))
        await until(lambda: count_sent_games(kiosk) == 2)
        assert game_id in await listed_games(kiosk)


@pytest.mark.parametrize("jump", WALL_CLOCK_JUMPS.values(), ids=WALL_CLOCK_JUMPS)
async def test_a_new_subscriber_gets_the_time_left_now_and_others_no_second_event(tmp_path: Path, jump: int) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(game_created(Rules(limit_minutes=20))).game_id
        kiosk.scorekeeper.record(game_id, GameStarted())
        async with kiosk.session.get(f"{kiosk.url}/game/{game_id}/events") as early:
            first = await next_event(early)
            kiosk.clock.advance(7 * MINUTE_MS)
            kiosk.clock.set_wall_by(jump)
            left = await wait_for_state(kiosk, game_id, lambda state: state["time_left_ms"] < 20 * MINUTE_MS)
            assert (left["time_left_ms"], left["seq"]) == (13 * MINUTE_MS, 2)
            async with kiosk.session.get(f"{kiosk.url}/venue/events") as late:
                assert json.loads((await next_event(late))["data"]) == left
            kiosk.clock.advance(13 * MINUTE_MS)
            last = await wait_for_state(kiosk, game_id, lambda state: state["time_left_ms"] == 0)
            assert last["last_round"] is True
            kiosk.scorekeeper.record(game_id, BagThrown(1, "hole"))
            following = await next_event(early)
            assert (first["id"][-2:], following["id"][-2:]) == ("-2", "-3")
            assert json.loads(following["data"])["time_left_ms"] == 0


async def wait_for_state(kiosk: Kiosk, game_id: int, condition: Callable[[Any], bool]) -> Any:
    """Wait until a game's state meets `condition`, and return it."""
    async with asyncio.timeout(TIMEOUT_S):
        while not condition(state := (await kiosk.call("GET", f"/api/games/{game_id}"))[1]):
            await asyncio.sleep(0.01)
    return state
