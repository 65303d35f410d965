"""Lobby over HTTP: seats, and who may approve joins."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.kiosk import Kiosk, running

EVE = {"name": "Eve", "team": 1}


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


@pytest.fixture
async def approving_kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path, approve=True) as running_kiosk:
        yield running_kiosk


async def test_a_player_joins_is_moved_and_leaves(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    status, join_reply = await kiosk.call("POST", f"{game}/join", EVE, key=None)
    assert (status, join_reply["standing"], join_reply["team1"]["players"][1]["name"]) == (200, "joined", "Eve")
    seat = {"seat": join_reply["seat"]}
    player = join_reply["team1"]["players"][1]["id"]
    assert (await kiosk.call("POST", f"{game}/players/{player}", {"team": 2}, key=None))[0] == 401
    status, move_reply = await kiosk.call("POST", f"{game}/players/{player}", {"team": 2})
    assert (status, [each["name"] for each in move_reply["team2"]["players"]]) == (200, ["Bob", "Eve"])
    seat_status = {"standing": "joined", "name": "Eve", "team": 2, "player": player}
    assert await kiosk.call("POST", f"{game}/seat", seat, key=None) == (200, seat_status)
    status, leave_reply = await kiosk.call("POST", f"{game}/leave", seat, key=None)
    assert (status, [each["name"] for each in leave_reply["team2"]["players"]]) == (200, ["Bob"])
    assert (await kiosk.call("POST", f"{game}/leave", seat, key=None))[1]["seq"] == leave_reply["seq"]
    assert (await kiosk.call("POST", f"{game}/seat", {"seat": "x"}, key=None))[0] == 404
    assert (await kiosk.call("DELETE", f"{game}/players/1"))[1]["team1"]["players"] == []


async def test_a_join_waits_for_a_scorer_of_the_court(approving_kiosk: Kiosk) -> None:
    game = await approving_kiosk.new_game()
    status, waiting = await approving_kiosk.call("POST", f"{game}/join", EVE, key=None)
    assert (status, waiting["standing"], len(waiting["team1"]["players"])) == (202, "waiting", 1)
    assert (await approving_kiosk.call("POST", f"{game}/join", {**EVE, "name": "Zoe"}, key="wrong"))[0] == 202
    assert (await approving_kiosk.call("GET", f"{game}/waiting", key=None))[0] == 401
    listed = [{"n": 1, "team": 1, "name": "Eve"}, {"n": 2, "team": 1, "name": "Zoe"}]
    assert await approving_kiosk.call("GET", f"{game}/waiting") == (200, listed)
    assert (await approving_kiosk.call("POST", f"{game}/waiting/1", key=None))[0] == 401
    assert (await approving_kiosk.call("POST", f"{game}/waiting/1"))[1]["team1"]["players"][1]["name"] == "Eve"
    assert (await approving_kiosk.call("POST", f"{game}/waiting/2"))[0] == 409
    assert (await approving_kiosk.call("DELETE", f"{game}/waiting/2"))[0] == 200
    assert (await approving_kiosk.call("DELETE", f"{game}/waiting/2"))[0] == 404
    assert (await approving_kiosk.call("POST", f"{game}/seat", {"seat": waiting["seat"]}))[1]["standing"] == "joined"


async def test_the_scorers_own_join_does_not_wait(approving_kiosk: Kiosk) -> None:
    game = await approving_kiosk.new_game()
    assert (await approving_kiosk.call("POST", f"{game}/join", EVE))[0] == 200


async def test_a_retried_join_waits_once(approving_kiosk: Kiosk) -> None:
    game = await approving_kiosk.new_game()
    for _ in range(2):
        status, answer = await approving_kiosk.call("POST", f"{game}/join", EVE, key=None, Idempotency_Key="k")
        assert (status, "seat" in answer) == (202, False)
    assert len((await approving_kiosk.call("GET", f"{game}/waiting"))[1]) == 1
