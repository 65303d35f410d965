"""Fencing scripts: in any order of writes, the states that Redis stores and publishes never go back."""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from goat_kiosk.uplink.protocol.scripts import (
    APPEND_EVENTS,
    CLAIM_LOG,
    EPOCH_LIMIT,
    FIRST_EPOCH,
    LOG_TTL_S,
    PUBLISH_STATE,
    RETURN_LOG,
    SEND_HEARTBEAT,
    Script,
)
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S

LOGS = ["aaaaaaaa", "bbbbbbbb", "cccccccc"]
FIRST = FIRST_EPOCH


class StateUpdate(NamedTuple):
    """A state that a kiosk offers to Redis."""

    log: str
    epoch: int
    seq: int
    run: str = ""
    follows: str = ""

    @property
    def run_id(self) -> str:
        """The id of the run; by default the first run of the log."""
        return self.run or f"{self.log}-1"


class Game:
    """One game in a real Redis, changed by the same scripts that a kiosk runs."""

    def __init__(self, client: "Redis", number: int) -> None:
        self.client = client
        self.number = number

    def key(self, part: str) -> str:
        return f"game:{self.number}:{part}"

    def run(self, script: Script, keys: list[str], *arguments: str | int) -> list[Any]:
        reply: Any = self.client.eval(script.text, len(keys), *keys, *arguments)
        return [part.decode() if isinstance(part, bytes) else part for part in reply]

    def subscribe(self) -> Any:
        """Return a subscription to the game's channel."""
        subscription = self.client.pubsub()  # type: ignore[no-untyped-call]
        subscription.subscribe(self.key("events"))
        subscription.get_message(timeout=TIMEOUT_S)
        return subscription

    def publish(self, update: StateUpdate, *rows: tuple[int, str]) -> list[Any]:
        keys = [self.key(part) for part in ("owner", "log", "state")]
        values = ("Kiosk", update.seq, f"{update}", self.key("events"), "")
        pairs = [part for row in rows for part in row]
        return self.run(
            PUBLISH_STATE, keys, update.log, update.run_id, update.epoch, LOG_TTL_S, update.follows, *values, *pairs
        )

    def append(self, update: StateUpdate, *rows: tuple[int, str]) -> list[Any]:
        pairs = [part for row in rows for part in row]
        keys = [self.key("owner"), self.key("log")]
        return self.run(APPEND_EVENTS, keys, update.log, update.run_id, update.epoch, LOG_TTL_S, update.follows, *pairs)

    def claim(
        self, log: str, owner: str, known_epoch: int, last_event: int = 0, mode: str = "", run: str = ""
    ) -> list[Any]:
        keys = [self.key("owner"), self.key("log")]
        return self.run(
            CLAIM_LOG, keys, log, run or f"{log}-1", "Other", LOG_TTL_S, owner, known_epoch, "Kiosk", last_event, mode
        )

    def send_heartbeat(self, log: str, run: str, name: str = "Kiosk") -> str:
        keys = [f"goat:kiosk:{name}", f"goat:kiosk:{name}:{log}", "goat:kiosks", f"goat:log:{log}"]
        reply: str = self.run(
            SEND_HEARTBEAT, keys, log, f'{{"log":"{log}","run":"{run}"}}', 15, f"{log} {name}", 9, run
        )[0]
        return reply

    def owner(self) -> list[Any]:
        values: Any = self.client.hmget(self.key("owner"), "log", "epoch")
        return [values[0].decode(), int(values[1])]

    def stored_state(self) -> str:
        state: Any = self.client.get(self.key("state"))
        return state.decode() if state else ""

    def numbers(self) -> list[str]:
        entries: Any = self.client.xrange(self.key("log"))
        return [number.decode() for number, _ in entries]


@pytest.fixture(scope="module")
def games(shared_redis: RedisServer) -> Iterator[Iterator[Game]]:
    with shared_redis.client() as client:
        client.flushall()
        yield (Game(client, number) for number in itertools.count(1))


updates = st.builds(
    StateUpdate, st.sampled_from(LOGS), st.integers(FIRST, FIRST + 2), st.integers(1, 6), st.just(""), st.just("")
)


@given(st.lists(updates, max_size=20))
def test_stored_and_published_states_never_go_back(games: Iterator[Game], offered_updates: list[StateUpdate]) -> None:
    game = next(games)
    owner: StateUpdate | None = None
    with game.subscribe() as messages:
        for update in offered_updates:
            reply = game.publish(update)[0]
            if owner is None or (update.log != owner.log and update.epoch > owner.epoch):
                expected = "kept"
            elif update.log != owner.log:
                expected = "theirs"
            else:
                expected = "kept" if update.seq > owner.seq else "known"
            assert reply == expected
            if reply in {"kept", "known"}:
                epoch = max(update.epoch, owner.epoch) if owner else update.epoch
                owner = (update if reply == "kept" or owner is None else owner)._replace(epoch=epoch)
            if reply == "kept":
                assert messages.get_message(timeout=TIMEOUT_S)["data"].decode() == f"{update}"
        assert messages.get_message() is None
    if owner:
        assert game.owner() == [owner.log, owner.epoch]


def test_events_are_stored_without_a_gap_and_the_last_number_is_returned(games: Iterator[Game]) -> None:
    game, log = next(games), LOGS[0]
    assert game.publish(StateUpdate(log, 0, 1), (1, "a")) == ["kept", 1, FIRST]
    assert game.publish(StateUpdate(log, 0, 4), (4, "d")) == ["kept", 1, FIRST]
    assert game.append(StateUpdate(log, 0, 4), (2, "b"), (3, "c"), (4, "d")) == ["kept", 4, FIRST]
    assert game.publish(StateUpdate(log, 0, 5), (4, "d"), (5, "e")) == ["kept", 5, FIRST]
    assert game.numbers() == [f"{n}-0" for n in range(1, 6)]
    assert game.append(StateUpdate(LOGS[1], FIRST, 6), (6, "f"))[0] == "theirs"
    assert len(game.numbers()) == 5


def test_a_game_is_taken_over_once_and_only_while_its_kiosk_is_away(games: Iterator[Game]) -> None:
    game, (first, second, third) = next(games), LOGS
    assert game.claim(second, first, -1) == ["gone"]
    assert next(games).claim(second, first, 2000)[:2] == ["taken", 2001]
    game.publish(StateUpdate(first, 0, 3))
    game.client.set(f"goat:log:{first}", f"{first}-1")
    assert game.claim(second, first, FIRST, mode="look")[0] == game.claim(second, first, FIRST)[0] == "present"
    game.client.delete(f"goat:log:{first}")
    assert game.claim(second, first, FIRST, mode="look")[0] == "free"
    assert game.owner() == [first, FIRST]
    assert game.claim(second, first, FIRST, last_event=7)[0] == "moved", "a bag has arrived"
    assert game.claim(second, first, FIRST)[:2] == ["taken", FIRST + 1]
    assert game.claim(third, first, FIRST)[0] == "moved"
    assert game.publish(StateUpdate(first, FIRST, 4))[:2] == ["theirs", second]
    assert game.publish(StateUpdate(second, FIRST + 1, 3))[0] == "kept"
    assert game.claim(third, second, FIRST + 1)[:2] == ["taken", FIRST + 2]
    assert game.publish(StateUpdate(second, FIRST + 1, 9))[:2] == ["theirs", third]


def test_a_take_over_that_cannot_be_saved_is_returned_under_an_unused_epoch(games: Iterator[Game]) -> None:
    game, (first, second, third) = next(games), LOGS
    game.publish(StateUpdate(first, 0, 3))
    assert game.claim(second, first, FIRST) == ["taken", FIRST + 1, f"{first}-1"]
    back = first, "Kiosk", f"{first}-1"
    for wrong in ((third, f"{third}-1", FIRST + 1), (second, f"{second}-2", FIRST + 1), (second, f"{second}-1", FIRST)):
        assert game.client.eval(RETURN_LOG.text, 1, game.key("owner"), *wrong, *back) == 0
    assert game.client.eval(RETURN_LOG.text, 1, game.key("owner"), second, f"{second}-1", FIRST + 1, *back) == 1
    assert game.publish(StateUpdate(first, FIRST, 4)) == ["kept", 0, FIRST + 1]
    assert game.publish(StateUpdate(second, FIRST + 1, 4))[0] == "theirs"


def test_a_restored_log_continues_its_predecessors_only_while_they_are_away(games: Iterator[Game]) -> None:
    game, (first, second, third) = next(games), LOGS
    game.publish(StateUpdate(first, 0, 9))
    heir = StateUpdate(second, 5, 4, follows=f"99999999 {first}")
    assert game.publish(heir)[:2] == ["follow", first], "whatever its epoch"
    game.client.set(f"goat:log:{first}", f"{first}-1")
    assert game.claim(second, first, FIRST)[0] == "present"
    game.client.delete(f"goat:log:{first}")
    assert game.claim(second, first, FIRST)[:2] == ["taken", FIRST + 1]
    assert game.publish(heir) == ["kept", 0, FIRST + 1]
    game.claim(third, second, FIRST + 1)
    assert game.publish(heir)[:2] == ["theirs", third]


def test_a_new_run_of_a_log_is_not_taken_for_the_last_run(games: Iterator[Game]) -> None:
    game, log = next(games), "dddddddd"
    one, other, again = (StateUpdate(log, 0, 3, run) for run in ("place001-1", "place002-1", "place001-2"))
    assert game.send_heartbeat(log, one.run_id) == "alone"
    assert game.publish(one)[0] == "kept"
    assert game.send_heartbeat(log, other.run_id) == "cloned"
    assert game.publish(other)[:2] == ["follow", log]
    assert game.claim(log, log, FIRST, run=other.run_id)[0] == "present"
    assert game.send_heartbeat(log, again.run_id) == "alone", "the same data folder: what ran there before is over"
    assert game.publish(again)[0] == "follow"
    assert game.claim(log, log, FIRST, run=again.run_id)[:2] == ["taken", FIRST + 1]
    assert game.publish(again) == ["known", 0, FIRST + 1], "nobody is told twice"
    assert game.publish(one)[0] == "follow"


def test_a_renamed_kiosk_is_found_by_its_log(games: Iterator[Game]) -> None:
    game, (first, second, _) = next(games), ("eeeeeeee", *LOGS[:2])
    assert game.send_heartbeat(first, "place001-1", "Before") == "alone"
    game.publish(StateUpdate(first, 0, 3, "place001-1"))
    game.client.delete("goat:kiosk:Before")
    assert game.claim(second, first, FIRST)[0] == "present"


def test_a_kiosk_of_the_last_version_is_fenced_and_its_presence_counts(games: Iterator[Game]) -> None:
    game, (first, second, _) = next(games), LOGS
    game.client.hset(game.key("owner"), mapping={"log": first, "epoch": 0, "seq": 3, "kiosk": "Old"})
    game.client.set("goat:kiosk:Old", f'{{"name":"Old","log":"{first}"}}')
    assert game.claim(second, first, 0)[0] == "present"
    game.client.delete("goat:kiosk:Old")
    assert game.claim(second, first, 0)[:2] == ["taken", FIRST]
    assert FIRST > 100, "more than an older kiosk reaches by being restored again and again"
    game.client.hset(game.key("owner"), mapping={"log": first, "epoch": FIRST + 1, "seq": 0, "kiosk": "Old"})
    assert game.publish(StateUpdate(second, FIRST, 9))[:2] == ["theirs", first], (
        "it has claimed the game by its own script"
    )


def test_a_deleted_state_is_stored_again_and_not_published_twice(games: Iterator[Game]) -> None:
    game, update = next(games), StateUpdate(LOGS[0], 0, 3)
    game.publish(update)
    game.client.delete(game.key("state"))
    with game.subscribe() as messages:
        assert game.publish(update)[0] == "known"
        assert messages.get_message() is None
    assert game.stored_state() == f"{update}"
    assert 0 < game.client.ttl(game.key("state")) <= LOG_TTL_S


EPOCHS_OF_NOBODY = ["abc", "", "-1", "1.5", "9" * 25, str(1 << 63), str(1 << 53)]


@pytest.mark.parametrize("epoch", EPOCHS_OF_NOBODY)
def test_an_owner_without_a_valid_epoch_is_ignored(games: Iterator[Game], epoch: str) -> None:
    game, (first, second, _) = next(games), LOGS
    game.publish(StateUpdate(first, 0, 3), *((number, "x") for number in (1, 2, 3)))
    game.client.hset(game.key("owner"), "epoch", epoch)
    assert game.publish(StateUpdate(first, 0, 4), (4, "y")) == ["kept", 4, FIRST]
    assert game.owner() == [first, FIRST]
    game.client.hset(game.key("owner"), "epoch", epoch)
    assert game.claim(second, first, 7, 4)[:2] == ["taken", FIRST]
    assert game.owner() == [second, FIRST]


def test_the_last_epoch_is_followed_by_the_first(games: Iterator[Game]) -> None:
    game, (first, second, _) = next(games), LOGS
    game.publish(StateUpdate(first, EPOCH_LIMIT - 1, 3))
    assert game.claim(second, first, EPOCH_LIMIT - 1)[:2] == ["taken", FIRST]


@pytest.mark.parametrize("key_name", ["owner", "log", "state"])
def test_a_key_of_a_wrong_type_is_replaced(games: Iterator[Game], key_name: str) -> None:
    game, (first, second, _) = next(games), LOGS
    game.publish(StateUpdate(first, 0, 3), (1, "x"))
    game.client.delete(game.key(key_name))
    game.client.sadd(game.key(key_name), "x")
    assert game.append(StateUpdate(first, 0, 3), (1, "x"))[0] == "kept"
    assert game.publish(StateUpdate(first, 0, 3))[0] in {"kept", "known"}
    assert (game.owner(), game.stored_state(), game.numbers()) == (
        [first, FIRST],
        f"{StateUpdate(first, 0, 3)}",
        ["1-0"],
    )
    game.client.delete(game.key(key_name))
    game.client.sadd(game.key(key_name), "x")
    assert game.claim(second, first, FIRST, 0 if key_name == "log" else 1)[:2] == ["taken", FIRST + 1]


@pytest.mark.parametrize("seq", ["abc", "", "9" * 25])
def test_an_unreadable_number_is_replaced(games: Iterator[Game], seq: str) -> None:
    game, log = next(games), LOGS[0]
    game.publish(StateUpdate(log, 0, 3))
    game.client.hset(game.key("owner"), "seq", seq)
    assert game.publish(StateUpdate(log, 0, 4))[0] == "kept"


def test_removed_events_are_stored_again_from_the_start(games: Iterator[Game]) -> None:
    game, log = next(games), LOGS[0]
    game.publish(StateUpdate(log, 0, 2), (1, "a"), (2, "b"))
    game.client.xtrim(game.key("log"), maxlen=0)
    assert game.publish(StateUpdate(log, 0, 3), (1, "a"), (2, "b"), (3, "c"))[:2] == ["kept", 0]
    assert game.append(StateUpdate(log, 0, 3), (1, "a"), (2, "b"), (3, "c"))[:2] == ["kept", 3]


def test_a_presence_key_of_a_wrong_type_is_replaced(games: Iterator[Game]) -> None:
    game, log = next(games), "ffffffff"
    for key in ("goat:kiosk:Kiosk", f"goat:kiosk:Kiosk:{log}", "goat:kiosks", f"goat:log:{log}", f"goat:copy:{log}"):
        game.client.delete(key)
        game.client.hset(key, "a", "b")
    assert game.send_heartbeat(log, "place001-1") == "alone"
    game.client.delete(f"goat:log:{log}")
    game.client.hset(f"goat:log:{log}", "a", "b")
    game.publish(StateUpdate(log, 0, 3))
    assert game.claim(LOGS[0], log, FIRST)[0] == "taken"
