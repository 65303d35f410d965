"""Ownership rules (the table in `goat_kiosk.uplink.published.ownership`), tested with three kiosks and one Redis."""

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

from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.uplink.protocol.messages import GAMES, TOURNAMENTS, PublishedKind, PublishedLog
from goat_kiosk.uplink.published import publisher
from tests.properties import examples
from tests.uplink.published.simulated_venue import Kiosk, SimulatedVenue
from tests.uplink.redis_server import RedisServer

kiosk_numbers = st.integers(0, 2)
numbers = st.integers(0, 7)
results = st.sampled_from(["hole", "board", "off"])
kinds = pytest.mark.parametrize("kind", [GAMES, TOURNAMENTS], ids=lambda kind: kind.name)


class Ownership(RuleBasedStateMachine):
    """A state machine of random histories; each rule selects a kiosk, and a game or a backup, by its number."""

    address: RedisUrl

    @initialize()
    def open(self) -> None:
        memory = Path("/dev/shm")  # noqa: S108  faster than a disk, which these tests do not need
        self._folder = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None)
        self.loop = asyncio.new_event_loop()
        self.venue = SimulatedVenue(Path(self._folder.name), self.address)
        self._run(self.venue.open())
        for kind in (GAMES, TOURNAMENTS):
            self.venue.create(self.venue.kiosks[0], kind)
        self._run_until_idle()

    def teardown(self) -> None:
        if hasattr(self, "venue"):
            try:
                self._run(self.venue.check())
            finally:
                self._run(self.venue.close())
                self.loop.close()
                self._folder.cleanup()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def _run_until_idle(self) -> None:
        self._run(self.venue.run_until_idle())

    def _chosen(self, number: int) -> PublishedLog:
        return self.venue.published[number % len(self.venue.published)]

    def _kiosk(self, number: int, *, is_running: bool) -> Kiosk | None:
        kiosk = self.venue.kiosks[number]
        return kiosk if kiosk.is_running == is_running else None

    @rule(
        kiosk_number=kiosk_numbers,
        number=numbers,
        result=st.sampled_from(["hole", "board", "off"]),
        is_delivered=st.booleans(),
    )
    def write(self, kiosk_number: int, number: int, result: str, *, is_delivered: bool) -> None:
        kiosk = self._kiosk(kiosk_number, is_running=True)
        if kiosk and (owned := kiosk.owned()):
            self.venue.write(kiosk, owned[number % len(owned)], result)
            if is_delivered:
                self._run_until_idle()

    @rule(kiosk_number=kiosk_numbers, kind=st.sampled_from([GAMES, TOURNAMENTS]))
    def create(self, kiosk_number: int, kind: PublishedKind) -> None:
        if (kiosk := self._kiosk(kiosk_number, is_running=True)) and len(self.venue.published) < 4:
            self.venue.create(kiosk, kind)
            self._run_until_idle()

    @rule(kiosk_number=kiosk_numbers)
    def disconnect(self, kiosk_number: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=True):
            self._run(kiosk.disconnect())

    @rule(kiosk_number=kiosk_numbers)
    def connect(self, kiosk_number: int) -> None:
        if (kiosk := self._kiosk(kiosk_number, is_running=True)) and kiosk.connection is None:
            self._run(kiosk.connect())
            self._run_until_idle()

    @rule(kiosk_number=kiosk_numbers)
    def kill(self, kiosk_number: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=True):
            self._run(kiosk.kill())

    @rule(kiosk_number=kiosk_numbers)
    def restart(self, kiosk_number: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=False):
            self._run(kiosk.start())
            self._run_until_idle()

    @rule()
    def expire(self) -> None:
        self._run(self.venue.expire())
        self._run_until_idle()

    @rule()
    def check(self) -> None:
        self._run(self.venue.check())

    @rule(kiosk_number=kiosk_numbers)
    def back_up(self, kiosk_number: int) -> None:
        if len(self.venue.backups) < 4:
            self.venue.back_up(self.venue.kiosks[kiosk_number])

    @precondition(lambda self: self.venue.backups)
    @rule(kiosk_number=kiosk_numbers, number=numbers)
    def restore(self, kiosk_number: int, number: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=False):
            self.venue.restore(kiosk, self.venue.backups[number % len(self.venue.backups)])

    @rule(kiosk_number=kiosk_numbers)
    def recover(self, kiosk_number: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=False):
            self.venue.recover(kiosk)

    @rule(kiosk_number=kiosk_numbers, source=kiosk_numbers)
    def clone(self, kiosk_number: int, source: int) -> None:
        if (kiosk := self._kiosk(kiosk_number, is_running=False)) and kiosk_number != source:
            self.venue.clone(self.venue.kiosks[source], kiosk)

    @rule(kiosk_number=kiosk_numbers, name=st.sampled_from(["Patio", "Hall", "Bar"]))
    def rename(self, kiosk_number: int, name: str) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=True):
            kiosk.rename(name)

    @rule(kiosk_number=kiosk_numbers, number=numbers, writes=st.sampled_from([0, 1, 9, 9, 9]))
    def take_over(self, kiosk_number: int, number: int, writes: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=True):
            with kiosk.full_disk_after(writes):
                self._run(self.venue.take_over(kiosk, self._chosen(number)))
            self._run_until_idle()

    @rule(kiosk_number=kiosk_numbers, number=numbers)
    def take_back(self, kiosk_number: int, number: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=True):
            self._run(self.venue.take_back(kiosk, self._chosen(number)))
            self._run_until_idle()

    @rule(number=numbers, epoch=st.integers(0, 9), claims=st.booleans())
    def older_kiosk(self, number: int, epoch: int, *, claims: bool) -> None:
        """A kiosk of the previous version, which knows no tournaments."""
        game = self._chosen(number)
        if game.kind is GAMES and self._run(self.venue.watcher.execute("EXISTS", game.key("owner"))):
            self._run(self.venue.claim_as_old_kiosk(game) if claims else self.venue.store_as_old_kiosk(game, epoch))

    @rule(kiosk_number=kiosk_numbers, number=numbers)
    def die_taking_over(self, kiosk_number: int, number: int) -> None:
        if kiosk := self._kiosk(kiosk_number, is_running=True):
            self._run(self.venue.die_taking_over(kiosk, self._chosen(number)))


def run_histories(address: RedisUrl, monkeypatch: pytest.MonkeyPatch, hypothesis_settings: settings) -> None:
    """Run random histories of the state machine, with retries at once."""
    monkeypatch.setattr(publisher, "RETRY_AFTER_S", 0.0)
    monkeypatch.setattr(Ownership, "address", address, raising=False)
    logging.disable(logging.ERROR)
    try:
        run_state_machine_as_test(Ownership, settings=hypothesis_settings)
    finally:
        logging.disable(logging.NOTSET)


def test_in_any_history_a_game_or_a_tournament_has_one_owner_and_loses_no_event(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_histories(RedisUrl(redis.url), monkeypatch, settings(examples(100), stateful_step_count=12))


@kinds
def test_a_kiosk_that_lost_a_log_to_one_that_died_at_once_can_take_it_back(
    redis: RedisServer, kind: PublishedKind
) -> None:
    """The kiosk that took it over has sent no state, so Redis still stores the first kiosk's."""

    async def history(venue: SimulatedVenue, patio_kiosk: Kiosk, _hall: Kiosk, yard_kiosk: Kiosk) -> None:
        published = venue.create(patio_kiosk, kind)
        await venue.run_until_idle()
        await patio_kiosk.disconnect()
        await venue.expire()
        await venue.die_taking_over(yard_kiosk, published)
        await patio_kiosk.connect()
        await venue.check()
        assert patio_kiosk.owned() == []
        await venue.take_over(patio_kiosk, published)
        assert patio_kiosk.owned() == [published]

    run_history(redis, history)


@kinds
def test_a_crash_after_taking_over_again_keeps_the_earlier_events(redis: RedisServer, kind: PublishedKind) -> None:
    """A kiosk may also take back what it owns already."""

    async def history(venue: SimulatedVenue, patio_kiosk: Kiosk, _hall: Kiosk, yard_kiosk: Kiosk) -> None:
        published = venue.create(patio_kiosk, kind)
        await venue.run_until_idle()
        await venue.take_back(patio_kiosk, published)
        await patio_kiosk.kill()
        await venue.expire()
        await venue.check()
        await venue.take_over(yard_kiosk, published)
        assert yard_kiosk.owned() == [published]
        claim = await yard_kiosk.logs_of(published).claim_of(published.number)
        assert claim is not None
        await patio_kiosk.start()
        await patio_kiosk.logs_of(published).take(claim._replace(mode="force"))  # and dies
        await patio_kiosk.kill()
        await yard_kiosk.kill()
        await venue.expire()
        await yard_kiosk.start()
        await venue.check()

    run_history(redis, history)


def run_history(
    redis: RedisServer, history: Callable[[SimulatedVenue, Kiosk, Kiosk, Kiosk], Coroutine[Any, Any, None]]
) -> None:
    """Run one history in a new venue, and check the invariants."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            venue = SimulatedVenue(Path(folder), RedisUrl(redis.url))
            await venue.open()
            try:
                await history(venue, *venue.kiosks)
                await venue.check()
            finally:
                await venue.close()

    asyncio.run(run())
