"""A kiosk that is gone, another that goes on with its court, and the return of the first."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.store import copies, restoring
from goat_kiosk.uplink import link
from tests.uplink.kiosks import Peer, kiosk, kiosks, until
from tests.uplink.proxy import proxy
from tests.uplink.redis_server import RedisServer
from tests.uplink.screen import screen

BAGS = [(1, "hole"), (2, "off"), (1, "board")]


async def take_over(peer: Peer, game: str) -> dict[str, Any]:
    """Take a game over once its kiosk is known to be away."""
    await until(lambda: any(one.away_since is not None for one in peer.sharing.neighbours()))
    status, state = await peer.call("POST", f"{game}/take-over", {})
    assert status == 200, state
    taken: dict[str, Any] = state
    return taken


async def events(peer: Peer, game: str) -> list[Any]:
    """Return what happened, each event with its hash."""
    status, log = await peer.call("GET", f"{game}/log")
    assert status == 200, log
    return [(one["event"], one["hash"]) for one in log["events"]]


@pytest.mark.logs_a_complaint
async def test_every_bag_that_reached_redis_is_there_and_the_old_kiosk_cannot_write(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            game = await patio.new_game()
            for team, result in BAGS[:-1]:
                await patio.throw(game, team, result)
            before = await patio.throw(game, *BAGS[-1])
            await hall.shows(game, before["seq"])
            played = await events(patio, game)
        async with screen(hall, game) as phone:
            taken = await take_over(hall, game)
            assert (taken["seq"], taken["bags"], taken["kiosk"]) == (before["seq"], before["bags"], "Hall")
            assert await events(hall, game) == played
            after = await hall.throw(game, 2, "hole")
            await phone.shows(f"{after['log']}-{after['seq']}")
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            await patio.shows(game, after["seq"])
            status, problem = await patio.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
            assert (status, "This game is scored at kiosk Hall" in problem["detail"]) == (409, True)
            assert await hall.state(game) == await patio.state(game) == after
    # Without Redis as well: the old kiosk has kept that the game is not its own any more.
    async with kiosk(tmp_path / "Patio", "Patio", "redis://127.0.0.1:1") as patio:
        await patio.stands("down")
        status, problem = await patio.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
        assert (status, problem["detail"][:40]) == (409, "Kiosk Hall has taken this game over. Sco")


@pytest.mark.logs_a_complaint
async def test_bags_that_reached_nobody_are_kept_aside(tmp_path: Path, redis: RedisServer) -> None:
    async with AsyncExitStack() as running:
        way = await running.enter_async_context(proxy(redis.port))
        patio = await running.enter_async_context(kiosk(tmp_path / "Patio", "Patio", way.url))
        (hall,) = await running.enter_async_context(kiosks(tmp_path, redis.url, "Hall"))
        await patio.stands("up")
        game = await patio.new_game()
        state = await patio.throw(game, 1, "hole")
        await hall.shows(game, state["seq"])
        way.swallows = True
        way.cut()
        await patio.stands("down")
        with redis.client() as client:
            client.delete("goat:kiosk:Patio")  # as fifteen seconds would
        await patio.throw(game, 2, "board")
        await patio.throw(game, 1, "off")
        await take_over(hall, game)
        theirs = await hall.throw(game, 2, "off")
        way.swallows = False
        await patio.shows(game, theirs["seq"])
        await until(lambda: not patio.scorekeeper.has(int(game.rpartition("/")[2])))
        status, aside = await patio.call("GET", f"{game}/aside")
        assert status == 200
        assert [(one["event"]["team"], one["event"]["result"]) for one in aside["events"]] == [(2, "board"), (1, "off")]
        assert aside["kiosk"] == "Hall"
        assert await hall.state(game) == await patio.state(game)


@pytest.mark.logs_a_complaint
async def test_a_court_goes_on_though_redis_has_lost_it_with_its_kiosk(
    tmp_path: Path, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "EXPIRES_S", 0)  # the wait is tested below, its length is not
    async with kiosks(tmp_path, own_redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, own_redis.url, "Patio") as (patio,):
            game = await patio.new_game()
            await patio.throw(game, 1, "hole")
            before = await patio.throw(game, 2, "board")
            await hall.shows(game, before["seq"])
            await until(lambda: hall.copied(game) == before["seq"])
        own_redis.kill()
        await hall.stands("down")
        own_redis.start()
        await hall.stands("up")
        taken = await take_over(hall, game)
        assert (taken["seq"], taken["bags"]) == (before["seq"], before["bags"])
        after = await hall.throw(game, 1, "off")
        async with kiosks(tmp_path, own_redis.url, "Patio") as (patio,):
            await patio.shows(game, after["seq"])
            assert (await patio.call("POST", f"{game}/throws", {"team": 1, "result": "hole"}))[0] == 409


@pytest.mark.logs_a_complaint
async def test_a_redis_that_has_just_come_back_is_not_asked_who_is_gone(tmp_path: Path, own_redis: RedisServer) -> None:
    async with kiosks(tmp_path, own_redis.url, "Patio", "Hall") as (patio, hall):
        game = await patio.new_game()
        await until(lambda: hall.copied(game) == 1)
        with own_redis.client() as client:
            client.flushall()
        status, problem = await hall.call("POST", f"{game}/take-over", {})
        assert (status, problem["detail"][:25]) == (503, "Redis has just come back ")


async def test_a_phone_takes_over_the_court_it_was_paired_for_and_no_other(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        game = await patio.new_game(court="Court 3")
        await until(lambda: patio.figures()["sent"] == 1)
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        await until(lambda: any(one.away_since is not None for one in hall.sharing.neighbours()))
        right, wrong = (hall.pairing.pair(hall.pairing.offer(c).code, c)[1] for c in ("Court 3", "Court 4"))
        for key, refusal in ((None, 401), ("guessed", 403), (wrong, 403)):
            status, problem = await hall.call("POST", f"{game}/take-over", {}, key=key)
            assert status == refusal, problem
        status, state = await hall.call("POST", f"{game}/take-over", {}, key=right)
        assert (status, state["kiosk"]) == (200, "Hall")
        assert [(await hall.call("GET", f"{game}/aside", key=key))[0] for key in (None, wrong, right)] == [
            401,
            403,
            200,
        ]


async def test_a_game_goes_home_again(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        game = await patio.new_game()
        await patio.throw(game, 1, "hole")
        await until(lambda: patio.figures()["sent"] == 2)
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        await take_over(hall, game)
        state = await hall.throw(game, 2, "hole")
        await until(lambda: hall.figures()["sent"] == 2)
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        await patio.shows(game, state["seq"])
        taken = await take_over(patio, game)
        assert (taken["seq"], taken["kiosk"], len(taken["bags"])) == (state["seq"], "Patio", 2)
        await patio.throw(game, 1, "board")


async def test_two_stand_bys_cannot_both_have_it(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        game = await patio.new_game()
        await until(lambda: patio.figures()["sent"] == 1)
    async with kiosks(tmp_path, redis.url, "Hall", "Yard") as peers:
        await asyncio.gather(*(until(lambda peer=peer: len(peer.sharing.neighbours()) == 2) for peer in peers))  # type: ignore[misc]
        answers = await asyncio.gather(*(peer.call("POST", f"{game}/take-over", {}) for peer in peers))
        assert sorted(status for status, _ in answers) == [200, 409]


@pytest.mark.logs_a_complaint
async def test_what_cannot_be_gone_on_with_is_refused(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        game = await patio.new_game()
        await until(lambda: patio.figures()["sent"] == 1)
    with redis.client() as client:
        client.delete(f"game:{game.rpartition('/')[2]}:log")
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        status, problem = await hall.call("POST", f"{game}/take-over", {})
        assert (status, problem["detail"][:46]) == (503, "Only 0 of the 1 events of this game are known,")
        status, problem = await hall.call("POST", "/api/games/9/take-over", {})
        assert (status, problem["detail"]) == (404, "There is no game 9.")


async def test_a_kiosk_that_goes_on_from_a_backup_is_believed_and_so_is_whoever_takes_over_from_it(
    tmp_path: Path, redis: RedisServer
) -> None:
    backup = tmp_path / "backup.db"
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            game = await patio.new_game()
            await patio.throw(game, 1, "hole")
            copies.copy(tmp_path / "Patio" / "events.db", backup)
            for team, result in ((2, "off"), (1, "board"), (2, "hole")):
                await patio.throw(game, team, result)
            before = await patio.throw(game, 1, "off")
            await hall.shows(game, before["seq"])
            await until(lambda: hall.copied(game) == before["seq"])
        restoring.restore(backup, tmp_path / "Patio" / "events.db")
        async with screen(hall, game) as phone:
            async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
                restored = await hall.shows(game, 2)
                assert restored["log"] != before["log"]
                after = await patio.throw(game, 2, "board")
                await phone.shows(f"{restored['log']}-{after['seq']}")
                assert "is not shared" not in patio.standing.words
                played = await events(patio, game)
            taken = await take_over(hall, game)
            assert taken["seq"] == after["seq"] < before["seq"]
            assert await events(hall, game) == played
