"""Properties of the domain that hold for any sequence of events."""

from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from goat_kiosk.domain import events as all_events
from goat_kiosk.domain.events import (
    AnyEvent,
    Count,
    RoundCorrected,
    RoundDeleted,
    RoundEntered,
    RoundInserted,
    Undone,
)
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History, replay
from goat_kiosk.domain.rounds.bags import next_team
from goat_kiosk.domain.rounds.scoring import bag_points
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.errors import RuleViolation
from tests.domain import strategies
from tests.games import AT, game_created, new_game

MINUTE = 60_000


def play_legal(rules: Rules, attempts: list[AnyEvent]) -> tuple[History, list[tuple[AnyEvent, int]]]:
    """Play the legal events of `attempts`, a minute apart; return the history and the accepted events."""
    history, played = new_game(rules), [(cast("AnyEvent", game_created(rules)), AT)]
    for minute, event in enumerate(attempts):
        at = AT + minute * MINUTE
        try:
            history = history.after(event, at)
        except RuleViolation:
            continue
        played.append((event, at))
    return history, played


def assign_court(history: History) -> History:
    """Return the history with the game on a court: a game set aside accepts no undo."""
    court = all_events.CourtChanged("Court 3")
    return history.after(court, AT) if history.game.is_set_aside and not history.game.is_over else history


many_events = st.lists(strategies.any_event, max_size=60)


@given(strategies.rule_sets, many_events)
def test_nothing_but_a_rule_violation_is_raised_and_the_invariants_hold(rules: Rules, attempts: list[AnyEvent]) -> None:
    history, played = play_legal(rules, attempts)
    game = history.game
    assert history.seq == len(played)
    assert (game.status == "finished") == (game.winner is not None)
    assert game.is_over == (game.ended_by is not None)
    assert (game.status == "canceled") == (game.ended_by == "canceled")
    assert len(game.bags) < 8
    assert all(sum(bag.team == team for bag in game.bags) <= 4 for team in (1, 2))
    assert [round_.n for round_ in game.rounds] == list(range(1, len(game.rounds) + 1))
    if game.ended_by == "forfeit":
        assert sorted(game.score) == [0, rules.target]
    elif game.rounds:
        assert game.rounds[-1].score == game.score
    assert encode_state(history, Identity(1, "00000000", "Kiosk"))


@given(strategies.rule_sets, many_events)
def test_replay_equals_playing(rules: Rules, attempts: list[AnyEvent]) -> None:
    history, played = play_legal(rules, attempts)
    assert replay(played) == history


@given(strategies.rule_sets, many_events)
def test_every_event_survives_the_log(rules: Rules, attempts: list[AnyEvent]) -> None:
    _, played = play_legal(rules, attempts)
    assert [all_events.decode(all_events.encode(event)) for event, _ in played] == [event for event, _ in played]


def lobby_events(played: list[tuple[AnyEvent, int]]) -> list[AnyEvent]:
    """Return the events that undo leaves: the names and players of the lobby, before the game or after its undo."""
    history = replay(played[:1])
    kept: list[AnyEvent] = []
    for event, at in played[1:]:
        if isinstance(event, _LOBBY) and history.game.status == "lobby":
            kept.append(event)
        history = history.after(event, at)
    return kept


_LOBBY = all_events.PlayerLeft, all_events.TeamUpdated, all_events.PlayerRenamed


@given(strategies.rule_sets, many_events)
def test_undoing_everything_gives_the_empty_game(rules: Rules, attempts: list[AnyEvent]) -> None:
    history, played = play_legal(rules, [event for event in attempts if not isinstance(event, all_events.PlayerJoined)])
    lobby = lobby_events(played)
    history = assign_court(history)
    while history.undo_stack is not None:
        history = assign_court(history.after(Undone(), AT))
    empty = new_game(rules)
    for event in lobby:
        empty = empty.after(event, AT)
    # Undo does not touch the court, the standing of the match and a request for help.
    now = history.game
    game = replace(empty.game, court=now.court, is_set_aside=now.is_set_aside, match=now.match, help=now.help)
    assert history.game == game


@given(strategies.rule_sets, many_events)
def test_undo_then_redo_changes_nothing(rules: Rules, attempts: list[AnyEvent]) -> None:
    history = assign_court(play_legal(rules, attempts)[0])
    if history.undo_stack is not None and not history.game.is_set_aside:
        back = history.after(Undone(), AT)
        assert back.after(all_events.Redone(), AT).game == history.game


@given(strategies.rule_sets, many_events)
def test_the_statistics_of_a_team_s_players_add_up_to_the_team(rules: Rules, attempts: list[AnyEvent]) -> None:
    game = play_legal(rules, attempts)[0].game
    for team in all_events.TEAMS:
        lines = [player.stats for player in game.side(team).everyone]
        tallies = [round_.facts.tallies[team - 1] for round_ in game.rounds]
        assert sum(line.rounds for line in lines) == len(game.rounds)
        for part in ("holes", "boards", "off"):
            assert sum(getattr(line, part) for line in lines) == sum(getattr(tally, part) for tally in tallies)
        assert sum(line.points for line in lines) == sum(tally.raw for tally in tallies)


Sheet = list[tuple[Count, Count]]


def by_counts(rules: Rules, sheet: Sheet) -> History | None:
    """Play whole rounds by their counts; return None if the game ends before the sheet does."""
    history = new_game(rules)
    for one, two in sheet:
        if history.game.status == "finished":
            return None
        history = history.after(RoundEntered(one, two), AT)
    return history


def same_play(one: Game, two: Game) -> bool:
    """Return whether two games are equal except for the note about a correction."""
    return replace(one, correction=None) == replace(two, correction=None)


@given(strategies.rule_sets, strategies.rounds, st.data())
def test_a_corrected_game_equals_a_game_played_with_the_corrected_round(
    rules: Rules, sheet: Sheet, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sheet) - 1))
    wrong = data.draw(st.tuples(strategies.side_count, strategies.side_count))
    right = sheet[at]
    mistaken = by_counts(rules, [*sheet[:at], wrong, *sheet[at + 1 :]])
    meant = by_counts(rules, sheet)
    if mistaken is None:
        return
    correction = RoundCorrected(at + 1, *right, "miscounted")
    if meant is None:
        try:
            mistaken.after(correction, AT)
        except RuleViolation:
            return
        raise AssertionError("a correction that ends the game in mid-sheet must be refused")
    assert same_play(mistaken.after(correction, AT).game, meant.game)


@given(strategies.rule_sets, strategies.rounds, st.data())
def test_a_game_with_an_inserted_round_equals_a_game_that_had_it(
    rules: Rules, sheet: Sheet, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(sheet) - 1))
    without, meant = by_counts(rules, sheet[:at] + sheet[at + 1 :]), by_counts(rules, sheet)
    if without is None or meant is None or at == len(sheet) - 1:
        return
    assert same_play(without.after(RoundInserted(at + 1, *sheet[at]), AT).game, meant.game)


@given(strategies.rule_sets, strategies.rounds, st.data())
def test_a_game_with_a_deleted_round_equals_a_game_without_it(rules: Rules, sheet: Sheet, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sheet) - 1))
    full, meant = by_counts(rules, sheet), by_counts(rules, sheet[:at] + sheet[at + 1 :])
    if full is None or meant is None or len(sheet) == 1:
        return
    assert same_play(full.after(RoundDeleted(at + 1), AT).game, meant.game)


@given(strategies.rule_sets, many_events)
def test_a_refused_event_changes_nothing(rules: Rules, attempts: list[AnyEvent]) -> None:
    history = new_game(rules)
    for event in attempts:
        before = encode_state(history, Identity(1, "00000000", "Kiosk"))
        try:
            history = history.after(event, AT)
        except RuleViolation:
            assert encode_state(history, Identity(1, "00000000", "Kiosk")) == before


@given(st.lists(strategies.teams, max_size=8))
def test_the_next_team_evens_out_the_throws(throwers: list[all_events.Team]) -> None:
    history = new_game()
    for team in throwers:
        if sum(bag.team == team for bag in history.game.bags) < 4:
            history = history.after(all_events.BagThrown(team, "off"), AT)
    bags = history.game.bags
    thrown = {team: sum(bag.team == team for bag in bags) for team in (1, 2)}
    turn = next_team(bags, 1)
    assert turn is None or thrown[turn] < 4
    if turn is not None and min(thrown.values()) < max(thrown.values()) < 4:
        assert turn == min(thrown, key=lambda team: thrown[team])


@given(strategies.side_count, strategies.side_count)
def test_with_cancellation_at_most_one_side_scores(one: Count, two: Count) -> None:
    game = new_game().after(RoundEntered(one, two), AT).game
    gained = bag_points(game.rules, game.rounds[0].facts)
    raw = [tally.raw for tally in game.rounds[0].facts.tallies]
    assert min(gained) == 0
    assert gained[0] - gained[1] == raw[0] - raw[1]
    assert 11 not in raw
