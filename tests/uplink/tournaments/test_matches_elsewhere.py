"""Matches on the courts of another kiosk, over Redis: the game opens there, and its result comes back."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.uplink.kiosks import Peer, expire, kiosk, kiosks
from tests.uplink.proxy import proxy
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S
from tests.web.tournaments.api_night import ApiNight

FOUR_BAGGER = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


async def new_venue_night(hall: Peer, patio: Peer) -> ApiNight:
    """Create a tournament of four at the hall, drawn; Board 1 is its own, Boards 8 and 9 are the patio's."""
    await hall.send_heartbeat()
    courts = ["Board 1", *({"court": name, "kiosk": patio.scorekeeper.log_name} for name in ("Board 8", "Board 9"))]
    body = {"name": "Friday", "courts": courts, "calling": "off"}
    status, tournament = await hall.call("POST", "/api/tournaments", body)
    assert status == 201, tournament
    night = ApiNight(hall, tournament["tournament_id"])
    await night.send("POST", "/divisions", {"name": "Open", "kind": "singles", "stages": [{"format": "double"}]})
    await night.enter(4)
    await night.draw(4)
    return night


async def call(night: ApiNight, match: str = "W1-1", court: str = "Board 9") -> None:
    await night.send("POST", f"/divisions/1/matches/{match}/call", {"court": court})


async def wait_for_game(peer: Peer, match: str = "W1-1", status: str = "lobby") -> str:
    """Wait until a kiosk has a game of a match with this status; return its path."""
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            for state in (await peer.call("GET", "/api/games", key=None))[1]:
                if state.get("fixture", {}).get("match") == match and state["status"] == status:
                    return f"/api/games/{state['game_id']}"
            await asyncio.sleep(0.01)


async def wait_for_match(night: ApiNight, condition: Callable[[Any], bool], match: str = "W1-1") -> Any:
    """Wait until the tournament's kiosk has a match for which the condition holds; return it."""
    found: Any = None
    try:
        async with asyncio.timeout(TIMEOUT_S):
            while not condition(found := (await night.matches())[match]):
                await asyncio.sleep(0.01)
    except TimeoutError as error:
        raise AssertionError(found) from error
    return found


async def wait_for_state(peer: Peer, game: str, **fields: object) -> None:
    """Wait until a kiosk has a game with these values."""
    async with asyncio.timeout(TIMEOUT_S):
        while not fields.items() <= (await peer.state(game) or {}).items():
            await asyncio.sleep(0.01)


async def play(peer: Peer, game: str, rounds: int = 2) -> Any:
    """Play rounds of four bags in the hole each; two end a game to 21."""
    state: Any = None
    for _ in range(rounds):
        status, state = await peer.call("POST", f"{game}/rounds", FOUR_BAGGER)
        assert status == 200, state
    return state


async def test_a_match_opens_at_the_kiosk_of_its_court_and_its_result_comes_back(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_venue_night(hall, patio)
        await call(night)
        game = await wait_for_game(patio)
        assert (await night.matches())["W1-1"]["status"] == "called"
        status, answer = await patio.call("POST", f"{game}/start", {})
        assert status == 200, answer
        playing = await wait_for_match(night, lambda match: match["status"] == "playing")
        assert playing["games"] == [answer["game_id"]]
        state = await play(patio, game)
        over = await wait_for_match(night, lambda match: match["status"] == "over")
        assert (over["scores"], over["winner"], state["status"]) == ([[24, 0]], 1, "finished")
        result = hall.scorekeeper.director.tournament(night.tournament_id).divisions[1].decisions("W1-1").result
        assert result is not None
        assert result.receipt == state["receipt"]["hash"]


async def test_an_uncall_a_move_and_an_undo_reach_the_game(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_venue_night(hall, patio)
        await call(night)
        game = await wait_for_game(patio)
        await call(night, court="Board 8")
        await wait_for_state(patio, game, court="Board 8")
        await night.send("POST", "/divisions/1/matches/W1-1/uncall", {})
        await wait_for_state(patio, game, ended_by="canceled")
        await night.send("POST", "/undo", {})
        await wait_for_state(patio, game, status="lobby", court="Board 8")


async def test_the_scorer_of_the_court_sees_the_next_match_and_starts_it(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_venue_night(hall, patio)
        await call(night)
        game = await wait_for_game(patio)
        status, court = await patio.call("GET", f"{game}/court")
        assert (status, f"/api/games/{court['game_id']}") == (200, game)
        assert (court["match"]["match"], court["match"]["status"]) == ("W1-1", "called")
        there = ApiNight(patio, night.tournament_id)
        for _ in range(2):
            state = await there.send("POST", "/divisions/1/matches/W1-1/start", {})
            assert (state["status"], f"/api/games/{state['game_id']}") == ("live", game)
        await wait_for_match(night, lambda match: match["status"] == "playing")
        assert await there.refuse("POST", "/divisions/1/matches/W1-2/start", {"court": "Board 8"}) == (
            409,
            "match-not-ready",
        )
        assert await there.refuse(
            "PUT", "/divisions/1/matches/W1-1/result", {"winner": 1, "scores": [], "how": "forfeit"}
        ) == (
            409,
            "owned-elsewhere",
        )
        await call(night, "W1-2", "Board 1")
        await wait_until_seen(patio, night)
        assert await there.refuse("POST", "/divisions/1/matches/W1-2/start", {}) == (409, "owned-elsewhere")
        court = (await hall.call("GET", f"{game}/court"))[1]
        assert court["match"] is None, "it is the patio's"


@pytest.mark.logs_warnings
async def test_while_redis_is_away_courts_play_on_and_the_desk_types_results(
    tmp_path: Path, redis: RedisServer
) -> None:
    """The hall loses Redis: the result that it types meanwhile is confirmed by the game, the other one is taken."""
    async with AsyncExitStack() as stack:
        line = await stack.enter_async_context(proxy(redis.port))
        hall = await stack.enter_async_context(kiosk(tmp_path / "hall", "Hall", line.url))
        patio = await stack.enter_async_context(kiosk(tmp_path / "patio", "Patio", redis.url))
        for peer in (hall, patio):
            await peer.wait_for_link("up")
        night = await new_venue_night(hall, patio)
        await call(night)
        await call(night, "W1-2", "Board 8")
        games = [await wait_for_game(patio, match) for match in ("W1-1", "W1-2")]
        line.login_page = b"HTTP/1.1 302 Found\r\n\r\n"
        line.disconnect()
        await hall.wait_for_link("down")
        for game in games:
            await play(patio, game)
        assert (await hall.call("GET", night.path))[1]["courts"][2]["kiosk"]["away"]
        await night.send("PUT", "/divisions/1/matches/W1-1/result", {"winner": 1, "scores": [[24, 0]], "how": "played"})
        line.login_page = b""
        await hall.wait_for_link("up")
        confirmed = await wait_for_match(night, lambda match: bool(match["games"]))
        assert (confirmed["status"], confirmed.get("contradicted_by")) == ("over", None)
        over = await wait_for_match(night, lambda match: match["status"] == "over", "W1-2")
        assert over["scores"] == [[24, 0]]


async def test_a_result_waits_in_the_game_until_the_owner_is_back(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
            night = await new_venue_night(hall, patio)
            await call(night)
            game = await wait_for_game(patio)
        expire(redis, hall.scorekeeper.log_name)
        await play(patio, game)
        async with kiosks(tmp_path, redis.url, "Hall") as (back,):
            night = ApiNight(back, night.tournament_id)
            over = await wait_for_match(night, lambda match: match["status"] == "over")
            assert over["scores"] == [[24, 0]]


@pytest.mark.logs_warnings
async def test_a_game_that_ends_otherwise_contradicts_what_was_typed(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
            night = await new_venue_night(hall, patio)
            await call(night)
            game = await wait_for_game(patio)
        await play(patio, game)
        async with kiosk(tmp_path / "Hall", "Hall", "redis://127.0.0.1:1") as alone:
            night = ApiNight(alone, night.tournament_id)
            await night.win("W1-1", 2)
        async with kiosks(tmp_path, redis.url, "Hall") as (back,):
            night = ApiNight(back, night.tournament_id)
            match = await wait_for_match(night, lambda match: "contradicted_by" in match)
            assert match["contradicted_by"] == {
                "game": match["contradicted_by"]["game"],
                "winner": 1,
                "scores": [[24, 0]],
            }
            assert match["winner"] == 2, "the desk decides"


async def test_the_take_over_drill(tmp_path: Path, redis: RedisServer) -> None:
    """The hall stops in the middle of a bracket, then the patio in the middle of a game: the yard loses nothing."""
    async with AsyncExitStack() as yard_stack, AsyncExitStack() as hall_stack, AsyncExitStack() as patio_stack:
        hall = await hall_stack.enter_async_context(kiosk(tmp_path / "hall", "Hall", redis.url))
        patio = await patio_stack.enter_async_context(kiosk(tmp_path / "patio", "Patio", redis.url))
        yard = await yard_stack.enter_async_context(kiosk(tmp_path / "yard", "Yard", redis.url))
        for peer in (hall, patio, yard):
            await peer.wait_for_link("up")
        night = await new_venue_night(hall, patio)
        await call(night)
        await call(night, "W1-2", "Board 8")
        games = [await wait_for_game(patio, match) for match in ("W1-1", "W1-2")]
        await play(patio, games[0], rounds=1)
        await wait_for_match(night, lambda match: match["status"] == "playing")
        await wait_until_seen(yard, night)

        await stop(hall_stack, hall, redis, yard)
        await play(patio, games[0], rounds=1)
        await take_over_tournament(yard, night)
        night = ApiNight(yard, night.tournament_id)
        over = await wait_for_match(night, lambda match: match["status"] == "over")
        assert over["scores"] == [[24, 0]], "it had waited in the game"

        state = await play(patio, games[1], rounds=1)
        await wait_for_match(night, lambda match: match["status"] == "playing", "W1-2")
        await yard.wait_for_seq(games[1], state["seq"])
        await stop(patio_stack, patio, redis, yard)
        status, taken = await yard.call("POST", f"{games[1]}/take-over", {})
        assert status == 200, taken
        await play(yard, games[1], rounds=1)
        await wait_for_match(night, lambda match: match["status"] == "over", "W1-2")

        assert (await night.send("GET", ""))["courts"][2]["kiosk"]["away"]
        await night.send("POST", "/divisions/1/matches/W2-1/start", {"court": "Board 1"})
        await play(yard, await wait_for_game(yard, "W2-1", "live"))
        await wait_for_match(night, lambda match: match["status"] == "over", "W2-1")
        matches = await night.matches()
        played = [[f"/api/games/{game}" for game in matches[match]["games"]] for match in ("W1-1", "W1-2")]
        assert played == [[game] for game in games], "no match was played twice"


async def stop(stack: AsyncExitStack, stopped: Peer, redis: RedisServer, other: Peer) -> None:
    """Stop a kiosk, and have another one see that it is gone."""
    await stack.aclose()
    expire(redis, stopped.scorekeeper.log_name)
    await other.send_heartbeat()


async def wait_until_seen(peer: Peer, night: ApiNight) -> None:
    """Wait until a kiosk shows a tournament of another one as far as that one is."""
    _, expected = await night.kiosk.call("GET", night.path, key=None)
    async with asyncio.timeout(TIMEOUT_S):
        while (await peer.call("GET", night.path, key=None))[1].get("seq") != expected["seq"]:
            await asyncio.sleep(0.01)


async def take_over_tournament(peer: Peer, night: ApiNight) -> None:
    """Take a tournament over from a kiosk that is away."""
    taking = peer.sharing.take_over_tournament(night.tournament_id)
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(taking, peer.server._loop))
