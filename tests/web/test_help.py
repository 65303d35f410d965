"""Help requests: the state shows a request of a scorer until somebody at the desk accepts it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.kiosk import Kiosk, running

SHUT_OUT = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


async def write(kiosk: Kiosk, method: str, path: str, body: object = None, expected: int = 200) -> Any:
    status, reply = await kiosk.call(method, path, body)
    assert status == expected, reply
    return reply


async def test_a_help_request_is_in_the_state_until_it_is_accepted(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    first = await write(kiosk, "POST", f"{game}/help", {})
    assert list(first["help"]) == ["since"]
    again = await write(kiosk, "POST", f"{game}/help", {"reason": " Which bag\twas first? "})
    assert again["help"] == {"since": first["help"]["since"], "reason": "Which bag was first?"}
    response = await write(kiosk, "POST", f"{game}/throws", {"team": 1, "result": "hole"})
    undone = await write(kiosk, "POST", f"{game}/undo")
    assert response["help"] == undone["help"] == again["help"], "neither a bag nor an undo takes it"
    assert "help" not in await write(kiosk, "DELETE", f"{game}/help")
    reply = await write(kiosk, "DELETE", f"{game}/help", expected=409)
    assert reply["detail"] == "Nobody waits for help here."


async def test_a_help_request_after_the_end_does_not_change_the_result(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(rules={"target": 12})
    over = await write(kiosk, "POST", f"{game}/rounds", SHUT_OUT)
    await write(
        kiosk, "POST", f"{game}/confirm", {"team": 1, "right": True, "hash": over["receipt"]["hash"], "name": "Ann"}
    )
    response_before = await write(kiosk, "POST", f"{game}/help", {"reason": "The score"})
    assert response_before["receipt"]["hash"] == over["receipt"]["hash"]
    assert response_before["receipt"]["team1"]["right"] is True
    response = await write(kiosk, "DELETE", f"{game}/help")
    assert response["receipt"] == response_before["receipt"]
    assert response["can_undo"]


@pytest.mark.parametrize("end", ["cancel", "set-aside"])
async def test_a_help_request_ends_when_its_court_is_free(kiosk: Kiosk, end: str) -> None:
    game = await kiosk.new_game()
    await write(kiosk, "POST", f"{game}/help", {})
    assert "help" not in await write(kiosk, "POST", f"{game}/{end}")
    assert (await kiosk.call("POST", f"{game}/help", {}))[0] == 409


async def test_a_help_request_survives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        game = await kiosk.new_game()
        help_state = (await write(kiosk, "POST", f"{game}/help", {"reason": "A dispute"}))["help"]
    async with running(tmp_path) as kiosk:
        assert (await kiosk.call("GET", game))[1]["help"] == help_state
