"""The sentence beside a place: which step decided it."""

from collections.abc import Sequence

import pytest

from goat_kiosk.text.i18n import translate_error_to
from goat_kiosk.tournament.stage import TieBreaker
from goat_kiosk.tournament.standings.ranking import Table, rank_entries
from goat_kiosk.tournament.standings.reasons import place_reason
from goat_kiosk.tournament.standings.records import BagPoints, MatchResult, StageRecords
from goat_kiosk.tournament.standings.tie_breakers import DEFAULT_TIE_BREAKERS, TieOrder, with_decisions
from tests.tournament.standings.tables import played

NAMES = {1: "Ann", 2: "Bo", 3: "Cy", 4: "Di", 5: "Ed"}
SPLIT = MatchResult(((1,), (2,)), None, ((21, 21),))
CIRCLE = [played(1, 2, (21, 15)), played(2, 3, (21, 10)), played(3, 1, (21, 19))]
EVEN_CIRCLE = [played(1, 2, (21, 15)), played(2, 3, (21, 15)), played(3, 1, (21, 15))]
UNEVEN = [*CIRCLE, played(4, 3, (21, 2)), played(2, 5, (21, 3))]
WITH_BAGS = [
    played(1, 2, (21, 15))._replace(bag_points=(BagPoints(40, 10), BagPoints(45, 10))),
    played(2, 1, (21, 15))._replace(bag_points=(BagPoints(50, 10), BagPoints(30, 10))),
]


def reason(
    results: Sequence[MatchResult], place: int, steps: Sequence[TieBreaker], orders: Sequence[TieOrder] = ()
) -> tuple[str, str]:
    entries = sorted({entry for result in results for side in result.sides for entry in side} or {1, 2})
    table = Table(StageRecords(entries, results), with_decisions(steps), orders)
    rank = [rank for rank in rank_entries(table) for _ in rank.entries][place - 1]
    message = place_reason(table, rank, rank.entries[0], NAMES.__getitem__)
    return message.sentence, translate_error_to("es", message)


@pytest.mark.parametrize(
    ("results", "place", "steps", "expected"),
    [
        ([], 1, DEFAULT_TIE_BREAKERS, "It has played no match."),
        (CIRCLE[:1], 1, DEFAULT_TIE_BREAKERS, "It won 1 of 1."),
        ([SPLIT, played(1, 3, (21, 2)), played(2, 3, (2, 21))], 1, ["wins"], "It won 1 of 2 and split 1."),
        (CIRCLE, 1, DEFAULT_TIE_BREAKERS, "Tied with Ann and Cy; differential: +5."),
        (CIRCLE, 3, DEFAULT_TIE_BREAKERS, "Tied with Ann and Bo; differential: −9."),
        (CIRCLE, 3, ["differential-among-tied"], "Tied with Ann and Bo; differential among them: −9."),
        (CIRCLE, 1, ["wins", "points-for"], "Tied with Bo and Cy; points scored: 40."),
        (CIRCLE, 1, ["wins", "points-against"], "Tied with Ann and Cy; points allowed: 31."),
        (UNEVEN, 1, ["points-for"], "Tied with 4 others; points scored per match: 21."),
        (UNEVEN, 1, ["points-against"], "Tied with 4 others; points allowed per match: 2."),
        (CIRCLE[:1], 1, ["head-to-head"], "Tied with Bo, and won their match."),
        (CIRCLE[:1], 2, ["head-to-head"], "Tied with Ann, and lost their match."),
        ([*CIRCLE[:1], *CIRCLE[:1]], 1, ["head-to-head"], "Tied with Bo; won 2 of 2 among them."),
        (EVEN_CIRCLE, 1, DEFAULT_TIE_BREAKERS, "It shares its place with Bo and Cy: nothing has decided between them."),
        (WITH_BAGS, 1, ["ppr"], "Tied with Ann; points per round: 4.75."),
    ],
)
def test_the_step_that_decided_is_a_sentence(
    results: Sequence[MatchResult], place: int, steps: Sequence[TieBreaker], expected: str
) -> None:
    english, spanish = reason(results, place, steps)
    assert english.startswith(expected)
    assert spanish != english


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (TieOrder((3, 2, 1), "play-off"), "Tied with Ann and Bo; decided by a play-off."),
        (TieOrder((3, 2, 1), "coin"), "Tied with Ann and Bo; decided by a coin."),
        (TieOrder((3, 2, 1), "director"), "Tied with Ann and Bo; decided by the director."),
    ],
)
def test_a_decision_of_people_is_named(order: TieOrder, expected: str) -> None:
    english, spanish = reason(EVEN_CIRCLE, 1, ["wins", "head-to-head"], [order])
    assert english == expected
    assert spanish != english
