"""Nights that call by themselves: nothing twice, nobody in two places, everything played to its end."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.errors import RuleViolation
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.tournament.calling import CALL_DELAY_MS, CHANGED_OFFER_DELAY_MS
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade
from goat_kiosk.tournament.division_places import division_places
from goat_kiosk.tournament.events import (
    CourtSet,
    DecisionUndone,
    PlayerSignedUp,
    TournamentCreated,
    TournamentPaused,
    TournamentResumed,
)
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchCalled, MatchHeld, MatchUncalled, ResultRecorded
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Tournament
from tests.desk.test_director_timer import Hall
from tests.properties import examples
from tests.tournament.night import known_sides

MINUTE = 60_000
SETTLED = CALL_DELAY_MS + CHANGED_OFFER_DELAY_MS
"""After so long without a decision whatever can be called is called."""
STEPS = "result", "result", "result", "result", "wait", "wait", "hold", "uncall", "court", "pause", "undo", "restart"


class AutomaticNight:
    """A night whose director does little: matches are called by the timer, and results come in by chance."""

    def __init__(self, hall: Hall, courts: int, random: Random) -> None:
        self.hall, self._random = hall, random
        self.courts = [f"Board {number}" for number in range(1, courts + 1)]
        self.number = hall.director.create(TournamentCreated("Friday", tuple(self.courts))).tournament_id

    @property
    def state(self) -> Tournament:
        return self.hall.director.tournament(self.number)

    @property
    def on_court(self) -> list[Match]:
        return [match for match in self._matches() if match.status in {"called", "playing"}]

    @property
    def ready(self) -> list[Match]:
        return [match for match in self._matches() if match.status == "ready"]

    def _matches(self) -> Iterator[Match]:
        for matches in resolve_all(self.state).values():
            yield from matches.values()

    def sign_up(self, people: int) -> None:
        self.hall.record(self.number, *(PlayerSignedUp(player, f"P{player}") for player in range(1, people + 1)))

    def add_bracket(self, number: int, teams: list[tuple[int, ...]]) -> None:
        """Add a double elimination of these teams, and draw it."""
        made = [EntryMade(100 * number + place, number, team) for place, team in enumerate(teams, start=1)]
        order = tuple(entry.entry for entry in made)
        division = DivisionAdded(number, f"D{number}", "pairs", (Stage("double"),))  # of a pair one may play alone
        self.hall.record(self.number, division, *made, Drawn(number, order, "order"))

    def step(self, kind: str) -> None:
        """Let something happen; what is refused does not."""
        self.hall.loop.advance(self._random.randrange(15_000))
        with suppress(RuleViolation):
            getattr(self, f"_{kind}")()

    def _result(self) -> None:
        if self.on_court:
            self.finish(self._random.choice(self.on_court))

    def finish(self, match: Match) -> None:
        winner = self._random.choice((1, 2))
        score = (21, 5) if winner == 1 else (5, 21)
        sides = known_sides(match)
        event = ResultRecorded(match.division, match.id, sides, 1 if winner == 1 else 2, scores=(score,))
        self.hall.record(self.number, event)

    def _wait(self) -> None:
        self.hall.loop.advance(SETTLED + 2_000)
        if self.state.pause is None:
            queue = court_queue(self.state, self.hall.clock.wall())
            assert [queued for queued in queue if queued.status == "ready" and queued.court] == []

    def _hold(self) -> None:
        if not (found := self.ready or self.on_court):
            return
        match = self._random.choice(found)
        held = self.state.divisions[match.division].decisions(match.id).held
        self.hall.record(self.number, MatchHeld(match.division, match.id, not held))

    def _uncall(self) -> None:
        if self.on_court:
            match = self._random.choice(self.on_court)
            self.hall.record(self.number, MatchUncalled(match.division, match.id))

    def _court(self) -> None:
        name = self._random.choice(self.courts)
        self.hall.record(self.number, CourtSet(name, is_open=not self.state.courts[name].is_open))

    def _pause(self) -> None:
        event = TournamentPaused() if self.state.pause is None else TournamentResumed()
        self.hall.record(self.number, event)

    def _undo(self) -> None:
        self.hall.record(self.number, DecisionUndone())

    def _restart(self) -> None:
        """Kill the program and start it again: every wait begins anew, and nothing else has changed."""
        before = len(self.hall.calls(self.number))
        self.hall.open()
        self.hall.loop.advance(CALL_DELAY_MS - 1)
        assert len(self.hall.calls(self.number)) == before

    def check(self) -> None:
        """Nobody and no court has two matches, and no match was called while it was called already."""
        courts = [self.state.divisions[match.division].decisions(match.id).court for match in self.on_court]
        assert len(set(courts)) == len(courts)
        people = [
            player for match in self.on_court for entry in match.entries for player in self.state.entries[entry].players
        ]
        assert len(set(people)) == len(people)
        assert all(self.state.divisions[match.division].decisions(match.id).calls <= 1 for match in self.on_court)

    def play_to_the_end(self) -> None:
        """Open and release everything, then do nothing but finish what is on the courts."""
        if self.state.pause is not None:
            self._pause()
        for match in self._matches():
            if self.state.divisions[match.division].decisions(match.id).held and match.status in {"ready", "waiting"}:
                self.hall.record(self.number, MatchHeld(match.division, match.id, held=False))
        self.hall.record(self.number, *(CourtSet(court) for court in self.courts))
        while any(match.status not in {"over", "not-needed"} for match in self._matches()):
            self._wait()
            assert self.on_court, "something is always played"
            self.check()
            self.finish(self._random.choice(self.on_court))


@contextmanager
def automatic_night(courts: int, random: Random) -> Iterator[AutomaticNight]:
    with tempfile.TemporaryDirectory() as folder, EventLog(Path(folder) / "events.db") as log:
        yield AutomaticNight(Hall(log), courts, random)


@given(
    entries=st.integers(2, 7),
    courts=st.integers(1, 3),
    seed=st.integers(0, 2**32),
    steps=st.lists(st.sampled_from(STEPS), max_size=25),
)
@examples(15)
def test_a_night_calls_nobody_twice_and_ends_whatever_the_desk_does(
    entries: int, courts: int, seed: int, steps: list[str]
) -> None:
    with automatic_night(courts, Random(seed)) as night:  # noqa: S311  chance that a test repeats
        night.sign_up(entries)
        night.add_bracket(1, [(player,) for player in range(1, entries + 1)])
        night.add_bracket(2, [(player,) for player in (1, 2)])
        for step in steps:
            night.step(step)
            night.check()
        night.play_to_the_end()
        for number, division in night.state.divisions.items():
            places = division_places(night.state, division, resolve_all(night.state)[number])
            assert len(places) == len(night.state.division_entries(number))
        rows = night.hall.director.events(night.number)
        first = rows[0].event
        assert isinstance(first, TournamentCreated)
        other_desk = fold(first, [(row.event, row.at) for row in rows[1:]], rows[0].at)
        assert other_desk == night.state


def test_31_pairs_are_called_to_their_champion_with_nothing_but_results() -> None:
    with automatic_night(6, Random(31)) as night:  # noqa: S311  chance that a test repeats
        night.sign_up(62)
        night.add_bracket(1, [(2 * pair - 1, 2 * pair) for pair in range(1, 32)])
        night.play_to_the_end()
        (matches,) = resolve_all(night.state).values()
        places = division_places(night.state, night.state.divisions[1], matches)
        played = [match for match in matches.values() if match.status == "over"]
        events = [row.event for row in night.hall.director.events(night.number)]
        calls = [event for event in events if isinstance(event, MatchCalled)]
        assert len(places) == 31
        assert places[0].place == 1
        assert len(played) in {60, 61}
        assert sorted(call.match for call in calls) == sorted(match.id for match in played)
