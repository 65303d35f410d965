"""Matches: each game has one next game, and the standing is derived from the games, corrections included."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import (
    BagThrown,
    Confirmed,
    Count,
    GameCanceled,
    GameConceded,
    GameCreated,
    GameStarted,
    MatchPlace,
    RoundCorrected,
    RoundEntered,
    StandingUpdated,
    Undone,
)
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import CourtBusy, InvalidValue, RuleViolation
from goat_kiosk.exports import export_format, exporting, importing, verification
from goat_kiosk.exports.verification import find_problems
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from tests.games import AT, BLUE, ORANGE, game_created

BEST_OF_3 = Rules(name="Best of three", games=3, target=12)
FOUR, NONE = Count(4, 0), Count(0, 0)


class Desk:
    """A scorekeeper on a real log that can be restarted."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "events.db"
        self.now = AT
        self.open()

    def open(self) -> None:
        self.log = EventLog(self.path)
        self.scorekeeper = Scorekeeper(self.log, "Patio", self._tick)
        self.scorekeeper.open()

    def _tick(self) -> int:
        self.now += 1_000
        return self.now

    def restart(self) -> None:
        self.log.close()
        self.open()

    def win_round(self, game: int, team: int) -> Change:
        counts = (FOUR, NONE) if team == 1 else (NONE, FOUR)
        return self.scorekeeper.record(game, RoundEntered(*counts))

    def correct_winner(self, game: int, team: int) -> Change:
        counts = (FOUR, NONE) if team == 1 else (NONE, FOUR)
        return self.scorekeeper.record(game, RoundCorrected(1, *counts))

    def match(self, game: int) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(self.scorekeeper.snapshot(game).state)["match"]
        return found

    def wins(self, game: int) -> tuple[int, int]:
        return self.scorekeeper.history(game).game.match.wins


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    desk = Desk(tmp_path)
    yield desk
    desk.log.close()


@pytest.fixture
def first(desk: Desk) -> int:
    game = desk.scorekeeper.create(game_created(BEST_OF_3)).game_id
    desk.win_round(game, 1)
    return game


def test_a_game_has_one_next_game(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first, key="one phone")
    assert second.row is not None
    for key in ("one phone", "another phone", None):
        again = desk.scorekeeper.create_next_game(first, key=key)
        assert (again.game_id, again.row) == (second.game_id, None)
    desk.restart()
    assert desk.scorekeeper.create_next_game(first).game_id == second.game_id


def test_a_game_that_is_reopened_and_ends_again_keeps_its_next_game(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.scorekeeper.record(first, Undone())
    desk.win_round(first, 2)
    assert desk.scorekeeper.create_next_game(first).game_id == second
    assert desk.wins(second) == (0, 1)


def test_an_idempotency_key_of_another_command_opens_no_next_game(desk: Desk, first: int) -> None:
    desk.scorekeeper.create(game_created(court="Court 2"), key="used")
    with pytest.raises(InvalidValue, match="used for another command"):
        desk.scorekeeper.create_next_game(first, key="used")


def test_a_canceled_next_game_is_replaced_and_both_keep_their_place(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.scorekeeper.record(second, GameCanceled("wrong court"))
    instead = desk.scorekeeper.create_next_game(first).game_id
    assert instead != second
    assert desk.scorekeeper.create_next_game(first).game_id == instead
    desk.correct_winner(first, 2)
    assert desk.wins(instead) == desk.wins(second) == (0, 1)
    with pytest.raises(RuleViolation, match="was canceled"):
        desk.scorekeeper.create_next_game(second)
    with pytest.raises(RuleViolation, match="Another game has taken its place"):
        desk.scorekeeper.record(second, Undone())


def test_a_correction_of_the_first_game_changes_the_standing_of_the_later_ones(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    changes = list[Change]()
    desk.scorekeeper.subscribe(changes.append)
    change = desk.correct_winner(first, 2)
    (later,) = change.later_games
    assert (later.game_id, later.number, later.wins, later.kiosk) == (second, 2, (0, 1), "")
    assert [change.game_id for change in changes] == [first, second]
    assert desk.match(second) == {"games": 3, "number": 2, "wins": [0, 1], "previous": first}
    assert changes[1].row is not None
    assert changes[1].row.event == StandingUpdated((0, 1))
    desk.win_round(second, 1)
    third = desk.scorekeeper.create_next_game(second)
    assert third.game.match == MatchPlace(3, (1, 1))


def test_a_correction_can_make_a_decided_match_continue(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.win_round(second, 1)
    with pytest.raises(RuleViolation, match="last game of the match"):
        desk.scorekeeper.create_next_game(second)
    desk.correct_winner(first, 2)
    assert desk.match(second)["wins"] == [1, 1]
    assert desk.scorekeeper.create_next_game(second).game.match == MatchPlace(3, (1, 1))


def test_a_correction_can_make_a_continued_match_decided(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.win_round(second, 2)
    third = desk.scorekeeper.create_next_game(second).game_id
    change = desk.correct_winner(first, 2)
    assert [(later.game_id, later.wins, later.decided) for later in change.later_games] == [
        (second, (0, 1), False),
        (third, (0, 2), True),
    ]


def test_a_reopened_game_is_no_win(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    assert desk.scorekeeper.record(first, Undone()).later_games[0].wins == (0, 0)
    assert desk.wins(second) == (0, 0)
    assert desk.win_round(first, 1).later_games[0].wins == (1, 0)


def test_a_canceled_game_is_no_win(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.scorekeeper.record(first, GameCanceled())
    assert desk.wins(second) == (0, 0)
    desk.scorekeeper.record(first, Undone())
    assert desk.wins(second) == (1, 0)


def test_the_later_games_that_a_correction_would_change_are_listed(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    history = desk.scorekeeper.history(first)
    after = history.after(RoundCorrected(1, NONE, FOUR), AT + 9_000_000).game
    assert [(later.game_id, later.wins) for later in desk.scorekeeper.later_games(first, after)] == [(second, (0, 1))]
    assert desk.scorekeeper.later_games(first, history.game) == []
    assert desk.wins(second) == (1, 0)


def test_undo_in_the_second_game_does_not_bring_an_old_standing_back(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.scorekeeper.record(second, BagThrown(1, "hole"))
    desk.correct_winner(first, 2)
    desk.scorekeeper.record(second, Undone())
    assert desk.wins(second) == (0, 1)


def test_a_confirmed_result_stays_confirmed_when_the_standing_changes(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    result = desk.win_round(second, 2).result
    for team in (1, 2):
        desk.scorekeeper.record(second, Confirmed(1 if team == 1 else 2, "Ann", result))
    desk.correct_winner(first, 2)
    now = desk.scorekeeper.snapshot(second)
    assert now.game.is_confirmed
    assert now.result == result
    desk.scorekeeper.record(second, Confirmed(1, "Bob", result))
    assert find_problems(desk.log, second) == []


def test_the_log_of_a_match_replays_to_the_same_standing(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.correct_winner(first, 2)
    desk.restart()
    assert desk.wins(second) == (0, 1)
    for game in (first, second):
        assert find_problems(desk.log, game) == []


def test_an_export_of_the_match_has_its_standing(desk: Desk, first: int, tmp_path: Path) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    desk.correct_winner(first, 2)
    desk.scorekeeper.record(second, GameCanceled())
    file = tmp_path / "match.json"
    file.write_bytes(exporting.export_bytes(desk.log, [first, second], "json"))
    game1, game2 = verification.verify_export(export_format.read(file).games)
    assert game1.is_intact
    assert game2.is_intact
    assert game2.lines[-2].endswith("The game was canceled and counts nowhere.")
    assert game2.lines[-1] == "  Game 2 of 3, games won before it 0–1."
    with EventLog(tmp_path / "there.db") as other:
        assert importing.import_games(other, export_format.read(file)) == 2
        assert Scorekeeper(other, "Hall", lambda: AT).find_next_game(first) is None
        assert Scorekeeper(other, "Hall", lambda: AT).history(second).game.match.wins == (0, 1)


def test_an_export_is_right_about_a_game_that_missed_a_correction(desk: Desk, first: int) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    seq = desk.scorekeeper.history(first).seq
    desk.log.append(Row(first, seq + 1, desk.now + 9, None, RoundCorrected(1, NONE, FOUR)))
    games = msgspec.json.decode(
        exporting.export_bytes(desk.log, [first, second], "json"), type=export_format.ExportFile
    ).games
    assert verification.verify_export(games)[1].lines[-1] == (
        "  Game 2 of 3, games won before it 0–1. It was recorded with 1–0: "
        "an earlier game was corrected, and this one was not told."
    )


def test_a_game_taken_over_from_another_kiosk_changes_the_standing_here(desk: Desk, first: int, tmp_path: Path) -> None:
    second = desk.scorekeeper.create_next_game(first).game_id
    with EventLog(tmp_path / "there.db") as log:
        other, changes = Scorekeeper(log, "Hall", desk.scorekeeper.now), list[Change]()

        def take_over(game: int) -> None:
            rows = desk.log.events(game)
            other.ownership.store(game, rows, Ownership(game, 0, "Patio", len(rows)))
            other.ownership.adopt(game, 1, "Patio")

        take_over(second)
        desk.scorekeeper.ownership.hand_over(Ownership(second, 1, "Hall", 1))
        assert other.history(second).game.match.wins == (1, 0)
        (later,) = desk.correct_winner(first, 2).later_games
        assert later.kiosk == "Hall"
        other.subscribe(changes.append)
        take_over(first)
        assert other.history(second).game.match.wins == (0, 1)
        assert [change.game_id for change in changes] == [first, second]
        assert other.find_next_game(first) == second


class OldLog:
    """A match in the log of an older kiosk: no game names the one before it."""

    def __init__(self, desk: Desk) -> None:
        place = MatchPlace(2, (1, 0))
        self.first = self._keep(desk, game_created(BEST_OF_3), "one", RoundEntered(FOUR, NONE))
        self.second = self._keep(desk, GameCreated("Court 1", ORANGE, BLUE, BEST_OF_3, 1, place), "two")
        desk.restart()

    def _keep(self, desk: Desk, event: GameCreated, key: str, *more: Any) -> int:
        desk.now += 60_000
        game = desk.log.create(event, desk.now, key).game_id
        for seq, one in enumerate(more, start=2):
            desk.log.append(Row(game, seq, desk.now + seq, None, one))
        return game


def test_an_old_log_has_one_next_game_too_and_its_standing_is_derived(desk: Desk) -> None:
    old = OldLog(desk)
    assert desk.scorekeeper.create_next_game(old.first).game_id == old.second
    assert desk.correct_winner(old.first, 2).later_games[0].game_id == old.second
    assert desk.match(old.second) == {"games": 3, "number": 2, "wins": [0, 1], "previous": old.first}


def test_a_standing_that_an_old_kiosk_left_wrong_is_right_when_the_log_is_opened(desk: Desk) -> None:
    old = OldLog(desk)
    first = desk.log.events(old.first)
    desk.log.append(Row(old.first, len(first) + 1, desk.now + 9, None, RoundCorrected(1, NONE, FOUR)))
    desk.restart()
    assert desk.wins(old.second) == (0, 1)


def test_games_that_name_each_other_as_next_cause_no_endless_loop(desk: Desk) -> None:
    game1 = desk.log.create(GameCreated("Court 1", ORANGE, BLUE, BEST_OF_3, 1, MatchPlace(2), previous=1), AT).game_id
    game2 = desk.log.create(
        GameCreated("Court 2", ORANGE, BLUE, BEST_OF_3, 1, MatchPlace(2), previous=game1), AT
    ).game_id
    desk.log.append(Row(game1, 2, AT, f"next→{game2}", GameStarted()))
    desk.log.append(Row(game2, 2, AT, f"next→{game1}", GameStarted()))
    desk.restart()
    for game in (game1, game2):
        assert desk.wins(game) == (0, 0)
        assert desk.scorekeeper.record(game, GameConceded(1)).later_games == ()


def test_the_next_game_needs_a_free_court(desk: Desk, first: int) -> None:
    busy = desk.scorekeeper.create(game_created()).game_id
    with pytest.raises(CourtBusy, match="Court 1 has a game that is not over: Orange 0–0 Blue"):
        desk.scorekeeper.create_next_game(first)
    second = desk.scorekeeper.create_next_game(first, busy_policy="set-aside")
    assert desk.scorekeeper.history(busy).game.is_set_aside
    assert desk.scorekeeper.create_next_game(first).game_id == second.game_id


def test_the_event_that_creates_a_first_game_is_unchanged() -> None:
    body = msgspec.json.encode(game_created())
    assert b"previous" not in body
    assert chain.event_hash(chain.GENESIS, 1, 1, 0, body)
