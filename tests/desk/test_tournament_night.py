"""A whole night on a real log: late entries, people who leave, wrong results, a protest, a broken court, kills."""

import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from goat_kiosk.desk.director import Director
from goat_kiosk.errors import RuleViolation
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.tournament.division_events import DivisionAdded, EntriesSwapped, EntryMade, EntryWithdrawn
from goat_kiosk.tournament.drawing import draw, place_late
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.events import AnyTournamentEvent, CourtSet, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import (
    MatchCalled,
    MatchProtested,
    MatchRuled,
    MatchStarted,
    MatchUncalled,
    ResultRecorded,
)
from goat_kiosk.tournament.places import bracket_places
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import EntrySlot
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division, Tournament
from tests.clocks import ManualClock
from tests.games import AT

DIVISION = 1
MINUTE = 60_000


class Evening:
    """The director's desk; `restart` is what a kill and a new start leave."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, ManualClock(AT)
        self._open()
        event = TournamentCreated("Friday", ("Board 1", "Board 2", "Board 3", "Board 4"))
        self.tournament_id = self.director.create(event).tournament_id
        self.record(DivisionAdded(DIVISION, "Open", "pairs", (Stage("double"),)))

    def _open(self) -> None:
        self.log = EventLog(self.path)
        self.director = Director(self.log, self.clock, WriteQueue(self.log.writer_thread))

    def restart(self) -> None:
        before = self.state
        self.log.close()
        self._open()
        assert self.state == before

    def record(self, *events: AnyTournamentEvent) -> None:
        self.clock.advance(MINUTE)
        self.director.record(self.tournament_id, lambda _: events)

    @property
    def state(self) -> Tournament:
        return self.director.tournament(self.tournament_id)

    @property
    def division(self) -> Division:
        return self.state.divisions[DIVISION]

    @property
    def matches(self) -> Mapping[str, Match]:
        return resolve(self.state, self.division)

    def enter_pair(self, entry: int) -> None:
        first, second = 2 * entry - 1, 2 * entry
        self.record(
            PlayerSignedUp(first, f"P{first}"),
            PlayerSignedUp(second, f"P{second}"),
            EntryMade(entry, DIVISION, (first, second)),
        )

    def call_next(self) -> str | None:
        """Call the first match of the queue that has a court."""
        for item in court_queue(self.state, self.director.now()):
            if item.status == "ready" and item.court is not None:
                self.record(MatchCalled(DIVISION, item.match, item.court, known(self.matches[item.match])))
                self.record(MatchStarted(DIVISION, item.match))
                return item.match
        return None

    def result(self, match: str, winner: MatchSide, reason: str = "") -> None:
        score = (21, 12) if winner == 1 else (12, 21)
        self.record(ResultRecorded(DIVISION, match, known(self.matches[match]), winner, scores=(score,), reason=reason))

    def on_court(self) -> list[str]:
        return [match.id for match in self.matches.values() if match.status in {"called", "playing"}]


def known(match: Match) -> tuple[int, int]:
    first, second = match.sides
    assert isinstance(first, EntrySlot)
    assert isinstance(second, EntrySlot)
    return first.entry, second.entry


def strength(entry: int) -> int:
    """The pairs are ranked by their numbers: 1 is the best, and wins whatever is recorded rightly."""
    return -entry


def true_winner(match: Match) -> MatchSide:
    first, second = known(match)
    return 1 if strength(first) > strength(second) else 2


def test_a_night_with_everything_that_goes_wrong(tmp_path: Path) -> None:
    evening, random = Evening(tmp_path / "events.db"), Random(3)  # noqa: S311  the same each time
    for entry in range(1, 25):
        evening.enter_pair(entry)
    evening.record(draw(evening.state, evening.division, random.shuffle))
    evening.restart()
    wrong_draw = evening.division.draw
    assert wrong_draw is not None
    evening.record(EntriesSwapped(DIVISION, (wrong_draw.seeds[1], wrong_draw.seeds[3]), "they came together"))
    for entry in range(25, 31):
        evening.enter_pair(entry)
        evening.record(place_late(evening.state, evening.division, entry))
    wrong: list[str] = []
    play(evening, random, wrong)
    assert len(wrong) == 5
    champion = bracket_places(evening.matches)[0].entry
    assert champion == 1, "the best pair has won, although five results were wrong at first"
    assert len(evening.director.events(evening.tournament_id)) == evening.state.seq
    evening.restart()


def play(evening: Evening, random: Random, wrong: list[str]) -> None:
    """Play to the end, and let things go wrong on the way."""
    played = 0
    while (called := evening.call_next()) or evening.on_court():
        if called and len(evening.on_court()) < 4:
            continue
        match = random.choice(evening.on_court())
        winner = true_winner(evening.matches[match])
        played += 1
        go_wrong(evening, played)
        if match not in evening.on_court():
            continue
        if played in {2, 6, 11, 15, 20}:
            wrong.append(match)
            evening.result(match, 2 if winner == 1 else 1)
            if played in {2, 11, 20}:
                correct(evening, match)
        else:
            evening.result(match, winner)
        if played in {10, 19}:
            correct(evening, wrong[-1])
        if played % 7 == 0:
            evening.restart()


def go_wrong(evening: Evening, played: int) -> None:
    if played in {4, 9, 14}:
        leaving = max(entry for entry in evening.state.entries if evening.state.entries[entry].status == "in")
        evening.record(EntryWithdrawn(leaving, "sick"))
    if played == 5:
        evening.record(CourtSet("Board 3", is_open=False))
    if played == 12:
        evening.record(CourtSet("Board 3"))
    if played == 8 and (calls := evening.on_court()):
        evening.record(MatchUncalled(DIVISION, calls[0], "the light went out"))
    if played == 13:
        over = next(m.id for m in evening.matches.values() if evening.division.decisions(m.id).result)
        evening.record(MatchProtested(DIVISION, over, "a foot fault"))
        evening.record(MatchRuled(DIVISION, over, "stands", "nobody saw it"))


def correct(evening: Evening, match: str) -> None:
    """Correct a wrong result, and rule on what was called or played with the wrong sides."""
    evening.result(match, true_winner(evening.matches[match]), "wrong sheet")
    for _ in range(60):
        crooked = [
            other.id
            for other in evening.matches.values()
            if other.is_out_of_line and all(isinstance(slot, EntrySlot) for slot in other.due)
        ]
        if not crooked:
            return
        evening.record(MatchRuled(DIVISION, crooked[0], "replay", "the wrong pair played"))


KILLED = """
import sys
from collections.abc import Mapping
from pathlib import Path
from tests.desk.test_tournament_night import Evening
from goat_kiosk.tournament.drawing import draw
evening = Evening(Path(sys.argv[1]))
for entry in range(1, 9):
    evening.enter_pair(entry)
print(evening.tournament_id, flush=True)
import random, dataclasses
from msgspec.structs import replace
while True:
    reason = "again" if evening.division.draw else ""
    evening.record(replace(draw(evening.state, evening.division, random.shuffle), reason=reason))
    print("drawn", evening.state.seq, flush=True)
    evening.call_next()
    match = evening.on_court()[0]
    print("called", evening.state.seq, flush=True)
    from goat_kiosk.tournament.match_events import MatchUncalled
    evening.record(MatchUncalled(1, match))
    print("uncalled", evening.state.seq, flush=True)
"""


@pytest.mark.parametrize("after", [3, 8, 17])
def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path, after: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "events.db")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    tournament_id = int(process.stdout.readline())
    acknowledged = [process.stdout.readline() for _ in range(after)][-1]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    with EventLog(tmp_path / "events.db") as log:
        director = Director(log, ManualClock(AT), WriteQueue(log.writer_thread))
        state = director.tournament(tournament_id)
        assert state.seq >= int(acknowledged.split()[1])
        assert [row.seq for row in director.events(tournament_id)] == list(range(1, state.seq + 1))


def test_a_redraw_after_a_result_is_refused(tmp_path: Path) -> None:
    evening, random = Evening(tmp_path / "events.db"), Random(1)  # noqa: S311  the same each time
    for entry in range(1, 5):
        evening.enter_pair(entry)
    evening.record(draw(evening.state, evening.division, random.shuffle))
    match = evening.call_next()
    assert match is not None
    evening.result(match, 1)
    with pytest.raises(RuleViolation, match="There is a result already"):
        evening.record(replace(draw(evening.state, evening.division, random.shuffle), reason="again"))
