"""Advice on formats: what fits, how many games it gives, and when it ends."""

from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.tournament.advice import (
    FITS,
    GAMES_OF_OWN_PACE,
    FormatAdvice,
    MatchMinutes,
    NightPlan,
    advise,
    plan_minutes,
)
from goat_kiosk.tournament.event_fields import DivisionKind
from goat_kiosk.tournament.transitions.stages import check_stages
from tests.properties import examples

KINDS: tuple[DivisionKind, ...] = "singles", "pairs", "blind-draw", "switch"
PACE = plan_minutes([], is_for_beginners=False)
BEGINNERS = plan_minutes([], is_for_beginners=True)


def formats(advice: list[FormatAdvice]) -> list[str]:
    return [one.stages[0].format for one in advice]


def test_24_players_on_4_boards_in_three_hours_with_three_games_each_play_pools() -> None:
    best, *others = advise(NightPlan(24, 4, 3, 180), PACE)
    assert (best.fit, best.stages[0].format, best.stages[0].pools, best.games[0]) == ("fits", "round-robin", 3, 3)
    assert best.minutes[1] <= 180
    assert {one.stages[0].format: one.fit for one in others} == {
        "double": "too-few-games",
        "single": "too-few-games",
        "round-robin": "too-long",
    } | {one.stages[0].format: one.fit for one in others if one.stages[0].format in {"swiss", "switch"}}


def test_beginners_get_pools_before_a_bracket_and_the_bracket_is_short() -> None:
    plan = NightPlan(48, 8, 2, 300, is_for_beginners=True)
    best = advise(plan, BEGINNERS)[0]
    assert best.stages[0].format in {"round-robin", "swiss"}
    pools = [one for one in advise(plan, BEGINNERS) if one.stages[0].pools > 1]
    sources = [one.stages[1].source for one in pools]
    best_of_each = [
        source.pool_places[1] for source in sources if source is not None and source.pool_places is not None
    ]
    assert [one.stages[0].pools * best <= 8 for one, best in zip(pools, best_of_each, strict=True)] == [True]


def test_without_an_end_nothing_is_too_long() -> None:
    assert {one.fit for one in advise(NightPlan(31, 6, 2, None, "blind-draw"), PACE)} <= {"fits", "too-few-games"}


def test_one_player_or_no_court_is_no_night() -> None:
    assert advise(NightPlan(2, 4), PACE) == []
    assert advise(NightPlan(24, 0), PACE) == []


def test_the_venues_own_pace_counts_from_twenty_games_on() -> None:
    own = [10.0, 12.0, 14.0] * GAMES_OF_OWN_PACE
    assert MatchMinutes(0.85 * 18, 18, 1.2 * 18, is_assumed=True) == PACE
    assert BEGINNERS.typical == 22
    assert plan_minutes(own[: GAMES_OF_OWN_PACE - 1], is_for_beginners=False) == PACE
    pace = plan_minutes(own, is_for_beginners=False)
    assert (pace.typical, pace.is_assumed) == (15, False)
    assert pace.quick <= pace.typical <= pace.slow
    assert plan_minutes(own, is_for_beginners=True).typical == 12 * 18 / 15 + 4


@given(
    players=st.integers(2, 120),
    courts=st.integers(1, 20),
    games=st.integers(1, 6),
    minutes=st.none() | st.integers(30, 600),
    kind=st.sampled_from(KINDS),
    is_for_beginners=st.booleans(),
)
@examples(40)
def test_fitting_formats_have_enough_games_and_end_in_time(
    players: int, courts: int, games: int, minutes: int | None, kind: DivisionKind, *, is_for_beginners: bool
) -> None:
    plan = NightPlan(players, courts, games, minutes, kind, is_for_beginners)
    found = advise(plan, PACE)
    assert [FITS.index(one.fit) for one in found] == sorted(FITS.index(one.fit) for one in found)
    for one in found:
        check_stages(one.kind, one.stages)
        assert 0 < one.minutes[0] <= one.minutes[1]
        assert one.games[0] <= one.games[1]
        if one.fit == "fits":
            assert one.games[0] >= games
            assert minutes is None or one.minutes[1] <= minutes


@given(courts=st.integers(1, 12))
@examples(12)
def test_one_more_court_never_ends_later(courts: int) -> None:
    few, more = (advise(NightPlan(40, count, 2, 240), PACE) for count in (courts, courts + 1))
    for one in few:
        same = next((other for other in more if other.stages == one.stages), None)
        assert same is None or same.minutes[0] <= one.minutes[0]


def test_of_an_odd_number_one_sits_out_so_there_is_a_round_more() -> None:
    swiss = next(one for one in advise(NightPlan(30, 4, 3), PACE) if one.stages[0].format == "swiss")
    assert (swiss.stages[0].rounds, swiss.games[0]) == (4, 3)
