"""Open play and king of the court through the API, with the director's timer: nights without a bracket."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.desk.director_timer import DirectorTimer
from goat_kiosk.tournament.calling import CALL_DELAY_MS
from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import COURTS, ApiNight, new_night


class Venue:
    """A running kiosk and the director's timer, which looks when the test lets time pass."""

    def __init__(self, kiosk: Kiosk, timer: DirectorTimer) -> None:
        self.kiosk, self._timer = kiosk, timer

    def wait(self) -> None:
        """Let the time pass after which a free court gets its match."""
        self._timer.look()
        self.kiosk.clock.advance(CALL_DELAY_MS)
        self._timer.look()


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    async with running(tmp_path) as kiosk:
        call_later = asyncio.get_running_loop().call_later
        with DirectorTimer(kiosk.scorekeeper.director, kiosk.clock, call_later) as timer:
            yield Venue(kiosk, timer)


async def new_open_night(venue: Venue, entries: int, **stage: object) -> ApiNight:
    """Create a tournament whose courts call by themselves, with one division without a bracket."""
    night = await new_night(venue.kiosk, 0, COURTS, **stage)
    await night.send("PUT", "", {"calling": "auto"})
    await night.enter(entries)
    return night


async def called(night: ApiNight) -> dict[str, Any]:
    """Return the match that is called to each court."""
    return {match["court"]: match for match in (await night.matches()).values() if match["status"] == "called"}


def sides(match: Any) -> set[int]:
    return {match["a"]["entry"], match["b"]["entry"]}


async def test_open_play_goes_on_by_itself_while_people_come_and_leave(venue: Venue) -> None:
    night = await new_open_night(venue, 4, format="open")
    venue.wait()
    on_court = await called(night)
    assert {court: (match["match"], sides(match)) for court, match in on_court.items()} == {
        "Board 1": ("O-1", {1, 2}),
        "Board 2": ("O-2", {3, 4}),
    }
    await night.win("O-1", 1)
    venue.wait()
    assert set(await called(night)) == {"Board 2"}, "the two who are free have just met"
    await night.send("POST", "/players", {"name": "Late"})
    await night.send("POST", "/divisions/1/entries", {"players": [5]})
    venue.wait()
    assert sides((await called(night))["Board 1"]) == {5, 1}
    await night.send("DELETE", "/divisions/1/entries/2", {"reason": "Tired."})
    await night.win("O-2", 2)
    venue.wait()
    assert set(await called(night)) == {"Board 1"}, "2 has left, and 3 and 4 have just met"
    await night.win("O-3", 2)
    venue.wait()
    assert sides((await called(night))["Board 2"]).isdisjoint({2})
    rows = await night.send("GET", "/divisions/1/standings", key=None)
    assert [(row["place"], row["entry"], row["wins"]) for row in rows][:2] == [(1, 1, 2), (2, 4, 1)]
    assert (await night.send("GET", ""))["divisions"][0]["status"] == "drawn"
    assert (await night.send("POST", "/close"))["divisions"][0]["status"] == "over"


async def test_each_king_stays_on_the_court_and_its_game_gives_the_result(venue: Venue) -> None:
    night = await new_open_night(venue, 5, format="king", play_to=5)
    venue.wait()
    first = await called(night)
    assert {court: sides(match) for court, match in first.items()} == {"Board 1": {1, 2}, "Board 2": {3, 4}}
    game = await night.send("POST", "/divisions/1/matches/K-1/start", {})
    assert game["fixture"] == {"tournament_id": night.tournament_id, "division": 1, "match": "K-1", "game": 1}
    ending = {"ended_by": "conceded", "winner": 2}
    status, _ = await venue.kiosk.call("POST", f"/api/games/{game['game_id']}/end", ending)
    assert status == 200
    venue.wait()
    assert sides((await called(night))["Board 1"]) == {2, 5}, "1 conceded"
    await night.send(
        "POST", "/divisions/1/matches/K-2/report", {"winner": 1, "scores": [[21, 3]], "name": "P3"}, key=None
    )
    venue.wait()
    assert sides((await called(night))["Board 2"]) == {3, 1}, "a king by a report stays, too"


async def test_formats_without_a_bracket_are_not_drawn_paired_or_turned_into_one(venue: Venue) -> None:
    night = await new_open_night(venue, 3, format="open")
    venue.wait()
    assert await night.refuse("POST", "/divisions/1/draw", {}) == (409, "against-the-rules")
    assert await night.refuse("PUT", "/divisions/1/stages/1", {"format": "single"}) == (409, "against-the-rules")
    blind = {"name": "B", "kind": "blind-draw", "stages": [{"format": "king"}]}
    assert await night.refuse("POST", "/divisions", blind) == (409, "against-the-rules")
    changed = await night.send("PUT", "/divisions/1/stages/1", {"play_to": 11, "best_of": {"O": 3}})
    assert changed["stages"][0]["play_to"] == 11
    assert (await night.matches())["O-1"]["best_of"] == 3


async def test_the_state_has_the_calls_that_come_by_themselves_and_who_is_missing(venue: Venue) -> None:
    night = await new_open_night(venue, 4, format="open")
    state = await night.send("GET", "", key=None)
    due_at = {row["match"]: row.get("due_at") for row in state["queue"]}
    queue = await night.send("GET", "/queue", key=None)
    assert {row["match"]: row.get("due_at") for row in queue} == due_at
    assert due_at["O-1"] is not None
    venue.wait()
    await night.send("POST", "/divisions/1/matches/O-1/missing", {"sides": [1]})
    state = await night.send("GET", "", key=None)
    assert not any("due_at" in row for row in state["queue"])
    assert [(clock["match"], clock["missing"]) for clock in state["call_clocks"]] == [("O-1", [1])]
