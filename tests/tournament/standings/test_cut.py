"""Who goes on from a table, and from pools."""

from goat_kiosk.tournament.standings.cut import cut_pools, cut_ranks, rank_pools
from goat_kiosk.tournament.standings.ranking import Table, rank_entries
from goat_kiosk.tournament.standings.records import StageRecords
from goat_kiosk.tournament.standings.tie_breakers import DEFAULT_TIE_BREAKERS
from tests.tournament.standings.tables import order, played, ranks

LADDER = [played(1, 2, (21, 10)), played(1, 3, (21, 8)), played(2, 3, (21, 15))]
SHARED = [played(1, 2, (21, 15)), played(2, 3, (21, 15)), played(3, 1, (21, 15))]
POOLS = ((1, 2, 3), (4, 5, 6, 7))
RESULTS = [
    *LADDER,
    *(played(4, other, (21, 18)) for other in (5, 6, 7)),
    *(played(5, other, (21, 20)) for other in (6, 7)),
    played(6, 7, (21, 20)),
]
RECORDS = StageRecords([entry for pool in POOLS for entry in pool], RESULTS)
TABLE = Table(RECORDS, DEFAULT_TIE_BREAKERS)
RANKED = [rank_entries(TABLE, pool) for pool in POOLS]


def test_the_best_places_go_on_and_those_who_have_left_are_passed_over() -> None:
    found = ranks(LADDER)
    assert cut_ranks(found, (1, 2)).entries == (1, 2)
    assert cut_ranks(found, (2, 3)).entries == (2, 3)
    assert cut_ranks(found, (1, 2), has_left={1}) == ((2, 3), ())


def test_a_tie_across_the_cut_is_named_and_one_within_is_not() -> None:
    found = ranks(SHARED)
    assert cut_ranks(found, (1, 2)) == ((1, 2), ((1, 2, 3),))
    assert cut_ranks(found, (1, 3)).ties == ()
    assert cut_ranks(found, (1, 2), has_left={3}).ties == ()


def test_firsts_of_pools_come_before_seconds_by_their_record_per_match() -> None:
    found = rank_pools(TABLE, RANKED)
    assert order(found) == [1, 4, 5, 2, 6, 3, 7]
    assert [rank.place for rank in found] == [1, 2, 3, 4, 5, 6, 7]


def test_places_of_each_pool_go_on_in_the_order_of_all_pools() -> None:
    assert cut_pools(TABLE, RANKED, (1, 2)).entries == (1, 4, 5, 2)
    assert cut_pools(TABLE, RANKED, (3, 4)).entries == (6, 3, 7)
    assert cut_pools(TABLE, RANKED, (1, 2), has_left={1}).entries == (4, 2, 5, 3)


def test_a_tie_across_the_cut_of_a_pool_is_named() -> None:
    table = Table(StageRecords((1, 2, 3), SHARED), DEFAULT_TIE_BREAKERS)
    assert cut_pools(table, [rank_entries(table)], (1, 1)).ties == ((1, 2, 3),)
