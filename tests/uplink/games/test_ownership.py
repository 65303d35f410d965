"""Ownership rules (the table in `goat_kiosk.uplink.games.ownership`), tested with three kiosks and one Redis."""

import asyncio
import logging
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from goat_kiosk.uplink.games import publisher
from goat_kiosk.uplink.protocol.connection import RedisUrl
from tests.properties import examples
from tests.uplink.games.venue import Kiosk, Venue
from tests.uplink.redis_server import RedisServer

places = st.integers(0, 2)
numbers = st.integers(0, 7)


class Ownership(RuleBasedStateMachine):
    """What may happen, in any order. Each rule names a kiosk, and a game or a backup by its number."""

    address: RedisUrl

    @initialize()
    def open(self) -> None:
        memory = Path("/dev/shm")  # noqa: S108  the disk is not what is tried here
        self._folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.loop = asyncio.new_event_loop()
        self.venue = Venue(Path(self._folder.name), self.address)
        self._do(self.venue.open())
        self.venue.create(self.venue.kiosks[0])
        self._news()

    def teardown(self) -> None:
        if hasattr(self, "venue"):
            try:
                self._do(self.venue.check())
            finally:
                self._do(self.venue.close())
                self.loop.close()
                self._folder.cleanup()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def _news(self) -> None:
        self._do(self.venue.news())

    def _kiosk(self, place: int, *, runs: bool) -> Kiosk | None:
        kiosk = self.venue.kiosks[place]
        return kiosk if kiosk.runs == runs else None

    @rule(place=places, number=numbers, result=st.sampled_from(["hole", "board", "off"]), heard=st.booleans())
    def score(self, place: int, number: int, result: str, *, heard: bool) -> None:
        kiosk = self._kiosk(place, runs=True)
        if kiosk and (ours := kiosk.ours()):
            self.venue.score(kiosk, ours[number % len(ours)], result)
            if heard:
                self._news()

    @rule(place=places)
    def create(self, place: int) -> None:
        if (kiosk := self._kiosk(place, runs=True)) and len(self.venue.games) < 4:
            self.venue.create(kiosk)
            self._news()

    @rule(place=places)
    def cut(self, place: int) -> None:
        if kiosk := self._kiosk(place, runs=True):
            self._do(kiosk.cut())

    @rule(place=places)
    def connect(self, place: int) -> None:
        if (kiosk := self._kiosk(place, runs=True)) and kiosk.line is None:
            self._do(kiosk.connect())
            self._news()

    @rule(place=places)
    def kill(self, place: int) -> None:
        if kiosk := self._kiosk(place, runs=True):
            self._do(kiosk.kill())

    @rule(place=places)
    def come_back(self, place: int) -> None:
        if kiosk := self._kiosk(place, runs=False):
            self._do(kiosk.start())
            self._news()

    @rule()
    def expire(self) -> None:
        self._do(self.venue.expire())
        self._news()

    @rule()
    def settle(self) -> None:
        self._do(self.venue.check())

    @rule(place=places)
    def back_up(self, place: int) -> None:
        if len(self.venue.backups) < 4:
            self.venue.back_up(self.venue.kiosks[place])

    @precondition(lambda self: self.venue.backups)
    @rule(place=places, number=numbers)
    def restore(self, place: int, number: int) -> None:
        if kiosk := self._kiosk(place, runs=False):
            self.venue.restore(kiosk, self.venue.backups[number % len(self.venue.backups)])

    @rule(place=places)
    def recover(self, place: int) -> None:
        if kiosk := self._kiosk(place, runs=False):
            self.venue.recover(kiosk)

    @rule(place=places, source=places)
    def clone(self, place: int, source: int) -> None:
        if (kiosk := self._kiosk(place, runs=False)) and place != source:
            self.venue.clone(self.venue.kiosks[source], kiosk)

    @rule(place=places, name=st.sampled_from(["Patio", "Hall", "Bar"]))
    def rename(self, place: int, name: str) -> None:
        if kiosk := self._kiosk(place, runs=True):
            kiosk.rename(name)

    @rule(place=places, number=numbers, room=st.sampled_from([0, 1, 9, 9, 9]))
    def take_over(self, place: int, number: int, room: int) -> None:
        if kiosk := self._kiosk(place, runs=True):
            with kiosk.full(room):
                self._do(self.venue.take_over(kiosk, self.venue.games[number % len(self.venue.games)]))
            self._news()

    @rule(place=places, number=numbers)
    def take_back(self, place: int, number: int) -> None:
        if kiosk := self._kiosk(place, runs=True):
            self._do(self.venue.take_back(kiosk, self.venue.games[number % len(self.venue.games)]))
            self._news()

    @rule(number=numbers, epoch=st.integers(0, 9), claims=st.booleans())
    def older_kiosk(self, number: int, epoch: int, *, claims: bool) -> None:
        game_id = self.venue.games[number % len(self.venue.games)]
        if self._do(self.venue.watcher.execute("EXISTS", f"game:{game_id}:owner")):
            self._do(self.venue.older_claims(game_id) if claims else self.venue.older_keeps(game_id, epoch))

    @rule(place=places, number=numbers)
    def die_taking_over(self, place: int, number: int) -> None:
        if kiosk := self._kiosk(place, runs=True):
            self._do(self.venue.die_taking_over(kiosk, self.venue.games[number % len(self.venue.games)]))


def tried(address: RedisUrl, monkeypatch: pytest.MonkeyPatch, how: settings) -> None:
    """Try histories; what waits a second before it tries again does not wait."""
    monkeypatch.setattr(publisher, "RETRY_AFTER_S", 0.0)
    monkeypatch.setattr(Ownership, "address", address, raising=False)
    logging.disable(logging.ERROR)
    try:
        run_state_machine_as_test(Ownership, settings=how)
    finally:
        logging.disable(logging.NOTSET)


def test_in_any_history_a_game_has_one_owner_and_loses_no_event(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried(RedisUrl(redis.url), monkeypatch, settings(examples(100), stateful_step_count=12))


def test_a_kiosk_that_lost_a_game_to_one_that_died_at_once_can_take_it_back(redis: RedisServer) -> None:
    """Who took it over has never said anything: the kept state is still our own."""

    async def history(venue: Venue, patio_kiosk: Kiosk, _hall: Kiosk, yard_kiosk: Kiosk) -> None:
        venue.create(patio_kiosk)
        await venue.news()
        await patio_kiosk.cut()
        await venue.expire()
        await venue.die_taking_over(yard_kiosk, venue.games[0])
        await patio_kiosk.connect()
        await venue.check()
        assert patio_kiosk.ours() == []
        await venue.take_over(patio_kiosk, venue.games[0])
        assert patio_kiosk.ours() == venue.games

    happened(redis, history)


def test_a_crash_after_taking_over_again_keeps_the_earlier_events(redis: RedisServer) -> None:
    """This includes taking back a game that is already here, which was once refused and lost its kept events."""

    async def history(venue: Venue, patio_kiosk: Kiosk, _hall: Kiosk, yard_kiosk: Kiosk) -> None:
        venue.create(patio_kiosk)
        await venue.news()
        await venue.take_back(patio_kiosk, venue.games[0])
        await patio_kiosk.kill()
        await venue.expire()
        await venue.check()
        await venue.take_over(yard_kiosk, venue.games[0])
        assert yard_kiosk.ours() == venue.games
        claim = await yard_kiosk.link.claim_of(venue.games[0])
        assert claim is not None
        await patio_kiosk.start()
        await patio_kiosk.link.take(claim._replace(mode="force"))  # and dies
        await patio_kiosk.kill()
        await yard_kiosk.kill()
        await venue.expire()
        await yard_kiosk.start()
        await venue.check()

    happened(redis, history)


def happened(redis: RedisServer, history: Callable[[Venue, Kiosk, Kiosk, Kiosk], Coroutine[Any, Any, None]]) -> None:
    """Let a history happen in a venue of its own, and check what must hold."""

    async def happen() -> None:
        with tempfile.TemporaryDirectory() as folder:
            venue = Venue(Path(folder), RedisUrl(redis.url))
            await venue.open()
            try:
                await history(venue, *venue.kiosks)
                await venue.check()
            finally:
                await venue.close()

    asyncio.run(happen())
