"""Pools that run themselves on a real desk: one call, then the court's next game opens by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.domain.events import GameConceded
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.tournament.calling import CALL_DELAY_MS
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.division_places import division_places, is_division_over
from goat_kiosk.tournament.events import (
    CourtSet,
    PlayerSignedUp,
    TournamentChanged,
    TournamentClosed,
    TournamentCreated,
    TournamentPaused,
)
from goat_kiosk.tournament.match_events import MatchCalled, MatchUncalled
from goat_kiosk.tournament.next_stages import draw_next_stages
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.tournament import Division
from tests.desk.test_director_timer import Hall

POOLS = Stage("round-robin", pools=2, pool_courts={"P1": ("Board 1",), "P2": ("Board 2",)})
ON_COURT = {"called", "playing"}
MOMENT = 1_000
"""After it a court that is free has its next match, if that follows by itself."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with EventLog(tmp_path / "events.db") as log:
        yield Hall(log)


def begin(hall: Hall, stage: Stage = POOLS, entries: int = 8) -> int:
    """Draw the pools; the desk calls by hand."""
    number = hall.create(entries, stage, ("Board 1", "Board 2", "Board 3"))
    hall.record(number, TournamentChanged("Friday", calling="ask"))
    hall.draw(number, entries)
    return number


def call_first(hall: Hall, number: int, court: str = "Board 1") -> str:
    """Call the match that the queue has for a court."""
    state = hall.director.tournament(number)
    first = next(queued for queued in court_queue(state, hall.clock.wall()) if queued.court == court)
    sides = resolve(state, state.divisions[1])[first.match].entries
    hall.record(number, MatchCalled(1, first.match, court, (sides[0], sides[1])))
    return first.match


def end_game(hall: Hall, number: int, match: str) -> None:
    """Let the game of a match end on its court."""
    game = hall.director.tournament(number).divisions[1].decisions(match).games[-1]
    hall.scorekeeper.record(game, GameConceded(1))


def status(hall: Hall, number: int, match: str) -> str:
    state = hall.director.tournament(number)
    return resolve(state, state.divisions[1])[match].status


def test_after_one_call_each_game_of_a_pool_opens_by_itself_in_the_order_of_play(hall: Hall) -> None:
    number = begin(hall)
    first = call_first(hall, number)
    hall.match_games.open_game(number, 1, first)
    order = [match for match in resolve(hall.director.tournament(number), _division(hall, number)) if match[:2] == "P1"]
    for match in order:
        hall.loop.advance(MOMENT)
        assert status(hall, number, match) == "playing"
        end_game(hall, number, match)
    hall.loop.advance(10 * CALL_DELAY_MS)
    assert [match for match, _ in hall.calls(number)] == order
    assert {court for _, court in hall.calls(number)} == {"Board 1"}


def _division(hall: Hall, number: int) -> Division:
    return hall.director.tournament(number).divisions[1]


def test_on_paper_the_next_match_counts_as_played_and_no_game_opens(hall: Hall) -> None:
    number = begin(hall)
    hall.record(number, CourtSet("Board 1", scoring="result"))
    first = call_first(hall, number)
    hall.win(number, first)
    hall.loop.advance(MOMENT)
    following = hall.calls(number)[-1][0]
    assert following != first
    assert status(hall, number, following) == "playing"
    assert _division(hall, number).decisions(following).games == ()


def test_a_match_that_is_called_off_waits_for_the_desk_and_the_next_one_is_played(hall: Hall) -> None:
    number = begin(hall)
    hall.record(number, CourtSet("Board 1", scoring="result"))
    hall.win(number, call_first(hall, number))
    hall.loop.advance(MOMENT)
    off = hall.calls(number)[-1][0]
    hall.record(number, MatchUncalled(1, off))
    hall.loop.advance(MOMENT)
    assert hall.calls(number)[-1][0] != off
    for _ in range(10):
        hall.win(number, hall.calls(number)[-1][0])
        hall.loop.advance(MOMENT)
        if status(hall, number, hall.calls(number)[-1][0]) == "over":
            break
    assert status(hall, number, off) == "ready"


def test_the_court_of_a_pool_is_kept_for_it_and_a_court_that_closes_gives_its_pool_to_the_others(hall: Hall) -> None:
    number = begin(hall)
    people = [PlayerSignedUp(player, f"Q{player}") for player in (21, 22)]
    made = [EntryMade(entry, 2, (entry,)) for entry in (21, 22)]
    hall.record(
        number, *people, DivisionAdded(2, "B", "singles", (Stage("single"),)), *made, Drawn(2, (21, 22), "order")
    )
    assert _offered(hall, number)["W1-1"] == "Board 3"
    first = call_first(hall, number)
    hall.record(number, CourtSet("Board 1", is_open=False))
    hall.win(number, first)
    assert {court for match, court in _offered(hall, number).items() if match.startswith("P1")} <= {None, "Board 3"}
    assert {court for match, court in _offered(hall, number).items() if match.startswith("P2")} <= {None, "Board 2"}


def _offered(hall: Hall, number: int) -> dict[str, str | None]:
    queue = court_queue(hall.director.tournament(number), hall.clock.wall())
    return {queued.match: queued.court for queued in queue if queued.status in {"ready", "on-deck"}}


def test_a_pool_on_two_courts_lets_nobody_play_twice_at_once(hall: Hall) -> None:
    courts = ("Board 1", "Board 2")
    number = begin(hall, Stage("round-robin", pools=2, pool_courts={"P1": courts}), 10)
    for court in courts:
        hall.record(number, CourtSet(court, scoring="result"))
        call_first(hall, number, court)
    hall.loop.advance(MOMENT)
    for _ in range(8):
        playing = [match for match, _ in hall.calls(number) if status(hall, number, match) in {"called", "playing"}]
        hall.win(number, playing[0])
        hall.loop.advance(MOMENT)
    assert len(hall.calls(number)) == 10, "all ten matches of five"


def test_nothing_follows_while_the_night_is_paused_or_after_it(hall: Hall) -> None:
    number = begin(hall)
    hall.record(number, CourtSet("Board 1", scoring="result"))
    hall.win(number, call_first(hall, number))
    hall.record(number, TournamentPaused())
    hall.loop.advance(CALL_DELAY_MS)
    assert len(hall.calls(number)) == 1
    hall.record(number, TournamentClosed())
    hall.loop.advance(CALL_DELAY_MS)
    assert len(hall.calls(number)) == 1


def test_the_first_match_of_a_pool_is_called_as_any_other(hall: Hall) -> None:
    number = hall.director.create(TournamentCreated("Friday", ("Board 1", "Board 2"))).tournament_id
    people = [PlayerSignedUp(player, f"P{player}") for player in range(1, 9)]
    made = [EntryMade(entry, 1, (entry,)) for entry in range(1, 9)]
    hall.record(number, *people, DivisionAdded(1, "Open", "singles", (POOLS,)), *made)
    hall.draw(number, 8)
    hall.loop.advance(CALL_DELAY_MS - 1_000)
    assert hall.calls(number) == []
    hall.loop.advance(1_000)
    assert [court for _, court in hall.calls(number)] == ["Board 1", "Board 2"]
    assert status(hall, number, hall.calls(number)[0][0]) == "called"


def test_a_night_of_pools_and_brackets_goes_by_itself_but_for_one_draw_and_the_results(hall: Hall) -> None:
    stages = (
        Stage("round-robin", pools=4, pool_courts={f"P{pool}": (f"Board {pool}",) for pool in range(1, 5)}),
        Stage("double", seeding="standings", source=StageSource(1, pool_places=(1, 2))),
        Stage("single", seeding="standings", source=StageSource(1, pool_places=(3, 4))),
    )
    courts = tuple(f"Board {number}" for number in range(1, 5))
    number = hall.director.create(TournamentCreated("Friday", courts, scoring="result")).tournament_id
    people = [PlayerSignedUp(player, f"P{player}") for player in range(1, 17)]
    made = [EntryMade(entry, 1, (entry,)) for entry in range(1, 17)]
    hall.record(number, *people, DivisionAdded(1, "Open", "singles", stages), *made)
    hall.draw(number, 16)
    draws, results = 0, 0
    while not is_division_over(hall.director.tournament(number), _division(hall, number)):
        hall.loop.advance(CALL_DELAY_MS + MOMENT)
        state = hall.director.tournament(number)
        on_court = [match for match in resolve(state, _division(hall, number)).values() if match.status in ON_COURT]
        assert len({_division(hall, number).decisions(match.id).court for match in on_court}) == len(on_court)
        if on_court:
            hall.win(number, on_court[0].id, 1 if on_court[0].entries[0] < on_court[0].entries[1] else 2)
            results += 1
            if results == 5:  # a board breaks in the middle of its pool
                hall.record(number, CourtSet("Board 4", is_open=False))
        else:
            hall.record(number, *draw_next_stages(state, _division(hall, number), lambda numbers: numbers.sort()))
            draws += 1
    assert (draws, results) == (1, 4 * 6 + 14 + 7)
    state = hall.director.tournament(number)
    places = division_places(state, _division(hall, number), resolve(state, _division(hall, number)))
    assert [place.entry for place in places[:4]] == [1, 2, 3, 4]
    assert len(places) == 16
