"""Games of matches on a real desk: a called match opens its game, and the game's end is the match's result."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Count, Fixture, GameConceded, RoundEntered, Undone
from goat_kiosk.errors import MatchNotReady, RuleViolation
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryChanged, EntryMade
from goat_kiosk.tournament.event_fields import How
from goat_kiosk.tournament.events import AnyTournamentEvent, CourtSet, DecisionUndone, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.match_events import (
    MatchCalled,
    MatchStarted,
    MatchUncalled,
    ResultContradicted,
    ResultRecorded,
)
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import MatchDecisions
from tests.clocks import ManualClock
from tests.games import AT


class Desk:
    """A desk with a tournament of four pairs, drawn; W1-1 is 1 against 4."""

    def __init__(self, log: EventLog, stage: Stage) -> None:
        self.scorekeeper = Scorekeeper(log, "Kiosk", ManualClock(AT))
        self.director = self.scorekeeper.director
        self.match_games = MatchGames(self.scorekeeper, self.director)
        self.tournament_id = self.director.create(TournamentCreated("Friday", ("Board 1", "Board 2"))).tournament_id
        self.record(DivisionAdded(1, "Open", "pairs", (stage,)))
        for entry in range(1, 5):
            first, second = 2 * entry - 1, 2 * entry
            self.record(PlayerSignedUp(first, f"P{first}"), PlayerSignedUp(second, f"P{second}"))
            self.record(EntryMade(entry, 1, (first, second)))
        self.record(Drawn(1, (1, 2, 3, 4), "order"))

    def record(self, *events: AnyTournamentEvent) -> None:
        self.director.record(self.tournament_id, lambda _: events)

    def open_game(self, match: str = "W1-1") -> int:
        return self.match_games.open_game(self.tournament_id, 1, match).game_id

    def decisions(self, match: str = "W1-1") -> MatchDecisions:
        return self.director.tournament(self.tournament_id).divisions[1].decisions(match)

    def status(self, match: str = "W1-1") -> str:
        tournament = self.director.tournament(self.tournament_id)
        return resolve(tournament, tournament.divisions[1])[match].status


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as log:
        yield log


@pytest.fixture
def desk(log: EventLog) -> Desk:
    return Desk(log, Stage("double", play_to=15))


def test_a_match_that_is_not_called_opens_no_game(desk: Desk) -> None:
    with pytest.raises(MatchNotReady, match="Call W1-1 first"):
        desk.open_game()


def test_a_called_match_opens_its_game_once_with_teams_rules_and_fixture(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 2", (1, 4)))
    game_id = desk.open_game()
    assert desk.open_game() == game_id
    game = desk.scorekeeper.history(game_id).game
    assert (game.court, game.rules.target, game.status) == ("Board 2", 15, "live")
    assert [[player.name for player in side.players] for side in game.sides] == [["P1", "P2"], ["P7", "P8"]]
    assert game.fixture == Fixture(desk.tournament_id, 1, "W1-1")
    assert desk.status() == "playing"
    assert desk.decisions().games == (game_id,)


def test_the_end_of_the_game_is_the_result_with_its_receipt(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.scorekeeper.record(game_id, GameConceded(1))
    result = desk.decisions().result
    assert result is not None
    assert (result.winner, result.game, result.sides) == (1, game_id, (1, 4))
    assert result.receipt == desk.scorekeeper.snapshot(game_id).result
    assert result.bags is None, "a bracket needs no points per round"
    assert desk.status() == "over"
    assert desk.decisions().contradiction is None


def test_a_game_of_a_table_gives_its_points_per_round(log: EventLog) -> None:
    desk = Desk(log, Stage("round-robin"))
    desk.record(MatchCalled(1, "R1-1", "Board 1", (1, 4)))
    game_id = desk.open_game("R1-1")
    for _ in range(3):
        desk.scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(1, 1)))
    result = desk.decisions("R1-1").result
    assert result is not None
    assert (result.scores, result.bags) == (((24, 0),), ((36, 3), (12, 3)))


def test_a_best_of_three_is_one_chain_of_games(log: EventLog) -> None:
    desk = Desk(log, Stage("double", best_of={"W": 3}))
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.scorekeeper.record(game_id, GameConceded(1))
    assert desk.status() == "playing"
    second = desk.scorekeeper.create_next_game(game_id).game_id
    assert desk.scorekeeper.history(second).game.fixture == Fixture(desk.tournament_id, 1, "W1-1", 2)
    desk.scorekeeper.record(second, GameConceded(1))
    result = desk.decisions().result
    assert result is not None
    assert (result.winner, len(result.scores)) == (1, 2)


def test_a_game_that_is_corrected_afterwards_contradicts_its_match(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.scorekeeper.record(game_id, GameConceded(1))
    desk.scorekeeper.record(game_id, Undone())
    assert desk.decisions().contradiction == ResultContradicted(1, "W1-1", game_id, None), "it goes on"
    desk.scorekeeper.record(game_id, GameConceded(2))
    assert desk.decisions().contradiction == ResultContradicted(1, "W1-1", game_id, 2, ((0, 0),))
    result = desk.decisions().result
    assert result is not None
    assert result.winner == 1, "it does not happen by itself"
    seq = desk.director.tournament(desk.tournament_id).seq
    desk.match_games.catch_up()
    assert desk.director.tournament(desk.tournament_id).seq == seq, "it is recorded once"
    desk.record(ResultRecorded(1, "W1-1", (1, 4), 2, "played", ((0, 0),), reason="as the game says"))
    assert desk.decisions().contradiction is None


def test_a_game_that_says_the_same_again_contradicts_nothing(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.scorekeeper.record(game_id, GameConceded(1))
    desk.scorekeeper.record(game_id, Undone())
    desk.scorekeeper.record(game_id, GameConceded(1))
    assert desk.decisions().contradiction is None


def test_a_substitute_plays_from_the_game_that_the_desk_names(log: EventLog) -> None:
    desk = Desk(log, Stage("double", best_of={"W": 3}))
    desk.record(PlayerSignedUp(9, "Sub"), MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    first = desk.open_game()
    desk.scorekeeper.record(first, GameConceded(1))
    desk.record(EntryChanged(4, (7, 9), from_game=3))
    second = desk.scorekeeper.create_next_game(first).game_id
    assert _players(desk, second) == [["P1", "P2"], ["P7", "P8"]]
    desk.scorekeeper.record(second, GameConceded(2))
    third = desk.scorekeeper.create_next_game(second).game_id
    assert _players(desk, third) == [["P1", "P2"], ["P7", "Sub"]]


def test_a_substitute_without_a_game_plays_from_the_next_match(log: EventLog) -> None:
    desk = Desk(log, Stage("double", best_of={"W": 3}))
    desk.record(PlayerSignedUp(9, "Sub"), MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    first = desk.open_game()
    desk.record(EntryChanged(4, (7, 9)))
    desk.scorekeeper.record(first, GameConceded(1))
    assert _players(desk, desk.scorekeeper.create_next_game(first).game_id) == [["P1", "P2"], ["P7", "P8"]]


def _players(desk: Desk, game_id: int) -> list[list[str]]:
    return [[player.name for player in side.players] for side in desk.scorekeeper.history(game_id).game.sides]


def test_a_result_of_a_game_that_ended_elsewhere_is_taken_at_the_next_start(desk: Desk, log: EventLog) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    alone = Scorekeeper(log, "Kiosk", ManualClock(AT))
    alone.open()
    alone.record(game_id, GameConceded(2))
    assert desk.decisions().result is None
    again = Scorekeeper(log, "Kiosk", ManualClock(AT))
    again.open()
    games = MatchGames(again, again.director)
    games.catch_up()
    result = again.director.tournament(desk.tournament_id).divisions[1].decisions("W1-1").result
    assert result is not None
    assert result.winner == 2


@pytest.mark.parametrize(("how", "ended_by"), [("played", "conceded"), ("forfeit", "forfeit")])
def test_a_result_by_hand_ends_the_open_game_and_keeps_its_bags(desk: Desk, how: How, ended_by: str) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.scorekeeper.record(game_id, BagThrown(1, "hole"))
    desk.record(ResultRecorded(1, "W1-1", (1, 4), 2, how, ((14, 21),)))
    game = desk.scorekeeper.history(game_id).game
    assert (game.status, game.ended_by, game.winner) == ("finished", ended_by, 2)
    assert any(isinstance(row.event, BagThrown) for row in desk.scorekeeper.events(game_id))
    result = desk.decisions().result
    assert result is not None
    assert (result.winner, result.scores, result.game) == (2, ((14, 21),), None)


def test_a_result_without_a_winner_cancels_the_open_game(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.record(ResultRecorded(1, "W1-1", (1, 4), None, "double-forfeit"))
    assert desk.scorekeeper.history(game_id).game.ended_by == "canceled"


def test_the_game_of_a_match_moves_with_it(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.record(
        CourtSet("Board 1", is_open=False),
        MatchUncalled(1, "W1-1"),
        MatchCalled(1, "W1-1", "Board 2", (1, 4)),
        MatchStarted(1, "W1-1"),
    )
    assert desk.scorekeeper.history(game_id).game.court == "Board 2"
    assert (desk.status(), desk.decisions().games) == ("playing", (game_id,))


def test_a_result_by_hand_that_is_taken_back_lets_the_game_go_on(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.record(ResultRecorded(1, "W1-1", (1, 4), 1, scores=((15, 3),)))
    assert desk.scorekeeper.history(game_id).game.status == "finished"
    desk.record(DecisionUndone())
    desk.match_games.catch_up()
    assert desk.decisions().result is None
    assert desk.scorekeeper.history(game_id).game.status == "live"


def test_a_call_that_is_taken_back_ends_the_game_and_the_next_call_opens_another(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    game_id = desk.open_game()
    desk.record(MatchUncalled(1, "W1-1", "the wrong pair"))
    assert desk.scorekeeper.history(game_id).game.ended_by == "canceled"
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)))
    assert desk.open_game() != game_id


def test_one_command_is_taken_back_as_a_whole(desk: Desk) -> None:
    desk.record(MatchCalled(1, "W1-1", "Board 1", (1, 4)), MatchStarted(1, "W1-1"))
    desk.record(DecisionUndone())
    assert desk.status() == "ready"


def test_an_undo_may_take_back_a_division_with_its_result(desk: Desk) -> None:
    entries = EntryMade(5, 2, (1, 2)), EntryMade(6, 2, (3, 4))
    result = ResultRecorded(2, "W1-1", (5, 6), 1, scores=((21, 3),))
    desk.record(DivisionAdded(2, "B", "pairs", (Stage("single"),)), *entries, Drawn(2, (5, 6), "order"), result)
    desk.record(DecisionUndone())
    assert set(desk.director.tournament(desk.tournament_id).divisions) == {1}


def test_where_every_game_counts_one_each_is_a_split(log: EventLog) -> None:
    desk = Desk(log, Stage("round-robin", play_all=True, best_of={"default": 2}))
    tournament = desk.director.tournament(desk.tournament_id)
    match = next(iter(resolve(tournament, tournament.divisions[1]).values()))
    sides = (match.entries[0], match.entries[1])
    desk.record(MatchCalled(1, match.id, "Board 1", sides))
    first = desk.open_game(match.id)
    desk.scorekeeper.record(first, GameConceded(1))
    assert desk.status(match.id) == "playing"
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.scorekeeper.record(second, GameConceded(2))
    result = desk.decisions(match.id).result
    assert result is not None
    assert (result.winner, result.how, len(result.scores)) == (None, "split", 2)
    assert desk.decisions(match.id).contradiction is None
    desk.match_games.catch_up()
    assert desk.decisions(match.id).contradiction is None


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        (Stage("double", play_all=True, best_of={"F": 2}), "bracket needs a winner"),
        (Stage("round-robin", best_of={"default": 2}), "let every game count"),
    ],
)
def test_a_match_that_nobody_can_win_is_refused(log: EventLog, stage: Stage, sentence: str) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        Desk(log, stage)
