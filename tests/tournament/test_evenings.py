"""Whole evenings, minute by minute: a blind draw with late people and leavers, sixty beginners by the clock, and a
Saturday of three divisions.

Everything that the desk presses is counted: a key for each letter, digit, Enter and tap.
"""

from collections import Counter
from collections.abc import Iterable
from random import Random

from msgspec.structs import replace

from goat_kiosk.tournament.advice import NightPlan, advise, plan_minutes
from goat_kiosk.tournament.blind_draw import enter_late
from goat_kiosk.tournament.court_use import call_event
from goat_kiosk.tournament.division_events import DivisionAdded, EntryMade
from goat_kiosk.tournament.drawing import draw
from goat_kiosk.tournament.due_events import due_events
from goat_kiosk.tournament.event_fields import Scoring
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerDropped, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.fold import apply, create, fold
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchFeatured, MatchStarted, ResultRecorded
from goat_kiosk.tournament.pairing import pair_next_round
from goat_kiosk.tournament.places import bracket_places
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.round_clock import read_round_clocks, start_events
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division, MatchKey, Tournament
from tests.tournament.night import MINUTE, known_sides

DIVISION = 1
CONFIRM, PAIR_ROUND, START_ROUND = 1, 1, 1
"""Keys: Enter on the line at the top."""
DRAW = 3
"""Keys: the view, the draw, the end of the show."""
LATE_SPOTS = 2
"""Taps: places kept for who is late."""
ENTRIES, STREAM = {1: 32, 2: 24, 3: 24}, "Board 16"
"""Of the Saturday: the entries of each division, and the board of the stream."""
FEATURE = 3
"""Keys: the match, T, the board."""
LEAVE = 4
"""Keys: the match, L, the name, Enter."""


class Evening:
    """Divisions, their events, the time and the keys."""

    def __init__(self, boards: int, division: DivisionAdded, scoring: Scoring, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  the same evening each time
        self.first = TournamentCreated("Friday", tuple(f"Board {n}" for n in range(1, boards + 1)), scoring=scoring)
        self.state: Tournament = create(self.first, 0)
        self.now, self.keys = 0, 0
        self.log: list[tuple[AnyTournamentEvent, int]] = []
        self.ends: dict[MatchKey, int] = {}
        """When each match that is being played ends."""
        self.record(division)

    def record(self, *events: AnyTournamentEvent, keys: int = 0) -> None:
        self.keys += keys
        for event in events:
            self.state = apply(self.state, event, self.now)
            self.log.append((event, self.now))

    @property
    def division(self) -> Division:
        return self.state.divisions[DIVISION]

    @property
    def matches(self) -> list[Match]:
        return [match for matches in resolve_all(self.state).values() for match in matches.values()]

    @property
    def minutes(self) -> int:
        return self.now // MINUTE

    def call(self) -> None:
        """Call what the queue gives to the free boards, as the timer does: without a key."""
        for queued in court_queue(self.state, self.now):
            if queued.status == "ready" and queued.court is not None:
                self.record(call_event(self.state, (queued.division, queued.match), queued.court, self.now))

    def start(self) -> None:
        """Let the called matches begin: each takes as long as chance says."""
        for match in self.matches:
            if match.status == "called":
                self.record(MatchStarted(match.division, match.id))
                self.ends[match.division, match.id] = self.now + self.random.randrange(12, 22) * MINUTE

    def played(self, match: Match) -> None:
        """Record that the first or the second side has won, by chance."""
        loser = self.random.randrange(3, 20)
        scores = (21, loser) if self.random.random() < 0.5 else (loser, 21)
        self.record(
            ResultRecorded(
                match.division, match.id, known_sides(match), 1 if scores[0] > loser else 2, scores=(scores,)
            )
        )

    def games_of_each_player(self) -> Counter[int]:
        sides = [entry for match in self.matches if match.how == "played" for entry in match.entries]
        return Counter(player for entry in sides for player in self.state.entries[entry].players)


class BlindDrawEvening(Evening):
    """31 singles who are paired by strength; players report their results, and the desk confirms them."""

    def __init__(self, seed: int) -> None:
        division = DivisionAdded(DIVISION, "Blind draw", "blind-draw", (Stage("double"),), "balanced")
        super().__init__(6, division, "bags", seed)
        for number in range(1, 32):
            self.record(PlayerSignedUp(number, f"P{number}"), EntryMade(number, DIVISION, (number,)))
        drawn = draw(self.state, self.division, self.random.shuffle)
        self.record(replace(drawn, late_spots=2, until=25 * MINUTE), keys=DRAW + LATE_SPOTS)

    def arrive(self, name: str) -> None:
        number = self.state.next_player()
        self.record(PlayerSignedUp(number, name), keys=len(name) + 1)
        made = EntryMade(self.state.next_entry(), DIVISION, (number,))
        self.record(made, *enter_late(self.state, made))

    def leave(self) -> None:
        """Let somebody who is not playing go home; the partner plays on alone."""
        busy = {entry for match in self.matches if match.status in {"called", "playing"} for entry in match.entries}
        teams = [team for team in self.state.division_entries(DIVISION) if team.is_drawn and team.number not in busy]
        pairs = [team for team in teams if len(team.players) == 2 and team.status != "withdrawn"]
        self.record(PlayerDropped(self.random.choice(pairs).players[0]), keys=LEAVE)

    def play(self, late: Iterable[int], leaving: Iterable[int]) -> None:
        """Play until everything is over, at most eight hours."""
        while self.now < 480 * MINUTE and any(match.status not in {"over", "not-needed"} for match in self.matches):
            if self.minutes in late:
                self.arrive(f"Late {self.minutes}")
            if self.minutes in leaving:
                self.leave()
            self.record(*due_events(self.state, self.now))
            for match in self.matches:
                if match.status == "playing" and self.ends[match.division, match.id] <= self.now:
                    self.played(match)
                    self.keys += CONFIRM
            self.call()
            self.start()
            self.now += MINUTE


def test_31_singles_in_a_blind_draw_with_four_late_and_two_leavers() -> None:
    evening = BlindDrawEvening(seed=4)
    evening.play(late=(2, 5, 8, 10), leaving=(60, 90))
    teams = [team for team in evening.state.division_entries(DIVISION) if team.is_drawn]
    here = [player.number for player in evening.state.players.values() if not player.is_dropped]
    assert sorted(player for team in teams for player in team.players) == here
    assert len(here) == 33
    assert sum(len(team.players) == 1 for team in teams) <= 3, "a walker, and the partners of who has left"
    assert len(bracket_places({match.id: match for match in evening.matches})) == len(teams)
    assert all(evening.games_of_each_player()[player] >= 2 for player in here), "everybody has two lives"
    results = sum(match.how == "played" for match in evening.matches)
    typed = sum(len(f"Late {minute}") + 1 for minute in (2, 5, 8, 10))
    assert evening.keys == DRAW + LATE_SPOTS + results * CONFIRM + typed + 2 * LEAVE
    assert evening.minutes < 180
    assert fold(evening.first, evening.log) == evening.state


def test_sixty_beginners_by_the_clock_without_a_phone() -> None:
    plan = NightPlan(60, 10, 3, 150, is_for_beginners=True)
    best = advise(plan, plan_minutes([], is_for_beginners=True))[0]
    (stage,) = best.stages
    evening = Evening(10, DivisionAdded(DIVISION, "Beginners", "pairs", best.stages), "result", seed=60)
    for entry in range(1, 31):
        people = [PlayerSignedUp(2 * entry - 1, f"A{entry}"), PlayerSignedUp(2 * entry, f"B{entry}")]
        evening.record(*people, EntryMade(entry, DIVISION, (2 * entry - 1, 2 * entry)))
    evening.record(draw(evening.state, evening.division, evening.random.shuffle), keys=DRAW)
    typed = 0
    for _ in range(stage.rounds or 0):
        evening.record(pair_next_round(evening.state, evening.division, 1), keys=PAIR_ROUND)
        while any(match.status == "ready" for match in evening.matches):
            evening.call()
            evening.record(*start_events(evening.state, evening.division), keys=START_ROUND)
            (clock,) = read_round_clocks(evening.state, evening.now)
            evening.now = clock.horn_at + 2 * MINUTE  # the round of bags that was begun, and a tie
            for match in [match for match in evening.matches if match.status == "playing"]:
                evening.played(match)
                typed += len("1") + len(" ".join(map(str, evening.division.decisions(match.id).scores[0]))) + 1
            evening.now += 2 * MINUTE
    assert evening.games_of_each_player() == Counter(dict.fromkeys(range(1, 61), 3))
    pairs = Counter(tuple(sorted(match.entries)) for match in evening.matches)
    assert max(pairs.values()) == 1, "nobody meets the same pair twice"
    assert evening.minutes <= 150
    assert evening.keys == DRAW + 3 * PAIR_ROUND + 6 * START_ROUND
    assert typed <= 45 * 7, "a tap and a result for each match"
    assert fold(evening.first, evening.log) == evening.state


class Saturday(Evening):
    """Three divisions of 32, 24 and 24 entries on sixteen boards; twenty people play in two of them."""

    def __init__(self, seed: int) -> None:
        super().__init__(16, DivisionAdded(1, "Open", "pairs", (Stage("double"),)), "bags", seed)
        self.record(*(DivisionAdded(n, name, "pairs", (Stage("double"),)) for n, name in ((2, "Mixed"), (3, "Social"))))
        people = 2 * sum(ENTRIES.values()) - 20
        self.record(*(PlayerSignedUp(number, f"P{number}") for number in range(1, people + 1)))
        # The first twenty of the open division play in the mixed one too.
        players = iter([*range(1, 65), *range(1, 21), *range(65, people + 1)])
        entries = [division for division, count in ENTRIES.items() for _ in range(count)]
        for entry, division in enumerate(entries, start=1):
            self.record(EntryMade(entry, division, (next(players), next(players))))
        for division in ENTRIES:
            self.record(draw(self.state, self.state.divisions[division], self.random.shuffle), keys=DRAW)

    def feature(self) -> None:
        """Keep the last matches of the open division for the stream's board."""
        for match in self.matches:
            decisions = self.state.divisions[1].decisions(match.id)
            is_late = match.id.startswith("F") or match.id in {"W4-1", "W4-2", "W5-1"}
            if match.division == 1 and is_late and match.status == "ready" and decisions.featured_on is None:
                self.record(MatchFeatured(1, match.id, STREAM), keys=FEATURE)

    def play(self) -> None:
        """Play until everything is over, at most twelve hours; nobody is on two boards at once."""
        while self.now < 720 * MINUTE and any(match.status not in {"over", "not-needed"} for match in self.matches):
            for match in self.matches:
                if match.status == "playing" and self.ends[match.division, match.id] <= self.now:
                    self.played(match)
                    self.keys += CONFIRM
            self.feature()
            self.call()
            on_boards = [
                player
                for match in self.matches
                if match.status in {"called", "playing"}
                for entry in match.entries
                for player in self.state.entries[entry].players
            ]
            assert len(on_boards) == len(set(on_boards)), "somebody is on two boards"
            self.start()
            self.now += MINUTE


def test_a_saturday_of_three_divisions_80_entries_and_16_boards_with_a_stream() -> None:
    saturday = Saturday(seed=16)
    saturday.play()
    assert all(match.status in {"over", "not-needed"} for match in saturday.matches)
    played = [match for match in saturday.matches if match.how == "played"]
    assert sum(2 * entries - 2 for entries in ENTRIES.values()) <= len(played)
    assert len(played) <= sum(2 * entries - 1 for entries in ENTRIES.values())
    finals = [match.id for match in played if match.division == 1 and match.id in {"W4-1", "W4-2", "W5-1", "F-1"}]
    boards = {saturday.state.divisions[1].decisions(match).court for match in finals}
    assert (len(finals), boards) == (4, {STREAM})
    assert saturday.keys == 3 * DRAW + len(played) * CONFIRM + FEATURE * sum(
        decisions.featured_on is not None for decisions in saturday.state.divisions[1].matches.values()
    )
    assert saturday.minutes < 300
    assert fold(saturday.first, saturday.log) == saturday.state
