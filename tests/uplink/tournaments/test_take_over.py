"""Take-over of a tournament in mid-bracket: another kiosk runs it while its own is away, until that returns."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.store.log import schema
from tests.uplink.kiosks import Peer, expire, kiosk, kiosks, until
from tests.uplink.proxy import proxy
from tests.uplink.redis_server import RedisServer
from tests.uplink.tournaments.test_replicas import at, wait_until_same
from tests.web.tournaments.api_night import ApiNight, new_night


async def take_over(peer: Peer, night: ApiNight) -> ApiNight:
    """Take a tournament over once its kiosk is known to be away, and return it as this kiosk has it."""
    await peer.send_heartbeat()
    await until(lambda: any(other.away_since is not None for other in peer.sharing.peers()))
    there = at(peer, night)
    await there.send("POST", "/take-over", {})
    return there


async def until_stored(redis: RedisServer, night: ApiNight) -> None:
    """Wait until Redis stores all that the tournament's kiosk has decided."""
    state = await night.send("GET", "")
    with redis.client() as client:
        key = f"goat:tournament:{night.tournament_id}:owner"
        await until(lambda: client.hget(key, "seq") == f"{state['seq']}".encode())


async def refusal(night: ApiNight, path: str = "/pause", body: object = None) -> tuple[int, str]:
    status, problem = await night.kiosk.call("POST", night.path + path, body or {"text": "Rain"})
    return status, problem.get("detail", "")


async def test_writes_go_to_the_kiosk_that_runs_the_tournament(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_night(hall, 4)
        await wait_until_same(patio, night)
        there = at(patio, night)
        await patio.send_heartbeat()
        place = f"This tournament is run at kiosk Hall: {hall.url}/tournament/{night.tournament_id}"
        assert await refusal(there) == (409, place)
        for path, body in [("/check-in", {"name": "Zoe"}), ("/me", {"seat": "x", "say": "here"})]:
            assert await refusal(there, path, body) == (409, place)
        result = {"winner": 1, "scores": [[21, 3]], "how": "played"}
        preview = await patio.call("PUT", f"{there.division}/matches/W1-1/result?preview=true", result)
        assert (preview[0], preview[1]["code"]) == (409, "owned-elsewhere")
        status, present = await patio.call("POST", f"{there.path}/take-over", {})
        assert (status, present["detail"]) == (
            409,
            "Kiosk Hall is there. Run the tournament at that kiosk; if it has just failed, try again in 15 s.",
        )


@pytest.mark.logs_warnings
async def test_a_bracket_goes_on_at_another_kiosk_and_the_old_one_cannot_write(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            night = await new_night(patio, 4)
            await night.win("W1-1", 1)
            await night.send("POST", "/divisions/1/matches/W1-2/call", {"court": "Board 2"})
            before = await wait_until_same(hall, night)
            played = await night.matches()
            await until_stored(redis, night)
        there = await take_over(hall, night)
        taken = await there.send("GET", "")
        assert (taken["kiosk"], taken["log"], taken["seq"]) == ("Hall", hall.scorekeeper.log_name, before["seq"])
        assert await there.matches() == played
        await there.win("W1-2", 2)
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            await wait_until_same(patio, there)
            back = at(patio, night)
            await until(lambda: not patio.scorekeeper.director.owners.is_owner(night.tournament_id))
            assert (await refusal(back))[0] == 409
            assert await back.matches() == await there.matches()
            await there.win("W2-1", 1)
            await wait_until_same(patio, there)
    # Without Redis as well: the old kiosk has kept that the tournament is not its own any more.
    async with kiosk(tmp_path / "Patio", "Patio", "redis://127.0.0.1:1") as patio:
        await patio.wait_for_link("down")
        assert await refusal(at(patio, night)) == (
            409,
            "Kiosk Hall has taken this tournament over. Run it there; what was kept here stays here.",
        )


@pytest.mark.logs_warnings
async def test_decisions_that_reached_no_other_kiosk_are_set_aside_and_can_be_taken_back(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with AsyncExitStack() as stack:
        redis_proxy = await stack.enter_async_context(proxy(redis.port))
        patio = await stack.enter_async_context(kiosk(tmp_path / "Patio", "Patio", redis_proxy.url))
        (hall,) = await stack.enter_async_context(kiosks(tmp_path, redis.url, "Hall"))
        await patio.wait_for_link("up")
        night = await new_night(patio, 4)
        await wait_until_same(hall, night)
        redis_proxy.is_stalled = True
        redis_proxy.disconnect()
        await patio.wait_for_link("down")
        expire(redis, patio.scorekeeper.log_name)
        await night.win("W1-1", 2)  # nobody else sees this
        there = await take_over(hall, night)
        await there.win("W1-1", 1)
        redis_proxy.is_stalled = False
        shown = await wait_until_same(patio, there)
        assert shown["kiosk"] == "Hall"
        await until(lambda: not patio.scorekeeper.director.owners.is_owner(night.tournament_id))
        aside = await night.send("GET", "/aside")
        assert [(row["event"]["type"], row["event"]["winner"]) for row in aside["events"]] == [("result-recorded", 2)]
        assert aside["kiosk"] == "Hall"
        taken_back = await night.send("POST", "/take-back", {})
        assert taken_back["kiosk"] == "Patio"
        assert (await night.matches())["W1-1"]["winner"] == 2
        await wait_until_same(hall, night)
        await until(lambda: not hall.scorekeeper.director.owners.is_owner(night.tournament_id))
        kept = await there.send("GET", "/aside")
        assert [row["event"]["winner"] for row in kept["events"]] == [1]


@pytest.mark.logs_warnings
async def test_a_tournament_goes_on_after_redis_has_lost_its_data(
    tmp_path: Path, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goat_kiosk.uplink.link.EXPIRES_S", 0)
    async with kiosks(tmp_path, own_redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, own_redis.url, "Patio") as (patio,):
            night = await new_night(patio, 4)
            await night.win("W1-1", 1)
            await wait_until_same(hall, night)
            await hall.send_heartbeat()
            played = await night.matches()
        own_redis.kill()
        await hall.wait_for_link("down")
        own_redis.start()
        await hall.wait_for_link("up")
        there = await take_over(hall, night)
        assert await there.matches() == played
        await there.win("W1-2", 2)


async def test_another_tournament_of_the_same_number_is_reported(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_night(hall, 4)
        await until_stored(redis, night)
        number = night.tournament_id
        log = patio.scorekeeper.director._log.writing_connection
        log.execute("UPDATE identity SET block = ?", (number >> schema.BLOCK_BITS,))
        status, other = await patio.call("POST", "/api/tournaments", {"name": "Saturday", "courts": ["Board 1"]})
        assert (status, other["tournament_id"]) == (201, number)
        sentence = f"Tournament {number} is not shared: kiosk Hall has another tournament of that number."
        await patio.wait_for_link("up", sentence)
        assert (await at(patio, night).send("GET", ""))["name"] == "Saturday"
        assert (await night.send("GET", ""))["name"] == "Friday"


async def test_without_the_right_to_the_channels_games_go_on_and_it_is_reported(
    tmp_path: Path, own_redis: RedisServer
) -> None:
    with own_redis.client() as client:
        channels = ["game:*:events"]
        rights: dict[str, Any] = {"keys": ["game:*", "goat:*"], "channels": channels, "categories": ["+@all"]}
        client.acl_setuser("kiosk", enabled=True, passwords=["+secret"], **rights)
    url = own_redis.url.replace("redis://", "redis://kiosk:secret@")
    async with kiosks(tmp_path, url, "Hall", "Patio") as (hall, patio):
        await hall.wait_for_link("up", "Tournaments are not shared: Redis does not let this user use their channels.")
        assert "Add &tournament:*:events to its ACL." in hall.link_status.text
        night = await new_night(hall, 4)
        game = await hall.new_game()
        await patio.wait_for_seq(game, 1)
        assert (await patio.call("GET", night.path))[0] == 404


async def test_the_game_of_a_match_is_taken_over_with_the_tournament_and_gives_its_result(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            night = await new_night(patio, 4)
            game = await night.send("POST", "/divisions/1/matches/W1-1/start", {"court": "Board 1"})
            path = f"/api/games/{game['game_id']}"
            bag = await patio.throw(path)
            await wait_until_same(hall, night)
            await hall.wait_for_seq(path, bag["seq"])
            await until_stored(redis, night)
            await until(lambda: hall.copied_events(path) == bag["seq"])
        there = await take_over(hall, night)
        state = await hall.state(path)
        assert state is not None
        assert (state["kiosk"], state["bags"]) == ("Hall", bag["bags"])
        assert (await hall.call("POST", f"{path}/end", {"ended_by": "conceded", "winner": 1}))[0] == 200
        match = (await there.matches())["W1-1"]
        assert (match["status"], match["winner"], match["games"]) == ("over", 1, [game["game_id"]])
