"""Moments in the streams: an event of its own behind the state, and the markers of a game as a file."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOUR_BAGGER = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


async def read_events(response: aiohttp.ClientResponse, last: str) -> list[tuple[str, Any]]:
    """Return the events of a stream up to the first with the name `last`."""
    events, name = [], ""
    async with asyncio.timeout(TIMEOUT_S):
        async for line in response.content:
            field, _, value = line.decode().strip().partition(": ")
            name = value if field == "event" else name
            if field == "data":
                events.append((name, value))
            if field == "data" and name == last:
                break
    return events


async def test_a_moment_follows_its_state_in_both_streams(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(lobby=False)
    number = int(game.rpartition("/")[2])
    for path in (f"/game/{number}/events", "/venue/events"):
        async with kiosk.session.get(kiosk.url + path) as response:
            await read_events(response, "ping")
            await kiosk.call("POST", f"{game}/rounds", FOUR_BAGGER)
            (_, state), (name, data) = await read_events(response, "moment")
            assert name == "moment"
            assert json.loads(data) | {"log": ""} == {
                "game_id": number, "log": "", "seq": json.loads(state)["seq"], "court": "Court 1",
                "kind": "four-bagger", "team": 1, "round": len(json.loads(state)["rounds"]),
            }  # fmt: skip
            await kiosk.call("POST", f"{game}/undo", {})


async def test_markers_are_a_file_that_anybody_may_read(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(lobby=False)
    await kiosk.call("POST", f"{game}/rounds", FOUR_BAGGER)
    async with kiosk.session.get(f"{kiosk.url}{game}/markers.csv") as answer:
        assert answer.content_type == "text/csv"
        assert (await answer.text()).splitlines()[1].startswith("00:00:00.000,0.000,round,1,")
    async with kiosk.session.get(f"{kiosk.url}{game}/markers.csv?start=2100-01-01T00:00:00Z") as answer:
        assert len((await answer.text()).splitlines()) == 1
    async with kiosk.session.get(f"{kiosk.url}{game}/markers.csv?start=noon") as answer:
        assert answer.status == 422
