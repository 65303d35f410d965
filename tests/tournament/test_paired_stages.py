"""Swiss and switch stages through the fold: rounds, byes, late and leaving people, corrections, a broken court."""

from collections import Counter
from random import Random

import pytest
from msgspec.structs import replace

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import Drawn, EntryWithdrawn, RoundPaired, TieDecided
from goat_kiosk.tournament.division_places import division_places, is_division_over, stage_places
from goat_kiosk.tournament.drawing import draw, draw_later, place_late, redraw
from goat_kiosk.tournament.due_events import due_events
from goat_kiosk.tournament.effect import difference
from goat_kiosk.tournament.event_fields import MatchSide, Pairing
from goat_kiosk.tournament.events import CourtSet, PlayerChanged, PlayerDropped, decode, encode
from goat_kiosk.tournament.expected_stages import with_expected_stages
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.formats.reasons import read_reason
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchCalled, ResultRecorded
from goat_kiosk.tournament.next_stages import draw_next_stages, stages_to_draw
from goat_kiosk.tournament.paired_stage import is_outdated, switch_entries
from goat_kiosk.tournament.pairing import pair_next_round
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.simulation import Assumptions, simulate
from goat_kiosk.tournament.slots import side_entries
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.standings.stage_standings import open_ties, stage_standings
from tests.tournament.formats.test_switch import opponents_of, partners_of, repeats
from tests.tournament.night import DIVISION, MINUTE, Night

SWISS = Stage("swiss", rounds=3)
SWITCH = Stage("switch", games_each=4)


def pair(night: Night, *, again: bool = False) -> RoundPaired:
    event = pair_next_round(night.state, night.division, 1, again=again)
    night.add(event)
    return event


def result(night: Night, match: Match, winner: MatchSide = 1) -> None:
    first, second = map(side_entries, match.sides)
    assert first is not None
    assert second is not None
    score = (21, 14) if winner == 1 else (14, 21)
    night.add(ResultRecorded(DIVISION, match.id, (first, second), winner, scores=(score,)))


def play_round(night: Night, random: Random | None = None) -> RoundPaired:
    event = pair(night)
    for match in night.ready:
        result(night, match, random.choice((1, 2)) if random else 1)
    return event


def swiss(entries: int, *later: Stage) -> Night:
    night = Night(entries, SWISS, *later)
    night.draw()
    return night


def test_a_swiss_is_paired_round_by_round_and_its_levels_take_from_the_table() -> None:
    night = swiss(
        8,
        Stage("single", source=StageSource(1, places=(1, 4))),
        Stage("single", source=StageSource(1, places=(5, 8))),
    )
    for _ in range(3):
        play_round(night, Random(5))  # noqa: S311  chance that a test repeats
    with pytest.raises(RuleViolation, match="All 3 rounds"):
        pair(night)
    table = [place.entry for place in stage_places(night.state, night.division, 1, night.matches)]
    night.draw_stage(2)
    night.draw_stage(3)
    assert {entry for match in night.ready if match.stage == 2 for entry in match.entries} == set(table[:4])
    assert {entry for match in night.ready if match.stage == 3 for entry in match.entries} == set(table[4:])
    assert fold(night.first, [(decode(encode(event)), at) for event, at in night.log]) == night.state


def test_a_round_waits_for_the_results_of_the_one_before() -> None:
    night = swiss(4)
    with pytest.raises(RuleViolation, match="no round"):
        pair(night, again=True)
    pair(night)
    with pytest.raises(RuleViolation, match="Round 2 waits for R1-1"):
        pair(night)


def test_a_division_is_drawn_before_it_is_paired() -> None:
    with pytest.raises(RuleViolation, match="Draw Open first"):
        pair(Night(4, SWISS))


def test_a_bye_counts_as_a_win_and_says_why() -> None:
    night = swiss(5)
    first = play_round(night)
    second = play_round(night)
    (bye,) = first.sits
    rows = stage_standings(night.state, night.division, 1, night.matches).table.records.records
    assert rows[bye].wins >= 1
    assert second.sits != first.sits
    assert str(read_reason(second.reasons[0])) == "The bye: the lowest record of those who have had none."


def test_a_pairing_is_offered_again_when_a_result_that_it_rests_on_changes() -> None:
    night = swiss(4)
    pair(night)
    one, other = night.ready
    result(night, one)
    result(night, other)
    before = pair(night)
    assert not is_outdated(night.division, 1, night.matches)
    result(night, night.matches["R1-1"], 2)
    assert is_outdated(night.division, 1, night.matches)
    after = pair(night, again=True)
    assert after.round == before.round == 2
    assert {frozenset(pairing.sides) for pairing in after.pairings} != {
        frozenset(pairing.sides) for pairing in before.pairings
    }
    assert not is_outdated(night.division, 1, night.matches)
    night.call("R2-1")
    result(night, night.matches["R1-1"], 1)
    assert not is_outdated(night.division, 1, night.matches), "what was called stays"


def test_who_is_away_or_has_left_is_not_paired_and_who_comes_late_is() -> None:
    night = swiss(6)
    play_round(night)
    night.add(PlayerChanged(1, here=False))
    night.add(EntryWithdrawn(2))
    night.enter(7)
    night.add(place_late(night.state, night.division, 7))
    paired = pair(night)
    assert {entry for pairing in paired.pairings for entry in pairing.sides} | {*paired.sits} == {3, 4, 5, 6, 7}
    assert 7 not in paired.sits, "among equals the bye goes to who has played"


def switch(players: int, stage: Stage = SWITCH, courts: int = 5) -> Night:
    night = Night(players, stage, courts=[f"Board {number}" for number in range(1, courts + 1)], kind="switch")
    night.draw()
    return night


class SwitchEvening:
    """A switch without rounds on its courts: due games are made, called by the queue, and end one after the other."""

    def __init__(self, night: Night, seed: int = 1) -> None:
        self.night, self.random = night, Random(seed)  # noqa: S311  chance that a test repeats
        self.ends: dict[str, int] = {}

    def fill(self) -> None:
        for event in due_events(self.night.state, self.night.now):
            self.night.add(event)
        for queued in court_queue(self.night.state, self.night.now):
            if queued.status == "ready" and queued.court is not None:
                sides = map(side_entries, self.night.matches[queued.match].sides)
                self.night.add(MatchCalled(DIVISION, queued.match, queued.court, tuple(sides)))  # type: ignore[arg-type]  # two sides
                self.ends[queued.match] = self.night.now + self.random.randint(9, 20) * MINUTE

    def end_one(self) -> None:
        match = min(self.ends, key=lambda match: (self.ends[match], match))
        self.night.now = max(self.night.now, self.ends.pop(match))
        result(self.night, self.night.matches[match], self.random.choice((1, 2)))

    def play(self) -> None:
        self.fill()
        while self.ends:
            self.end_one()
            self.fill()


def counted_games(night: Night) -> Counter[int]:
    records = stage_standings(night.state, night.division, 1, night.matches).table.records.records
    return Counter({entry: record.played for entry, record in records.items()})


def all_games(night: Night) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [
        pairing.sides  # type: ignore[misc]  # pairs
        for paired in night.division.paired[1]
        for pairing in paired.pairings
    ]


def test_26_players_on_five_boards_of_which_one_breaks_have_four_games_each() -> None:
    night = switch(26)
    evening = SwitchEvening(night)
    evening.fill()
    assert len(evening.ends) == 5
    for _ in range(6):
        evening.end_one()
        evening.fill()
    night.add(CourtSet("Board 3", is_open=False))
    evening.play()
    assert set(counted_games(night).values()) == {4}
    assert is_division_over(night.state, night.division)
    assert len(all_games(night)) == 26
    assert repeats(partners_of(all_games(night))) == 0
    assert repeats(opponents_of(all_games(night))) <= 10


def test_a_game_does_not_count_for_who_fills_it() -> None:
    night = switch(6, Stage("switch", games_each=3), courts=1)
    SwitchEvening(night).play()
    assert set(counted_games(night).values()) == {3}
    fillers = [
        filler for paired in night.division.paired[1] for pairing in paired.pairings for filler in pairing.fillers
    ]
    assert len(fillers) == 2
    last = night.division.paired[1][-1].pairings[0]
    assert str(read_reason(last.reasons[1])) == "2 players fill in, and this game does not count for them."


def test_who_comes_late_begins_with_the_fewest_games_and_who_leaves_is_paired_no_more() -> None:
    night = switch(12, courts=3)
    evening = SwitchEvening(night)
    evening.fill()
    for _ in range(4):
        evening.end_one()
        evening.fill()
    night.enter(13)
    night.add(place_late(night.state, night.division, 13))
    gone = next(
        entry for entry in range(1, 13) if not any(entry in night.matches[match].entries for match in evening.ends)
    )
    night.add(EntryWithdrawn(gone))
    played = len(night.division.paired[1])
    evening.play()
    games = counted_games(night)
    late = switch_entries(night.division, 1, night.matches, {13: 0})[13]
    assert late.games == 4
    assert 1 <= games[13] <= 4
    assert all(games[entry] == 4 for entry in range(1, 13) if entry != gone)
    later = [pairing for paired in night.division.paired[1][played:] for pairing in paired.pairings]
    assert not any(gone in pair for pairing in later for pair in pairing.sides)  # type: ignore[operator]  # pairs
    assert is_division_over(night.state, night.division)


def test_who_pauses_is_not_paired() -> None:
    night = switch(9, courts=2)
    night.add(PlayerChanged(1, here=False))
    evening = SwitchEvening(night)
    evening.fill()
    for _ in range(3):
        evening.end_one()
        evening.fill()
    assert not any(1 in pair for game in all_games(night) for pair in game)
    night.add(PlayerChanged(1, here=True))
    evening.play()
    games = counted_games(night)
    assert games[1] >= 2
    assert {games[entry] for entry in range(2, 10)} == {4}


def test_a_switch_by_rounds_is_ranked_by_persons_and_then_a_bracket() -> None:
    night = switch(9, Stage("switch", rounds=4))
    for _ in range(4):
        play_round(night, Random(3))  # noqa: S311  chance that a test repeats
    assert repeats(partners_of(all_games(night))) == 0
    sits = Counter(entry for paired in night.division.paired[1] for entry in paired.sits)
    assert set(sits.values()) == {1}
    assert len(stage_places(night.state, night.division, 1, night.matches)) == 9


def test_a_switch_is_a_kind_of_its_own() -> None:
    with pytest.raises(RuleViolation, match="of its kind"):
        Night(4, SWITCH)
    with pytest.raises(RuleViolation, match="at least 4"):
        switch(3)
    with pytest.raises(RuleViolation, match="court is free"):
        pair(switch(8))


def switch_then_bracket(pairing: Pairing, players: int = 9) -> Night:
    stages = Stage("switch", rounds=3), Stage("single", source=StageSource(1, places=(1, 8)))
    night = Night(0, *stages, kind="switch", pairing=pairing)
    for number in range(1, players + 1):
        night.enter(number)
    night.draw()
    for _ in range(3):
        play_round(night, Random(8))  # noqa: S311  chance that a test repeats
    for tie in open_ties(night.state, night.division, 1, night.matches):
        assert stages_to_draw(night.state, night.division) in ([], [2])
        night.add(TieDecided(DIVISION, 1, tie, "coin"))
    for tie in open_ties(night.state, night.division, 1, night.matches):
        night.add(TieDecided(DIVISION, 1, tie, "coin"))
    assert stages_to_draw(night.state, night.division) == [2]
    return night


@pytest.mark.parametrize("players", range(4, 12))
def test_the_end_of_the_night_counts_the_teams_that_a_switch_will_make(players: int) -> None:
    night = switch_then_bracket("random", players)
    expected = with_expected_stages(night.state)
    in_bracket = [match for match in resolve(expected, expected.divisions[DIVISION]).values() if match.stage == 2]
    teams = (min(players, 8) + 1) // 2
    assert sum(match.status != "not-needed" for match in in_bracket) == teams - 1


def draw_partners(night: Night) -> Drawn:
    event = draw_later(night.state, night.division, 2, Random(4).shuffle)  # noqa: S311  chance that a test repeats
    night.add(event)
    return event


def test_the_first_eight_of_a_switch_go_on_in_teams_of_high_and_low() -> None:
    night = switch_then_bracket("balanced")
    table = [place.entry for place in stage_places(night.state, night.division, 1, night.matches)]
    drawn = draw_partners(night)
    assert [team.players for team in drawn.teams] == [(table[place], table[7 - place]) for place in range(4)]
    assert [match.id for match in night.ready] == ["2.W1-1", "2.W1-2"]
    for _ in range(2):
        for match in night.ready:
            result(night, match)
    places = division_places(night.state, night.division, night.matches)
    assert [place.place for place in places] == [1, 2, 3, 3, 9]
    assert places[0].entry == drawn.order[0]
    assert places[-1].entry == table[8], "eight have gone on"
    assert counted_games(night).total() == 24
    assert fold(night.first, [(decode(encode(event)), at) for event, at in night.log]) == night.state


def test_partners_of_a_switch_are_drawn_among_the_first_eight_who_are_still_in() -> None:
    night = switch_then_bracket("random")
    table = [place.entry for place in stage_places(night.state, night.division, 1, night.matches)]
    night.add(PlayerDropped(table[2]))
    drawn = draw_partners(night)
    assert sorted(player for team in drawn.teams for player in team.players) == sorted({*table} - {table[2]})
    team = drawn.teams[0]
    night.add(PlayerDropped(team.players[0]))
    assert night.state.entries[team.entry].players == team.players[1:], "the partner plays on alone"
    assert night.state.entries[team.players[0]].status == "withdrawn"


def test_who_did_not_go_on_may_take_a_place_in_a_team() -> None:
    night = switch_then_bracket("random")
    table = [place.entry for place in stage_places(night.state, night.division, 1, night.matches)]
    team = draw_partners(night).teams[0]
    night.add(PlayerDropped(team.players[0], partner="substitute", substitute=table[8]))
    assert night.state.entries[team.entry].players == (table[8], team.players[1])
    assert night.state.entries[table[8]].status == "in"
    again = replace(draw_later(night.state, night.division, 2, Random(5).shuffle), reason="One had left.")  # noqa: S311  chance that a test repeats
    night.add(again)
    assert len([entry for entry in night.state.entries.values() if entry.is_drawn]) == 4


def test_the_end_of_the_night_counts_the_rounds_and_games_that_are_not_paired_yet() -> None:
    for night, matches in ((swiss(8), 12), (switch(13, courts=2), 13)):
        expected = with_expected_stages(night.state)
        assert len(resolve(expected, expected.divisions[DIVISION])) == matches
        course = simulate(night.state, night.now, Assumptions(2, 10))
        assert course.end >= matches / 2 * 10


def test_who_draws_again_pairs_again_also_the_teams_of_a_blind_draw() -> None:
    night = Night(6, SWISS, kind="blind-draw")
    night.add(draw(night.state, night.division, list.reverse))
    pair(night)
    before = night.state
    night.add(redraw(night.state, night.division, Random(1).shuffle, "Somebody came."))  # noqa: S311  as above
    assert night.matches == {}
    assert {notice.player for notice in difference(before, night.state).notices} <= before.players.keys()
    assert len(pair(night).pairings) == 1


def test_a_later_stage_without_enough_entries_is_left_out() -> None:
    night = swiss(
        5,
        Stage("single", source=StageSource(1, places=(1, 4))),
        Stage("single", source=StageSource(1, places=(5, 8))),
        Stage("double", source=StageSource(3, places=(1, 2))),
    )
    for _ in range(3):
        play_round(night, Random(5))  # noqa: S311  chance that a test repeats
    last = stage_places(night.state, night.division, 1, night.matches)[-1].entry
    assert stages_to_draw(night.state, night.division) == [2]
    for event in draw_next_stages(night.state, night.division, list.reverse):
        night.add(event)
    while night.ready:
        result(night, night.ready[0])
    assert is_division_over(night.state, night.division)
    places = division_places(night.state, night.division, night.matches)
    assert (len(places), places[-1]) == (5, (5, last))


def test_a_stage_ends_when_too_few_are_left_for_its_next_round() -> None:
    night = swiss(4)
    play_round(night)
    for entry in (2, 3, 4):
        night.add(EntryWithdrawn(entry))
    assert is_division_over(night.state, night.division)


def test_who_leaves_between_the_draws_of_two_levels_brings_nobody_into_both() -> None:
    night = swiss(
        8,
        Stage("single", source=StageSource(1, places=(1, 4))),
        Stage("single", source=StageSource(1, places=(5, 8))),
    )
    for _ in range(3):
        play_round(night, Random(5))  # noqa: S311  chance that a test repeats
    table = [place.entry for place in stage_places(night.state, night.division, 1, night.matches)]
    night.draw_stage(3)
    night.add(EntryWithdrawn(table[1]))
    night.draw_stage(2)
    in_stage = [
        {entry for match in night.matches.values() if match.stage == stage for entry in match.entries}
        for stage in (2, 3)
    ]
    assert in_stage[0] & in_stage[1] == set()
    assert in_stage[1] == set(table[4:])
