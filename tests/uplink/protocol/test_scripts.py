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
    CLAIM_GAME,
    EPOCH_LIMIT,
    FIRST_EPOCH,
    GAME_TTL_S,
    PUBLISH_STATE,
    RETURN_GAME,
    SEND_HEARTBEAT,
    Script,
)
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S

LOGS = ["aaaaaaaa", "bbbbbbbb", "cccccccc"]
FIRST = FIRST_EPOCH


class Offer(NamedTuple):
    log: str
    epoch: int
    seq: int
    run: str = ""
    follows: str = ""

    @property
    def by(self) -> str:
        """The id of the run; by default the first run of the log."""
        return self.run or f"{self.log}-1"


class Game:
    """One game in a real Redis, changed by the same scripts that a kiosk runs."""

    def __init__(self, client: "Redis", number: int) -> None:
        self.client = client
        self.number = number

    def key(self, what: str) -> str:
        return f"game:{self.number}:{what}"

    def run(self, script: Script, keys: list[str], *arguments: str | int) -> list[Any]:
        answer: Any = self.client.eval(script.text, len(keys), *keys, *arguments)
        return [part.decode() if isinstance(part, bytes) else part for part in answer]

    def subscribe(self) -> Any:
        """Return a subscription to the game's channel."""
        subscription = self.client.pubsub()  # type: ignore[no-untyped-call]
        subscription.subscribe(self.key("events"))
        subscription.get_message(timeout=TIMEOUT_S)
        return subscription

    def keep(self, offer: Offer, *rows: tuple[int, str]) -> list[Any]:
        keys = [self.key(what) for what in ("owner", "log", "state")]
        values = ("Kiosk", offer.seq, f"{offer}", self.key("events"), "")
        pairs = [part for row in rows for part in row]
        return self.run(
            PUBLISH_STATE, keys, offer.log, offer.by, offer.epoch, GAME_TTL_S, offer.follows, *values, *pairs
        )

    def append(self, offer: Offer, *rows: tuple[int, str]) -> list[Any]:
        pairs = [part for row in rows for part in row]
        keys = [self.key("owner"), self.key("log")]
        return self.run(APPEND_EVENTS, keys, offer.log, offer.by, offer.epoch, GAME_TTL_S, offer.follows, *pairs)

    def take(self, log: str, of: str, known: int, last: int = 0, how: str = "", run: str = "") -> list[Any]:
        keys = [self.key("owner"), self.key("log")]
        return self.run(CLAIM_GAME, keys, log, run or f"{log}-1", "Other", GAME_TTL_S, of, known, "Kiosk", last, how)

    def beat(self, log: str, run: str, name: str = "Kiosk") -> str:
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


offers = st.builds(
    Offer, st.sampled_from(LOGS), st.integers(FIRST, FIRST + 2), st.integers(1, 6), st.just(""), st.just("")
)


@given(st.lists(offers, max_size=20))
def test_stored_and_published_states_never_go_back(games: Iterator[Game], offered: list[Offer]) -> None:
    game = next(games)
    owner: Offer | None = None
    with game.subscribe() as messages:
        for offer in offered:
            reply = game.keep(offer)[0]
            if owner is None or (offer.log != owner.log and offer.epoch > owner.epoch):
                expected = "kept"
            elif offer.log != owner.log:
                expected = "theirs"
            else:
                expected = "kept" if offer.seq > owner.seq else "known"
            assert reply == expected
            if reply in {"kept", "known"}:
                epoch = max(offer.epoch, owner.epoch) if owner else offer.epoch
                owner = (offer if reply == "kept" or owner is None else owner)._replace(epoch=epoch)
            if reply == "kept":
                assert messages.get_message(timeout=TIMEOUT_S)["data"].decode() == f"{offer}"
        assert messages.get_message() is None
    if owner:
        assert game.owner() == [owner.log, owner.epoch]


def test_events_are_stored_without_a_gap_and_the_last_number_is_returned(games: Iterator[Game]) -> None:
    game, log = next(games), LOGS[0]
    assert game.keep(Offer(log, 0, 1), (1, "a")) == ["kept", 1, FIRST]
    assert game.keep(Offer(log, 0, 4), (4, "d")) == ["kept", 1, FIRST]
    assert game.append(Offer(log, 0, 4), (2, "b"), (3, "c"), (4, "d")) == ["kept", 4, FIRST]
    assert game.keep(Offer(log, 0, 5), (4, "d"), (5, "e")) == ["kept", 5, FIRST]
    assert game.numbers() == [f"{n}-0" for n in range(1, 6)]
    assert game.append(Offer(LOGS[1], FIRST, 6), (6, "f"))[0] == "theirs"
    assert len(game.numbers()) == 5


def test_a_game_is_taken_over_once_and_only_while_its_kiosk_is_away(games: Iterator[Game]) -> None:
    game, (first, second, third) = next(games), LOGS
    assert game.take(second, first, -1) == ["gone"]
    assert next(games).take(second, first, 2000)[:2] == ["taken", 2001]
    game.keep(Offer(first, 0, 3))
    game.client.set(f"goat:log:{first}", f"{first}-1")
    assert game.take(second, first, FIRST, how="look")[0] == game.take(second, first, FIRST)[0] == "present"
    game.client.delete(f"goat:log:{first}")
    assert game.take(second, first, FIRST, how="look")[0] == "free"
    assert game.owner() == [first, FIRST]
    assert game.take(second, first, FIRST, last=7)[0] == "moved", "a bag has arrived"
    assert game.take(second, first, FIRST)[:2] == ["taken", FIRST + 1]
    assert game.take(third, first, FIRST)[0] == "moved"
    assert game.keep(Offer(first, FIRST, 4))[:2] == ["theirs", second]
    assert game.keep(Offer(second, FIRST + 1, 3))[0] == "kept"
    assert game.take(third, second, FIRST + 1)[:2] == ["taken", FIRST + 2]
    assert game.keep(Offer(second, FIRST + 1, 9))[:2] == ["theirs", third]


def test_a_take_over_that_cannot_be_saved_is_returned_under_an_unused_epoch(games: Iterator[Game]) -> None:
    game, (first, second, third) = next(games), LOGS
    game.keep(Offer(first, 0, 3))
    assert game.take(second, first, FIRST) == ["taken", FIRST + 1, f"{first}-1"]
    back = first, "Kiosk", f"{first}-1"
    for wrong in ((third, f"{third}-1", FIRST + 1), (second, f"{second}-2", FIRST + 1), (second, f"{second}-1", FIRST)):
        assert game.client.eval(RETURN_GAME.text, 1, game.key("owner"), *wrong, *back) == 0
    assert game.client.eval(RETURN_GAME.text, 1, game.key("owner"), second, f"{second}-1", FIRST + 1, *back) == 1
    assert game.keep(Offer(first, FIRST, 4)) == ["kept", 0, FIRST + 1]
    assert game.keep(Offer(second, FIRST + 1, 4))[0] == "theirs"


def test_a_restored_log_continues_its_predecessors_only_while_they_are_away(games: Iterator[Game]) -> None:
    game, (first, second, third) = next(games), LOGS
    game.keep(Offer(first, 0, 9))
    heir = Offer(second, 5, 4, follows=f"99999999 {first}")
    assert game.keep(heir)[:2] == ["follow", first], "whatever its epoch"
    game.client.set(f"goat:log:{first}", f"{first}-1")
    assert game.take(second, first, FIRST)[0] == "present"
    game.client.delete(f"goat:log:{first}")
    assert game.take(second, first, FIRST)[:2] == ["taken", FIRST + 1]
    assert game.keep(heir) == ["kept", 0, FIRST + 1]
    game.take(third, second, FIRST + 1)
    assert game.keep(heir)[:2] == ["theirs", third]


def test_a_new_run_of_a_log_is_not_taken_for_the_last_run(games: Iterator[Game]) -> None:
    game, log = next(games), "dddddddd"
    one, other, again = (Offer(log, 0, 3, run) for run in ("place001-1", "place002-1", "place001-2"))
    assert game.beat(log, one.by) == "alone"
    assert game.keep(one)[0] == "kept"
    assert game.beat(log, other.by) == "cloned"
    assert game.keep(other)[:2] == ["follow", log]
    assert game.take(log, log, FIRST, run=other.by)[0] == "present"
    assert game.beat(log, again.by) == "alone", "the same data folder: what ran there before is over"
    assert game.keep(again)[0] == "follow"
    assert game.take(log, log, FIRST, run=again.by)[:2] == ["taken", FIRST + 1]
    assert game.keep(again) == ["known", 0, FIRST + 1], "nobody is told twice"
    assert game.keep(one)[0] == "follow"


def test_a_renamed_kiosk_is_found_by_its_log(games: Iterator[Game]) -> None:
    game, (first, second, _) = next(games), ("eeeeeeee", *LOGS[:2])
    assert game.beat(first, "place001-1", "Before") == "alone"
    game.keep(Offer(first, 0, 3, "place001-1"))
    game.client.delete("goat:kiosk:Before")
    assert game.take(second, first, FIRST)[0] == "present"


def test_a_kiosk_of_the_last_version_is_fenced_and_its_presence_counts(games: Iterator[Game]) -> None:
    game, (first, second, _) = next(games), LOGS
    game.client.hset(game.key("owner"), mapping={"log": first, "epoch": 0, "seq": 3, "kiosk": "Old"})
    game.client.set("goat:kiosk:Old", f'{{"name":"Old","log":"{first}"}}')
    assert game.take(second, first, 0)[0] == "present"
    game.client.delete("goat:kiosk:Old")
    assert game.take(second, first, 0)[:2] == ["taken", FIRST]
    assert FIRST > 100, "what it raises by itself when it is restored again and again"
    game.client.hset(game.key("owner"), mapping={"log": first, "epoch": FIRST + 1, "seq": 0, "kiosk": "Old"})
    assert game.keep(Offer(second, FIRST, 9))[:2] == ["theirs", first], "it has claimed the game by its own script"


def test_a_deleted_state_is_stored_again_and_not_published_twice(games: Iterator[Game]) -> None:
    game, offer = next(games), Offer(LOGS[0], 0, 3)
    game.keep(offer)
    game.client.delete(game.key("state"))
    with game.subscribe() as messages:
        assert game.keep(offer)[0] == "known"
        assert messages.get_message() is None
    assert game.stored_state() == f"{offer}"
    assert 0 < game.client.ttl(game.key("state")) <= GAME_TTL_S


EPOCHS_OF_NOBODY = ["abc", "", "-1", "1.5", "9" * 25, str(1 << 63), str(1 << 53)]


@pytest.mark.parametrize("epoch", EPOCHS_OF_NOBODY)
def test_an_owner_without_a_valid_epoch_is_ignored(games: Iterator[Game], epoch: str) -> None:
    game, (first, second, _) = next(games), LOGS
    game.keep(Offer(first, 0, 3), *((number, "x") for number in (1, 2, 3)))
    game.client.hset(game.key("owner"), "epoch", epoch)
    assert game.keep(Offer(first, 0, 4), (4, "y")) == ["kept", 4, FIRST]
    assert game.owner() == [first, FIRST]
    game.client.hset(game.key("owner"), "epoch", epoch)
    assert game.take(second, first, 7, 4)[:2] == ["taken", FIRST]
    assert game.owner() == [second, FIRST]


def test_the_last_epoch_is_followed_by_the_first(games: Iterator[Game]) -> None:
    game, (first, second, _) = next(games), LOGS
    game.keep(Offer(first, EPOCH_LIMIT - 1, 3))
    assert game.take(second, first, EPOCH_LIMIT - 1)[:2] == ["taken", FIRST]


@pytest.mark.parametrize("what", ["owner", "log", "state"])
def test_a_key_of_a_wrong_type_is_replaced(games: Iterator[Game], what: str) -> None:
    game, (first, second, _) = next(games), LOGS
    game.keep(Offer(first, 0, 3), (1, "x"))
    game.client.delete(game.key(what))
    game.client.sadd(game.key(what), "x")
    assert game.append(Offer(first, 0, 3), (1, "x"))[0] == "kept"
    assert game.keep(Offer(first, 0, 3))[0] in {"kept", "known"}
    assert (game.owner(), game.stored_state(), game.numbers()) == ([first, FIRST], f"{Offer(first, 0, 3)}", ["1-0"])
    game.client.delete(game.key(what))
    game.client.sadd(game.key(what), "x")
    assert game.take(second, first, FIRST, 0 if what == "log" else 1)[:2] == ["taken", FIRST + 1]


@pytest.mark.parametrize("seq", ["abc", "", "9" * 25])
def test_an_unreadable_number_is_replaced(games: Iterator[Game], seq: str) -> None:
    game, log = next(games), LOGS[0]
    game.keep(Offer(log, 0, 3))
    game.client.hset(game.key("owner"), "seq", seq)
    assert game.keep(Offer(log, 0, 4))[0] == "kept"


def test_removed_events_are_stored_again_from_the_start(games: Iterator[Game]) -> None:
    game, log = next(games), LOGS[0]
    game.keep(Offer(log, 0, 2), (1, "a"), (2, "b"))
    game.client.xtrim(game.key("log"), maxlen=0)
    assert game.keep(Offer(log, 0, 3), (1, "a"), (2, "b"), (3, "c"))[:2] == ["kept", 0]
    assert game.append(Offer(log, 0, 3), (1, "a"), (2, "b"), (3, "c"))[:2] == ["kept", 3]


def test_a_presence_key_of_a_wrong_type_is_replaced(games: Iterator[Game]) -> None:
    game, log = next(games), "ffffffff"
    for key in ("goat:kiosk:Kiosk", f"goat:kiosk:Kiosk:{log}", "goat:kiosks", f"goat:log:{log}", f"goat:copy:{log}"):
        game.client.delete(key)
        game.client.hset(key, "a", "b")
    assert game.beat(log, "place001-1") == "alone"
    game.client.delete(f"goat:log:{log}")
    game.client.hset(f"goat:log:{log}", "a", "b")
    game.keep(Offer(log, 0, 3))
    assert game.take(LOGS[0], log, FIRST)[0] == "taken"
