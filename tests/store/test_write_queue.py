"""Write queue: writes are applied one after the other, also while the disk is slow."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue

import pytest
from msgspec.structs import replace

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.confirmations import ConfirmationRequest, Confirmations, Respondent
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Count, GameCreated, GameStarted, PlayerJoined, RoundCorrected, TeamEntry
from goat_kiosk.errors import NotAllowed, NotSaved, RuleViolation, StaleView
from goat_kiosk.exports.verification import find_problems
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership
from goat_kiosk.store.log.write_queue import WritePending, then
from tests.disks import FaultyDisk, faulty_disk
from tests.games import AT, game_created, rounds_entered
from tests.waiting import TIMEOUT_S


class DeskLoop:
    """Replaces the desk's event loop: it collects the scheduled calls, which the test runs."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Callable[[], None]] = SimpleQueue()

    def __call__(self, work: Callable[[], None]) -> None:
        self._queue.put(work)

    def next_work(self) -> Callable[[], None]:
        """Wait for the next scheduled work and return it."""
        return self._queue.get(timeout=TIMEOUT_S)

    def run_once(self) -> None:
        """Wait for the next scheduled work and run it."""
        self.next_work()()


class SlowDesk:
    """A scorekeeper on a disk whose syncs can be blocked."""

    def __init__(self, log: EventLog, disk: FaultyDisk) -> None:
        self.log, self.disk, self.loop = log, disk, DeskLoop()
        self.scorekeeper = Scorekeeper(log, "Patio", lambda: AT, self.loop)
        self.published: list[int] = []

    def run(self, command: Callable[[], Change]) -> Change:
        """Run a command and wait until it is written."""
        try:
            return command()
        except WritePending as pending_write:
            self.loop.run_once()
            change: Change = pending_write.outcome.result()
            return change

    def finish(self, game_id: int) -> None:
        """Let team 1 win, and then block the disk."""
        self.disk.unblock_syncs()
        for event in rounds_entered(((4, 0), (0, 0)), ((4, 0), (0, 0))):
            self.run(partial(self.scorekeeper.record, game_id, event))
        self.disk.block_syncs()

    def begin(self) -> int:
        game_id = self.run(lambda: self.scorekeeper.create(game_created())).game_id
        self.run(lambda: self.scorekeeper.record(game_id, GameStarted()))
        self.scorekeeper.subscribe(lambda change: self.published.append(change.history.seq))
        self.disk.block_syncs()
        return game_id


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[SlowDesk]:
    with faulty_disk() as disk, EventLog(tmp_path / "events.db") as log:
        yield SlowDesk(log, disk)
        disk.unblock_syncs()


def pending_write(command: Callable[[], object]) -> WritePending:
    with pytest.raises(WritePending) as caught:
        command()
    return caught.value


def test_a_result_excludes_writes_that_are_not_acknowledged_yet(slow: SlowDesk) -> None:
    game_id = slow.begin()
    slow.finish(game_id)
    before = slow.scorekeeper.snapshot(game_id).result
    correcting = pending_write(lambda: slow.scorekeeper.record(game_id, RoundCorrected(1, Count(4, 0), Count(0, 1))))
    slow.disk.unblock_syncs()
    settle = slow.loop.next_work()
    assert len(slow.log.events(game_id)) > slow.scorekeeper.history(game_id).seq
    assert slow.scorekeeper.snapshot(game_id).result == before
    settle()
    assert correcting.outcome.result(0).result == slow.log.events(game_id)[-1].hash != before


def test_a_result_cannot_be_confirmed_during_its_correction(slow: SlowDesk) -> None:
    game_id = slow.begin()
    slow.finish(game_id)
    confirming = Confirmations(slow.scorekeeper, Lobby(slow.scorekeeper))
    answer = ConfirmationRequest(1, right=True, name="Ada", hash=slow.scorekeeper.snapshot(game_id).result)
    correcting = pending_write(lambda: slow.scorekeeper.record(game_id, RoundCorrected(1, Count(4, 0), Count(0, 1))))
    confirmed = pending_write(lambda: confirming.confirm(game_id, answer, Respondent()))
    slow.disk.unblock_syncs()
    slow.loop.run_once()
    assert correcting.outcome.result(0).row is not None
    with pytest.raises(StaleView, match="was corrected since"):
        confirmed.outcome.result(0)
    assert find_problems(slow.log, game_id) == []


def test_both_captains_can_confirm_while_the_disk_is_slow(slow: SlowDesk) -> None:
    game_id = slow.begin()
    slow.finish(game_id)
    confirming, result = (
        Confirmations(slow.scorekeeper, Lobby(slow.scorekeeper)),
        slow.scorekeeper.snapshot(game_id).result,
    )
    first = pending_write(
        lambda: confirming.confirm(game_id, ConfirmationRequest(1, right=True, name="Ada", hash=result), Respondent())
    )
    second = pending_write(
        lambda: confirming.confirm(game_id, ConfirmationRequest(2, right=True, name="Bea", hash=result), Respondent())
    )
    again = pending_write(
        lambda: confirming.confirm(game_id, ConfirmationRequest(1, right=True, name="Ada", hash=result), Respondent())
    )
    slow.disk.unblock_syncs()
    while not again.outcome.done():
        slow.loop.run_once()
    assert not first.outcome.result(0).game.is_confirmed
    assert second.outcome.result(0).game.is_confirmed
    assert len(slow.scorekeeper.history(game_id).game.confirmations) == 2
    assert find_problems(slow.log, game_id) == []


def test_a_bag_is_published_only_after_its_commit(slow: SlowDesk) -> None:
    game_id = slow.begin()
    pending = pending_write(lambda: slow.scorekeeper.record(game_id, BagThrown(1, "hole")))
    assert slow.disk.sync_blocked.wait(TIMEOUT_S)
    assert (slow.published, slow.scorekeeper.history(game_id).seq, len(slow.scorekeeper.events(game_id))) == ([], 2, 2)
    slow.disk.unblock_syncs()
    slow.loop.run_once()
    assert (slow.published, pending.outcome.result(0).history.seq, len(slow.log.events(game_id))) == ([3], 3, 3)


def test_queued_writes_keep_their_order_and_are_validated_when_they_run(slow: SlowDesk) -> None:
    game_id = slow.begin()
    bags = [BagThrown(1, "hole"), BagThrown(2, "board"), BagThrown(1, "off")]
    waiting = [pending_write(partial(slow.scorekeeper.record, game_id, bag)) for bag in bags]
    again = pending_write(lambda: slow.scorekeeper.record(game_id, GameStarted()))
    slow.disk.unblock_syncs()
    for _ in bags:
        slow.loop.run_once()
    assert [pending.outcome.result(0).history.seq for pending in waiting] == slow.published == [3, 4, 5]
    assert [row.event for row in slow.log.events(game_id)[2:]] == bags
    with pytest.raises(RuleViolation):
        again.outcome.result()
    assert slow.run(lambda: slow.scorekeeper.record(game_id, BagThrown(2, "off"))).history.seq == 6


def test_a_queued_write_is_refused_when_its_permission_was_revoked(slow: SlowDesk) -> None:
    game_id, revoked = slow.begin(), False

    def authorize(court: str) -> None:
        if revoked:
            raise NotAllowed(court)

    first = pending_write(lambda: slow.scorekeeper.record(game_id, BagThrown(1, "hole"), authorize=authorize))
    second = pending_write(lambda: slow.scorekeeper.record(game_id, BagThrown(2, "hole"), authorize=authorize))
    revoked = True
    slow.disk.unblock_syncs()
    slow.loop.run_once()
    assert first.outcome.result().history.seq == len(slow.log.events(game_id)) == 3
    with pytest.raises(NotAllowed, match="Court 1"):
        second.outcome.result()


def test_a_repeated_idempotency_key_is_not_queued_twice(slow: SlowDesk) -> None:
    game_id = slow.begin()
    both = [pending_write(lambda: slow.scorekeeper.record(game_id, BagThrown(1, "hole"), key="k")) for _ in range(2)]
    slow.disk.unblock_syncs()
    slow.loop.run_once()
    assert [pending.outcome.result(0).history.seq for pending in both] == [3, 3]
    assert len(slow.log.events(game_id)) == 3


def test_a_commit_that_fails_late_saves_nothing(slow: SlowDesk) -> None:
    game_id = slow.begin()
    slow.disk.unblock_syncs()
    saved = slow.run(lambda: slow.scorekeeper.record(game_id, BagThrown(1, "hole")))
    slow.disk.block_syncs()
    first = pending_write(lambda: slow.scorekeeper.record(game_id, BagThrown(2, "hole")))
    second = pending_write(lambda: slow.scorekeeper.record(game_id, BagThrown(2, "off")))
    assert slow.disk.sync_blocked.wait(TIMEOUT_S)
    slow.disk.fails_writes = True
    slow.disk.unblock_syncs()
    slow.loop.run_once()
    assert first.outcome.result().history.seq == saved.history.seq + 1  # it was written, only its fsync waited
    slow.loop.run_once()
    with pytest.raises(NotSaved, match="the disk answered with an error"):
        second.outcome.result()
    slow.disk.fails_writes = False
    assert [row.seq for row in slow.log.events(game_id)] == [1, 2, 3, 4]
    assert slow.run(lambda: slow.scorekeeper.record(game_id, BagThrown(1, "off"))).history.seq == 5


def test_effects_of_a_write_follow_its_commit(slow: SlowDesk) -> None:
    lobby = Lobby(slow.scorekeeper)
    empty = replace(game_created(), team1=TeamEntry("Hawks", "#ff8a1f", ()))
    game_id = slow.run(lambda: slow.scorekeeper.create(empty)).game_id
    slow.disk.block_syncs()
    join = pending_write(lambda: lobby.join(game_id, PlayerJoined(1, "Zoe")))
    creation = pending_write(lambda: slow.scorekeeper.create(game_created(court="Court 2")))
    take_over = pending_write(lambda: slow.scorekeeper.ownership.hand_over(Ownership(game_id, 1, "Garden", 1)))
    slow.disk.unblock_syncs()
    for _ in range(3):
        slow.loop.run_once()
    (join_status, name, _, player), seat = join.outcome.result()
    assert (join_status, name, player is not None, len(seat)) == ("joined", "Zoe", True, 32)
    assert isinstance(slow.log.events(creation.outcome.result().game_id)[0].event, GameCreated)
    assert (take_over.outcome.result(), slow.scorekeeper.owners.taken_by(game_id)) == (None, "Garden")


def test_then_passes_on_an_immediate_result() -> None:
    assert then(lambda: 20, lambda twenty: twenty + 1) == 21


def test_closing_waits_for_the_write_in_progress(tmp_path: Path) -> None:
    with faulty_disk() as disk:
        log = EventLog(tmp_path / "events.db")
        slow = SlowDesk(log, disk)
        game_id = slow.begin()
        pending_write(lambda: slow.scorekeeper.record(game_id, BagThrown(1, "hole")))
        assert disk.sync_blocked.wait(TIMEOUT_S)
        disk.unblock_syncs()
        log.close()
    with EventLog(tmp_path / "events.db") as log:
        assert len(log.events(game_id)) == 3
