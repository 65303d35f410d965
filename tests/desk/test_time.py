"""Wall clock jumps: games continue, end on time and stay reachable, whatever the wall clock does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from goat_kiosk.desk import startup
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, GameConceded, GameStarted, Undone
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import NotSaved
from goat_kiosk.host.clock import DAY_MS, HOUR_MS, LATEST_MS, MINUTE_MS, Clock
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from tests.clocks import WALL_CLOCK_JUMPS, YEAR_MS, ManualClock
from tests.games import AT, game_created, rounds_entered

TIMED = Rules(limit_minutes=20)
ROUND = rounds_entered(((1, 0), (0, 0)))[0]

jumps = pytest.mark.parametrize("jump", WALL_CLOCK_JUMPS.values(), ids=WALL_CLOCK_JUMPS)


class Desk:
    """A scorekeeper on a real log, with a manual clock."""

    def __init__(self, folder: Path) -> None:
        self.path, self.clock = folder / "events.db", ManualClock()
        self.open()

    def open(self) -> None:
        self.changes: list[Change] = []
        self.log = EventLog(self.path)
        self.scorekeeper = Scorekeeper(self.log, "Kiosk", self.clock)
        self.scorekeeper.subscribe(self.changes.append)
        self.scorekeeper.open()

    def power_cut(self) -> None:
        self.log.close()
        self.clock.reboot()
        self.open()

    def play_round(self, game_id: int) -> str:
        return self.scorekeeper.record(game_id, ROUND).game.status

    def timed_game(self) -> int:
        game_id = self.scorekeeper.create(game_created(TIMED)).game_id
        self.clock.advance(3 * HOUR_MS)  # the lobby counts for nothing
        self.scorekeeper.record(game_id, GameStarted())
        return game_id


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.log.close()


# ----------------------------------------------------------------------------------------------------- timed games


@jumps
def test_setting_the_wall_clock_neither_ends_nor_prolongs_a_timed_game(desk: Desk, jump: int) -> None:
    game_id = desk.timed_game()
    desk.clock.advance(5 * MINUTE_MS)
    desk.clock.set_wall_by(jump)
    desk.clock.advance(5 * MINUTE_MS)
    assert desk.play_round(game_id) == "live"
    assert desk.scorekeeper.games.time_left(game_id) == 10 * MINUTE_MS
    desk.clock.set_wall_by(-jump)
    desk.clock.advance(10 * MINUTE_MS - 1)
    assert desk.play_round(game_id) == "live"
    desk.clock.advance(1)
    assert desk.play_round(game_id) == "finished"


@jumps
def test_after_a_restart_a_timed_game_continues_with_the_time_of_its_last_event(desk: Desk, jump: int) -> None:
    game_id = desk.timed_game()
    desk.clock.advance(12 * MINUTE_MS)
    assert desk.play_round(game_id) == "live"
    desk.clock.set_wall_by(jump)
    desk.power_cut()
    assert desk.scorekeeper.games.time_left(game_id) == 8 * MINUTE_MS
    desk.clock.advance(8 * MINUTE_MS - 1)
    assert desk.play_round(game_id) == "live"
    desk.clock.advance(1)
    assert desk.play_round(game_id) == "finished"


def test_the_time_of_a_game_runs_while_the_computer_sleeps(desk: Desk) -> None:
    game_id = desk.timed_game()
    desk.clock.advance(DAY_MS)
    assert desk.scorekeeper.games.time_left(game_id) == 0
    assert desk.play_round(game_id) == "finished"


@jumps
def test_undo_after_the_end_of_a_timed_game_adds_no_time(desk: Desk, jump: int) -> None:
    game_id = desk.timed_game()
    desk.clock.advance(19 * MINUTE_MS)
    desk.scorekeeper.record(game_id, GameConceded(1))
    desk.clock.set_wall_by(jump)
    desk.scorekeeper.record(game_id, Undone())
    assert desk.scorekeeper.games.time_left(game_id) == MINUTE_MS


def test_the_end_of_a_timed_game_is_derived_from_the_log_alone(desk: Desk) -> None:
    game_id = desk.timed_game()
    desk.clock.set_wall_by(HOUR_MS)
    desk.clock.advance(19 * MINUTE_MS)
    desk.play_round(game_id)
    before = desk.scorekeeper.snapshot(game_id)
    desk.power_cut()
    assert desk.scorekeeper.snapshot(game_id).state == before.state


def test_the_state_has_the_time_left_and_whether_this_is_the_last_round(desk: Desk) -> None:
    lobby = desk.scorekeeper.create(game_created(TIMED))
    assert not {"time_left_ms", "last_round"} & set(msgspec.json.decode(lobby.state))
    game_id = lobby.game_id
    for passed, left in [(0, 20), (7, 13), (13, 0)]:
        desk.clock.advance(passed * MINUTE_MS)
        state = msgspec.json.decode(desk.scorekeeper.record(game_id, BagThrown(1, "off")).state)
        assert state["time_left_ms"] == left * MINUTE_MS
        assert state.get("last_round", False) is (left == 0)
    final_state = msgspec.json.decode(desk.scorekeeper.record(game_id, GameConceded(1)).state)
    assert not {"time_left_ms", "last_round"} & set(final_state)


def test_the_state_says_which_round_is_the_last_of_a_round_limit(desk: Desk) -> None:
    game_id = desk.scorekeeper.create(game_created(Rules(limit_rounds=2))).game_id
    assert "last_round" not in msgspec.json.decode(desk.scorekeeper.record(game_id, GameStarted()).state)
    assert msgspec.json.decode(desk.scorekeeper.record(game_id, ROUND).state)["last_round"] is True


# ------------------------------------------------------------------------------------- games that are not over yet


@jumps
def test_unfinished_games_are_loaded_at_the_start_whatever_their_age_and_the_clock(desk: Desk, jump: int) -> None:
    game_id = desk.scorekeeper.create(game_created()).game_id
    desk.scorekeeper.record(game_id, BagThrown(1, "hole"))
    lobby = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    desk.clock.advance(40 * HOUR_MS)
    desk.clock.set_wall_by(jump)
    desk.power_cut()
    assert [change.game_id for change in desk.changes] == [game_id, lobby]
    assert desk.scorekeeper.record(game_id, BagThrown(2, "off")).history.seq == 3


def test_unfinished_games_stay_in_memory_for_months_and_finished_ones_do_not(desk: Desk) -> None:
    begun = desk.scorekeeper.create(game_created()).game_id
    finished_id = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    desk.scorekeeper.record(finished_id, GameConceded(1))
    for _ in range(90):
        desk.clock.advance(DAY_MS)
        desk.scorekeeper.record(desk.scorekeeper.create(game_created(court="Court 2")).game_id, GameConceded(1))
    assert begun in desk.scorekeeper.game_ids()
    assert finished_id not in desk.scorekeeper.game_ids()
    assert len(desk.scorekeeper.game_ids()) <= 4


@jumps
def test_setting_the_wall_clock_evicts_no_active_result(desk: Desk, jump: int) -> None:
    finished_id = desk.scorekeeper.create(game_created()).game_id
    desk.scorekeeper.record(finished_id, GameConceded(1))
    desk.clock.set_wall_by(jump)
    desk.scorekeeper.create(game_created(court="Court 2"))
    assert finished_id in desk.scorekeeper.game_ids()
    assert desk.scorekeeper.games.age(finished_id) == 0


def test_a_clock_in_1970_does_not_load_every_game_at_the_start(desk: Desk) -> None:
    finished_id = desk.scorekeeper.create(game_created()).game_id
    desk.scorekeeper.record(finished_id, GameConceded(1))
    desk.clock.set_wall_by(-AT)
    desk.power_cut()
    assert desk.changes == []
    assert desk.scorekeeper.game_ids() == []


def test_a_finished_game_listed_as_unfinished_is_checked_once(desk: Desk) -> None:
    finished_id = desk.scorekeeper.create(game_created()).game_id
    row = desk.scorekeeper.record(finished_id, GameConceded(1)).row
    assert row is not None
    desk.log.writing_connection.execute("INSERT INTO unfinished VALUES (?)", (finished_id,))
    desk.clock.advance(ACTIVE_MS + 1)
    desk.power_cut()
    assert desk.changes == []
    assert desk.log.writer_thread.write(desk.log.unfinished_game_ids).result() == []


def test_an_old_log_is_searched_for_unfinished_games_in_steps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished = desk.scorekeeper.create(game_created(court="Court 9")).game_id
    finished_ids = []
    for _ in range(5):
        finished_ids.append(desk.scorekeeper.create(game_created()).game_id)
        desk.scorekeeper.record(finished_ids[-1], GameConceded(1))
    monkeypatch.setattr(startup, "_MAX_LOADED_AT_ONCE", 3)
    desk.log.writing_connection.executemany(
        "INSERT OR IGNORE INTO unfinished VALUES (?)", [(game_id,) for game_id in finished_ids]
    )
    desk.clock.advance(ACTIVE_MS + 1)
    callbacks: list[Callable[[], None]] = []
    scorekeeper, notified_games = Scorekeeper(desk.log, "Kiosk", desk.clock, callbacks.append), list[int]()
    scorekeeper.subscribe(lambda change: notified_games.append(change.game_id))
    scorekeeper.open()
    assert notified_games == []
    while callbacks:
        callbacks.pop(0)()
    assert notified_games == [unfinished]
    assert desk.log.writer_thread.write(desk.log.unfinished_game_ids).result() == [unfinished]


@pytest.mark.parametrize("hours", [1, 23])
def test_a_new_game_comes_after_an_older_one_even_when_the_clock_was_set_back(desk: Desk, hours: int) -> None:
    first = desk.scorekeeper.create(game_created()).game_id
    desk.clock.set_wall_by(-hours * HOUR_MS)
    second = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    assert desk.scorekeeper.history(second).at == AT
    desk.power_cut()
    assert [change.game_id for change in desk.changes] == [first, second]


def test_games_get_correct_dates_after_a_clock_years_ahead_was_corrected(desk: Desk) -> None:
    desk.clock.set_wall_by(YEAR_MS)
    desk.scorekeeper.create(game_created())
    desk.clock.set_wall_by(-YEAR_MS)
    assert desk.scorekeeper.create(game_created(court="Court 2")).history.at == AT


# ---------------------------------------------------------------------------------------------- clocks out of range


@pytest.mark.parametrize("now", [LATEST_MS, LATEST_MS + YEAR_MS, 10**15, -1])
def test_nothing_is_written_while_the_clock_is_out_of_range(desk: Desk, now: int) -> None:
    game_id = desk.scorekeeper.create(game_created(), key="one").game_id
    rows, desk.clock.wall_ms = desk.log.events(game_id), now
    for _ in range(2):
        with pytest.raises(NotSaved, match=r"clock is wrong.*Set the date"):
            desk.scorekeeper.record(game_id, BagThrown(1, "hole"), key="bag")
        with pytest.raises(NotSaved, match=r"clock is wrong.*Set the date"):
            desk.scorekeeper.create(game_created(), key="two")
    assert (desk.log.game_ids(), desk.log.events(game_id)) == ([game_id], rows)
    desk.clock.wall_ms = AT + 1
    assert desk.scorekeeper.record(game_id, BagThrown(1, "hole"), key="bag").history.seq == 2


def test_the_latest_valid_time_can_be_stored_and_read(desk: Desk) -> None:
    desk.clock.wall_ms = LATEST_MS - 1
    game_id = desk.scorekeeper.create(game_created()).game_id
    desk.power_cut()
    assert desk.scorekeeper.history(game_id).at == LATEST_MS - 1


def test_nothing_is_read_from_disk_after_the_commit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read after the commit may fail; the client would then believe that nothing was saved."""
    game_id = desk.scorekeeper.create(game_created()).game_id
    append = desk.log.append

    def append_and_lose_the_disk(row: Row, *, is_over: bool) -> Row:
        row = append(row, is_over=is_over)
        monkeypatch.setattr(desk.log, "_read", lambda *_: pytest.fail("the log was read after the commit"))
        return row

    monkeypatch.setattr(desk.log, "append", append_and_lose_the_disk)
    change = desk.scorekeeper.record(game_id, GameConceded(1))
    assert change.row is not None
    assert change.result == change.row.hash != ""


# ------------------------------------------------------------------------------------------------- the clock itself


def test_the_steady_clock_never_goes_back() -> None:
    clock = Clock()
    assert clock.steady() <= clock.steady()
    assert AT < clock.wall() < LATEST_MS
    assert 0 <= clock.storable_now() < LATEST_MS
