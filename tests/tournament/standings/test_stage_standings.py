"""Standings of a stage as the fold knows it: results, leavers, byes, decided ties, and who goes on."""

import msgspec
import pytest

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import NotTied, RuleViolation
from goat_kiosk.tournament.division_events import EntryWithdrawn, PairedMatch, RoundPaired, TieDecided
from goat_kiosk.tournament.drawing import draw_later
from goat_kiosk.tournament.event_fields import GameScore, How, MatchSide
from goat_kiosk.tournament.events import DecisionUndone, TournamentChanged, decode, encode
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.match_events import MatchProtested, ResultRecorded
from goat_kiosk.tournament.slots import OpenSlot, entry_of
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.standings.stage_standings import stage_standings
from goat_kiosk.tournament.state.standings import encode_standings
from goat_kiosk.tournament.state.state import StandingRow
from tests.tournament.night import DIVISION, Night

ROUND_ROBIN = Stage("round-robin")
BEST_TWO = Stage("single", seeding="standings", source=StageSource(1, places=(1, 2)))


def drawn(entries: int, *stages: Stage) -> Night:
    night = Night(entries, *(stages or (ROUND_ROBIN,)))
    night.draw()
    return night


def beat(night: Night, winner: int, loser: int, score: GameScore = (21, 14), how: How = "played") -> None:
    match = next(m for m in night.matches.values() if set(m.entries) == {winner, loser} and m.status != "over")
    side: MatchSide = 1 if match.entries[0] == winner else 2
    shown = score if side == 1 else score[::-1]
    scores = (shown,) if how in {"played", "injury"} else ()
    night.add(ResultRecorded(DIVISION, match.id, night.sides(match.id), side, how, scores))


def rows(night: Night, stage: int = 1) -> list[StandingRow]:
    return encode_standings(night.state, night.division, str, stage)


def order(night: Night, stage: int = 1) -> list[tuple[int, int]]:
    return [(row.place, row.entry) for row in rows(night, stage)]


def circle(night: Night) -> None:
    """Let 1 beat 2, 2 beat 3 and 3 beat 1 by as many points."""
    for winner, loser in ((1, 2), (2, 3), (3, 1)):
        beat(night, winner, loser)


def test_a_round_robin_has_a_table_with_the_step_that_decided() -> None:
    night = drawn(3)
    beat(night, 1, 2, (21, 20))
    beat(night, 2, 3, (21, 0))
    beat(night, 3, 1, (21, 5))
    assert order(night) == [(1, 2), (2, 3), (3, 1)]
    assert [row.decided_by for row in rows(night)] == ["differential"] * 3
    assert rows(night)[0].why == "Tied with P1 and P3; differential: +20."
    assert rows(night)[0].pool is msgspec.UNSET


@pytest.mark.parametrize(("cap", "differential"), [(msgspec.UNSET, 15), (10, 10), (None, 27)])
def test_a_differential_is_capped_at_the_target_unless_the_stage_says_otherwise(
    cap: int | msgspec.UnsetType | None, differential: int
) -> None:
    night = drawn(2, Stage("round-robin", play_to=15, differential_cap=cap))
    beat(night, 1, 2, (30, 3))
    assert [(row.differential, row.points_for) for row in rows(night)] == [(differential, 30), (-differential, 3)]


def test_a_new_target_of_the_tournament_changes_what_is_capped() -> None:
    night = drawn(2)
    beat(night, 1, 2, (21, 0))
    assert rows(night)[0].differential == 21
    night.add(TournamentChanged("Friday", rules=Rules(target=11)))
    assert rows(night)[0].differential == 11


@pytest.mark.parametrize(("bags", "expected"), [(((20, 10), (60, 10)), [(1, 2), (2, 1)]), (None, [(1, 1), (1, 2)])])
def test_points_per_round_decide_where_every_match_has_them(
    bags: tuple[tuple[int, int], tuple[int, int]] | None, expected: list[tuple[int, int]]
) -> None:
    night = drawn(2, Stage("round-robin", times_through=2, tie_breakers=("wins", "ppr")))
    for match, winner, totals in (("R1-1", 1, ((40, 10), (35, 10))), ("R2-1", 2, bags)):
        is_first = night.sides(match)[0] == 1
        side: MatchSide = 1 if is_first == (winner == 1) else 2
        score = (21, 14) if side == 1 else (14, 21)
        turned = totals if is_first or totals is None else totals[::-1]
        night.add(ResultRecorded(DIVISION, match, night.sides(match), side, scores=(score,), bags=turned))
    assert order(night) == expected


def test_a_stage_has_the_tie_breakers_that_it_names() -> None:
    night = drawn(4, Stage("round-robin", tie_breakers=("points-for",)))
    beat(night, 1, 2, (21, 0))
    beat(night, 3, 4, (24, 23))
    assert order(night) == [(1, 3), (2, 4), (3, 1), (4, 2)]


def test_a_split_is_half_a_win_and_its_points_count() -> None:
    night = drawn(2)
    night.add(ResultRecorded(DIVISION, "R1-1", night.sides("R1-1"), None, "split", ((20, 20),)))
    first, second = rows(night)
    assert (first.wins, first.losses, first.splits, first.points_for) == (0, 0, 1, 20)
    assert (first.place, second.place) == (1, 1)
    assert first.why == "It shares its place with P2: nothing has decided between them."


def test_a_forfeit_is_a_win_without_differential() -> None:
    night = drawn(2)
    beat(night, 1, 2, how="forfeit")
    assert [(row.wins, row.losses, row.differential) for row in rows(night)] == [(1, 0, 0), (0, 1, 0)]


def test_a_match_that_the_director_has_voided_is_not_counted() -> None:
    night = drawn(3)
    circle(night)
    night.add(MatchProtested(DIVISION, "R1-1", "A foul was missed."))
    night.rule("R1-1", "void")
    assert sum(row.played for row in rows(night)) == 4


def test_an_entry_that_left_early_has_the_last_place_and_none_of_its_matches_counts() -> None:
    night = drawn(4)
    beat(night, 4, 1)
    night.add(EntryWithdrawn(4))
    for winner, loser in ((1, 2), (2, 3), (1, 3)):
        beat(night, winner, loser)
    assert order(night) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert rows(night)[-1].why == "It has left; its matches do not count."
    assert rows(night)[0].played == 2


def test_an_entry_that_left_late_keeps_its_results_and_forfeits_the_rest() -> None:
    night = drawn(4)
    beat(night, 4, 1)
    beat(night, 4, 2)
    night.add(EntryWithdrawn(4))
    for winner, loser in ((1, 2), (2, 3), (1, 3)):
        beat(night, winner, loser)
    table = {row.entry: row for row in rows(night)}
    assert (table[4].wins, table[4].losses) == (2, 1)
    assert (table[3].wins, table[3].differential) == (1, -14)


def test_a_tie_is_shared_until_it_is_decided_and_then_names_the_coin() -> None:
    night = drawn(3)
    circle(night)
    assert order(night) == [(1, 1), (1, 2), (1, 3)]
    night.add(TieDecided(DIVISION, 1, (3, 1, 2), "coin"))
    assert order(night) == [(1, 3), (2, 1), (3, 2)]
    assert [row.decided_by for row in rows(night)] == ["drawn"] * 3
    assert rows(night)[0].why == "Tied with P1 and P2; decided by a coin."
    assert fold(night.first, [(decode(encode(event)), at) for event, at in night.log]) == night.state


def test_a_decided_tie_can_be_decided_again_and_taken_back() -> None:
    night = drawn(3)
    circle(night)
    night.add(TieDecided(DIVISION, 1, (3, 1, 2), "coin"))
    night.add(TieDecided(DIVISION, 1, (1, 2, 3), "play-off"))
    assert order(night) == [(1, 1), (2, 2), (3, 3)]
    night.add(DecisionUndone())
    assert order(night) == [(1, 3), (2, 1), (3, 2)]


@pytest.mark.parametrize("entries", [(1, 2), (1, 2, 3, 4), (1, 1, 2), (1,)])
def test_entries_that_are_not_tied_are_refused_and_nothing_changes(entries: tuple[int, ...]) -> None:
    night = drawn(4)
    circle(night)
    for loser in (1, 2, 3):
        beat(night, 4, loser)
    before = night.state
    with pytest.raises(RuleViolation):
        night.add(TieDecided(DIVISION, 1, entries, "coin"))
    assert night.state is before
    night.add(TieDecided(DIVISION, 1, (2, 1, 3), "director"))
    assert order(night) == [(1, 4), (2, 2), (3, 1), (4, 3)]


def test_a_tie_in_a_bracket_cannot_be_decided() -> None:
    night = Night(4)
    night.draw()
    with pytest.raises(RuleViolation):
        night.add(TieDecided(DIVISION, 1, (1, 2), "coin"))


def test_a_coin_does_not_count_once_a_correction_has_made_it_needless() -> None:
    night = drawn(3)
    circle(night)
    night.add(TieDecided(DIVISION, 1, (3, 1, 2), "coin"))
    night.win("R1-1", 1 if night.matches["R1-1"].winner == 2 else 2, reason="It was noted the wrong way round.")
    assert len(set(order(night))) == 3
    assert "drawn" not in [row.decided_by for row in rows(night)]


def test_a_bracket_waits_where_a_tie_across_the_cut_is_open() -> None:
    night = drawn(3, ROUND_ROBIN, BEST_TWO)
    circle(night)
    night.draw_stage(2)
    assert [type(slot) for slot in night.matches["2.W1-1"].sides] == [OpenSlot, OpenSlot]
    night.add(TieDecided(DIVISION, 1, (2, 3, 1), "play-off"))
    assert [entry_of(slot) for slot in night.matches["2.W1-1"].sides] == [2, 3]


def test_only_the_places_of_a_tie_across_the_cut_stay_open() -> None:
    night = drawn(4, ROUND_ROBIN, BEST_TWO)
    circle(night)
    for loser in (1, 2, 3):
        beat(night, 4, loser)
    night.draw_stage(2)
    first, second = night.matches["2.W1-1"].sides
    assert (entry_of(first), type(second)) == (4, OpenSlot)
    with pytest.raises(RuleViolation, match="Decide first"):
        draw_later(night.state, night.division, 2, lambda _: None, (4, 1))


def test_pools_are_ranked_each_and_all_together() -> None:
    night = drawn(6, Stage("round-robin", pools=2))
    pools = stage_standings(night.state, night.division, 1, night.matches).pools
    assert sorted(pools) == [1, 2]
    for pool, ranks in pools.items():
        first, second, third = ranks[0].entries
        for winner, loser in ((first, second), (second, third), (first, third)):
            beat(night, winner, loser, (21, 10 + pool))
    assert [row.pool_place for row in rows(night)] == [1, 1, 2, 2, 3, 3]
    assert [row.place for row in rows(night)] == [1, 2, 3, 4, 5, 6]
    assert {row.pool for row in rows(night)} == {1, 2}


def test_a_bye_of_a_swiss_round_is_a_win_and_missed_rounds_are_lost() -> None:
    night = Night(4, Stage("swiss", rounds=3))
    night.add(RoundPaired(DIVISION, 1, 1, (PairedMatch((1, 2)),), sits=(3,)))
    night.add(ResultRecorded(DIVISION, "R1-1", (1, 2), 1, scores=((21, 14),)))
    night.add(RoundPaired(DIVISION, 1, 2, (PairedMatch((1, 3)), PairedMatch((2, 4)))))
    night.add(ResultRecorded(DIVISION, "R2-1", (1, 3), 1, scores=((21, 14),)))
    night.add(ResultRecorded(DIVISION, "R2-2", (2, 4), 2, scores=((14, 21),)))
    table = {row.entry: row for row in rows(night)}
    assert (table[3].wins, table[3].losses, table[3].points_for) == (1, 1, 14)
    assert [row.entry for row in rows(night)] == [1, 4, 3, 2]


def test_nobody_is_in_a_table_before_the_draw() -> None:
    night = Night(4, ROUND_ROBIN)
    assert rows(night) == []
    with pytest.raises(NotTied):
        night.add(TieDecided(DIVISION, 1, (1, 2), "coin"))
