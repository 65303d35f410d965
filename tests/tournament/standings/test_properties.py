"""What holds for every table: a total preorder that depends on nothing but the results."""

from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from goat_kiosk.tournament.stage import TieBreaker
from goat_kiosk.tournament.standings.ranking import Rank, Table, rank_entries
from goat_kiosk.tournament.standings.records import MatchResult, StageRecords
from goat_kiosk.tournament.standings.tie_breakers import DEFAULT_TIE_BREAKERS
from tests.properties import examples
from tests.tournament.standings.tables import CAP

ENTRIES = tuple(range(1, 8))
scores = st.sampled_from([((21, 15),), ((15, 21),), ((21, 20),), ((20, 21),), ((30, 2),), ()])
pairs = st.tuples(st.sampled_from(ENTRIES), st.sampled_from(ENTRIES)).filter(lambda pair: pair[0] != pair[1])


@st.composite
def results(draw: st.DrawFn) -> MatchResult:
    first, second = draw(pairs)
    return MatchResult(((first,), (second,)), draw(st.sampled_from([1, 2, None])), draw(scores), CAP)


tables = st.lists(results(), max_size=24)
step_lists = st.permutations(DEFAULT_TIE_BREAKERS).flatmap(
    lambda steps: st.integers(1, len(steps)).map(lambda count: tuple(steps[:count]))
)


def ranked(found: list[MatchResult], steps: tuple[TieBreaker, ...], entries: tuple[int, ...] = ENTRIES) -> list[Rank]:
    return rank_entries(Table(StageRecords(entries, found), steps))


def places(found: list[Rank]) -> dict[int, int]:
    return {entry: rank.place for rank in found for entry in rank.entries}


@given(tables, step_lists)
@examples(60)
def test_every_entry_has_one_place_and_ties_take_up_the_places_after_them(
    found: list[MatchResult], steps: tuple[TieBreaker, ...]
) -> None:
    listed = ranked(found, steps)
    assert sorted(entry for rank in listed for entry in rank.entries) == list(ENTRIES)
    assert [rank.place for rank in listed] == [1 + sum(len(r.entries) for r in listed[:n]) for n in range(len(listed))]


@given(tables, step_lists, st.integers(0, 2**32))
@examples(60)
def test_the_order_of_entries_and_results_changes_nothing(
    found: list[MatchResult], steps: tuple[TieBreaker, ...], seed: int
) -> None:
    random = Random(seed)  # noqa: S311  chance that a test repeats
    shuffled, entries = random.sample(found, len(found)), tuple(random.sample(ENTRIES, len(ENTRIES)))
    assert places(ranked(shuffled, steps, entries)) == places(ranked(found, steps))


@given(tables, step_lists, st.permutations(ENTRIES))
@examples(60)
def test_other_numbers_of_the_entries_change_nothing_else(
    found: list[MatchResult], steps: tuple[TieBreaker, ...], numbers: list[int]
) -> None:
    renamed = dict(zip(ENTRIES, numbers, strict=True))
    again = [
        result._replace(sides=((renamed[result.sides[0][0]],), (renamed[result.sides[1][0]],))) for result in found
    ]
    before = places(ranked(found, steps))
    assert places(ranked(again, steps)) == {renamed[entry]: place for entry, place in before.items()}


@given(tables, step_lists)
@examples(60)
def test_a_further_step_splits_ties_and_changes_no_other_order(
    found: list[MatchResult], steps: tuple[TieBreaker, ...]
) -> None:
    """A step after the differential among the tied comes before their own match, as in UEFA's order."""
    assume("differential-among-tied" not in steps[:-1])
    before, after = places(ranked(found, steps[:-1])), places(ranked(found, steps))
    for first in ENTRIES:
        for second in ENTRIES:
            if before[first] < before[second]:
                assert after[first] < after[second]


@given(tables)
@examples(60)
def test_more_wins_in_as_many_matches_are_never_ranked_behind_fewer(found: list[MatchResult]) -> None:
    records = StageRecords(ENTRIES, found)
    found_places = places(rank_entries(Table(records, DEFAULT_TIE_BREAKERS)))
    for first in ENTRIES:
        for second in ENTRIES:
            one, other = records.records[first], records.records[second]
            if one.played == other.played and one.win_value > other.win_value:
                assert found_places[first] < found_places[second]


@given(tables)
@examples(60)
def test_differentials_of_a_table_sum_to_nothing(found: list[MatchResult]) -> None:
    records = StageRecords(ENTRIES, found).records.values()
    assert sum(record.differential for record in records) == 0
    assert sum(record.points_for - record.points_against for record in records) == 0
