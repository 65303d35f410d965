"""Text files of the scores: complete, current, limited in number, and a failing disk affects nothing else."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, GameCanceled, GameConceded, GameSetAside, RoundEntered
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.web.pages.text_files import MAX_COURTS, TextFiles
from tests.end2end.program import call_api, kiosk_options, run_program
from tests.games import AT

FOUR_HOLES = RoundEntered(Count(4, 0), Count(0, 2))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Scorekeeper]:
    with EventLog(tmp_path / "events.db") as log:
        yield Scorekeeper(log, "Kiosk", lambda: AT)


def text(folder: Path, court: str, name: str) -> str:
    return (folder / court / f"{name}.txt").read_text(encoding="utf-8")


def test_each_court_has_the_texts_of_its_newest_game(tmp_path: Path, desk: Scorekeeper) -> None:
    folder = tmp_path / "texts"
    files = TextFiles(folder)
    desk.subscribe(files.show)
    old = desk.create(NewGame("Court 1").to_event()).game_id
    desk.record(old, GameConceded(1))
    new = desk.create(NewGame("Court 1").to_event()).game_id
    desk.record(new, RoundEntered(Count(1, 0), Count(0, 0)))
    for court in ("../../etc", "COURT 1!", "\u0634"):
        desk.create(NewGame(court).to_event())
    files.stop()
    assert {path.name for path in folder.iterdir()} == {"court-1", "etc", "court-1-2", "court"}
    assert (text(folder, "court-1", "score1"), text(folder, "court-1", "team2")) == ("3", "Blue")
    assert text(folder, "court-1-2", "court") == "COURT 1!"
    assert not list(folder.rglob("*.new"))


def test_a_court_continues_with_its_next_game_even_if_that_has_a_lower_number(tmp_path: Path) -> None:
    """New game ids may be lower after a restore."""
    now = AT
    files = TextFiles(tmp_path / "texts")
    with EventLog(tmp_path / "events.db") as log:
        desk = Scorekeeper(log, "Kiosk", lambda: now)
        old = desk.create(NewGame("Court 1").to_event()).game_id
        desk.record(old, FOUR_HOLES)
        files.show(desk.record(old, GameConceded(1)))
        now += 60_000
        new = desk.record(desk.create(NewGame("Court 1").to_event()).game_id, RoundEntered(Count(1, 0), Count(0, 0)))
    files.show(new._replace(game_id=3, state=new.state.replace(b'"game_id":%d' % new.game_id, b'"game_id":3')))
    files.stop()
    assert text(tmp_path / "texts", "court-1", "score1") == "3"


def test_the_files_of_a_court_without_a_game_say_so(tmp_path: Path, desk: Scorekeeper) -> None:
    folder = tmp_path / "texts"
    for event, status in ((GameCanceled(), "Canceled"), (GameSetAside(), "Set aside")):
        files = TextFiles(folder)
        desk.subscribe(files.show)
        desk.record(desk.create(NewGame("Court 1").to_event()).game_id, event)
        files.stop()
        assert (text(folder, "court-1", "status"), text(folder, "court-1", "court")) == (status, "Court 1")
        assert [text(folder, "court-1", name) for name in ("team1", "score1", "score2", "headline")] == [""] * 4
    files = TextFiles(folder)
    desk.subscribe(files.show)
    desk.move(desk.create(NewGame("Court 1").to_event()).game_id, "Court 2")
    files.stop()
    assert (text(folder, "court-1", "status"), text(folder, "court-2", "status")) == (
        "Set aside",
        "Waiting for players",
    )


def test_the_number_of_folders_is_limited(tmp_path: Path, desk: Scorekeeper) -> None:
    files = TextFiles(tmp_path / "texts")
    desk.subscribe(files.show)
    for number in range(MAX_COURTS + 5):
        desk.create(NewGame(f"Court {number}").to_event())
    files.stop()
    assert len(list((tmp_path / "texts").iterdir())) == MAX_COURTS


@pytest.mark.logs_warnings
def test_a_missing_folder_causes_no_error_and_is_logged_once(
    tmp_path: Path, desk: Scorekeeper, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "texts"
    files = TextFiles(folder)
    folder.rmdir()
    folder.write_text("in the way")
    desk.subscribe(files.show)
    game = desk.create(NewGame("Court 1").to_event()).game_id
    for _ in range(3):
        desk.record(game, RoundEntered(Count(1, 0), Count(0, 0)))
        time.sleep(0.01)
    files.stop()
    assert len([record for record in caplog.records if "cannot be written" in record.getMessage()]) == 1


def test_a_folder_that_cannot_be_created_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot be made"):
        TextFiles(tmp_path / "file" / "texts")


def test_the_program_writes_text_files_if_its_option_is_set(tmp_path: Path) -> None:
    words = ["serve", *kiosk_options(tmp_path), "--text-dir", str(tmp_path / "texts")]
    with run_program(*words) as program:
        game = call_api(program, "POST", "/api/games", {"court": "Court 9"})["game_id"]
        call_api(
            program, "POST", f"/api/games/{game}/rounds", {"team1": {"in": 2, "on": 0}, "team2": {"in": 0, "on": 0}}
        )
        assert program.terminate() == 0
    assert text(tmp_path / "texts", "court-9", "score1") == "6"


def test_a_result_disappears_after_twelve_hours(tmp_path: Path, desk: Scorekeeper) -> None:
    now, folder = AT / 1000, tmp_path / "texts"
    files = TextFiles(folder, lambda: now)
    desk.subscribe(files.show)
    desk.record(desk.create(NewGame("Court 1").to_event()).game_id, GameConceded(1))
    files.stop()  # the rest in this thread
    now += 12 * 3_600 - 1
    files.update({})
    assert text(folder, "court-1", "team1") == "Orange"
    now += 2
    files.update({})
    assert {text(folder, "court-1", name) for name in ("team1", "score1", "status", "headline")} == {""}
    assert text(folder, "court-1", "court") == "Court 1"


def test_files_of_an_earlier_run_are_deleted_and_each_court_keeps_its_folder(tmp_path: Path, desk: Scorekeeper) -> None:
    folder = tmp_path / "texts"
    for court in ("COURT 1!", "Court 1"):
        files = TextFiles(folder)
        game = desk.create(NewGame(court).to_event())
        files.show(game)
        files.stop()
    assert text(folder, "court-1", "court") == "COURT 1!"
    assert text(folder, "court-1", "team1") == ""
    assert text(folder, "court-1-2", "court") == "Court 1"
    assert text(folder, "court-1-2", "team1") == "Orange"


def test_spellings_of_one_court_share_a_folder(tmp_path: Path, desk: Scorekeeper) -> None:
    files = TextFiles(tmp_path / "texts", lambda: AT / 1000)
    desk.subscribe(files.show)
    desk.record(desk.create(NewGame("K1").to_event()).game_id, GameConceded(1))
    desk.create(NewGame("k1").to_event())
    files.stop()
    assert [folder.name for folder in (tmp_path / "texts").iterdir()] == ["k1"]
    assert text(tmp_path / "texts", "k1", "status") == "Waiting for players"
