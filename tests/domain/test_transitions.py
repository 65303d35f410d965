"""Transitions: which event is legal when, what it changes, and the sentence that refuses it."""

import pytest

from goat_kiosk.domain.events import (
    AnyEvent,
    BagMoved,
    BagPosition,
    BagsReassigned,
    BagThrown,
    Count,
    FoulCalled,
    GameConceded,
    GameCreated,
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
    TeamEntry,
    Undone,
)
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rounds.bags import out_of_turn_bags
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import NotInGame, RuleViolation
from tests.games import AT, BLUE, bag_throws, game_created, new_game, play, rounds_entered


def live() -> History:
    return play(new_game(), *bag_throws(["hole", "board", "off"]))


def finished() -> History:
    return play(new_game(), *rounds_entered(((4, 0), (0, 0)), ((4, 0), (0, 0))))


def tossing() -> History:
    return play(new_game(Rules(wash="toss")), *bag_throws(["board"] * 8))


def bag_results(history: History) -> list[tuple[int, str]]:
    return [(bag.team, bag.result) for bag in history.game.bags]


def names(history: History) -> list[list[str]]:
    return [[player.name for player in side.players] for side in history.game.sides]


@pytest.mark.parametrize(
    ("history", "event", "sentence"),
    [
        (play(live(), BagThrown(1, "off"), BagThrown(1, "off")), BagThrown(1, "hole"), "All four bags of"),
        (finished(), BagThrown(1, "hole"), "The game is over"),
        (finished(), BagMoved(1, "hole"), "The game is over"),
        (finished(), RoundEntered(Count(0, 0), Count(0, 0)), "The game is over"),
        (finished(), GameConceded(1), "The game is over"),
        (live(), GameStarted(), "has started already"),
        (live(), PlayerJoined(1, "Eve"), "only before the first bag"),
        (live(), PlayerLeft(1), "only before the first bag"),
        (live(), BagMoved(4, "hole"), "There is no bag 4 in this round: 3 are thrown"),
        (live(), BagMoved(1, "hole"), "Bag 1 already counts as hole"),
        (live(), RoundCorrected(1, Count(0, 0), Count(0, 0)), "Round 1 is still being played"),
        (new_game(), RoundDeleted(1), "There is no round 1: 0 are over"),
        (live(), RoundEntered(Count(0, 0), Count(0, 0)), "Bags of this round are thrown already"),
        (new_game(), RoundEntered(Count(3, 2), Count(0, 0)), "a side throws four bags a round"),
        (live(), PartnersSwitched(1), "Switch before the first bag"),
        (live(), PointsAwarded(1, 0, ""), "at least one point"),
        (live(), BagsReassigned((4,)), "There is no bag 4"),
        (live(), BagsReassigned((2, 2)), "named only once"),
        (play(live(), *[BagThrown(2, "off")] * 3), BagsReassigned((1,)), "more than four bags"),
        (live(), FoulCalled((9,)), "There is no bag 9"),
        (live(), FoulCalled((2,), (BagPosition(2, "board"),)), "named only once"),
        (live(), FoulCalled((2,), (BagPosition(1, "hole"),)), "already counts as hole"),
        (play(live(), BagMoved(2, "foul")), FoulCalled((2,)), "already counts as foul"),
        (tossing(), RestOff(), "Toss a coin first"),
        (finished(), RestOff(), "The game is over"),
        (live(), BagThrown(2, "board", x=1.0), "both x and y"),
        (new_game(), Undone(), "nothing to undo"),
        (live(), Redone(), "nothing to redo"),
        (new_game(), PlayerJoined(1, "Eve"), "There are 2 players in"),
        (new_game(), PlayerLeft(9), "There is no player 9"),
        (new_game(), game_created(), "cannot happen"),
    ],
)
def test_an_illegal_event_is_refused_with_a_sentence(history: History, event: AnyEvent, sentence: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        history.after(event, AT)
    assert sentence in refusal.value.sentence


@pytest.mark.parametrize(
    "event",
    [
        GameStarted(),
        GameCreated("Court\n1", BLUE, BLUE),
        GameCreated("Court 1", TeamEntry("A", "red"), BLUE),
        GameCreated("Court 1", TeamEntry("A", "#ff0000", ("a", "b", "c")), BLUE),
    ],
)
def test_an_invalid_game_cannot_be_created(event: AnyEvent) -> None:
    with pytest.raises(RuleViolation):
        open_history(event, AT)


def test_a_bag_that_is_not_in_the_game_raises_its_own_error() -> None:
    with pytest.raises(NotInGame):
        live().after(BagMoved(9, "hole"), AT)


def test_a_bag_records_its_moves_and_fouls() -> None:
    history = play(live(), BagMoved(2, "hole"), BagMoved(2, "foul"), BagMoved(2, "board"))
    assert [(mark.action, mark.result) for mark in history.game.bags[1].history] == [
        ("thrown", "board"),
        ("moved", "hole"),
        ("fouled", "foul"),
        ("restored", "board"),
    ]


def test_bags_keyed_for_the_wrong_side_are_given_to_the_other_with_their_results() -> None:
    wrong = play(new_game(), BagThrown(2, "hole", 12.0, 39.0), BagThrown(1, "board"))
    right = play(wrong, BagsReassigned((1, 2)))
    assert bag_results(right) == [(1, "hole"), (2, "board")]
    assert out_of_turn_bags(right.game.bags, 1) == ()
    assert right.seq == wrong.seq + 1
    played = play(new_game(), BagThrown(1, "hole", 12.0, 39.0), BagThrown(2, "board"))
    assert right.game == played.game


def test_a_foul_and_the_bags_it_moved_are_one_step_and_one_undo() -> None:
    lay = play(new_game(), BagThrown(1, "board", 6.0, 20.0), BagThrown(2, "board"), BagMoved(1, "hole"))
    called = play(lay, FoulCalled((2,), (BagPosition(1, "board", 6.0, 20.0),)))
    assert bag_results(called) == [(1, "board"), (2, "foul")]
    assert [bag.history[-1].action for bag in called.game.bags] == ["restored", "fouled"]
    assert play(called, Undone()).game == lay.game


@pytest.mark.parametrize("thrown", range(8))
def test_the_remaining_bags_off_equal_single_throws(thrown: int) -> None:
    results: list[Result] = ["hole"] * thrown
    begun = play(new_game(), *bag_throws(results))
    one_by_one = play(new_game(), *bag_throws([*results, *["off"] * (8 - thrown)]))  # type: ignore[list-item]  # results
    assert play(begun, RestOff()).game == one_by_one.game


def test_a_bag_knocked_in_by_the_last_throw_counts_for_its_owner() -> None:
    seven = play(new_game(), *bag_throws(["board"] * 7), BagMoved(1, "hole"))
    assert play(seven, BagThrown(2, "off")).game.score == (3, 0)


def test_after_an_out_of_turn_throw_the_opponent_throws_two_in_a_row() -> None:
    history = play(new_game(), BagThrown(2, "foul"))
    assert out_of_turn_bags(history.game.bags, 1) == (1,)
    turns = []
    while len(history.game.bags) > 0:
        turns.append(history.game.next_team)
        history = history.after(BagThrown(turns[-1] or 1, "off"), AT)
    assert turns == [1, 1, 2, 1, 2, 1, 2]


def test_the_first_bag_starts_a_game_that_nobody_started() -> None:
    assert live().game.status == "live"
    assert play(live(), *[Undone()] * 3).game.status == "lobby"


def test_the_coin_can_be_tossed_at_the_start() -> None:
    assert play(new_game(), GameStarted(first_throw=2)).game.next_team == 2


def test_players_come_and_go_in_the_lobby_and_a_name_is_given_once() -> None:
    history = play(new_game(), PlayerLeft(2), PlayerJoined(1, "Eve"))
    assert names(history) == [["Ann", "Eve"], ["Cat", "Dan"]]
    with pytest.raises(RuleViolation, match="ANN is already in this game"):
        play(history, PlayerLeft(4), PlayerJoined(2, "ANN"))


def test_a_team_without_players_plays_under_its_own_name() -> None:
    history = open_history(GameCreated("Court 1", TeamEntry("Orange", "#ff8a1f"), TeamEntry("Blue", "#4db2ff")), AT)
    assert names(play(history, GameStarted())) == [["Orange"], ["Blue"]]
    assert {player.id for side in play(history, GameStarted()).game.sides for player in side.players} == {1, 2}


def test_partners_take_turns_and_can_switch() -> None:
    history = play(new_game(), GameStarted())
    throwers = []
    for switch in (False, False, True):
        history = play(history, *([PartnersSwitched(1)] if switch else []))
        throwers.append(history.game.thrower(1))
        history = play(history, *rounds_entered(((1, 0), (1, 0))))
    assert [thrower and thrower.name for thrower in throwers] == ["Ann", "Bob", "Bob"]


def test_a_correction_has_a_note_until_the_next_round_is_over() -> None:
    history = play(new_game(), *rounds_entered(((1, 0), (0, 0)), ((0, 0), (0, 2))))
    fixed = play(history, RoundCorrected(1, Count(0, 1), Count(0, 0), " two\nlines "))
    note = fixed.game.correction
    assert note is not None
    assert (note.round, note.reason, note.before, note.after) == (1, "two lines", (3, 2), (1, 2))
    assert play(fixed, *rounds_entered(((0, 0), (0, 0)))).game.correction is None


def test_a_correction_can_reopen_a_finished_game_and_undo_can_finish_it_again() -> None:
    reopened = play(finished(), RoundCorrected(1, Count(1, 0), Count(0, 0)))
    assert (reopened.game.status, reopened.game.score) == ("live", (15, 0))
    assert play(reopened, Undone()).game == finished().game


def test_a_correction_that_would_end_the_game_under_later_rounds_is_refused_and_says_what_to_do() -> None:
    history = play(new_game(), *rounds_entered(((4, 0), (0, 0)), ((1, 0), (0, 0)), ((1, 0), (0, 0))))
    with pytest.raises(RuleViolation, match="Round 2 would then end the game at 24-0"):
        play(history, RoundCorrected(2, Count(4, 0), Count(0, 0)))


def test_a_round_can_be_put_in_and_taken_out() -> None:
    history = play(new_game(), *rounds_entered(((1, 0), (0, 0)), ((0, 0), (0, 1))))
    put_in = play(history, RoundInserted(2, Count(0, 4), Count(0, 0)))
    assert [round_.score for round_ in put_in.game.rounds] == [(3, 0), (7, 0), (7, 1)]
    assert play(put_in, RoundDeleted(2)).game.rounds == history.game.rounds


def test_the_bags_thrown_stay_when_an_older_round_is_corrected() -> None:
    history = play(new_game(), *rounds_entered(((1, 0), (0, 0))), *bag_throws(["hole", "board"]))
    fixed = play(history, RoundCorrected(1, Count(0, 0), Count(1, 0)))
    assert fixed.game.bags == history.game.bags
    assert fixed.game.first_throw == 2
    assert out_of_turn_bags(fixed.game.bags, fixed.game.first_throw) == (1,)


def test_a_conceded_game_stays_conceded_when_a_round_is_corrected() -> None:
    history = play(new_game(), *rounds_entered(((1, 0), (0, 0))), GameConceded(2))
    fixed = play(history, RoundCorrected(1, Count(2, 0), Count(0, 0)))
    assert (fixed.game.winner, fixed.game.ended_by, fixed.game.score) == (2, "conceded", (6, 0))


def test_a_foul_on_the_bag_that_ended_the_round_recounts_the_round() -> None:
    over = play(new_game(), *bag_throws(["hole", "board", "off", "off", "off", "off", "off", "hole"]))
    assert over.game.score == (0, 1)
    called = play(over, FoulCalled((8,), (BagPosition(2, "off"),)))
    assert (called.game.score, called.game.rounds[0].facts.bags[7].result) == ((3, 0), "foul")
    assert called.game.correction is not None
    assert (called.game.correction.round, called.game.correction.before) == (1, (0, 1))
    assert play(called, Undone()).game == over.game
