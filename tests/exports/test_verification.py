"""Verification of exported files and of the log by the hash chain."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Confirmed
from goat_kiosk.errors import InvalidValue, Unavailable
from goat_kiosk.exports import export_format, exporting, importing, verification
from goat_kiosk.exports.export_format import ExportFile
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from tests.games import AT, game_created, rounds_entered


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def game(log: EventLog) -> int:
    """A finished game that one captain has confirmed."""
    desk = Scorekeeper(log, "Patio", lambda: AT)
    game = desk.create(game_created(), key="a secret").game_id
    for event in rounds_entered(((4, 0), (0, 0)), ((4, 0), (0, 0))):
        desk.record(game, event)
    desk.record(game, Confirmed(1, "Ann", desk.snapshot(game).result))
    return game


@pytest.fixture
def file(log: EventLog, game: int) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.json.decode(exporting.export_bytes(log, [game], "json"))
    return document


def read(document: dict[str, Any]) -> ExportFile:
    return msgspec.json.decode(msgspec.json.encode(document), type=ExportFile)


def test_an_intact_file_is_verified_with_its_code_and_confirmations(
    log: EventLog, game: int, file: dict[str, Any]
) -> None:
    (exported,) = read(file).games
    assert verification.verify_game(exported).is_intact
    result = log.events(game)[2].hash
    assert verification.verify_game(exported).lines == [
        f"Game {game}, Court 1, Orange 24–0 Blue: whole and untouched, 4 events.",
        f"  Code {' '.join(result[at : at + 4] for at in (0, 4, 8, 12))}. Ann of Orange says it is right.",
    ]
    assert exported.events[-1].hash == exported.end == log.hash_of(game, 4)


def test_an_exported_game_is_imported_elsewhere_with_the_same_hashes(
    game: int, file: dict[str, Any], tmp_path: Path
) -> None:
    with EventLog(tmp_path / "there.db") as other_log:
        assert importing.import_games(other_log, read(file)) == 1
        assert other_log.hash_of(game, 4) == file["games"][0]["end"]
        assert msgspec.json.decode(exporting.export_bytes(other_log, [game], "json"))["games"] == file["games"]
        assert importing.import_games(other_log, read(file)) == 0


@pytest.mark.parametrize(
    ("seq", "change", "sentence"),
    [
        (2, lambda events: events[1].update(at=AT + 1), "event 2 is not what was recorded"),
        (2, lambda events: events[1]["event"]["team1"].update({"in": 3}), "event 2 is not what was recorded"),
        (4, lambda events: events[3]["event"].update(name="Eve"), "event 4 is not what was recorded"),
        (3, lambda events: events[2].update(hash=""), "event 3 carries no hash"),
        (3, lambda events: events.pop(), "the events after number 3 are missing"),
    ],
)
def test_a_changed_file_is_neither_verified_nor_imported(
    log: EventLog, file: dict[str, Any], tmp_path: Path, seq: int, change: Any, sentence: str
) -> None:
    change(file["games"][0]["events"])
    (exported,) = read(file).games
    assert not verification.verify_game(exported).is_intact
    assert sentence in verification.verify_game(exported).lines[0]
    before = log.integrity_errors(), log.game_ids()
    written = tmp_path / "games.json"
    written.write_bytes(msgspec.json.format(msgspec.json.encode(file), indent=1))
    line = [n for n, text in enumerate(written.read_text(encoding="utf-8").splitlines(), 1) if text == "    {"][seq - 1]
    with pytest.raises(InvalidValue) as refused:
        importing.import_games(log, export_format.read(written), file=written)
    assert refused.value.sentence.startswith(f"{written}, line {line}: Game {exported.game_id}: ")
    assert sentence in refused.value.sentence
    assert (log.integrity_errors(), log.game_ids()) == before


def test_an_older_file_without_hashes_is_imported_but_not_verified(
    game: int, file: dict[str, Any], tmp_path: Path
) -> None:
    (older,) = file["games"]
    end = older.pop("end")
    for event in older["events"]:
        del event["hash"]
    assert not verification.verify_game(read(file).games[0]).is_intact
    assert "carries no chain" in verification.verify_game(read(file).games[0]).lines[0]
    with EventLog(tmp_path / "there.db") as other_log:
        assert importing.import_games(other_log, read(file)) == 1
        assert other_log.hash_of(game, 4) == end
        assert importing.import_games(other_log, read(file)) == 0


def test_a_row_changed_by_another_program_is_found(log: EventLog, game: int) -> None:
    assert verification.find_problems(log, game) == []
    log.reading_connection.execute("DROP TRIGGER event_never_changes")
    log.reading_connection.execute("UPDATE event SET body = replace(body, '\"in\":4', '\"in\":3') WHERE seq = 2")
    assert verification.find_problems(log, game) == [
        f"Game {game}: event 2 is not what was recorded; what follows it cannot be trusted."
    ]


def test_a_row_added_by_another_program_is_found(log: EventLog, game: int) -> None:
    values = (game, 5, AT, '{"type":"undone"}')
    log.reading_connection.execute("INSERT INTO event (game_id, seq, at, body) VALUES (?, ?, ?, ?)", values)
    assert verification.find_problems(log, game) == [
        f"Game {game}: event 5 carries no hash; what follows it cannot be trusted."
    ]


def test_a_power_cut_in_the_middle_of_chaining_an_old_log_changes_nothing(tmp_path: Path) -> None:
    """The migration is one transaction with its version: if it stops after the last hash, the old log is unchanged."""
    old = Path(__file__).parents[1] / "store" / "schemas" / "version-2.db"
    path = tmp_path / "old.db"
    path.write_bytes(old.read_bytes())
    path.with_name("old.db-wal").touch()
    database = apsw.Connection(str(path))
    database.execute(
        "CREATE TRIGGER power_cut BEFORE UPDATE ON event WHEN OLD.seq = 7 BEGIN SELECT RAISE(ABORT, 'x'); END"
    )
    before = list(database.execute("SELECT * FROM event"))
    database.close()
    with pytest.raises(Unavailable, match="cannot be opened"):
        schema.upgrade(path)
    database = apsw.Connection(str(path))
    assert list(database.execute("SELECT * FROM event")) == before
    assert database.pragma("user_version") == 2
    database.execute("DROP TRIGGER power_cut")
    database.close()
    schema.upgrade(path)
    with EventLog(path) as log:
        assert all(verification.find_problems(log, game_id) == [] for game_id in log.game_ids())


def test_a_game_that_is_in_the_file_twice_is_verified_at_most_once(game: int, file: dict[str, Any]) -> None:
    file["games"] *= 2
    first, second = verification.verify_export(read(file).games)
    assert (first.is_intact, second.is_intact) == (True, False)
    assert second.lines == [f"Game {game} is in the file twice."]
