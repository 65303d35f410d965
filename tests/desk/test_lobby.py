"""The door of the lobby at the desk: seats that leave again, and joins that wait for the scorekeeper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.desk.lobby import MOST_PENDING, MOST_WAITING, Lobby, SeatStatus
from goat_kiosk.desk.scorekeeper import Scorekeeper, everybody
from goat_kiosk.domain.events import (
    GameCreated,
    GameStarted,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    TeamEntry,
    Undone,
)
from goat_kiosk.errors import NotFound, RuleViolation
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT, game_created

EMPTY = GameCreated("Court 1", TeamEntry("Orange", "#ff8a1f"), TeamEntry("Blue", "#4db2ff"))
EVE = PlayerJoined(1, "Eve")


class Desk:
    """A scorekeeper with a lobby."""

    def __init__(self, log: EventLog, *, approve: bool) -> None:
        self.scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        self.joining = Lobby(self.scorekeeper, approve=approve)
        self.told: list[str] = []
        self.joining.subscribe(lambda _, reason: self.told.append(reason))
        self.game = self.scorekeeper.create(EMPTY).game_id

    def names(self) -> list[list[str]]:
        return [[player.name for player in side.players] for side in self.scorekeeper.history(self.game).game.sides]

    def wait(self, wish: PlayerJoined = EVE) -> str:
        stands, seat = self.joining.join(self.game, wish)
        assert stands.standing == "waiting"
        return seat or ""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def desk(log: EventLog) -> Desk:
    return Desk(log, approve=False)


@pytest.fixture
def strict(log: EventLog) -> Desk:
    return Desk(log, approve=True)


def test_who_joined_leaves_with_his_seat_and_nobody_elses(desk: Desk, log: EventLog) -> None:
    stands, seat = desk.joining.join(desk.game, EVE)
    assert stands == SeatStatus("joined", "Eve", 1, 1)
    with pytest.raises(NotFound):
        desk.joining.leave(desk.game, "another")
    other = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    with pytest.raises(NotFound):
        desk.joining.leave(other, seat or "")
    again = Lobby(Scorekeeper(log, "Patio", lambda: AT))
    assert again.leave(desk.game, seat or "").standing == "left"
    assert PlayerLeft(1) in [row.event for row in log.events(desk.game)]


def test_a_seat_given_up_frees_the_place_and_takes_out_nobody_who_came_after(desk: Desk) -> None:
    _, seat = desk.joining.join(desk.game, EVE)
    desk.joining.leave(desk.game, seat or "")
    desk.joining.join(desk.game, PlayerJoined(2, "Zoe"))
    assert desk.joining.leave(desk.game, seat or "").standing == "left"
    assert desk.names() == [[], ["Zoe"]]


def test_a_seat_follows_its_player_to_the_other_team(desk: Desk) -> None:
    _, seat = desk.joining.join(desk.game, EVE)
    desk.scorekeeper.record(desk.game, PlayerMoved(1, 2))
    assert desk.joining.seat(desk.game, seat or "") == SeatStatus("joined", "Eve", 2, 1)


def test_nobody_leaves_a_game_under_way(desk: Desk) -> None:
    _, seat = desk.joining.join(desk.game, EVE)
    desk.scorekeeper.record(desk.game, GameStarted())
    with pytest.raises(RuleViolation, match="only before the first bag"):
        desk.joining.leave(desk.game, seat or "")
    desk.scorekeeper.record(desk.game, Undone())
    assert desk.joining.leave(desk.game, seat or "").standing == "left"


def test_a_repeated_key_joins_once_and_gives_no_seat(desk: Desk, strict: Desk) -> None:
    for each, standing in ((desk, "joined"), (strict, "waiting")):
        for _ in range(2):
            stands, seat = each.joining.join(each.game, EVE, f"key {standing}")
            assert (stands.standing, seat) == (standing, None)
    assert len(strict.joining.pending_joins(strict.game)) == 1
    assert desk.names() == [["Eve"], []]


def test_a_join_waits_until_it_is_approved(strict: Desk) -> None:
    seat = strict.wait()
    assert strict.names() == [[], []]
    (held,) = strict.joining.pending_joins(strict.game)
    with pytest.raises(NotFound):
        strict.joining.approve(strict.game + 1, held.number)
    strict.joining.approve(strict.game, held.number)
    assert strict.names() == [["Eve"], []]
    assert strict.joining.seat(strict.game, seat).standing == "joined"
    assert strict.joining.leave(strict.game, seat).standing == "left"
    assert strict.told == ["player-waiting", "player-joined"]
    with pytest.raises(NotFound, match="Nobody waits here"):
        strict.joining.approve(strict.game, held.number)


def test_who_is_refused_is_told_and_may_ask_again(strict: Desk) -> None:
    seat = strict.wait()
    strict.joining.refuse(strict.game, 1)
    assert strict.joining.seat(strict.game, seat).standing == "refused"
    assert strict.joining.pending_joins(strict.game) == []
    strict.wait()
    assert strict.told == ["player-waiting", "join-refused", "player-waiting"]


def test_who_waits_can_withdraw(strict: Desk) -> None:
    seat = strict.wait()
    assert strict.joining.leave(strict.game, seat).standing == "left"
    assert strict.joining.pending_joins(strict.game) == []
    with pytest.raises(NotFound):
        strict.joining.seat(strict.game, seat)


def test_the_scorekeepers_own_join_does_not_wait(strict: Desk) -> None:
    assert strict.joining.join(strict.game, EVE, trusted=everybody)[0].standing == "joined"


def test_what_the_rules_refuse_is_refused_before_it_waits(strict: Desk) -> None:
    strict.wait()
    strict.joining.join(strict.game, PlayerJoined(2, "Ann"), trusted=everybody)
    with pytest.raises(RuleViolation, match="eve is waiting"):
        strict.wait(PlayerJoined(2, "eve"))
    with pytest.raises(RuleViolation, match="ANN is already in this game"):
        strict.wait(PlayerJoined(1, "ANN"))


def test_a_place_taken_meanwhile_leaves_him_waiting(strict: Desk) -> None:
    strict.wait()
    for name in ("Ann", "Bob"):
        strict.joining.join(strict.game, PlayerJoined(1, name), trusted=everybody)
    with pytest.raises(RuleViolation, match="already has 2 players"):
        strict.joining.approve(strict.game, 1)
    assert [held.name for held in strict.joining.pending_joins(strict.game)] == ["Eve"]


def test_the_first_bag_sends_everybody_home(strict: Desk) -> None:
    seat = strict.wait()
    strict.scorekeeper.record(strict.game, GameStarted())
    assert strict.joining.pending_joins(strict.game) == []
    with pytest.raises(NotFound, match="the game has begun"):
        strict.joining.seat(strict.game, seat)


def test_a_crowd_is_bounded(strict: Desk) -> None:
    for number in range(MOST_WAITING):
        strict.wait(PlayerJoined(1, f"P{number}"))
    with pytest.raises(RuleViolation, match="Many are waiting"):
        strict.wait(PlayerJoined(1, "One more"))
    games = [strict.game]
    for _ in range(MOST_PENDING // MOST_WAITING):
        strict.game = strict.scorekeeper.create(EMPTY, if_busy="set-aside").game_id
        games.append(strict.game)
        for number in range(MOST_WAITING):
            strict.wait(PlayerJoined(1, f"P{number}"))
    assert sum(len(strict.joining.pending_joins(game)) for game in games) == MOST_PENDING


def test_moving_and_taking_out_keep_the_rules(desk: Desk) -> None:
    for team, name in ((1, "Ann"), (2, "Bob"), (2, "Cy")):
        desk.joining.join(desk.game, PlayerJoined(1 if team == 1 else 2, name))
    with pytest.raises(RuleViolation, match="Ann is in Orange already"):
        desk.scorekeeper.record(desk.game, PlayerMoved(1, 1))
    with pytest.raises(RuleViolation, match="Blue already has 2 players"):
        desk.scorekeeper.record(desk.game, PlayerMoved(1, 2))
    with pytest.raises(RuleViolation, match="There is no player 9"):
        desk.scorekeeper.record(desk.game, PlayerMoved(9, 2))
    assert desk.scorekeeper.record(desk.game, PlayerMoved(3, 1)).reason == "player-moved"
    assert desk.names() == [["Ann", "Cy"], ["Bob"]]


@pytest.mark.parametrize("approve", [False, True])
def test_nobody_joins_by_a_name_that_looks_like_anothers(log: EventLog, *, approve: bool) -> None:
    desk = Desk(log, approve=approve)
    _, seat = desk.joining.join(desk.game, EVE, "eve")
    with pytest.raises(RuleViolation, match="looks like Eve"):
        desk.joining.join(desk.game, PlayerJoined(2, "\u0415ve"))
    assert desk.joining.join(desk.game, EVE, "eve")[1] == seat, "a repeated join is the same one"
