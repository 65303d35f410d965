"""Export and import: an imported log is the same, tables open in spreadsheets, invalid files are refused by line."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import (
    BagThrown,
    Count,
    GameCreated,
    PlayerJoined,
    RoundCorrected,
    RoundEntered,
    TeamEntry,
)
from goat_kiosk.errors import InvalidValue, KioskError, NotFound, Unavailable
from goat_kiosk.exports import export_format, exporting, importing, verification
from goat_kiosk.exports.round_table import COLUMNS, escape_formulas
from goat_kiosk.store.history.history_index import FILE_NAME, HistoryIndex
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from tests.bench.store.million import append_games
from tests.games import AT, game_created

MANY = 20_000


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as opened:
        yield opened


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[EventLog]:
    (tmp_path / "elsewhere").mkdir()
    with EventLog(tmp_path / "elsewhere" / "events.db") as opened:
        yield opened


def play_game(log: EventLog) -> int:
    """Play a game with bag positions, idempotency keys, a correction, and a different time for each event."""
    clock = iter(range(AT, AT + 1_000_000, 7))
    scorekeeper = Scorekeeper(log, "Patio", lambda: next(clock))
    teams = TeamEntry("Hawks", "#ff8a1f", ("Ann",)), TeamEntry("Owls", "#4db2ff", ("José",))
    game_id = scorekeeper.create(GameCreated("Court 1", *teams), key="opened").game_id
    scorekeeper.record(game_id, PlayerJoined(1, "Zoë"), key="join 1f")
    for n, place in enumerate([(12.0, 39.0), (6.1, 20.333333333333332), (-4.0, 9.0), (0.1 + 0.2, 1e-9)] * 2):
        scorekeeper.record(game_id, BagThrown(1 if n % 2 == 0 else 2, "board", *place), key=f"bag {n}")
    scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 1)))
    scorekeeper.record(game_id, RoundCorrected(2, Count(3, 0), Count(0, 1), "miscounted"))
    return game_id


def export_text(log: EventLog, folder: Path) -> Path:
    exporting.write(log, log.game_ids(), file := folder / "games.json", "json")
    return file


def test_an_imported_game_keeps_all_times_places_and_keys(log: EventLog, elsewhere: EventLog, tmp_path: Path) -> None:
    game_id = play_game(log)
    file = export_text(log, tmp_path)
    assert importing.import_games(elsewhere, export_format.read(file)) == 1
    assert elsewhere.events(game_id) == log.events(game_id)
    assert elsewhere.event_by_key("bag 3") == log.event_by_key("bag 3") is not None
    assert importing.import_games(elsewhere, export_format.read(file)) == 0
    written = exporting.export_bytes(elsewhere, [game_id], "json")
    assert written.replace(elsewhere.name.encode(), log.name.encode()) == file.read_bytes()


def test_an_export_in_pieces_equals_the_whole_file(log: EventLog) -> None:
    play_game(log)
    play_game(log)
    games = [export_format.export_game(game_id, log.events(game_id)) for game_id in log.game_ids()]
    for some in ([], games[:1], games):
        complete = msgspec.json.format(msgspec.json.encode(export_format.ExportFile(log.name, some)), indent=1) + b"\n"
        assert exporting.export_bytes(log, [game.game_id for game in some], "json") == complete


def test_an_import_does_not_replace_an_existing_idempotency_key(
    log: EventLog, elsewhere: EventLog, tmp_path: Path
) -> None:
    game_id = play_game(log)
    existing_id = Scorekeeper(elsewhere, "Patio", lambda: AT).create(game_created(), key="opened").game_id
    importing.import_games(elsewhere, export_format.read(export_text(log, tmp_path)))
    keyed = elsewhere.event_by_key("opened")
    assert keyed is not None
    assert keyed.game_id == existing_id
    assert [row.key for row in elsewhere.events(game_id)][:2] == [None, "join 1f"]


def bad(change: Callable[[Any], object]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def changed(file: dict[str, Any]) -> dict[str, Any]:
        change(file["games"][1])
        return file

    return changed


BAD = [
    (bad(lambda game: game["events"].pop(3)), 3, "its events are not numbered from 1 without a gap"),
    (bad(lambda game: game["events"][5]["event"].update(type="bag-eaten")), 5, "Invalid value 'bag-eaten'"),
    (bad(lambda game: game["events"][5]["event"].update(team=3)), 5, "Invalid enum value 3"),
    (bad(lambda game: game["events"][5].update(at=-1)), 5, "Expected `int` >= 0"),
    (bad(lambda game: game["events"][5].update(more=1)), 5, "unknown field `more`"),
    (bad(lambda game: game["events"][5].update(key="opened")), 5, "its key stands in the file before"),
    (bad(lambda game: game["events"][11]["event"].update(round=9)), 11, "event 12: "),
    (bad(lambda game: game["events"][0]["event"].update(court=" ")), 0, "must be cleaned"),
    (bad(lambda game: game.update(game_id=0)), None, "Expected `int` >= 1"),
    (bad(lambda game: game.pop("events")), None, "missing required field `events`"),
]
"""How a file is spoilt, at which event of its second game (None: at the game), and the reason."""


@pytest.mark.parametrize(("spoil", "event", "reason"), BAD)
def test_an_invalid_file_is_refused_with_line_and_reason_and_changes_nothing(
    log: EventLog,
    elsewhere: EventLog,
    tmp_path: Path,
    spoil: Callable[[dict[str, Any]], dict[str, Any]],
    event: int | None,
    reason: str,
) -> None:
    play_game(log)
    play_second_game(log)
    file = export_text(log, tmp_path)
    spoilt = spoil(json.loads(file.read_bytes()))
    file.write_text(text := json.dumps(spoilt, indent=1, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(KioskError) as refused:
        importing.import_games(elsewhere, export_format.read(file), file=file)
    assert reason in refused.value.sentence
    line = re.search(r"games\.json, line (\d+):", refused.value.sentence)
    assert line is not None
    assert int(line[1]) == line_in(text, event)
    assert elsewhere.game_ids() == []


def play_second_game(log: EventLog) -> None:
    """Play another game, without any idempotency key of the first."""
    scorekeeper = Scorekeeper(log, "Patio", lambda: AT + 2_000_000)
    game_id = scorekeeper.create(game_created()).game_id
    for n in range(8):
        scorekeeper.record(game_id, BagThrown(1 if n % 2 == 0 else 2, "board"))
    scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 1)))
    scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 1)))
    scorekeeper.record(game_id, RoundCorrected(2, Count(3, 0), Count(0, 1), "miscounted"))


def line_in(text: str, event: int | None) -> int:
    """Return the line number of an event of the second game in the indented file."""
    lines = text.splitlines()
    second = [number for number, line in enumerate(lines, 1) if line == "  {"][1]
    if event is None:
        return second
    return [number for number, line in enumerate(lines, 1) if line == "    {" and number > second][event]


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"", None), (b" \n", None), (b'{\n "log": "x",\n oops', 3), (b"{}", None), (b"[1]", None), (b"\xff\xfd", 1)],
)
def test_a_file_that_is_not_an_export_is_refused(tmp_path: Path, content: bytes, line: int | None) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Unavailable, match="is not an export of GOaT Kiosk") as refused:
        export_format.read(tmp_path / "file")
    assert (f"line {line}:" in refused.value.sentence) == (line is not None)


@given(st.binary(max_size=200))
def test_random_bytes_do_not_break_the_importer(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(content)
    with pytest.raises(Unavailable):
        export_format.read(file)


FORMULAS = ["=1+1", "+1", "-1", "@sum", "＝1", "a;=cmd", " =1", "a|-2+3"]  # noqa: RUF001  as Japanese keyboards write it


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_is_not_a_formula_in_a_spreadsheet(log: EventLog, name: str) -> None:
    game = GameCreated(
        "Court 1", TeamEntry(name.strip(), "#ff8a1f", ("Ann",)), TeamEntry("Owls", "#4db2ff", ("José, “J”",))
    )
    log.append_all([Row(7, 1, AT, None, game), Row(7, 2, AT, None, RoundEntered(Count(4, 0), Count(0, 1)))])
    text = exporting.export_bytes(log, [7], "csv").decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert (table[1][3].replace("'", ""), table[2][4]) == (name.strip(), "José, “J”")
    for separator in ",;\t|":
        for row in csv.reader(io.StringIO(text), delimiter=separator):
            assert not [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]  # noqa: RUF001


@pytest.mark.parametrize("name", ["\t=1", "\r=1", "a\n=1", "=\t=1"])
def test_a_formula_after_a_tab_or_line_break_is_escaped_too(name: str) -> None:
    assert not [part for part in re.split(r"[\t\r\n]", escape_formulas(name)) if part.startswith("=")]


def test_a_failed_export_leaves_the_old_file(log: EventLog, tmp_path: Path) -> None:
    play_game(log)
    file = export_text(log, tmp_path)
    before = file.read_bytes()
    with pytest.raises(NotFound):
        exporting.write(log, [*log.game_ids(), 99], file, "json")
    assert (file.read_bytes(), sorted(each.name for each in tmp_path.glob("games*"))) == (before, ["games.json"])


def test_thousands_of_games_are_opened_searched_and_transferred(
    log: EventLog, elsewhere: EventLog, tmp_path: Path
) -> None:
    games = append_games(log, MANY, AT)
    scorekeeper = Scorekeeper(log, "Patio", lambda: AT)
    scorekeeper.open()
    assert 0 < len(scorekeeper.game_ids()) < games == len(log.game_ids())
    index = HistoryIndex(tmp_path / FILE_NAME, log.path)
    assert index.catch_up(600) == 0
    assert index.database.execute("SELECT count(*) FROM game").get == games
    index.close()
    progress: list[int] = []
    file = tmp_path / "games.json"
    exporting.write(log, log.game_ids(), file, "json", progress.append)
    assert progress == list(range(games + 2))
    progress.clear()
    assert importing.import_games(elsewhere, export_format.read(file), progress.append, file) == games
    assert (progress, progress[-1]) == (sorted(progress), 2 * games)
    assert [elsewhere.events(each) for each in elsewhere.game_ids()] == [log.events(each) for each in log.game_ids()]
    assert not [problem for each in elsewhere.game_ids() for problem in verification.find_problems(elsewhere, each)]
    with pytest.raises(InvalidValue):
        importing.import_games(elsewhere, with_another_court(export_format.read(file)), file=file)


def with_another_court(archive: export_format.ExportFile) -> export_format.ExportFile:
    content = msgspec.json.encode(archive).replace(b'"court":"Court 3"', b'"court":"Court 9"', 1)
    return msgspec.json.decode(content, type=export_format.ExportFile)


def test_an_export_without_a_game_says_so(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_text('{"log": "01234567", "games": [], "format": "goat-kiosk-games", "version": 1}')
    with pytest.raises(Unavailable, match="is an export of GOaT Kiosk, but has no game in it"):
        export_format.read(file)


def test_a_game_without_events_says_so(log: EventLog) -> None:
    empty = export_format.ExportFile("01234567", [export_format.ExportedGame(7, [])])
    with pytest.raises(InvalidValue, match="Game 7 has no events"):
        importing.import_games(log, empty)
