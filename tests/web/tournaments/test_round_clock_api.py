"""The API of a round clock: courts start together, on paper and with a game."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import new_night


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as server:
        yield server


async def test_called_matches_start_together_on_paper_and_with_a_game(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    assert await night.refuse("POST", "/divisions/1/clock", {"minutes": 15}) == (409, "against-the-rules")
    await night.send("POST", "/courts", {"court": "Board 2", "open": True, "scoring": "result"})
    for match, court in (("W1-1", "Board 1"), ("W1-2", "Board 2")):
        await night.send("POST", f"/divisions/1/matches/{match}/call", {"court": court})
    preview = await night.send("POST", "/divisions/1/clock?preview=true", {"minutes": 15})
    assert "effect" in preview
    await night.send("POST", "/divisions/1/clock", {"minutes": 15})
    matches = await night.matches()
    assert [matches[match]["status"] for match in ("W1-1", "W1-2")] == ["playing", "playing"]
    assert [len(matches[match]["games"]) for match in ("W1-1", "W1-2")] == [1, 0]
    state = await night.send("GET", "", key=None)
    clock = state["round_clocks"][0]
    assert (clock["division"], clock["minutes"], clock["playing"]) == (1, 15, 2)
    assert clock["horn_at"] > state["updated_at"]
    await night.send("POST", "/pause", {"text": "Pizza"})
    (stopped,) = (await night.send("GET", "", key=None))["round_clocks"]
    assert "horn_at" not in stopped
    assert 0 < stopped["left_ms"] <= 15 * 60_000
    await night.send("POST", "/resume", {})
    for match in ("W1-1", "W1-2"):
        await night.win(match, 1)
    assert "round_clocks" not in await night.send("GET", "", key=None)


async def test_the_pages_and_the_wall_have_the_clock(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 1"})
    await night.send("POST", "/divisions/1/clock", {"minutes": 15})
    path = f"{kiosk.url}/tournament/{night.tournament_id}"
    for page in ("", "/wall", "/me?player=1"):
        async with kiosk.session.get(path + page) as answer:
            text = await answer.text()
        assert "The horn sounds at " in text, page
        assert text.count("data-horn=") == 1, page
    await night.send("POST", "/pause", {"text": "Pizza"})
    async with kiosk.session.get(path) as answer:
        text = await answer.text()
    assert "The clock stands: 1" in text
    assert "data-horn=" not in text
