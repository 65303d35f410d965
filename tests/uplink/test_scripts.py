"""The fence: whatever comes in whatever order, what Redis keeps and publishes never goes back."""

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from goat_kiosk.uplink.scripts import APPEND, CLAIM, KEEP, KEPT_S, Script
from tests.uplink.redis_server import RedisServer
from tests.waiting import SOON

LOGS = ["aaaaaaaa", "bbbbbbbb", "cccccccc"]


class Offer(NamedTuple):
    log: str
    epoch: int
    seq: int


class Game:
    """One game in a real Redis, spoken to as a kiosk does."""

    def __init__(self, client: "Redis", number: int) -> None:
        self.client = client
        self.number = number

    def key(self, what: str) -> str:
        return f"game:{self.number}:{what}"

    def run(self, script: Script, keys: list[str], *arguments: str | int) -> list[Any]:
        answer: Any = self.client.eval(script.text, len(keys), *keys, *arguments)
        return [part.decode() if isinstance(part, bytes) else part for part in answer]

    def heard(self) -> Any:
        """Return a subscription to the game's channel."""
        subscription = self.client.pubsub()  # type: ignore[no-untyped-call]
        subscription.subscribe(self.key("events"))
        subscription.get_message(timeout=SOON)
        return subscription

    def keep(self, offer: Offer, *rows: tuple[int, str]) -> list[Any]:
        keys = [self.key(what) for what in ("owner", "log", "state")]
        told = ("Kiosk", offer.seq, f"{offer}", self.key("events"), "")
        pairs = [part for row in rows for part in row]
        return self.run(KEEP, keys, offer.log, offer.epoch, KEPT_S, *told, *pairs)

    def claim(self, log: str, of: str, known: int = -1) -> list[Any]:
        return self.run(CLAIM, [self.key("owner"), "goat:kiosk:Kiosk"], log, "Other", KEPT_S, of, known)

    def kept(self) -> str:
        state: Any = self.client.get(self.key("state"))
        return state.decode() if state else ""

    def numbers(self) -> list[str]:
        entries: Any = self.client.xrange(self.key("log"))
        return [number.decode() for number, _ in entries]


@pytest.fixture(scope="module")
def games(shared_redis: RedisServer) -> Iterator[Iterator[Game]]:
    with shared_redis.client() as client:
        yield (Game(client, number) for number in itertools.count(1))


offers = st.builds(Offer, st.sampled_from(LOGS), st.integers(0, 2), st.integers(1, 6))


@given(st.lists(offers, max_size=20))
def test_what_is_kept_and_published_never_goes_back(games: Iterator[Game], offered: list[Offer]) -> None:
    game = next(games)
    owner: Offer | None = None
    with game.heard() as heard:
        for offer in offered:
            said = game.keep(offer)[0]
            if owner is None or offer.epoch > owner.epoch:
                expected = "kept"
            elif offer.epoch < owner.epoch:
                expected = "fenced"
            elif offer.log != owner.log:
                expected = "clash"
            else:
                expected = "kept" if offer.seq > owner.seq else "known"
            assert said == expected
            if said == "kept":
                owner = offer
                assert heard.get_message(timeout=SOON)["data"].decode() == f"{offer}"
        assert game.kept() == (f"{owner}" if owner else "")
        assert heard.get_message() is None


def test_a_log_is_kept_without_a_gap_and_says_where_it_ends(games: Iterator[Game]) -> None:
    game, log = next(games), LOGS[0]
    assert game.keep(Offer(log, 0, 1), (1, "a")) == ["kept", 1]
    assert game.keep(Offer(log, 0, 4), (4, "d")) == ["kept", 1]
    rows: list[str | int] = [2, "b", 3, "c", 4, "d"]
    assert game.run(APPEND, [game.key("owner"), game.key("log")], log, 0, KEPT_S, *rows) == ["kept", 4]
    assert game.keep(Offer(log, 0, 5), (4, "d"), (5, "e")) == ["kept", 5]
    assert game.numbers() == [f"{n}-0" for n in range(1, 6)]
    assert game.run(APPEND, [game.key("owner"), game.key("log")], LOGS[1], 0, KEPT_S, 6, "f")[0] == "clash"
    assert len(game.numbers()) == 5


def test_a_game_is_claimed_once_and_only_while_its_kiosk_is_away(games: Iterator[Game]) -> None:
    game, (first, second, third) = next(games), LOGS
    assert game.claim(second, first) == ["gone"]
    assert next(games).claim(second, first, 3) == ["claimed", 4]
    game.keep(Offer(first, 0, 3))
    game.client.set("goat:kiosk:Kiosk", f'{{"log":"{first}"}}')
    assert game.claim(second, first) == ["present"]
    game.client.delete("goat:kiosk:Kiosk")
    assert game.claim(second, first) == ["claimed", 1]
    assert game.claim(third, first) == ["taken"]
    assert game.keep(Offer(first, 0, 4))[:2] == ["fenced", second]
    assert game.keep(Offer(second, 1, 3))[0] == "kept"
    assert game.claim(second, first) == ["claimed", 1]
    assert game.claim(third, second) == ["claimed", 2]
    assert game.keep(Offer(second, 1, 9))[:2] == ["fenced", third]


def test_a_state_that_somebody_deleted_comes_back_without_being_published_twice(games: Iterator[Game]) -> None:
    game, offer = next(games), Offer(LOGS[0], 0, 3)
    game.keep(offer)
    game.client.delete(game.key("state"))
    with game.heard() as heard:
        assert game.keep(offer)[0] == "known"
        assert heard.get_message() is None
    assert game.kept() == f"{offer}"
    assert 0 < game.client.ttl(game.key("state")) <= KEPT_S
