"""Take-over: another kiosk continues the court of a kiosk that is away, until that returns."""

import asyncio
import itertools
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown
from goat_kiosk.errors import NotSaved, Unavailable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.recovery import recovery, restoring
from goat_kiosk.uplink import link
from tests.games import AT
from tests.uplink.kiosks import Peer, expire, game_id_of, kiosk, kiosks, until
from tests.uplink.proxy import proxy
from tests.uplink.redis_server import RedisServer
from tests.uplink.screen import follow_game

Result = TypeVar("Result")
BAGS = "hole", "off", "board"


State = dict[str, Any]


async def play(peer: Peer, *results: str) -> tuple[str, State]:
    """Play a new game, a bag for each result and Orange first; return its path and its newest state."""
    game = await peer.new_game()
    for place, result in enumerate(results):
        await peer.throw(game, place % 2 + 1, result)
    state = await peer.state(game)
    assert state is not None
    return game, state


async def abandoned_game(folder: Path, redis: RedisServer, *results: str) -> tuple[str, State]:
    """Play a game at kiosk Patio until Redis stores all of it, and stop the kiosk."""
    async with kiosks(folder, redis.url, "Patio") as (patio_kiosk,):
        game, state = await play(patio_kiosk, *results)
        await until_stored(redis, game, state["seq"])
    return game, state


async def until_stored(redis: RedisServer, game: str, seq: int) -> None:
    """Wait until Redis stores the game's state at event `seq`."""
    with redis.client() as client:
        await until(lambda: client.hget(f"game:{game_id_of(game)}:owner", "seq") == f"{seq}".encode())


async def wait_until_lost(peer: Peer, game: str) -> None:
    """Wait until a kiosk knows that another kiosk owns the game."""
    await until(lambda: not peer.scorekeeper.owners.is_owner(game_id_of(game)))


async def expect_throw_refused(peer: Peer, game: str, sentence: str = "") -> None:
    """Throw a bag at a kiosk that does not own the game, and check its refusal."""
    status, problem = await peer.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
    assert status == 409
    assert sentence in problem["detail"]


async def take_over(peer: Peer, game: str) -> State:
    """Take a game over once its kiosk is known to be away."""
    await until(lambda: any(other.away_since is not None for other in peer.sharing.peers()))
    status, state = await peer.call("POST", f"{game}/take-over", {})
    assert status == 200, state
    taken: State = state
    return taken


async def events(peer: Peer, game: str) -> list[Any]:
    """Return the game's events, each with its hash."""
    status, log = await peer.call("GET", f"{game}/log")
    assert status == 200, log
    return [(row["event"], row["hash"]) for row in log["events"]]


@pytest.mark.logs_warnings
async def test_every_bag_that_reached_redis_is_there_and_the_old_kiosk_cannot_write(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            game, before = await play(patio_kiosk, *BAGS)
            await hall_kiosk.wait_for_seq(game, before["seq"])
            played = await events(patio_kiosk, game)
        async with follow_game(hall_kiosk, game) as phone:
            taken = await take_over(hall_kiosk, game)
            assert (taken["seq"], taken["bags"], taken["kiosk"]) == (before["seq"], before["bags"], "Hall")
            assert await events(hall_kiosk, game) == played
            after = await hall_kiosk.throw(game, 2, "hole")
            await phone.wait_for_state(f"{after['log']}-{after['seq']}")
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            await patio_kiosk.wait_for_seq(game, after["seq"])
            await expect_throw_refused(patio_kiosk, game, "This game is scored at kiosk Hall")
            assert await hall_kiosk.state(game) == await patio_kiosk.state(game) == after
    # Without Redis as well: the old kiosk has kept that the game is not its own any more.
    async with kiosk(tmp_path / "Patio", "Patio", "redis://127.0.0.1:1") as patio_kiosk:
        await patio_kiosk.wait_for_link("down")
        await expect_throw_refused(patio_kiosk, game, "Kiosk Hall has taken this game over.")


@pytest.mark.logs_warnings
async def test_bags_that_reached_no_other_kiosk_are_set_aside(tmp_path: Path, redis: RedisServer) -> None:
    async with AsyncExitStack() as stack:
        redis_proxy = await stack.enter_async_context(proxy(redis.port))
        patio_kiosk = await stack.enter_async_context(kiosk(tmp_path / "Patio", "Patio", redis_proxy.url))
        (hall_kiosk,) = await stack.enter_async_context(kiosks(tmp_path, redis.url, "Hall"))
        await patio_kiosk.wait_for_link("up")
        game, state = await play(patio_kiosk, "hole")
        await hall_kiosk.wait_for_seq(game, state["seq"])
        redis_proxy.is_stalled = True
        redis_proxy.disconnect()
        await patio_kiosk.wait_for_link("down")
        expire(redis, patio_kiosk.scorekeeper.log_name)
        await patio_kiosk.throw(game, 2, "board")
        await patio_kiosk.throw(game, 1, "off")
        await take_over(hall_kiosk, game)
        state_at_hall = await hall_kiosk.throw(game, 2, "off")
        redis_proxy.is_stalled = False
        await patio_kiosk.wait_for_seq(game, state_at_hall["seq"])
        await wait_until_lost(patio_kiosk, game)
        status, aside = await patio_kiosk.call("GET", f"{game}/aside")
        assert status == 200
        assert [(row["event"]["team"], row["event"]["result"]) for row in aside["events"]] == [(2, "board"), (1, "off")]
        assert aside["kiosk"] == "Hall"
        assert await hall_kiosk.state(game) == await patio_kiosk.state(game)


@pytest.mark.logs_warnings
async def test_a_court_continues_at_another_kiosk_after_redis_has_lost_its_data(
    tmp_path: Path, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "EXPIRES_S", 0)  # the wait is tested below, its length is not
    async with kiosks(tmp_path, own_redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, own_redis.url, "Patio") as (patio_kiosk,):
            game, before = await play(patio_kiosk, "hole", "board")
            await hall_kiosk.wait_for_seq(game, before["seq"])
            await until(lambda: hall_kiosk.copied_events(game) == before["seq"])
        own_redis.kill()
        await hall_kiosk.wait_for_link("down")
        own_redis.start()
        await hall_kiosk.wait_for_link("up")
        taken = await take_over(hall_kiosk, game)
        assert (taken["seq"], taken["bags"]) == (before["seq"], before["bags"])
        after = await hall_kiosk.throw(game, 1, "off")
        async with kiosks(tmp_path, own_redis.url, "Patio") as (patio_kiosk,):
            await patio_kiosk.wait_for_seq(game, after["seq"])
            await expect_throw_refused(patio_kiosk, game)


@pytest.mark.logs_warnings
async def test_no_game_is_taken_over_right_after_redis_has_come_back(tmp_path: Path, own_redis: RedisServer) -> None:
    async with kiosks(tmp_path, own_redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await until(lambda: hall_kiosk.copied_events(game) == 1)
        with own_redis.client() as client:
            client.flushall()
        status, problem = await hall_kiosk.call("POST", f"{game}/take-over", {})
        assert (status, problem["detail"][:25]) == (503, "Redis has just come back ")


async def test_a_phone_takes_over_the_court_it_was_paired_for_and_no_other(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game = await patio_kiosk.new_game(court="Court 3")
        await until_stored(redis, game, 1)
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        await until(lambda: any(other.away_since is not None for other in hall_kiosk.sharing.peers()))
        court_3_key, court_4_key = (
            hall_kiosk.pairing.pair(hall_kiosk.pairing.create_code(court).code, court)[1]
            for court in ("Court 3", "Court 4")
        )
        for key, refusal in ((None, 401), ("guessed", 403), (court_4_key, 403)):
            status, problem = await hall_kiosk.call("POST", f"{game}/take-over", {}, key=key)
            assert status == refusal, problem
        status, state = await hall_kiosk.call("POST", f"{game}/take-over", {}, key=court_3_key)
        assert (status, state["kiosk"]) == (200, "Hall")
        assert [
            (await hall_kiosk.call("GET", f"{game}/aside", key=key))[0] for key in (None, court_4_key, court_3_key)
        ] == [
            401,
            403,
            200,
        ]


async def test_a_game_taken_over_can_be_taken_back(tmp_path: Path, redis: RedisServer) -> None:
    game, _ = await abandoned_game(tmp_path, redis, "hole")
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        await take_over(hall_kiosk, game)
        state = await hall_kiosk.throw(game, 2, "hole")
        await until_stored(redis, game, state["seq"])
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        await patio_kiosk.wait_for_seq(game, state["seq"])
        taken = await take_over(patio_kiosk, game)
        assert (taken["seq"], taken["kiosk"], len(taken["bags"])) == (state["seq"], "Patio", 2)
        await patio_kiosk.throw(game, 1, "board")


async def test_two_kiosks_cannot_both_take_over_a_game(tmp_path: Path, redis: RedisServer) -> None:
    game, _ = await abandoned_game(tmp_path, redis)
    async with kiosks(tmp_path, redis.url, "Hall", "Yard") as peers:
        await asyncio.gather(*(until(lambda peer=peer: len(peer.sharing.peers()) == 2) for peer in peers))  # type: ignore[misc]
        answers = await asyncio.gather(*(peer.call("POST", f"{game}/take-over", {}) for peer in peers))
        assert sorted(status for status, _ in answers) == [200, 409]


@pytest.mark.logs_warnings
async def test_a_game_that_cannot_be_continued_is_not_taken_over(tmp_path: Path, redis: RedisServer) -> None:
    game, _ = await abandoned_game(tmp_path, redis)
    with redis.client() as client:
        client.delete(f"game:{game.rpartition('/')[2]}:log")
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        status, problem = await hall_kiosk.call("POST", f"{game}/take-over", {})
        assert (status, problem["detail"][:46]) == (503, "Only 0 of the 1 events of this game are known,")
        status, problem = await hall_kiosk.call("POST", "/api/games/9/take-over", {})
        assert (status, problem["detail"]) == (404, "There is no game 9.")


async def test_a_restored_kiosk_gets_the_events_that_others_have_seen_and_no_screen_goes_back(
    tmp_path: Path, redis: RedisServer
) -> None:
    backup = tmp_path / "backup.db"
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            game = await patio_kiosk.new_game()
            await patio_kiosk.throw(game, 1, "hole")
            verified_copy.copy(tmp_path / "Patio" / "events.db", backup)
            for team, result in ((2, "off"), (1, "board"), (2, "hole")):
                await patio_kiosk.throw(game, team, result)
            before = await patio_kiosk.throw(game, 1, "off")
            await hall_kiosk.wait_for_seq(game, before["seq"])
            played = await events(patio_kiosk, game)
        restoring.restore(backup, tmp_path / "Patio" / "events.db")
        async with follow_game(hall_kiosk, game) as phone:
            async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
                restore_patio_at = await patio_kiosk.wait_for_seq(game, before["seq"])
                assert restore_patio_at["log"] != before["log"]
                assert await events(patio_kiosk, game) == played
                after = await patio_kiosk.throw(game, 2, "board")
                await phone.wait_for_state(f"{restore_patio_at['log']}-{after['seq']}")
                assert all(int(event_id.partition("-")[2]) >= before["seq"] for event_id in phone.states)
                played = await events(patio_kiosk, game)
            taken = await take_over(hall_kiosk, game)
            assert taken["seq"] == after["seq"]
            assert await events(hall_kiosk, game) == played


async def restore_patio_at(tmp_path: Path, game: str, name: str) -> None:
    """Back up the current log of kiosk Patio, and restore it at the kiosk `name`."""
    verified_copy.copy(tmp_path / "Patio" / "events.db", tmp_path / f"{game.rpartition('/')[2]}.db")
    (tmp_path / name).mkdir(exist_ok=True)
    restoring.restore(tmp_path / f"{game.rpartition('/')[2]}.db", tmp_path / name / "events.db")


async def test_a_backup_restored_elsewhere_takes_no_court_from_a_living_kiosk(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game = await patio_kiosk.new_game()
        await patio_kiosk.throw(game, 1, "hole")
        await restore_patio_at(tmp_path, game, "Hall")
        before = await patio_kiosk.throw(game, 2, "hole")
        async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
            await hall_kiosk.wait_for_seq(game, before["seq"])
            await expect_throw_refused(hall_kiosk, game, "scored at kiosk Patio")
            for _ in range(2):
                status, problem = await hall_kiosk.call("POST", f"{game}/take-over", {})
                assert (status, problem["detail"]) == (
                    409,
                    "Kiosk Patio is there. Score the game at that kiosk; if it has just failed, try again in 15 s.",
                )
            after = await patio_kiosk.throw(game, 1, "board")
            assert await hall_kiosk.wait_for_seq(game, after["seq"]) == after


async def test_a_kiosk_recovered_twice_does_not_take_back_what_another_has_taken_over(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        game, state = await abandoned_game(tmp_path, redis, "hole")
        await hall_kiosk.wait_for_seq(game, state["seq"])
        await take_over(hall_kiosk, game)
        after = await hall_kiosk.throw(game, 2, "hole")
        log, backups = tmp_path / "Patio" / "events.db", [tmp_path]
        for _ in range(2):
            recovery.recover(log, Unavailable("it was tried"), backups)
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            await patio_kiosk.wait_for_seq(game, after["seq"])
            await wait_until_lost(patio_kiosk, game)
            assert await hall_kiosk.throw(game, 1, "off") == await patio_kiosk.wait_for_seq(game, after["seq"] + 1)


@pytest.mark.logs_warnings
async def test_a_restored_kiosk_that_played_on_alone_continues_and_reports_it(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            game = await patio_kiosk.new_game()
            await patio_kiosk.throw(game, 1, "hole")
            await restore_patio_at(tmp_path, game, "Yard")
            before = await patio_kiosk.throw(game, 2, "off")
            await hall_kiosk.wait_for_seq(game, before["seq"])
        async with follow_game(hall_kiosk, game) as phone:
            async with kiosk(tmp_path / "Yard", "Yard", "redis://127.0.0.1:1") as yard_kiosk:
                offline_state = await yard_kiosk.throw(game, 2, "hole")
            async with kiosks(tmp_path, redis.url, "Yard") as (yard_kiosk,):
                await phone.wait_for_state(f"{offline_state['log']}-{offline_state['seq']}")
                await until(lambda: "game-restored" in phone.named("refresh"))
                status_text = await yard_kiosk.wait_for_link("up", "continues from an older copy")
                assert "Court 1 continues from an older copy of its log" in status_text
                after = await yard_kiosk.throw(game, 1, "hole")
                assert await hall_kiosk.wait_for_seq(game, after["seq"]) == after


@pytest.mark.logs_warnings
async def test_a_take_over_that_cannot_be_saved_leaves_the_court_to_its_owner(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Yard") as (hall_kiosk, yard_kiosk):
        game, state = await abandoned_game(tmp_path, redis, "hole")
        await hall_kiosk.wait_for_seq(game, state["seq"])
        await until(lambda: hall_kiosk.copied_events(game) == state["seq"])
        for writes in (0, 1):  # refused at its first write, and at the one after Redis has agreed
            with full_disk_after(hall_kiosk, writes):
                status, _ = await hall_kiosk.call("POST", f"{game}/take-over", {})
                assert status == 503
        taken = await take_over(yard_kiosk, game)
        assert taken["bags"] == state["bags"]
        await yard_kiosk.throw(game, 2, "hole")


@contextmanager
def full_disk_after(peer: Peer, writes: int) -> Iterator[None]:
    """Refuse writes of ownership after the first `writes` of them, as a full disk does, until the block ends."""
    log = peer.scorekeeper._log
    names = {"adopt", "save_ownership"}
    originals = {name: getattr(log, name) for name in names}
    count = itertools.count()

    def refuse(name: str, *arguments: object) -> None:
        if next(count) >= writes:
            raise NotSaved("The disk is full.")
        originals[name](*arguments)

    for name in names:
        setattr(log, name, partial(refuse, name))
    try:
        yield
    finally:
        for name in names:
            delattr(log, name)


async def test_a_kiosk_that_dies_while_it_takes_over_does_not_close_the_court_to_others(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Yard") as (yard_kiosk,):
        game, state = await abandoned_game(tmp_path, redis, "hole")
        await yard_kiosk.wait_for_seq(game, state["seq"])
        async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
            await until(lambda: any(other.away_since is not None for other in hall_kiosk.sharing.peers()))
            hall_games = hall_kiosk.sharing._link.games
            claim, _ = await run_on_hub(hall_kiosk, hall_games.prepare_takeover(game_id_of(game), is_settled=True))
            await run_on_hub(hall_kiosk, hall_games.take(claim))  # and dies
        taken = await take_over(yard_kiosk, game)
        assert (taken["kiosk"], taken["bags"]) == ("Yard", state["bags"])


async def run_on_hub(peer: Peer, coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine on a kiosk's hub thread, and return its result."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, peer.server._loop))


@pytest.mark.logs_warnings
async def test_own_unshared_bags_are_set_aside_and_do_not_block_a_court(tmp_path: Path, redis: RedisServer) -> None:
    async with AsyncExitStack() as stack:
        redis_proxy = await stack.enter_async_context(proxy(redis.port))
        patio_kiosk = await stack.enter_async_context(kiosk(tmp_path / "Patio", "Patio", redis_proxy.url))
        await patio_kiosk.wait_for_link("up")
        game = await patio_kiosk.new_game()
        async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
            state = await patio_kiosk.throw(game, 1, "hole")
            await hall_kiosk.wait_for_seq(game, state["seq"])
            redis_proxy.is_stalled = True
            redis_proxy.disconnect()
            await patio_kiosk.wait_for_link("down")
            await patio_kiosk.throw(game, 2, "board")
            expire(redis, patio_kiosk.scorekeeper.log_name)
            await take_over(hall_kiosk, game)
            state_at_hall = await hall_kiosk.throw(game, 2, "off")
            redis_proxy.is_stalled = False
            await patio_kiosk.wait_for_seq(game, state_at_hall["seq"])
            await wait_until_lost(patio_kiosk, game)
            _, health = await patio_kiosk.call("GET", "/healthz")
            assert health["aside"] == [{"game_id": game_id_of(game), "events": 1}]
        taken = await take_over(patio_kiosk, game)
        assert taken["bags"] == state_at_hall["bags"]
        _, aside = await patio_kiosk.call("GET", f"{game}/aside")
        assert [row["event"]["result"] for row in aside["events"]] == ["board"]
        assert taken["log"] != state["log"], "its numbers come again with other bags"
        _, health = await patio_kiosk.call("GET", "/healthz")
        assert health["aside"][0]["events"] == 1
        await patio_kiosk.throw(game, 1, "hole")


async def test_a_game_with_a_forged_owner_can_be_taken_back(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await patio_kiosk.throw(game, 1, "hole")
        number = game_id_of(game)
        with redis.client() as client:
            forged = {"log": "0badbad0", "epoch": 99_999, "seq": 9, "kiosk": "Nobody", "run": "x"}
            client.hset(f"game:{number}:owner", mapping=forged)
            client.set("goat:log:0badbad0", "x")
        await patio_kiosk.call("POST", f"{game}/throws", {"team": 2, "result": "board"})
        await wait_until_lost(patio_kiosk, game)
        assert (await patio_kiosk.call("POST", f"{game}/take-over", {}))[0] == 409
        assert (await patio_kiosk.call("POST", f"{game}/take-back", {}, key=None))[0] == 401
        status, state = await patio_kiosk.call("POST", f"{game}/take-back", {})
        assert (status, [bag["result"] for bag in state["bags"]]) == (200, ["hole", "board"])
        after = await patio_kiosk.throw(game, 1, "off")
        await hall_kiosk.wait_for_seq(game, after["seq"])
        assert (await patio_kiosk.call("POST", f"{game}/take-back", {}))[0] == 409


async def test_a_court_taken_back_without_redis_is_given_up_when_redis_names_another_owner(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        game, _ = await abandoned_game(tmp_path, redis, "hole")
        await take_over(hall_kiosk, game)
        await hall_kiosk.throw(game, 2, "hole")
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            await wait_until_lost(patio_kiosk, game)
        with EventLog(tmp_path / "Patio" / "events.db") as log:
            scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
            assert [f"/api/games/{game_id}" for game_id in scorekeeper.ownership.taken_games()] == [game]
            scorekeeper.ownership.reclaim(scorekeeper.ownership.taken_games()[0], 0)
            scorekeeper.record(game_id_of(game), BagThrown(2, "off"))
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            await wait_until_lost(patio_kiosk, game)
            _, health = await patio_kiosk.call("GET", "/healthz")
            assert health["aside"] == [{"game_id": game_id_of(game), "events": 1}]


async def test_a_kiosk_learns_that_its_court_was_taken_back(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        game, _ = await abandoned_game(tmp_path, redis, "hole")
        await take_over(hall_kiosk, game)
        await hall_kiosk.throw(game, 2, "hole")
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            await wait_until_lost(patio_kiosk, game)
            assert (await patio_kiosk.call("POST", f"{game}/take-back", {}))[0] == 200
            await wait_until_lost(hall_kiosk, game)
            after = await patio_kiosk.throw(game, 2, "off")
            assert await hall_kiosk.wait_for_seq(game, after["seq"]) == after
            await expect_throw_refused(hall_kiosk, game)


async def test_a_court_that_was_lost_without_a_message_is_noticed(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        game = await hall_kiosk.new_game()
        number = game_id_of(game)
        with redis.client() as client:
            taken = {"log": "0badbad0", "epoch": 99_999, "seq": 9, "kiosk": "Yard", "run": "x"}
            client.hset(f"game:{number}:owner", mapping=taken)
        connection = hall_kiosk.sharing._link.connection
        assert connection is not None
        await run_on_hub(hall_kiosk, hall_kiosk.sharing._link.send_presence(connection))
        await wait_until_lost(hall_kiosk, game)
