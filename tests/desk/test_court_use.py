"""Courts in use: a new game never replaces an unfinished one, unless that is set aside or canceled."""

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
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.domain.statistics.game_records import GameFilter
from goat_kiosk.errors import CourtBusy, NotAllowed, RuleViolation
from goat_kiosk.exports import exporting
from goat_kiosk.exports.verification import find_problems
from goat_kiosk.store.history.history_index import HistoryIndex
from goat_kiosk.store.history.history_queries import HistoryQueries
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Ownership, Row
from goat_kiosk.text.i18n import translate_error_to
from tests.desk.test_matches import FOUR, NONE
from tests.games import AT, game_created


@pytest.fixture
def log(tmp_path: Path) -> Any:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def scorekeeper(log: EventLog) -> Scorekeeper:
    return Scorekeeper(log, "Patio", lambda: AT)


@pytest.fixture
def playing(scorekeeper: Scorekeeper) -> int:
    game = scorekeeper.create(game_created()).game_id
    scorekeeper.record(game, BagThrown(1, "hole"))
    return game


def state(scorekeeper: Scorekeeper, game: int) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(scorekeeper.snapshot(game).state)
    return decoded


def test_a_court_in_use_is_refused_and_nothing_changes(scorekeeper: Scorekeeper, log: EventLog, playing: int) -> None:
    changes = list[object]()
    scorekeeper.subscribe(changes.append)
    with pytest.raises(CourtBusy, match="Court 1 has a game that is not over: Orange 0–0 Blue"):
        scorekeeper.create(game_created())
    with pytest.raises(CourtBusy):
        scorekeeper.create(game_created(court="COURT 1"))
    assert changes == []
    assert log.game_ids() == [playing]


def test_the_game_on_a_court_in_use_is_named_in_the_reader_s_language(scorekeeper: Scorekeeper) -> None:
    scorekeeper.create(NewGame().to_event())
    with pytest.raises(CourtBusy) as refusal:
        scorekeeper.create(NewGame().to_event())
    assert "Naranja 0–0 Azul" in translate_error_to("es", refusal.value)
    assert "Orange 0–0 Blue" in refusal.value.sentence


def test_a_lobby_occupies_its_court_too(scorekeeper: Scorekeeper) -> None:
    scorekeeper.create(game_created())
    with pytest.raises(CourtBusy):
        scorekeeper.create(game_created())


def test_a_repeated_command_opens_no_other_game(scorekeeper: Scorekeeper) -> None:
    first = scorekeeper.create(game_created(), key="k")
    assert scorekeeper.create(game_created(), key="k").game_id == first.game_id


def test_a_game_set_aside_for_a_new_one_continues_on_another_court(
    scorekeeper: Scorekeeper, log: EventLog, playing: int
) -> None:
    changes = list[Any]()
    scorekeeper.subscribe(changes.append)
    new = scorekeeper.create(game_created(), busy_policy="set-aside").game_id
    assert [(change.game_id, change.reason) for change in changes] == [
        (playing, "game-set-aside"),
        (new, "game-created"),
    ]
    assert (state(scorekeeper, playing)["aside"], state(scorekeeper, playing)["status"]) == (True, "live")
    with pytest.raises(RuleViolation, match="set aside"):
        scorekeeper.record(playing, BagThrown(2, "hole"))
    with pytest.raises(RuleViolation, match="set aside"):
        scorekeeper.record(playing, Undone())
    with pytest.raises(CourtBusy):
        scorekeeper.move(playing, "Court 1")
    moved = scorekeeper.move(playing, "Court 2")
    assert (moved.game.court, moved.game.is_set_aside, moved.reason) == ("Court 2", False, "game-moved")
    assert len(moved.game.bags) == 1
    undone = scorekeeper.record(playing, Undone())
    assert (undone.game.court, undone.game.bags) == ("Court 2", ())
    assert scorekeeper.courts.games_on("Court 1") == [new]
    assert find_problems(log, playing) == []


def test_a_game_can_be_canceled_for_a_new_one(scorekeeper: Scorekeeper, playing: int) -> None:
    new = scorekeeper.create(game_created(), busy_policy="cancel").game_id
    assert state(scorekeeper, playing)["ended_by"] == "canceled"
    assert scorekeeper.courts.games_on("Court 1") == [new]


@pytest.mark.parametrize("end", [GameCanceled(), GameConceded(1)])
def test_a_game_set_aside_cannot_return_to_a_court_in_use(
    scorekeeper: Scorekeeper, log: EventLog, playing: int, end: Any
) -> None:
    scorekeeper.record(playing, end)
    other, events = scorekeeper.create(game_created()).game_id, len(log.events(playing))
    with pytest.raises(CourtBusy, match="Set it aside"):
        scorekeeper.record(playing, Undone())
    assert len(log.events(playing)) == events
    scorekeeper.record(other, GameSetAside())
    scorekeeper.record(playing, Undone())
    assert scorekeeper.courts.games_on("Court 1") == [playing]


def test_all_games_of_a_court_are_set_aside_at_once(scorekeeper: Scorekeeper, log: EventLog) -> None:
    games = [log.create(game_created(), AT).game_id for _ in range(2)]
    scorekeeper.open()
    scorekeeper.create(game_created(), busy_policy="set-aside")
    assert all(scorekeeper.history(game).game.is_set_aside for game in games)


def only_court_1(court: str) -> None:
    """A phone's permission to write only Court 1."""
    if court != "Court 1":
        raise NotAllowed("Another court.")


def test_a_phone_of_another_court_learns_nothing_of_the_game_there(scorekeeper: Scorekeeper, playing: int) -> None:
    scorekeeper.create(game_created(court="Court 2"))
    with pytest.raises(NotAllowed):
        scorekeeper.move(playing, "Court 2", WriteOptions(authorize=only_court_1))


def test_a_game_moves_only_where_its_phone_may_write(scorekeeper: Scorekeeper, playing: int) -> None:
    with pytest.raises(NotAllowed):
        scorekeeper.move(playing, "Court 2", WriteOptions(authorize=only_court_1))
    assert scorekeeper.history(playing).game.court == "Court 1"


@pytest.mark.parametrize("event", [GameConceded(1), PlayerJoined(1, "Zoe"), GameStarted(), GameSetAside(), Redone()])
def test_a_game_set_aside_accepts_no_events(scorekeeper: Scorekeeper, event: Any) -> None:
    game = scorekeeper.create(game_created()).game_id
    scorekeeper.record(game, GameSetAside())
    with pytest.raises(RuleViolation):
        scorekeeper.record(game, event)


def test_a_canceled_game_accepts_only_undo(scorekeeper: Scorekeeper, playing: int) -> None:
    scorekeeper.record(playing, GameCanceled())
    for event in (BagThrown(2, "hole"), GameCanceled(), GameSetAside(), CourtChanged("Court 2"), GameConceded(1)):
        with pytest.raises(RuleViolation, match="canceled"):
            scorekeeper.record(playing, event)
    back = scorekeeper.record(playing, Undone())
    assert (back.game.status, len(back.game.bags), back.reason) == ("live", 1, "game-reopened")
    assert scorekeeper.record(playing, Redone()).game.status == "canceled"


def test_a_finished_game_can_be_canceled_and_cannot_be_corrected_then(scorekeeper: Scorekeeper, playing: int) -> None:
    scorekeeper.record(playing, GameConceded(1))
    change = scorekeeper.record(playing, GameCanceled())
    assert (change.game.winner, change.result) == (None, "")
    with pytest.raises(RuleViolation, match="canceled"):
        scorekeeper.record(playing, RoundCorrected(1, FOUR, NONE))
    assert scorekeeper.record(playing, Undone()).game.winner == 1


def test_a_canceled_game_is_finished_for_older_pages(scorekeeper: Scorekeeper, playing: int) -> None:
    scorekeeper.record(playing, GameCanceled())
    result = state(scorekeeper, playing)
    assert (result["status"], result["winner"], result["ended_by"], result["next"]) == (
        "finished",
        None,
        "canceled",
        None,
    )
    assert "receipt" not in result


def test_a_canceled_game_is_in_no_history_and_no_statistics(
    scorekeeper: Scorekeeper, log: EventLog, playing: int, tmp_path: Path
) -> None:
    scorekeeper.record(playing, RestOff())
    scorekeeper.record(playing, GameConceded(1))
    archive = HistoryIndex(tmp_path / "archive.db", log.path)
    records = HistoryQueries(archive)

    def counts() -> tuple[int, int, int, set[int], int]:
        archive.catch_up(5)
        roster = records.roster()
        games = {player.games for player in roster.people} | {player.games for player in roster.teams}
        players = exporting.export_bytes(log, [playing], "csv").count(b"Court 1")
        return (
            records.counts(GameFilter())["finished"],
            len(records.courts()),
            len(records.players(GameFilter())),
            games,
            players,
        )

    assert counts() == (1, 1, 2, {1}, 2)
    scorekeeper.record(playing, GameCanceled())
    assert counts() == (0, 0, 0, {0}, 0)
    scorekeeper.record(playing, Undone())
    assert counts() == (1, 1, 2, {1}, 2)
    archive.close()


def adopt(log: EventLog, scorekeeper: Scorekeeper, kiosk: str = "Hall", court: str | None = None) -> str:
    """Take a game of another kiosk's Court 1 over, and return the court on which it continues here."""
    game = 77 << 11
    rows = [Row(game, 1, AT, None, game_created()), Row(game, 2, AT, None, BagThrown(1, "hole"))]
    scorekeeper.ownership.store(game, rows, Ownership(game, 0, kiosk, len(rows)))
    change = scorekeeper.ownership.adopt(game, 1, kiosk, court)
    assert log.events(game)[-1].event == CourtChanged(change.game.court) or change.game.court == "Court 1"
    assert find_problems(log, game) == []
    return change.game.court


def test_a_game_taken_over_replaces_no_other(scorekeeper: Scorekeeper, log: EventLog, playing: int) -> None:
    assert adopt(log, scorekeeper) == "Court 1 · Hall"
    assert scorekeeper.courts.games_on("Court 1") == [playing]


def test_a_game_taken_over_keeps_its_court_where_that_is_free(scorekeeper: Scorekeeper, log: EventLog) -> None:
    assert adopt(log, scorekeeper) == "Court 1"


def test_a_game_taken_over_gets_the_requested_court(scorekeeper: Scorekeeper, log: EventLog, playing: int) -> None:
    assert adopt(log, scorekeeper, court="Court 7") == "Court 7"
    assert scorekeeper.courts.games_on("Court 1") == [playing]


def test_two_games_taken_over_from_kiosks_of_one_name_get_two_courts(scorekeeper: Scorekeeper, log: EventLog) -> None:
    for court in ("Court 1", "Court 1 · Hall"):
        scorekeeper.create(game_created(court=court))
    assert adopt(log, scorekeeper) == "Court 1 · Hall 2"


def test_a_long_name_leaves_room_for_the_kiosk(scorekeeper: Scorekeeper, log: EventLog) -> None:
    scorekeeper.create(game_created(court="C" * MAX_NAME_LENGTH))
    assert adopt(log, scorekeeper, "K" * MAX_NAME_LENGTH, "C" * MAX_NAME_LENGTH) == f"{'C' * 15} · {'K' * 14}"
