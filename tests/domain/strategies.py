"""Hypothesis strategies for events and rules, legal or not."""

from hypothesis import strategies as st

from goat_kiosk.domain.events import (
    AnyEvent,
    BagMoved,
    BagPosition,
    BagsReassigned,
    BagsTouched,
    BagThrown,
    Count,
    CourtChanged,
    FoulCalled,
    GameCanceled,
    GameConceded,
    GameSetAside,
    GameStarted,
    PartnersSwitched,
    PlayerJoined,
    PlayerLeft,
    PointsAwarded,
    Redone,
    RestOff,
    Result,
    RoundCorrected,
    RoundDeleted,
    RoundEntered,
    RoundInserted,
    StandingUpdated,
    Team,
    Undone,
)
from goat_kiosk.domain.rules.rules import PRESETS, Rules, find_problems

teams: st.SearchStrategy[Team] = st.sampled_from([1, 2])
results: st.SearchStrategy[Result] = st.sampled_from(["hole", "board", "off", "foul"])
inches = st.none() | st.floats(-240, 240)
small = st.integers(-1, 12)
bag_numbers = st.lists(small, min_size=1, max_size=3).map(tuple)
any_count = st.builds(Count, small, small)
side_count = st.integers(0, 4).flatmap(lambda holes: st.builds(Count, st.just(holes), st.integers(0, 4 - holes)))

throws = st.builds(BagThrown, teams, results, inches, inches) | st.builds(BagThrown, teams, results)
_others: st.SearchStrategy[AnyEvent] = st.one_of(
    st.builds(PlayerJoined, teams, st.sampled_from(["Eve", "Fay", "", " x "])),
    st.builds(PlayerLeft, small),
    st.builds(GameStarted, st.none() | teams),
    st.builds(BagMoved, small, results, inches, inches),
    st.builds(BagsReassigned, bag_numbers),
    st.builds(
        FoulCalled, bag_numbers, st.lists(st.builds(BagPosition, small, results, inches, inches), max_size=2).map(tuple)
    ),
    st.just(RestOff()),
    st.builds(RoundEntered, any_count, any_count),
    st.builds(RoundInserted, small, any_count, any_count, st.text(max_size=5)),
    st.builds(RoundCorrected, small, any_count, any_count, st.text(max_size=5)),
    st.builds(RoundDeleted, small),
    st.builds(PartnersSwitched, teams),
    st.builds(PointsAwarded, teams, small, st.just("")),
    st.builds(BagsTouched, teams, small),
    st.builds(GameConceded, teams),
    st.just(GameCanceled()),
    st.just(GameSetAside()),
    st.builds(CourtChanged, st.sampled_from(["Court 1", "Court 2", "", " x "])),
    st.builds(StandingUpdated, st.tuples(st.integers(0, 7), st.integers(0, 7))),
)
events: st.SearchStrategy[AnyEvent] = st.one_of(throws, throws, throws, _others, st.just(Undone()), st.just(Redone()))

_options = st.builds(
    Rules,
    name=st.just("House rules"),
    target=st.integers(5, 30),
    win_by=st.sampled_from([1, 1, 1, 2]),
    cap=st.none() | st.integers(6, 40),
    bust_to=st.none() | st.integers(0, 29),
    bust_ignored=st.booleans(),
    bust_throws_first=st.booleans(),
    skunk=st.none() | st.integers(1, 29),
    limit_rounds=st.none() | st.integers(1, 5),
    limit_minutes=st.none() | st.integers(1, 5),
    mode=st.sampled_from(["cancellation", "cumulative", "like-for-like", "frames"]),
    wash=st.sampled_from(["retain", "swap", "toss"]),
    touch=st.sampled_from(["award", "three", "twelve"]),
    lanes=st.sampled_from(["stay", "swap"]),
    games=st.sampled_from([1, 2, 3, 5, 7]),
    every_game_counts=st.booleans(),
    handicap=st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
rule_sets = st.sampled_from(list(PRESETS.values())) | _options.filter(lambda rules: not find_problems(rules))
rounds = st.lists(st.tuples(side_count, side_count), min_size=1, max_size=12)
