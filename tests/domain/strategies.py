"""Hypothesis strategies for events and rules, legal or not."""

from hypothesis import strategies as st

from goat_kiosk.domain import events
from goat_kiosk.domain.rules.rules import PRESETS, Rules, find_problems

teams: st.SearchStrategy[events.Team] = st.sampled_from([1, 2])
results: st.SearchStrategy[events.Result] = st.sampled_from(["hole", "board", "off", "foul"])
inches = st.none() | st.floats(-240, 240)
small = st.integers(-1, 12)
bag_numbers = st.lists(small, min_size=1, max_size=3).map(tuple)
any_count = st.builds(events.Count, small, small)
side_count = st.integers(0, 4).flatmap(lambda holes: st.builds(events.Count, st.just(holes), st.integers(0, 4 - holes)))

names = st.sampled_from(["Eve", "Fay", "Gus", "Ann", "Blue", "", " x "])

throws = st.builds(events.BagThrown, teams, results, inches, inches) | st.builds(events.BagThrown, teams, results)
_others: st.SearchStrategy[events.AnyEvent] = st.one_of(
    st.builds(events.PlayerJoined, teams, st.sampled_from(["Eve", "Fay", "", " x "])),
    st.builds(events.PlayerLeft, small),
    st.builds(events.TeamUpdated, teams, st.none() | names, st.none() | st.sampled_from(["#123456", "#ff8a1f", "red"])),
    st.builds(events.PlayerRenamed, small, names),
    st.builds(events.PlayerAdded, teams, names),
    st.builds(events.PlayerSubstituted, small, names),
    st.builds(events.PlayerRetired, small),
    st.builds(events.GameStarted, st.none() | teams),
    st.builds(events.BagMoved, small, results, inches, inches),
    st.builds(events.BagsReassigned, bag_numbers),
    st.builds(
        events.FoulCalled,
        bag_numbers,
        st.lists(st.builds(events.BagPosition, small, results, inches, inches), max_size=2).map(tuple),
    ),
    st.just(events.RestOff()),
    st.builds(events.RoundEntered, any_count, any_count),
    st.builds(events.RoundInserted, small, any_count, any_count, st.text(max_size=5)),
    st.builds(events.RoundCorrected, small, any_count, any_count, st.text(max_size=5)),
    st.builds(events.RoundDeleted, small),
    st.builds(events.PartnersSwitched, teams),
    st.builds(events.PointsAwarded, teams, small, st.just("")),
    st.builds(events.BagsTouched, teams, small),
    st.builds(events.GameConceded, teams),
    st.builds(events.GameForfeited, teams),
    st.just(events.GameCanceled()),
    st.just(events.GameSetAside()),
    st.builds(events.HelpRequested, st.text(max_size=5)),
    st.just(events.HelpCleared()),
    st.builds(events.CourtChanged, st.sampled_from(["Court 1", "Court 2", "", " x "])),
    st.builds(events.StandingUpdated, st.tuples(st.integers(0, 7), st.integers(0, 7))),
)
any_event: st.SearchStrategy[events.AnyEvent] = st.one_of(
    throws, throws, throws, _others, st.just(events.Undone()), st.just(events.Redone())
)

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
