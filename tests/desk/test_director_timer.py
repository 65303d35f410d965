"""Timer of the director: calls, late spots and open play by themselves, and nothing twice."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from goat_kiosk.desk.court_kiosks import CourtKiosks, OtherKiosk
from goat_kiosk.desk.director import Decide, TournamentChange
from goat_kiosk.desk.director_timer import IDLE_MS, DirectorTimer
from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameConceded
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import CallSoon
from goat_kiosk.tournament.calling import CALL_DELAY_MS
from goat_kiosk.tournament.court_kiosks import SeenKiosk
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.events import (
    AnyTournamentEvent,
    CourtKiosk,
    CourtSet,
    DecisionUndone,
    PlayerSignedUp,
    TournamentClosed,
    TournamentCreated,
    TournamentPaused,
    TournamentResumed,
)
from goat_kiosk.tournament.match_events import MatchCalled, MatchHeld, ResultRecorded
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage
from tests.clocks import ManualClock
from tests.games import AT, game_created
from tests.tournament.night import known_sides
from tests.waiting import wait_until


class Loop:
    """The one call that is scheduled; it comes when the test lets time pass."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._scheduled: tuple[float, Callable[[], None]] | None = None

    def call_later(self, seconds: float, callback: Callable[[], None]) -> "Loop":
        self._scheduled = self._clock.steady_ms + seconds * 1_000, callback
        return self

    def cancel(self) -> None:
        self._scheduled = None

    def advance(self, milliseconds: int) -> None:
        """Let time pass, and call what is due on the way."""
        end = self._clock.steady_ms + milliseconds
        while self._scheduled is not None and self._scheduled[0] <= end:
            at, callback = self._scheduled
            self._scheduled = None
            self._clock.advance(max(round(at) - self._clock.steady_ms, 0))
            callback()
        self._clock.advance(end - self._clock.steady_ms)


class Hall:
    """A director with a tournament of singles, and the timer."""

    def __init__(self, log: EventLog) -> None:
        self.clock = ManualClock(AT)
        self.loop = Loop(self.clock)
        self.log = log
        self.open()

    def open(self, call_soon: CallSoon | None = None) -> None:
        """Start as a program does, again with nothing in memory."""
        self.loop.cancel()
        self.scorekeeper = Scorekeeper(self.log, "Kiosk", self.clock, call_soon)
        self.director = self.scorekeeper.director
        self.match_games = MatchGames(self.scorekeeper, self.director)
        has_own_game = self.scorekeeper.courts.has_own_game
        self.kiosks = CourtKiosks(self.director, self.scorekeeper.own_kiosks, has_own_game)
        self.timer = DirectorTimer(self.director, self.clock, self.loop.call_later, self.kiosks.has_game)
        self.kiosks.on_board_free = self.timer.look_soon
        self.scorekeeper.subscribe(self.timer.on_game_change)
        self.timer.__enter__()

    def create(self, entries: int, stage: Stage, courts: tuple[str, ...] = ("Board 1", "Board 2")) -> int:
        number = self.director.create(TournamentCreated("Friday", courts)).tournament_id
        people = [PlayerSignedUp(player, f"P{player}") for player in range(1, entries + 1)]
        made = [EntryMade(entry, 1, (entry,)) for entry in range(1, entries + 1)]
        self.record(number, *people, DivisionAdded(1, "Open", "singles", (stage,)), *made)
        return number

    def draw(self, number: int, entries: int) -> None:
        self.record(number, Drawn(1, tuple(range(1, entries + 1)), "order"))

    def record(self, number: int, *events: AnyTournamentEvent) -> None:
        self.director.record(number, lambda _: events)

    def calls(self, number: int) -> list[tuple[str, str]]:
        rows = self.director.events(number)
        return [(row.event.match, row.event.court) for row in rows if isinstance(row.event, MatchCalled)]

    def win(self, number: int, match: str, winner: int = 1) -> None:
        state = self.director.tournament(number)
        sides = known_sides(resolve(state, state.divisions[1])[match])
        self.record(number, ResultRecorded(1, match, sides, 1 if winner == 1 else 2, scores=((21, 5),)))


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with EventLog(tmp_path / "events.db") as log:
        yield Hall(log)


def test_a_free_court_gets_the_next_match_after_the_wait_and_once(hall: Hall) -> None:
    number = hall.create(8, Stage("single"))
    hall.draw(number, 8)
    hall.loop.advance(CALL_DELAY_MS - 1_000)
    assert hall.calls(number) == []
    assert {hall.timer.seconds_left(offer) for offer in hall.timer.offers(number)} == {1}
    hall.loop.advance(1_000)
    assert sorted(court for _, court in hall.calls(number)) == ["Board 1", "Board 2"]
    hall.loop.advance(60 * 60_000)
    assert len(hall.calls(number)) == 2
    hall.win(number, hall.calls(number)[0][0])
    hall.loop.advance(CALL_DELAY_MS)
    assert len(hall.calls(number)) == 3


def test_a_decision_of_the_desk_comes_first(hall: Hall) -> None:
    number = hall.create(8, Stage("single"))
    hall.draw(number, 8)
    hall.loop.advance(CALL_DELAY_MS - 1_000)
    offered = {offer.court: offer.key for offer in hall.timer.offers(number)}
    hall.record(number, MatchHeld(*offered["Board 1"]))
    state = hall.director.tournament(number)
    called = next(
        match for match in resolve(state, state.divisions[1]).values() if (1, match.id) not in offered.values()
    )
    hall.record(number, MatchCalled(1, called.id, "Board 2", known_sides(called)))
    hall.loop.advance(CALL_DELAY_MS)
    assert offered["Board 1"][1] not in dict(hall.calls(number))
    assert dict(hall.calls(number))[called.id] == "Board 2"


def test_a_pause_and_a_restart_begin_the_wait_again(hall: Hall) -> None:
    number = hall.create(4, Stage("single"))
    hall.draw(number, 4)
    hall.loop.advance(CALL_DELAY_MS - 1_000)
    hall.record(number, TournamentPaused("pizza"))
    hall.loop.advance(60 * 60_000)
    hall.record(number, TournamentResumed())
    hall.loop.advance(CALL_DELAY_MS - 1_000)
    hall.open()
    hall.loop.advance(CALL_DELAY_MS - 1_000)
    assert hall.calls(number) == []
    hall.loop.advance(1_000)
    assert len(hall.calls(number)) == 2
    hall.open()
    hall.loop.advance(60 * 60_000)
    assert len(hall.calls(number)) == 2, "what was called before the restart is not called again"


def test_a_court_with_a_game_and_one_of_another_tournament_get_nothing(hall: Hall) -> None:
    first, second = (hall.create(4, Stage("single")) for _ in range(2))
    for number in (first, second):
        hall.draw(number, 4)
    game_id = hall.scorekeeper.create(game_created(court="Board 2")).game_id
    hall.loop.advance(2 * CALL_DELAY_MS)
    assert [court for number in (first, second) for _, court in hall.calls(number)] == ["Board 1"]
    hall.scorekeeper.record(game_id, GameConceded(1))
    hall.loop.advance(2 * 60_000)
    assert sorted(court for number in (first, second) for _, court in hall.calls(number)) == ["Board 1", "Board 2"]


def test_an_evening_that_nobody_closed_calls_nobody_days_later(hall: Hall) -> None:
    number = hall.create(4, Stage("single"))
    hall.draw(number, 4)
    hall.clock.advance(IDLE_MS + 1)
    hall.open()
    hall.loop.advance(60 * 60_000)
    assert hall.calls(number) == []


def test_an_undo_takes_back_the_desks_decision_and_not_the_call_that_came_by_itself(hall: Hall) -> None:
    number = hall.create(8, Stage("single"), ("Board 1",))
    hall.draw(number, 8)
    hall.record(number, MatchHeld(1, "W1-4"))
    hall.loop.advance(CALL_DELAY_MS)
    assert len(hall.calls(number)) == 1
    hall.record(number, DecisionUndone())
    state = hall.director.tournament(number)
    assert not state.divisions[1].decisions("W1-4").held
    assert state.divisions[1].decisions(hall.calls(number)[0][0]).court == "Board 1"


def test_late_spots_become_byes_at_their_time(hall: Hall) -> None:
    number = hall.create(6, Stage("single"))
    until = hall.clock.wall() + 10 * 60_000
    hall.record(number, Drawn(1, (1, 2, 3, 4, 5, 6), "order", late_spots=2, until=until))
    hall.loop.advance(10 * 60_000 - 1)
    draw = hall.director.tournament(number).divisions[1].draw
    assert draw is not None
    assert draw.kept
    hall.loop.advance(2)
    draw = hall.director.tournament(number).divisions[1].draw
    assert draw is not None
    assert not draw.kept


@pytest.mark.parametrize("format_", ["open", "king"])
def test_a_night_without_a_bracket_plays_itself(hall: Hall, format_: str) -> None:
    number = hall.create(7, Stage("open" if format_ == "open" else "king"))
    for _ in range(20):
        hall.loop.advance(CALL_DELAY_MS + 2_000)
        state = hall.director.tournament(number)
        playing = [match for match in resolve(state, state.divisions[1]).values() if match.status == "called"]
        assert len(playing) == 2
        hall.win(number, playing[0].id, winner=2)
    state = hall.director.tournament(number)
    played = {entry for match in resolve(state, state.divisions[1]).values() for entry in match.entries}
    assert played == set(range(1, 8))


def test_listeners_get_the_next_calls_with_a_change(hall: Hall) -> None:
    number, due = hall.create(8, Stage("single")), list[set[int]]()
    hall.director.subscribe(lambda change: due.append(set(change.due_at.values())))
    hall.draw(number, 8)
    assert due == [{hall.clock.wall() + CALL_DELAY_MS}]
    assert set(hall.director.snapshot(number).due_at) == {offer.key for offer in hall.timer.offers(number)}
    hall.record(number, CourtSet("Board 1", calling="ask"), CourtSet("Board 2", calling="off"))
    assert due[-1] == set(), "the desk calls"
    hall.record(number, TournamentClosed())
    assert hall.director.snapshot(number).due_at == {}


@pytest.mark.logs_warnings
def test_a_decision_is_answered_also_when_the_next_calls_are_not_known(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = hall.create(8, Stage("single"))
    monkeypatch.setattr(DirectorTimer, "_renew_offers", lambda _: 1 // 0)
    hall.draw(number, 8)
    assert hall.director.tournament(number).divisions[1].draw is not None
    assert "the next calls are not known" in caplog.text


def test_a_result_by_hand_frees_the_court_although_its_game_ends_after_it(hall: Hall) -> None:
    number = hall.create(8, Stage("single"), ("Board 1",))
    hall.draw(number, 8)
    hall.loop.advance(CALL_DELAY_MS)
    ((match, _),) = hall.calls(number)
    hall.match_games.open_game(number, 1, match)
    hall.win(number, match)
    assert len(hall.director.snapshot(number).due_at) == 1
    hall.loop.advance(CALL_DELAY_MS)
    assert len(hall.calls(number)) == 2


def test_a_court_is_looked_at_when_a_game_of_its_own_is_over(hall: Hall) -> None:
    number = hall.create(4, Stage("single"), ("Board 1",))
    game_id = hall.scorekeeper.create(game_created(court="Board 1")).game_id
    hall.draw(number, 4)
    hall.loop.advance(2 * CALL_DELAY_MS)
    assert hall.calls(number) == []
    hall.scorekeeper.record(game_id, GameConceded(1))
    hall.loop.advance(CALL_DELAY_MS)
    assert len(hall.calls(number)) == 1


@pytest.mark.parametrize("taken_by", ["another tournament", "a game"])
def test_a_court_that_was_taken_while_its_call_waited_for_the_disk_gets_nothing(
    hall: Hall, monkeypatch: pytest.MonkeyPatch, taken_by: str
) -> None:
    number = hall.create(4, Stage("single"), ("Board 1",))
    hall.draw(number, 4)
    other = hall.create(4, Stage("single"), ("Board 1",))
    hall.draw(other, 4)
    hall.record(other, CourtSet("Board 1", calling="off"))
    record = hall.director.record

    def record_after_another_write(number: int, decide: Decide) -> TournamentChange:
        monkeypatch.setattr(hall.director, "record", record)
        if taken_by == "a game":
            hall.scorekeeper.create(game_created(court="Board 1"))
        else:
            state = hall.director.tournament(other)
            sides = known_sides(resolve(state, state.divisions[1])["W1-1"])
            hall.record(other, MatchCalled(1, "W1-1", "Board 1", sides))
        return record(number, decide)

    monkeypatch.setattr(hall.director, "record", record_after_another_write)
    hall.loop.advance(CALL_DELAY_MS)
    assert hall.director.record is record, "the call was due"
    assert hall.calls(number) == []


def test_a_fault_in_one_look_does_not_end_the_calls_of_the_evening(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    number = hall.create(4, Stage("single"))
    hall.draw(number, 4)
    with monkeypatch.context() as fault:
        fault.setattr(hall.director, "record", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            hall.loop.advance(CALL_DELAY_MS)
    hall.loop.advance(CALL_DELAY_MS)
    assert len(hall.calls(number)) == 2


def test_a_slow_disk_delays_the_calls_and_doubles_none(hall: Hall) -> None:
    number = hall.create(8, Stage("single"))
    hall.draw(number, 8)
    answers: list[Callable[[], object]] = []
    hall.open(answers.append)
    is_awake = Event()
    hall.log.writer_thread.write(is_awake.wait)
    hall.loop.advance(CALL_DELAY_MS + 3_000)
    assert hall.calls(number) == []
    is_awake.set()
    while len(hall.calls(number)) < 2:
        wait_until(lambda: bool(answers))
        answers.pop(0)()
    hall.loop.advance(CALL_DELAY_MS)
    assert sorted(court for _, court in hall.calls(number)) == ["Board 1", "Board 2"]


def test_a_board_of_another_kiosk_gets_calls_while_it_is_there_and_free(hall: Hall) -> None:
    patio = CourtKiosk("bbbbbbbb", "Patio")
    hall.kiosks.on_seen([])
    number = hall.create(4, Stage("double"), ())
    hall.record(number, CourtSet("Board 9", kiosk=patio))
    hall.draw(number, 4)
    hall.loop.advance(2 * CALL_DELAY_MS)
    assert hall.calls(number) == [], "nobody has seen that kiosk"
    restored = OtherKiosk(SeenKiosk(CourtKiosk("b2b2b2b2", "Patio")), ("bbbbbbbb",))
    hall.kiosks.on_seen([restored, OtherKiosk(SeenKiosk(patio, is_away=True))])
    assert hall.director.tournament(number).courts["Board 9"].kiosk == restored.seen.kiosk, "its log has a new name"
    hall.kiosks.on_games_seen({("b2b2b2b2", "board 9"): frozenset({0})})
    hall.loop.advance(2 * CALL_DELAY_MS)
    assert hall.calls(number) == [], "somebody plays there"
    hall.kiosks.on_games_seen({("b2b2b2b2", "board 9"): frozenset({number})})
    hall.loop.advance(2 * CALL_DELAY_MS)
    assert hall.calls(number) == [("W1-1", "Board 9")]
