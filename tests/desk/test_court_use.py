"""Courts: no game is lost to another one, a game set aside goes on anywhere, a canceled one counts nowhere."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper, WriteOptions
from goat_kiosk.domain.events import (
    BagThrown,
    CourtChanged,
    GameCanceled,
    GameConceded,
    GameSetAside,
    GameStarted,
    PlayerJoined,
    Redone,
    RestOff,
    RoundCorrected,
    Undone,
)
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.domain.statistics.game_records import GameFilter
from goat_kiosk.errors import CourtBusy, NotAllowed, RuleViolation
from goat_kiosk.exports import exporting
from goat_kiosk.exports.verification import find_problems
from goat_kiosk.store.history.history_index import HistoryIndex
from goat_kiosk.store.history.history_queries import HistoryQueries
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from tests.desk.test_matches import FOUR, NONE
from tests.games import AT, game_created


@pytest.fixture
def log(tmp_path: Path) -> Any:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def keeper(log: EventLog) -> Scorekeeper:
    return Scorekeeper(log, "Patio", lambda: AT)


@pytest.fixture
def playing(keeper: Scorekeeper) -> int:
    game = keeper.create(game_created()).game_id
    keeper.record(game, BagThrown(1, "hole"))
    return game


def state(keeper: Scorekeeper, game: int) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.json.decode(keeper.snapshot(game).state)
    return told


def test_a_court_in_use_is_refused_and_nothing_changes(keeper: Scorekeeper, log: EventLog, playing: int) -> None:
    told = list[object]()
    keeper.subscribe(told.append)
    with pytest.raises(CourtBusy, match="Court 1 has a game that is not over: Orange 0–0 Blue"):
        keeper.create(game_created())
    with pytest.raises(CourtBusy):
        keeper.create(game_created(court="COURT 1"))
    assert told == []
    assert log.game_ids() == [playing]


def test_a_lobby_holds_its_court_too(keeper: Scorekeeper) -> None:
    keeper.create(game_created())
    with pytest.raises(CourtBusy):
        keeper.create(game_created())


def test_a_repeated_command_opens_no_other_game(keeper: Scorekeeper) -> None:
    first = keeper.create(game_created(), key="k")
    assert keeper.create(game_created(), key="k").game_id == first.game_id


def test_a_game_can_make_way_by_being_set_aside_and_goes_on_at_another_court(
    keeper: Scorekeeper, log: EventLog, playing: int
) -> None:
    told = list[Any]()
    keeper.subscribe(told.append)
    new = keeper.create(game_created(), if_busy="set-aside").game_id
    assert [(one.game_id, one.reason) for one in told] == [(playing, "game-set-aside"), (new, "game-created")]
    assert (state(keeper, playing)["aside"], state(keeper, playing)["status"]) == (True, "live")
    with pytest.raises(RuleViolation, match="set aside"):
        keeper.record(playing, BagThrown(2, "hole"))
    with pytest.raises(RuleViolation, match="set aside"):
        keeper.record(playing, Undone())
    with pytest.raises(CourtBusy):
        keeper.move(playing, "Court 1")
    moved = keeper.move(playing, "Court 2")
    assert (moved.game.court, moved.game.aside, moved.reason) == ("Court 2", False, "game-moved")
    assert len(moved.game.bags) == 1
    undone = keeper.record(playing, Undone())
    assert (undone.game.court, undone.game.bags) == ("Court 2", ())
    assert keeper.courts.games_on("Court 1") == [new]
    assert find_problems(log, playing) == []


def test_a_game_can_make_way_by_being_canceled(keeper: Scorekeeper, playing: int) -> None:
    new = keeper.create(game_created(), if_busy="cancel").game_id
    assert state(keeper, playing)["ended_by"] == "canceled"
    assert keeper.courts.games_on("Court 1") == [new]


@pytest.mark.parametrize("end", [GameCanceled(), GameConceded(1)])
def test_a_game_comes_back_to_no_court_in_use(keeper: Scorekeeper, log: EventLog, playing: int, end: Any) -> None:
    keeper.record(playing, end)
    other, events = keeper.create(game_created()).game_id, len(log.events(playing))
    with pytest.raises(CourtBusy, match="Set it aside"):
        keeper.record(playing, Undone())
    assert len(log.events(playing)) == events
    keeper.record(other, GameSetAside())
    keeper.record(playing, Undone())
    assert keeper.courts.games_on("Court 1") == [playing]


def test_all_games_of_a_court_make_way_at_once(keeper: Scorekeeper, log: EventLog) -> None:
    games = [log.create(game_created(), AT).game_id for _ in range(2)]
    keeper.open()
    keeper.create(game_created(), if_busy="set-aside")
    assert all(keeper.history(game).game.aside for game in games)


def only_court_1(court: str) -> None:
    """A phone that may keep score on one court."""
    if court != "Court 1":
        raise NotAllowed("Another court.")


def test_a_phone_of_another_court_hears_nothing_of_the_game_there(keeper: Scorekeeper, playing: int) -> None:
    keeper.create(game_created(court="Court 2"))
    with pytest.raises(NotAllowed):
        keeper.move(playing, "Court 2", WriteOptions(allow=only_court_1))


def test_a_game_moves_only_where_its_phone_may_write(keeper: Scorekeeper, playing: int) -> None:
    with pytest.raises(NotAllowed):
        keeper.move(playing, "Court 2", WriteOptions(allow=only_court_1))
    assert keeper.history(playing).game.court == "Court 1"


@pytest.mark.parametrize("event", [GameConceded(1), PlayerJoined(1, "Zoe"), GameStarted(), GameSetAside(), Redone()])
def test_a_game_set_aside_waits(keeper: Scorekeeper, event: Any) -> None:
    game = keeper.create(game_created()).game_id
    keeper.record(game, GameSetAside())
    with pytest.raises(RuleViolation):
        keeper.record(game, event)


def test_a_canceled_game_takes_nothing_but_undo(keeper: Scorekeeper, playing: int) -> None:
    keeper.record(playing, GameCanceled())
    for event in (BagThrown(2, "hole"), GameCanceled(), GameSetAside(), CourtChanged("Court 2"), GameConceded(1)):
        with pytest.raises(RuleViolation, match="canceled"):
            keeper.record(playing, event)
    back = keeper.record(playing, Undone())
    assert (back.game.status, len(back.game.bags), back.reason) == ("live", 1, "game-reopened")
    assert keeper.record(playing, Redone()).game.status == "canceled"


def test_a_finished_game_can_be_canceled_and_cannot_be_corrected_then(keeper: Scorekeeper, playing: int) -> None:
    keeper.record(playing, GameConceded(1))
    told = keeper.record(playing, GameCanceled())
    assert (told.game.winner, told.result) == (None, "")
    with pytest.raises(RuleViolation, match="canceled"):
        keeper.record(playing, RoundCorrected(1, FOUR, NONE))
    assert keeper.record(playing, Undone()).game.winner == 1


def test_what_older_pages_are_told_of_a_canceled_game_is_that_it_is_over(keeper: Scorekeeper, playing: int) -> None:
    keeper.record(playing, GameCanceled())
    told = state(keeper, playing)
    assert (told["status"], told["winner"], told["ended_by"], told["next"]) == ("finished", None, "canceled", None)
    assert "receipt" not in told


def test_a_canceled_game_is_in_no_history_and_no_statistics(
    keeper: Scorekeeper, log: EventLog, playing: int, tmp_path: Path
) -> None:
    keeper.record(playing, RestOff())
    keeper.record(playing, GameConceded(1))
    archive = HistoryIndex(tmp_path / "archive.db", log.path)
    records = HistoryQueries(archive)

    def counted() -> tuple[int, int, int, set[int], int]:
        archive.catch_up(5)
        roster = records.roster()
        games = {one.games for one in roster.people} | {one.games for one in roster.teams}
        lines = exporting.as_bytes(log, [playing], "csv").count(b"Court 1")
        return records.count(GameFilter()), len(records.courts()), len(records.players(GameFilter())), games, lines

    assert counted() == (1, 1, 2, {1}, 2)
    keeper.record(playing, GameCanceled())
    assert counted() == (0, 0, 0, {0}, 0)
    keeper.record(playing, Undone())
    assert counted() == (1, 1, 2, {1}, 2)
    archive.close()


def adopted(log: EventLog, keeper: Scorekeeper, kiosk: str = "Hall", court: str | None = None) -> str:
    """Return where a game of another kiosk, played on its Court 1, goes on here."""
    game = 77 << 11
    rows = [Row(game, 1, AT, None, game_created()), Row(game, 2, AT, None, BagThrown(1, "hole"))]
    keeper.ownership.store(game, rows, Ownership(game, 0, kiosk, len(rows)))
    change = keeper.ownership.adopt(game, 1, kiosk, court)
    assert log.events(game)[-1].event == CourtChanged(change.game.court) or change.game.court == "Court 1"
    assert find_problems(log, game) == []
    return change.game.court


def test_a_game_taken_over_buries_no_other(keeper: Scorekeeper, log: EventLog, playing: int) -> None:
    assert adopted(log, keeper) == "Court 1 · Hall"
    assert keeper.courts.games_on("Court 1") == [playing]


def test_a_game_taken_over_keeps_its_court_where_that_is_free(keeper: Scorekeeper, log: EventLog) -> None:
    assert adopted(log, keeper) == "Court 1"


def test_a_game_taken_over_gets_the_court_that_is_asked_for(keeper: Scorekeeper, log: EventLog, playing: int) -> None:
    assert adopted(log, keeper, court="Court 7") == "Court 7"
    assert keeper.courts.games_on("Court 1") == [playing]


def test_two_games_taken_over_from_kiosks_of_one_name_get_two_courts(keeper: Scorekeeper, log: EventLog) -> None:
    for court in ("Court 1", "Court 1 · Hall"):
        keeper.create(game_created(court=court))
    assert adopted(log, keeper) == "Court 1 · Hall 2"


def test_a_long_name_leaves_room_for_the_kiosk(keeper: Scorekeeper, log: EventLog) -> None:
    keeper.create(game_created(court="C" * MAX_NAME_LENGTH))
    assert adopted(log, keeper, "K" * MAX_NAME_LENGTH, "C" * MAX_NAME_LENGTH) == f"{'C' * 15} · {'K' * 14}"
