"""The lobby: players leave by their seat, and joins wait for the scorekeeper's approval."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.desk.lobby import MAX_PENDING_JOINS, MAX_WAITING_JOINS, Lobby, SeatStatus
from goat_kiosk.desk.scorekeeper import Scorekeeper, authorize_all
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
    """A scorekeeper with a lobby and an empty game."""

    def __init__(self, log: EventLog, *, approve: bool) -> None:
        self.scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
        self.lobby = Lobby(self.scorekeeper, approve=approve)
        self.reasons: list[str] = []
        self.lobby.subscribe(lambda _, reason: self.reasons.append(reason))
        self.game = self.scorekeeper.create(EMPTY).game_id

    def names(self) -> list[list[str]]:
        return [[player.name for player in side.players] for side in self.scorekeeper.history(self.game).game.sides]

    def request_join(self, join: PlayerJoined = EVE) -> str:
        status, seat = self.lobby.join(self.game, join)
        assert status.join_status == "waiting"
        return seat or ""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def desk(log: EventLog) -> Desk:
    return Desk(log, approve=False)


@pytest.fixture
def approving_desk(log: EventLog) -> Desk:
    return Desk(log, approve=True)


def test_a_player_leaves_with_their_own_seat_only(desk: Desk, log: EventLog) -> None:
    status, seat = desk.lobby.join(desk.game, EVE)
    assert status == SeatStatus("joined", "Eve", 1, 1)
    with pytest.raises(NotFound):
        desk.lobby.leave(desk.game, "another")
    other = desk.scorekeeper.create(game_created(court="Court 2")).game_id
    with pytest.raises(NotFound):
        desk.lobby.leave(other, seat or "")
    again = Lobby(Scorekeeper(log, "Patio", lambda: AT))
    assert again.leave(desk.game, seat or "").join_status == "left"
    assert PlayerLeft(1) in [row.event for row in log.events(desk.game)]


def test_a_seat_that_left_removes_nobody_who_joined_later(desk: Desk) -> None:
    _, seat = desk.lobby.join(desk.game, EVE)
    desk.lobby.leave(desk.game, seat or "")
    desk.lobby.join(desk.game, PlayerJoined(2, "Zoe"))
    assert desk.lobby.leave(desk.game, seat or "").join_status == "left"
    assert desk.names() == [[], ["Zoe"]]


def test_a_seat_follows_its_player_to_the_other_team(desk: Desk) -> None:
    _, seat = desk.lobby.join(desk.game, EVE)
    desk.scorekeeper.record(desk.game, PlayerMoved(1, 2))
    assert desk.lobby.seat(desk.game, seat or "") == SeatStatus("joined", "Eve", 2, 1)


def test_nobody_leaves_a_started_game(desk: Desk) -> None:
    _, seat = desk.lobby.join(desk.game, EVE)
    desk.scorekeeper.record(desk.game, GameStarted())
    with pytest.raises(RuleViolation, match="only before the first bag"):
        desk.lobby.leave(desk.game, seat or "")
    desk.scorekeeper.record(desk.game, Undone())
    assert desk.lobby.leave(desk.game, seat or "").join_status == "left"


def test_a_repeated_key_joins_once_and_gives_no_seat(desk: Desk, approving_desk: Desk) -> None:
    for each_desk, join_status in ((desk, "joined"), (approving_desk, "waiting")):
        for _ in range(2):
            status, seat = each_desk.lobby.join(each_desk.game, EVE, f"key {join_status}")
            assert (status.join_status, seat) == (join_status, None)
    assert len(approving_desk.lobby.pending_joins(approving_desk.game)) == 1
    assert desk.names() == [["Eve"], []]


def test_a_join_waits_until_it_is_approved(approving_desk: Desk) -> None:
    seat = approving_desk.request_join()
    assert approving_desk.names() == [[], []]
    (pending,) = approving_desk.lobby.pending_joins(approving_desk.game)
    with pytest.raises(NotFound):
        approving_desk.lobby.approve(approving_desk.game + 1, pending.number)
    approving_desk.lobby.approve(approving_desk.game, pending.number)
    assert approving_desk.names() == [["Eve"], []]
    assert approving_desk.lobby.seat(approving_desk.game, seat).join_status == "joined"
    assert approving_desk.lobby.leave(approving_desk.game, seat).join_status == "left"
    assert approving_desk.reasons == ["player-waiting", "player-joined"]
    with pytest.raises(NotFound, match="Nobody waits here"):
        approving_desk.lobby.approve(approving_desk.game, pending.number)


def test_a_refused_player_may_ask_again(approving_desk: Desk) -> None:
    seat = approving_desk.request_join()
    approving_desk.lobby.refuse(approving_desk.game, 1)
    assert approving_desk.lobby.seat(approving_desk.game, seat).join_status == "refused"
    assert approving_desk.lobby.pending_joins(approving_desk.game) == []
    approving_desk.request_join()
    assert approving_desk.reasons == ["player-waiting", "join-refused", "player-waiting"]


def test_a_pending_join_can_be_withdrawn(approving_desk: Desk) -> None:
    seat = approving_desk.request_join()
    assert approving_desk.lobby.leave(approving_desk.game, seat).join_status == "left"
    assert approving_desk.lobby.pending_joins(approving_desk.game) == []
    with pytest.raises(NotFound):
        approving_desk.lobby.seat(approving_desk.game, seat)


def test_the_scorekeepers_own_join_does_not_wait(approving_desk: Desk) -> None:
    assert approving_desk.lobby.join(approving_desk.game, EVE, authorize=authorize_all)[0].join_status == "joined"


def test_a_join_against_the_rules_is_refused_before_it_is_pending(approving_desk: Desk) -> None:
    approving_desk.request_join()
    approving_desk.lobby.join(approving_desk.game, PlayerJoined(2, "Ann"), authorize=authorize_all)
    with pytest.raises(RuleViolation, match="eve is waiting"):
        approving_desk.request_join(PlayerJoined(2, "eve"))
    with pytest.raises(RuleViolation, match="ANN is already in this game"):
        approving_desk.request_join(PlayerJoined(1, "ANN"))


def test_a_join_stays_pending_when_the_team_is_full_by_now(approving_desk: Desk) -> None:
    approving_desk.request_join()
    for name in ("Ann", "Bob"):
        approving_desk.lobby.join(approving_desk.game, PlayerJoined(1, name), authorize=authorize_all)
    with pytest.raises(RuleViolation, match="There are 2 players in"):
        approving_desk.lobby.approve(approving_desk.game, 1)
    assert [pending.name for pending in approving_desk.lobby.pending_joins(approving_desk.game)] == ["Eve"]


def test_pending_joins_end_when_the_game_starts(approving_desk: Desk) -> None:
    seat = approving_desk.request_join()
    approving_desk.scorekeeper.record(approving_desk.game, GameStarted())
    assert approving_desk.lobby.pending_joins(approving_desk.game) == []
    with pytest.raises(NotFound, match="the game has begun"):
        approving_desk.lobby.seat(approving_desk.game, seat)


def test_the_number_of_pending_joins_is_limited(approving_desk: Desk) -> None:
    for number in range(MAX_WAITING_JOINS):
        approving_desk.request_join(PlayerJoined(1, f"P{number}"))
    with pytest.raises(RuleViolation, match="Many are waiting"):
        approving_desk.request_join(PlayerJoined(1, "One more"))
    games = [approving_desk.game]
    for _ in range(MAX_PENDING_JOINS // MAX_WAITING_JOINS):
        approving_desk.game = approving_desk.scorekeeper.create(EMPTY, busy_policy="set-aside").game_id
        games.append(approving_desk.game)
        for number in range(MAX_WAITING_JOINS):
            approving_desk.request_join(PlayerJoined(1, f"P{number}"))
    assert sum(len(approving_desk.lobby.pending_joins(game)) for game in games) == MAX_PENDING_JOINS


def test_moving_a_player_follows_the_rules(desk: Desk) -> None:
    for team, name in ((1, "Ann"), (2, "Bob"), (2, "Cy")):
        desk.lobby.join(desk.game, PlayerJoined(1 if team == 1 else 2, name))
    with pytest.raises(RuleViolation, match="Ann is in Orange already"):
        desk.scorekeeper.record(desk.game, PlayerMoved(1, 1))
    with pytest.raises(RuleViolation, match="There are 2 players in Blue already"):
        desk.scorekeeper.record(desk.game, PlayerMoved(1, 2))
    with pytest.raises(RuleViolation, match="There is no player 9"):
        desk.scorekeeper.record(desk.game, PlayerMoved(9, 2))
    assert desk.scorekeeper.record(desk.game, PlayerMoved(3, 1)).reason == "player-moved"
    assert desk.names() == [["Ann", "Cy"], ["Bob"]]


@pytest.mark.parametrize("approve", [False, True])
def test_nobody_joins_by_a_name_that_looks_like_anothers(log: EventLog, *, approve: bool) -> None:
    desk = Desk(log, approve=approve)
    _, seat = desk.lobby.join(desk.game, EVE, "eve")
    with pytest.raises(RuleViolation, match="looks like Eve"):
        desk.lobby.join(desk.game, PlayerJoined(2, "\u0415ve"))
    assert desk.lobby.join(desk.game, EVE, "eve")[1] == seat, "a repeated join is the same one"
