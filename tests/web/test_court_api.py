"""Courts and matches over HTTP: no client loses a game by opening another, and a game has one next game."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.domain.events import Confirmed
from tests.web.kiosk import Kiosk, running

FOR_1 = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}
FOR_2 = {"team1": {"in": 0, "on": 0}, "team2": {"in": 4, "on": 0}}
BEST_OF_3 = {"games": 3, "target": 12}


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        yield running_kiosk


async def write(kiosk: Kiosk, path: str, body: object = None, expected: int = 200, **headers: str) -> Any:
    status, reply = await kiosk.call("POST", path, body, **headers)
    assert status == expected, reply
    return reply


async def test_a_new_game_on_a_court_in_use_is_refused_and_says_which_game_is_there(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    await write(kiosk, f"{game}/rounds", FOR_1)
    reply = await write(kiosk, "/api/games", {"court": "court 1"}, 409)
    assert reply["detail"] == (
        "Court 1 has a game that is not over: Orange 12–0 Blue. Set it aside, cancel it, or choose another court."
    )
    assert len((await kiosk.call("GET", "/api/games"))[1]) == 1


async def test_a_game_set_aside_over_http_continues_on_another_court(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    await write(kiosk, f"{game}/throws", {"team": 1, "result": "hole"})
    await write(kiosk, "/api/games", {"court": "Court 1", "if_busy": "set-aside"}, 201)
    state = (await kiosk.call("GET", game))[1]
    assert (state["aside"], state["status"], len(state["bags"])) == (True, "live", 1)
    reply = await write(kiosk, f"{game}/throws", {"team": 2, "result": "hole"}, 409)
    assert reply["detail"] == "The game is set aside. Give it a court first."
    assert (await write(kiosk, f"{game}/court", {"court": "Court 1"}, 409))["detail"].startswith("Court 1 has a game")
    state = await write(kiosk, f"{game}/court", {"court": " Court 2 "})
    assert (state["court"], "aside" in state) == ("Court 2", False)
    await write(kiosk, f"{game}/throws", {"team": 2, "result": "hole"})


async def test_a_game_is_canceled_and_that_is_undone(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    await write(kiosk, f"{game}/throws", {"team": 1, "result": "hole"})
    state = await write(kiosk, f"{game}/cancel", {"reason": "rain"})
    assert (state["status"], state["ended_by"], state["winner"]) == ("finished", "canceled", None)
    other = await write(kiosk, "/api/games", {"court": "Court 1"}, 201)
    assert "Set it aside" in (await write(kiosk, f"{game}/undo", None, 409))["detail"]
    await write(kiosk, f"/api/games/{other['game_id']}/set-aside")
    assert (await write(kiosk, f"{game}/undo"))["status"] == "live"


async def test_a_finished_game_tells_which_game_its_court_has_now(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(court="Court 1")
    number = int(game.rpartition("/")[2])
    assert await kiosk.call("GET", f"{game}/court", key=None) == (
        200,
        {"court": "Court 1", "game_id": number, "match": None},
    )
    await kiosk.call("POST", f"{game}/end", {"ended_by": "conceded", "winner": 1})
    await kiosk.new_game(court="Court 2")
    assert await kiosk.call("GET", f"{game}/court", key=None) == (
        200,
        {"court": "Court 1", "game_id": None, "match": None},
    )
    later = int((await kiosk.new_game(court="court 1")).rpartition("/")[2])
    assert (await kiosk.call("GET", f"{game}/court", key=None))[1]["game_id"] == later
    assert (await kiosk.call("GET", "/api/games/999999/court", key=None))[0] == 404


async def test_a_lobby_is_canceled_and_its_court_is_free_on_every_page(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    page = await kiosk.session.get(kiosk.url)
    assert f'href="{game.replace("/api/games", "/game")}"' in await page.text()
    await write(kiosk, f"{game}/cancel")
    page = await kiosk.session.get(kiosk.url)
    assert f'href="{game.replace("/api/games", "/game")}"' not in await page.text()
    for path in ("", "/receipt"):
        page = await kiosk.session.get(kiosk.url + game.replace("/api/games", "/game") + path)
        assert "Canceled" in await page.text()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/games", {"court": "Court 2", "if_busy": "bury"}),
        ("{game}/court", {"court": "\u202e"}),
        ("{game}/court", {"court": "Court 2", "if_busy": "bury"}),
        ("{game}/next", {"if_busy": "bury"}),
        ("{game}/cancel", {"reason": "x" * 5_000}),
    ],
)
async def test_invalid_court_commands_are_refused(kiosk: Kiosk, path: str, body: object) -> None:
    game = await kiosk.new_game()
    await write(kiosk, path.format(game=game), body, 422)


async def test_two_phones_that_open_the_next_game_open_one(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(rules=BEST_OF_3)
    await write(kiosk, f"{game}/rounds", FOR_1)
    reply = await asyncio.gather(
        *(kiosk.call("POST", f"{game}/next", Idempotency_Key=f"phone {n}") for n in range(4)), return_exceptions=False
    )
    assert sorted(status for status, _ in reply) == [200, 200, 200, 201]
    assert len({state["game_id"] for _, state in reply}) == 1
    second = f"/api/games/{reply[0][1]['game_id']}"
    await write(kiosk, f"{second}/rounds", FOR_2)
    assert (await write(kiosk, f"{game}/next"))["game_id"] == reply[0][1]["game_id"]


async def test_a_correction_lists_the_later_games_that_it_changes(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(rules=BEST_OF_3)
    await write(kiosk, f"{game}/rounds", FOR_1)
    second = (await write(kiosk, f"{game}/next", expected=201))["game_id"]
    status, reply = await kiosk.call("PUT", f"{game}/rounds/1", FOR_2)
    assert status == 200
    assert reply["later_games"] == [{"game_id": second, "number": 2, "court": "Court 1", "wins": [0, 1]}]
    _, state = await kiosk.call("GET", f"/api/games/{second}")
    assert state["match"]["wins"] == [0, 1]
    page = await kiosk.session.get(f"{kiosk.url}/game/{second}")
    assert page.status == 200


async def test_disputed_results_are_listed(kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    await kiosk.new_game(court="Court 2")
    state = await write(kiosk, f"{game}/end", {"ended_by": "conceded", "winner": 1})
    assert (await kiosk.call("GET", "/api/games?disputed=true"))[1] == []
    kiosk.scorekeeper.record(state["game_id"], Confirmed(2, "Bob", state["receipt"]["hash"], right=False))
    (reply,) = (await kiosk.call("GET", "/api/games?disputed=true"))[1]
    assert reply["game_id"] == state["game_id"]
