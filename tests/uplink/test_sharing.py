"""Several kiosks on one Redis: what each shows of the others, and which messages it rejects."""

import asyncio
import itertools
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.errors import InvalidValue
from goat_kiosk.exports import export_format, exporting, importing
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.uplink.protocol.messages import GAMES
from tests.end2end.program import call_api, free_port, run_program
from tests.games import AT, game_created
from tests.uplink.kiosks import Peer, kiosk, kiosks, until
from tests.uplink.redis_server import RedisServer, redis_server
from tests.uplink.screen import follow_game
from tests.waiting import TIMEOUT_S

FLOOD = 100_000


def event_id(state: dict[str, Any]) -> str:
    return f"{state['log']}-{state['seq']}"


async def test_a_bag_at_one_kiosk_is_on_the_screens_of_the_other(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        async with follow_game(patio_kiosk, game) as near, follow_game(hall_kiosk, game) as far:
            for team in (1, 2):
                await patio_kiosk.throw(game, team)
            state = await patio_kiosk.throw(game)
            await far.wait_for_state(event_id(state))
            assert far.named("state")[-1] == near.named("state")[-1]
            assert set(far.named("state")) <= set(near.named("state"))
            assert far.named("refresh") == near.named("refresh") == ["game-started"]
        assert await hall_kiosk.state(game) == await patio_kiosk.state(game)
        await until(lambda: patio_kiosk.counts()["echoes"] == patio_kiosk.counts()["sent"])
        assert hall_kiosk.counts()["shown"] == patio_kiosk.counts()["sent"]


async def test_a_request_for_help_is_seen_at_other_kiosks_until_it_is_taken(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        _, response = await patio_kiosk.call("POST", f"{game}/help", {"reason": "A dispute"})
        assert (await hall_kiosk.wait_for_seq(game, 2))["help"] == response["help"]
        assert (await hall_kiosk.call("DELETE", f"{game}/help"))[0] == 409, "it is taken where the game is"
        assert (await patio_kiosk.call("DELETE", f"{game}/help"))[0] == 200
        assert "help" not in await hall_kiosk.wait_for_seq(game, 3)


async def test_a_kiosk_that_starts_later_reads_the_stored_states(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game = await patio_kiosk.new_game()
        state = await patio_kiosk.throw(game)
        await until(lambda: patio_kiosk.counts()["sent"] == 2)
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        assert await hall_kiosk.state(game) == state
        status, (peer,) = await hall_kiosk.call("GET", "/api/kiosks")
        assert (status, peer["name"], peer["away_since"] > 0) == (200, "Patio", True)
        async with follow_game(hall_kiosk, game) as seen:
            await until(lambda: bool(seen.named("kiosk")))
            assert json.loads(seen.named("kiosk")[0])["away_since"] is not None
            async with kiosks(tmp_path, redis.url, "Patio"):
                await until(lambda: len(seen.named("kiosk")) == 2)
                assert json.loads(seen.named("kiosk")[1])["away_since"] is None
            assert seen.states == [event_id(state)]


async def test_stored_states_are_read_in_the_order_of_their_changes(tmp_path: Path, redis: RedisServer) -> None:
    courts = [f"Court {n}" for n in range(1, 9)]
    for index, court in enumerate(courts):
        async with kiosk(tmp_path / "Patio", "Patio", redis.url, AT + 1000 * index) as patio_kiosk:
            await patio_kiosk.new_game(court=court)
            await until(lambda peer=patio_kiosk: peer.counts()["sent"] == 1)  # type: ignore[misc]
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        assert await court_names(hall_kiosk) == courts


async def test_no_bag_is_missed_between_reading_stored_states_and_subscribing(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game, turns = await patio_kiosk.new_game(), itertools.cycle((1, 2))
        for turn in range(6):
            async with kiosk(tmp_path / f"Hall {turn}", f"Hall {turn}", redis.url) as hall_kiosk:
                state = await patio_kiosk.throw(game, next(turns), "off")
                while hall_kiosk.link_status.state != "up":
                    state = await patio_kiosk.throw(game, next(turns), "off")
                await hall_kiosk.wait_for_seq(game, state["seq"])


async def test_games_are_shared_with_an_older_hub_in_both_directions(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        with redis.client() as older, older.pubsub() as subscription:
            subscription.psubscribe(GAMES.channels)
            assert subscription.get_message(timeout=TIMEOUT_S)["type"] == "psubscribe"
            game = await patio_kiosk.new_game()
            state = await patio_kiosk.state(game)
            message = await asyncio.to_thread(subscription.get_message, timeout=TIMEOUT_S)
            number = game.rpartition("/")[2]
            assert message["channel"] == f"game:{number}:events".encode()
            head, name, data = message["data"].decode().split("\n")
            assert state is not None
            assert (head, name) == (f"id: {event_id(state)}", "event: state")
            assert json.loads(data.removeprefix("data: ")) == state

            for score in (0, 3, 3, 5):
                older.publish(
                    "game:7:events",
                    f'event: state\ndata: {{"game_id":7,"team1":{{"score":{score}}},"team2":{{"score":1}}}}',
                )
        seen = await patio_kiosk.wait_for_seq("/api/games/7", 3)
        assert (seen["team1"]["score"], seen["team2"]["score"]) == (5, 1)
        async with patio_kiosk.session.get(f"{patio_kiosk.url}/game/7") as page:
            assert page.status == 200
            assert "Game 7" in await page.text()


async def test_garbage_is_counted_and_dropped(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game = await patio_kiosk.new_game()
        await until(lambda: patio_kiosk.counts()["echoes"] == 1)
        payloads = itertools.cycle([b"", b"\x00" * 40, b"event: state\ndata: {}", b'event: state\ndata: {"game_id":7}'])

        def flood() -> None:
            with redis.client() as client:
                for _ in range(FLOOD // 1000):
                    pipeline = client.pipeline(transaction=False)
                    for payload in itertools.islice(payloads, 1000):
                        pipeline.publish("game:7:events", payload)
                    pipeline.execute()

        flood_task = asyncio.create_task(asyncio.to_thread(flood))
        turns = 0
        while not flood_task.done():
            await patio_kiosk.throw(game, 1 + turns % 2, "off")
            turns += 1
        await flood_task
        await until(lambda: patio_kiosk.counts()["unreadable"] == FLOOD)
        assert patio_kiosk.counts()["shown"] == 0
        assert (await patio_kiosk.call("GET", "/api/games"))[1] == [await patio_kiosk.state(game)]
        assert turns > 0
        await patio_kiosk.wait_for_link("up")


async def test_late_and_repeated_states_are_dropped(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        with redis.client() as client, client.pubsub() as subscription:
            subscription.psubscribe(GAMES.channels)
            subscription.get_message(timeout=TIMEOUT_S)
            await patio_kiosk.throw(game)
            message = await asyncio.to_thread(subscription.get_message, timeout=TIMEOUT_S)
            state = await patio_kiosk.throw(game, 2)
            await hall_kiosk.wait_for_seq(game, 3)
            for _ in range(5):
                client.publish(message["channel"], message["data"])
        await until(lambda: hall_kiosk.counts()["late"] == 5)
        assert await hall_kiosk.state(game) == state


async def test_another_kiosks_game_is_read_only_and_the_refusal_says_where(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        refusal = f"This game is scored at kiosk Patio: {patio_kiosk.url}{game.replace('/api/games', '/game')}"
        for path, body in (("throws", {"team": 1, "result": "hole"}), ("undo", {}), ("next", {})):
            status, problem = await hall_kiosk.call("POST", f"{game}/{path}", body)
            assert (status, problem["detail"]) == (409, refusal)
        status, problem = await hall_kiosk.call("POST", f"{game}/join", {"team": 1, "name": "Eve"}, key=None)
        assert (status, problem["detail"]) == (409, refusal)
        status, problem = await hall_kiosk.call("POST", f"{game}/take-over", {})
        assert (status, problem["detail"]) == (
            409,
            "Kiosk Patio is there. Score the game at that kiosk; if it has just failed, try again in 15 s.",
        )
        assert (await patio_kiosk.wait_for_seq(game, 1))["team1"]["players"] == [
            {"id": 1, "name": "Ann", "ppr": 0.0, "dpr": 0.0}
        ]


async def test_an_imported_copy_of_a_game_belongs_to_the_kiosk_that_owns_it(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game = await patio_kiosk.new_game()
        with EventLog(tmp_path / "Patio" / "events.db") as log:
            (tmp_path / "game.json").write_bytes(exporting.export_bytes(log, [game_id_in(game)], "json"))
        (tmp_path / "Hall").mkdir()
        with EventLog(tmp_path / "Hall" / "events.db") as log:
            importing.import_games(log, export_format.read(tmp_path / "game.json"))
        async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
            await until(lambda: not hall_kiosk.scorekeeper.owners.is_owner(game_id_in(game)))
            state = await patio_kiosk.throw(game, 1, "off")
            assert await hall_kiosk.wait_for_seq(game, state["seq"]) == state
            assert (await hall_kiosk.call("POST", f"{game}/throws", {"team": 2, "result": "off"}))[0] == 409


def game_id_in(game: str) -> int:
    return int(game.rpartition("/")[2])


async def test_two_games_of_one_number_are_never_mixed_and_the_conflict_is_reported(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game = await patio_kiosk.new_game()
        (tmp_path / "Hall").mkdir()
        with EventLog(tmp_path / "Hall" / "events.db") as log:
            log.append(Row(game_id_in(game), 1, AT, None, game_created()))
        async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
            status_text = await hall_kiosk.wait_for_link("up", "another game of that number")
            assert status_text.endswith("kiosk Patio has another game of that number. Play it on as a new game.")
            hall_state = await hall_kiosk.throw(game, 1, "hole")
            patio_state = await patio_kiosk.throw(game, 1, "off")
            await until(lambda: hall_kiosk.counts()["clashes"] > 0)
            assert (await hall_kiosk.state(game), await patio_kiosk.state(game)) == (hall_state, patio_state)
            with redis.client() as client:
                assert json.loads(client.get(f"game:{game_id_in(game)}:state")) == patio_state


async def test_kiosks_of_one_name_are_distinguished(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosk(tmp_path / "one", "Kiosk", redis.url) as kiosk1:
        await kiosk1.wait_for_link("up")
        async with kiosk(tmp_path / "two", "Kiosk", redis.url) as kiosk2:
            for each_kiosk in (kiosk1, kiosk2):
                await each_kiosk.wait_for_link("up", "Another kiosk has the same name")
            game = await kiosk1.new_game()
            await kiosk2.wait_for_seq(game, 1)
            status, (peer,) = await kiosk2.call("GET", "/api/kiosks")
            assert (status, peer["url"], peer["away_since"]) == (200, kiosk1.url, None)


async def test_health_and_metrics_describe_the_redis_connection(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        await patio_kiosk.new_game()
        await until(lambda: hall_kiosk.counts()["shown"] == 1)
        await hall_kiosk.wait_for_link(
            "up", "Connected to 1 other kiosk."
        )  # a game is told sooner than that its kiosk is there
        _, health = await hall_kiosk.call("GET", "/healthz")
        assert health["uplink"]["line"] == "up"
        assert health["uplink"]["words"] == "Connected to 1 other kiosk."
        async with hall_kiosk.session.get(f"{hall_kiosk.url}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        assert {"goat_kiosk_uplink_up 1.0", "goat_kiosk_uplink_shown_total 1.0"} <= set(lines)


async def court_names(peer: Peer) -> list[str]:
    return [game["court"] for game in (await peer.call("GET", "/api/games"))[1]]


async def test_the_venue_shows_every_court_and_says_which_kiosk_is_away(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            game = await patio_kiosk.new_game(court="Court 3")
            await hall_kiosk.new_game(court="Court 1")
            await patio_kiosk.throw(game)
            await hall_kiosk.wait_for_seq(game, 2)
            assert (
                sorted(await court_names(hall_kiosk))
                == sorted(await court_names(patio_kiosk))
                == ["Court 1", "Court 3"]
            )
        async with asyncio.timeout(TIMEOUT_S):
            while "Kiosk Patio has been away since" not in await page(hall_kiosk, "/"):
                await asyncio.sleep(0.05)
        assert "Kiosk Patio has been away since" in await page(hall_kiosk, game.replace("/api/games", "/game"))


async def test_pages_of_another_kiosks_game_offer_no_scoring_or_joining(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        live_game, lobby_game = (
            await patio_kiosk.new_game(court="Court 3"),
            await patio_kiosk.new_game(court="Court 4"),
        )
        await patio_kiosk.throw(live_game)
        await hall_kiosk.wait_for_seq(live_game, 2)
        await hall_kiosk.wait_for_seq(lobby_game, 1)
        own_game = await hall_kiosk.new_game(court="Court 1")
        number = live_game.rpartition("/")[2]
        assert (await hall_kiosk.call("GET", f"{live_game}/stats"))[0] == 404
        for path in (f"/game/{number}", f"/game/{number}/figures", f"/game/{number}/receipt"):
            assert "Ann" in await page(hall_kiosk, path)
        lobby = f"{hall_kiosk.url}{lobby_game.replace('/api/games', '/game')}"
        async with hall_kiosk.session.post(f"{lobby}/join", data={"team": "1", "name": "Eve"}) as answer:
            assert answer.status == 422
            assert "This game is scored at kiosk Patio: http://127.0.0.1" in await answer.text()
        async with hall_kiosk.session.get(lobby, cookies={"seats": "x"}) as answer:
            assert answer.status == 200
        scored = await page(hall_kiosk, "/score/games")
        assert f"/score/{own_game.rpartition('/')[2]}" in scored
        assert f"/score/{number}" not in scored


async def test_a_result_is_confirmed_at_the_kiosk_that_owns_the_game(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        status, state = await patio_kiosk.call("POST", f"{game}/end", {"ended_by": "conceded", "winner": 1})
        result = state["receipt"]["hash"]
        confirmation = {"team": 1, "right": True, "hash": result, "name": "Ann"}
        await hall_kiosk.wait_for_seq(game, state["seq"])
        status, problem = await hall_kiosk.call("POST", f"{game}/confirm", confirmation, key=None)
        assert (status, "This game is scored at kiosk Patio" in problem["detail"]) == (409, True)
        assert (await patio_kiosk.call("POST", f"{game}/confirm", confirmation, key=None))[0] == 200
        shown = await hall_kiosk.wait_for_seq(game, state["seq"] + 1)
        assert shown["receipt"]["team1"]["name"] == "Ann"
        path = f"{game.replace('/api/games', '/game')}/receipt"
        link = f'href="{patio_kiosk.url}{path}"'
        async with asyncio.timeout(TIMEOUT_S):  # the address comes with the other kiosk's next heartbeat
            while link not in (text := await page(hall_kiosk, f"{path}?hash={result}")):
                await asyncio.sleep(0.05)
        assert 'data-comparison="same"' in text
        assert "<form" not in text.partition('id="answers"')[2].partition("</section>")[0]
        assert 'data-comparison="other"' in await page(hall_kiosk, f"{path}?hash={'0' * 64}")


async def page(peer: Peer, path: str) -> str:
    async with peer.session.get(peer.url + path) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.parametrize("url", ["http://127.0.0.1", "redis://host:port", "redis"])
def test_an_invalid_redis_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidValue, match="must look like redis://host:6379"):
        RedisUrl(url)


async def test_a_relay_can_follow_a_read_only_replica(tmp_path: Path, own_redis: RedisServer) -> None:
    (tmp_path / "copy").mkdir()
    with own_redis.client() as client:
        client.config_set("repl-diskless-sync-delay", "0")
    with (
        redis_server(tmp_path / "copy", "--replicaof", f"127.0.0.1 {own_redis.port}") as replica,
        replica.client() as client,
    ):
        await until(lambda: client.info("replication")["master_link_status"] == "up")
        with run_program("relay", "--port", "0", "--host", "127.0.0.1", "--redis", replica.url) as relay:
            async with kiosks(tmp_path, own_redis.url, "Patio") as (patio_kiosk,):
                game = await patio_kiosk.new_game()
                state = await patio_kiosk.throw(game)
                await until(lambda: call_api(relay, "GET", "/api/games") == [state])
                message = "Connected to 1 other kiosk."
                await until(lambda: call_api(relay, "GET", "/healthz")["uplink"]["words"] == message)
                replica.kill()
                message = "Until it is back, this relay shows the scores that came last."
                await until(lambda: call_api(relay, "GET", "/healthz")["uplink"]["words"].endswith(message))
            assert relay.terminate() == 0


@pytest.mark.logs_warnings
async def test_tls_works_and_an_unknown_certificate_is_refused(tmp_path: Path) -> None:
    (tmp_path / "redis").mkdir()
    key, certificate = (str(tmp_path / name) for name in ("key.pem", "certificate.pem"))
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *names]
    await asyncio.to_thread(subprocess.run, words, check=True, capture_output=True)
    port = free_port()
    tls = ["--tls-port", str(port), "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no"]
    with redis_server(tmp_path / "redis", *tls, "--tls-ca-cert-file", certificate):
        url = f"rediss://127.0.0.1:{port}"
        async with kiosks(tmp_path, f"{url}?ssl_ca_certs={certificate}", "Patio", "Hall") as (patio_kiosk, hall_kiosk):
            game = await patio_kiosk.new_game()
            await hall_kiosk.wait_for_seq(game, 1)
        async with kiosk(tmp_path / "Yard", "Yard", url) as yard_kiosk:
            await yard_kiosk.wait_for_link("down", "a certificate of an authority that this computer does not know")


@pytest.mark.logs_warnings
async def test_a_copied_data_folder_is_reported_at_both_kiosks_and_takes_no_game(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
        game = await patio_kiosk.new_game()
        await patio_kiosk.throw(game, 1, "hole")
        (tmp_path / "Hall").mkdir()
        verified_copy.copy(tmp_path / "Patio" / "events.db", tmp_path / "Hall" / "events.db")
        async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
            await hall_kiosk.wait_for_link("up", "This data folder is a copy of another kiosk’s.")
            await patio_kiosk.wait_for_link("up", "Kiosk Hall was started with a copy of this data folder.")
            assert hall_kiosk.scorekeeper.log_name != patio_kiosk.scorekeeper.log_name
            await until(lambda: not hall_kiosk.scorekeeper.owners.is_owner(game_id_in(game)))
            state = await patio_kiosk.throw(game, 2, "hole")
            assert await hall_kiosk.wait_for_seq(game, state["seq"]) == state
            assert game_id_in(await hall_kiosk.new_game(court="Court 2")) != game_id_in(game) + 1


async def test_a_kiosk_whose_address_has_changed_is_linked_to_at_the_new_one(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        patio_kiosk.sharing.set_address("http://192.168.7.9:8080")
        await until(lambda: [peer.url for peer in hall_kiosk.sharing.peers()] == ["http://192.168.7.9:8080"])


async def test_a_renamed_kiosk_is_not_shown_as_away(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Kiosk", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        patio_kiosk.sharing.set_kiosk_name("Patio")
        patio_kiosk.scorekeeper.set_kiosk_name("Patio")
        state = await patio_kiosk.throw(game, 1, "hole")
        await hall_kiosk.wait_for_seq(game, state["seq"])
        status, problem = await hall_kiosk.call("POST", f"{game}/take-over", {})
        assert (status, problem["detail"][:22]) == (409, "Kiosk Patio is there. ")
        await until(lambda: [peer.name for peer in hall_kiosk.sharing.peers()] == ["Patio"])


async def test_a_kiosk_not_yet_heard_from_is_not_shown_as_away(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall_kiosk, patio_kiosk):
        hall_kiosk.sharing._link.presence._known.clear()  # as before the first beat after Patio's
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        _, problem = await hall_kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
        assert problem["detail"].startswith("This game is scored at kiosk Patio")
