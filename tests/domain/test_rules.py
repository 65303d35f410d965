"""Rules: every option is played, and every contradiction is refused with a sentence."""

from typing import Any

import pytest

from goat_kiosk.domain.events import (
    BagsTouched,
    Count,
    GameConceded,
    MatchPlace,
    PointsAwarded,
    Result,
    RoundCorrected,
    RoundEntered,
)
from goat_kiosk.domain.games.match import next_in_match, next_place
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rules.rules import PRESETS, Rules, find_problems, parse_rules
from goat_kiosk.domain.state.encoding import build_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.errors import InvalidValue, RuleViolation
from tests.games import AT, bag_throws, new_game, play, rounds_entered

MINUTE = 60_000
FOUR_IN, THREE_IN, TWO_IN, ONE_IN, NOTHING = (4, 0), (3, 0), (2, 0), (1, 0), (0, 0)

HOLE_THEN_NOTHING: list[Result] = ["hole", "off", "off", "off", "off", "off", "off", "off"]


def play_rounds(rules: Rules, *rounds: tuple[tuple[int, int], tuple[int, int]]) -> History:
    return play(new_game(rules), *rounds_entered(*rounds))


def result(history: History) -> tuple[tuple[int, int], int | None, str | None]:
    game = history.game
    return game.score, game.winner, game.ended_by


def test_every_preset_can_be_played_and_the_first_is_the_acl() -> None:
    assert {name: find_problems(rules) for name, rules in PRESETS.items() if find_problems(rules)} == {}
    assert PRESETS["acl"] == Rules(target=21, win_by=1, wash="retain", mode="cancellation")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"bust_to": 15, "win_by": 2}, "Bust and win by two contradict each other"),
        ({"bust_ignored": True, "win_by": 2}, "Bust and win by two contradict each other"),
        ({"bust_to": 15, "bust_ignored": True}, "After a bust"),
        ({"bust_to": 15, "mode": "cumulative"}, "cancellation scoring"),
        ({"bust_throws_first": True}, "only where a side can go bust"),
        ({"bust_to": 21}, "below the target"),
        ({"target": 15, "cap": 17}, "A cap only means something"),
        ({"target": 15, "cap": 15, "win_by": 2}, "The cap must lie above"),
        ({"skunk": 21}, "The skunk score"),
        ({"skunk": 11, "handicap": [3, 0]}, "cannot be played with a handicap"),
        ({"handicap": [21, 0]}, "A handicap must lie"),
        ({"games": 2}, "“Best of” needs an odd number"),
        ({"games": 8}, "A match has 1 to 7 games"),
        ({"limit_rounds": 0}, "The round limit"),
        ({"limit_minutes": 0}, "The time limit"),
        ({"target": 0}, "The target must lie"),
        ({"win_by": 2, "cap": 10**30}, "The cap must lie"),
        ({"mode": "frames", "touch": "twelve"}, "In a frame game"),
        ({"name": "\u202e"}, "The rule set needs a name"),
        ({"colour": "red"}, "unknown field `colour`"),
        ({"wash": "maybe"}, "Invalid enum value 'maybe'"),
    ],
)
def test_a_contradiction_is_refused_with_a_sentence(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        parse_rules(fields)
    assert sentence in refusal.value.sentence
    assert refusal.value.sentence.endswith(".")


def test_an_unknown_preset_is_refused_with_the_known_names() -> None:
    with pytest.raises(InvalidValue, match="acl, backyard"):
        parse_rules("pub")


def test_house_rules_default_to_the_acl_rules() -> None:
    assert parse_rules({"target": 15}) == Rules(name="House rules", target=15)


def test_acl_is_over_at_21_or_more_with_no_bust_and_no_lead_needed() -> None:
    assert result(play_rounds(Rules(), (FOUR_IN, NOTHING), (THREE_IN, NOTHING))) == ((21, 0), 1, "target")
    assert result(play_rounds(Rules(), (FOUR_IN, NOTHING), (FOUR_IN, NOTHING))) == ((24, 0), 1, "target")


def test_going_past_an_exact_target_sets_the_score_back() -> None:
    bust = PRESETS["backyard"]
    history = play_rounds(bust, (FOUR_IN, NOTHING), (FOUR_IN, NOTHING))
    assert result(history) == ((15, 0), None, None)
    assert history.game.rounds[-1].busted == 1
    assert result(play(history, *rounds_entered((TWO_IN, NOTHING)))) == ((21, 0), 1, "target")


def test_a_round_past_an_exact_target_can_be_ignored() -> None:
    assert result(play_rounds(Rules(bust_ignored=True), (FOUR_IN, NOTHING), (FOUR_IN, NOTHING)))[0] == (12, 0)


@pytest.mark.parametrize(("throws_first", "opener"), [(True, 2), (False, 1)])
def test_who_throws_first_after_a_bust(*, throws_first: bool, opener: int) -> None:
    rules = Rules(bust_to=15, bust_throws_first=throws_first)
    washed_to_one = rounds_entered((NOTHING, FOUR_IN), (ONE_IN, NOTHING), (NOTHING, FOUR_IN))
    history = play(new_game(rules), *washed_to_one)
    assert history.game.rounds[-1].busted == 2
    assert history.game.honors == opener


def test_win_by_two_continues_until_the_lead_or_the_cap_is_reached() -> None:
    rules = Rules(target=15, win_by=2, cap=17)
    at_15 = play_rounds(rules, (FOUR_IN, NOTHING), (NOTHING, FOUR_IN), (NOTHING, (0, 2)), ((1, 0), NOTHING))
    assert result(at_15) == ((15, 14), None, None)
    assert result(play(at_15, *rounds_entered(((0, 1), NOTHING)))) == ((16, 14), 1, "target")
    one_more = play(at_15, *rounds_entered((NOTHING, (0, 2))))
    assert result(one_more) == ((15, 16), None, None)
    assert result(play(one_more, *rounds_entered(((0, 2), NOTHING)))) == ((17, 16), 1, "target")


def test_a_skunk_ends_the_game_at_the_end_of_a_round() -> None:
    rules = Rules(skunk=11)
    assert result(play_rounds(rules, (FOUR_IN, NOTHING))) == ((12, 0), 1, "skunk")
    assert result(play_rounds(rules, (NOTHING, (0, 1)), (FOUR_IN, NOTHING)))[2] is None


def test_a_round_limit_ends_the_game_for_the_leader() -> None:
    rules = Rules(limit_rounds=2)
    assert result(play_rounds(rules, (ONE_IN, NOTHING), (NOTHING, NOTHING))) == ((3, 0), 1, "limit")


def test_a_tie_at_the_limit_leads_to_sudden_death() -> None:
    tied = play_rounds(Rules(limit_rounds=2), (ONE_IN, NOTHING), (NOTHING, ONE_IN), (TWO_IN, TWO_IN))
    assert result(tied) == ((3, 3), None, None)
    assert result(play(tied, *rounds_entered((NOTHING, (0, 1))))) == ((3, 4), 2, "limit")


def test_the_first_round_to_end_after_the_time_is_the_last() -> None:
    history = play(new_game(PRESETS["timed"]), *rounds_entered((ONE_IN, NOTHING)))
    (one_more,) = rounds_entered((NOTHING, NOTHING))
    assert history.after(one_more, AT + 19 * MINUTE).game.status == "live"
    assert result(history.after(one_more, AT + 20 * MINUTE)) == ((3, 0), 1, "limit")


def test_acl_virtual_is_ten_rounds_cumulative() -> None:
    history = play_rounds(PRESETS["virtual"], *[(FOUR_IN, THREE_IN)] * 9)
    assert result(history) == ((108, 81), None, None)
    assert result(play(history, *rounds_entered((NOTHING, NOTHING)))) == ((108, 81), 1, "limit")


def test_in_like_for_like_mode_both_sides_score() -> None:
    assert play_rounds(Rules(mode="like-for-like"), ((2, 0), (1, 2))).game.score == (3, 2)


def test_a_frame_game_counts_rounds_won() -> None:
    history = play_rounds(Rules(mode="frames", target=2), (ONE_IN, NOTHING), (NOTHING, NOTHING), (NOTHING, FOUR_IN))
    assert result(history) == ((1, 1), None, None)
    assert result(play(history, *rounds_entered((NOTHING, (0, 1))))) == ((1, 2), 2, "target")


@pytest.mark.parametrize(("wash", "opener"), [("retain", 1), ("swap", 2)])
def test_who_throws_first_after_a_wash(wash: Any, opener: int) -> None:
    assert play_rounds(Rules(wash=wash), (ONE_IN, ONE_IN)).game.next_team == opener


def test_after_a_wash_with_a_coin_toss_the_first_team_to_throw_has_won_it() -> None:
    history = play_rounds(Rules(wash="toss"), (ONE_IN, ONE_IN))
    assert history.game.next_team is None
    thrown = play(history, *bag_throws(["off"], first_throw=2))
    assert (thrown.game.first_throw, thrown.game.next_team) == (2, 1)


def test_a_correction_does_not_toss_the_coin_again() -> None:
    tossed = play(play_rounds(Rules(wash="toss"), (ONE_IN, ONE_IN)), *bag_throws(HOLE_THEN_NOTHING, first_throw=2))
    fixed = play(tossed, RoundCorrected(2, Count(0, 0), Count(0, 2)))
    assert (tossed.game.rounds[1].first_throw, fixed.game.rounds[1].first_throw) == (2, 2)


def test_the_side_that_scored_throws_first() -> None:
    assert play_rounds(Rules(), (NOTHING, ONE_IN)).game.next_team == 2


def test_a_handicap_is_the_score_to_start_with() -> None:
    assert play_rounds(Rules(handicap=(0, 5)), (ONE_IN, NOTHING)).game.score == (3, 5)


def test_touched_bags_bring_three_each_to_the_other_side() -> None:
    history = play(
        new_game(Rules(touch="three")), *bag_throws(["board"] * 4), BagsTouched(1, 2), *bag_throws(["board"] * 4)
    )
    assert history.game.score == (0, 6)


def test_touched_bags_can_end_the_frame_with_twelve() -> None:
    history = play(new_game(Rules(touch="twelve")), *bag_throws(["board"] * 3), BagsTouched(2))
    assert (history.game.score, history.game.next_team, len(history.game.rounds)) == ((12, 0), 1, 1)


def test_touched_bags_are_left_to_the_scorekeeper_by_the_acl() -> None:
    history = play(new_game(), *bag_throws(["board"] * 3))
    with pytest.raises(RuleViolation, match="award the points by hand"):
        play(history, BagsTouched(2))
    awarded = play(history, PointsAwarded(1, 3, "touched"), *bag_throws(["board"] * 5, first_throw=2))
    assert awarded.game.score == (3, 0)


def test_players_of_singles_may_swap_lanes_after_each_round() -> None:
    identity = Identity(1, "00000000", "Kiosk")
    for lanes, second in (("stay", "left"), ("swap", "right")):
        history = new_game(Rules(lanes=lanes))  # type: ignore[arg-type]  # a plain str in this loop
        assert build_state(history, identity).team1.lane == "left"
        assert build_state(play(history, *rounds_entered((ONE_IN, ONE_IN))), identity).team1.lane == second


def test_best_of_three_is_decided_by_two_wins() -> None:
    rules = Rules(games=3)
    second = next_place(rules, MatchPlace(), 1)
    assert second == MatchPlace(2, (1, 0))
    assert next_place(rules, second, 1) is None
    assert next_place(rules, second, 2) == MatchPlace(3, (1, 1))


def test_a_match_with_a_fixed_number_of_games_plays_them_all() -> None:
    rules = Rules(games=2, every_game_counts=True)
    assert next_place(rules, MatchPlace(2, (1, 0)), 1) is None
    assert next_place(rules, MatchPlace(1), 1) == MatchPlace(2, (1, 0))


def test_the_winner_throws_first_in_the_next_game_of_a_match() -> None:
    history = play(new_game(Rules(games=3)), GameConceded(2))
    following_game = next_in_match(history.game, 7)
    assert (following_game.first_throw, following_game.match.wins) == (2, (0, 1))
    with pytest.raises(RuleViolation, match="Finish this game first"):
        next_in_match(new_game(Rules(games=3)).game, 7)


def test_a_side_has_fifteen_outcomes_and_none_is_eleven() -> None:
    outcomes = [Count(holes, boards) for holes in range(5) for boards in range(5 - holes)]
    games = [new_game().after(RoundEntered(count, Count(0, 0)), AT).game for count in outcomes]
    assert len(outcomes) == 15
    assert {game.rounds[0].facts.tallies[0].raw for game in games} == {*range(11), 12}
