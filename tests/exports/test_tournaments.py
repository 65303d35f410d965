"""Tournaments in export files: whole, verified, imported once, and never over another."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from goat_kiosk.cli.entry import cli
from goat_kiosk.errors import InvalidValue, KioskError
from goat_kiosk.exports import export_format, exporting, importing, tournaments
from goat_kiosk.exports.export_format import ExportFile
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow
from goat_kiosk.tournament.events import PlayerSignedUp, TournamentCreated
from tests.finished_games import add_finished_games
from tests.games import AT, game_created
from tests.store.tournaments import played_night, read_tournaments, write_night

Document = dict[str, Any]
GAMES = 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "here"


@pytest.fixture
def number(folder: Path) -> int:
    """The number of the tournament in the log of `folder`, beside two games."""
    folder.mkdir()
    with EventLog(folder / "events.db") as log:
        add_finished_games(log, GAMES)
        return write_night(log, played_night(), key="a key")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "there.db") as log:
        yield log


def game_of(folder: Path) -> int:
    """Return the number of a game."""
    with EventLog(folder / "events.db") as log:
        return log.game_ids()[0]


def run(folder: Path, *words: str) -> str:
    """Run a command, and return its output or its refusal."""
    result = CliRunner().invoke(cli, [*words, *(() if words[0] == "verify" else ("--data-dir", f"{folder}"))])
    return result.exception.sentence if isinstance(result.exception, KioskError) else result.output


def read(document: Document) -> ExportFile:
    return msgspec.json.decode(msgspec.json.encode(document), type=ExportFile)


def export(folder: Path, *numbers: int) -> Document:
    document: Document = msgspec.json.decode(run(folder, "export", *map(str, numbers)))
    return document


def test_a_tournament_is_exported_by_its_number_with_its_hashes(folder: Path, number: int) -> None:
    document = export(folder, number)
    rows = read_tournaments(folder / "events.db")[number]
    (exported,) = document["tournaments"]
    assert (document["version"], document["games"]) == (2, [])
    assert [event["hash"] for event in exported["events"]] == [row.hash for row in rows]
    assert exported["end"] == rows[-1].hash
    assert len(export(folder)["games"]) == 2
    assert export(folder)["tournaments"] == document["tournaments"]


def test_a_file_of_games_alone_is_as_older_programs_read_it(folder: Path, number: int) -> None:
    document = export(folder, game_of(folder))
    assert list(document) == ["log", "games", "format", "version"]
    assert document["version"] == 1
    assert str(number) not in run(folder, "export", "--format", "csv")
    assert run(folder, "export", "--format", "csv", f"{number}") == "A tournament has no CSV: export it as JSON."


def test_the_file_is_written_as_it_is_printed(folder: Path, number: int, tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    run(folder, "export", "--output", f"{file}")
    assert msgspec.json.format(msgspec.json.encode(export_format.read(file)), indent=1) == file.read_bytes().rstrip(
        b"\n"
    )
    assert str(number) in file.read_text()


def test_the_commands_verify_import_once_and_check(folder: Path, number: int, tmp_path: Path) -> None:
    file, there = tmp_path / "all.json", tmp_path / "other"
    run(folder, "export", "--output", f"{file}")
    assert f"Tournament {number}, Friday: whole and untouched, " in run(folder, "verify", f"{file}")
    assert run(there, "import", f"{file}") == "Imported 2 games and 1 tournament.\n"
    assert run(there, "import", f"{file}") == (
        "Imported 0 games. 2 games and 1 tournament of the file were here already.\n"
    )
    assert read_tournaments(there / "events.db") == read_tournaments(folder / "events.db")
    assert run(there, "check") == "The log is whole: 2 games and 1 tournament.\n"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda events: events[3].update(at=AT), "event 4 is not what was recorded"),
        (lambda events: events[1]["event"].update(name="Closed"), "event 2 is not what was recorded"),
        (lambda events: events[2].update(hash="0" * 64), "event 3 is not what was recorded"),
        (lambda events: events.pop(), "the events after number .* are missing"),
        (lambda events: events.pop(4), "not numbered from 1 without a gap"),
        (lambda events: events.pop(0), "has no beginning"),
        (lambda events: events.clear(), "has no beginning"),
        (lambda events: events[-1]["event"].update(order=[[9, "W1-1"]]), r"cannot be replayed: event \d+: .*9"),
    ],
)
def test_a_changed_file_is_refused_and_nothing_is_imported(
    folder: Path, number: int, other: EventLog, change: Callable[[list[Document]], object], sentence: str
) -> None:
    document = export(folder)
    change(document["tournaments"][0]["events"])
    (check,) = tournaments.verify_tournaments(read(document).tournaments or [])
    assert not check.is_intact
    with pytest.raises(InvalidValue, match=f"Tournament {number}.*{sentence}.* Nothing was imported"):
        importing.import_games(other, read(document))
    assert (other.game_ids(), TournamentLog(other).ids()) == ([], [])


def test_a_tournament_that_is_there_twice_is_refused(folder: Path, number: int, other: EventLog) -> None:
    document = export(folder, number)
    document["tournaments"] *= 2
    assert [check.is_intact for check in tournaments.verify_tournaments(read(document).tournaments or [])] == [
        True,
        False,
    ]
    with pytest.raises(InvalidValue, match="in the file twice"):
        importing.import_games(other, read(document))


@pytest.mark.parametrize("other_kind", ["tournament", "game", "the same, gone on"])
def test_an_import_never_overwrites(folder: Path, number: int, other: EventLog, other_kind: str) -> None:
    file = read(export(folder, number))
    if other_kind == "game":
        other.append(_game_row(number))
    elif other_kind == "tournament":
        TournamentLog(other).append_all([TournamentRow(number, 1, AT, None, TournamentCreated("Saturday"))])
    else:
        importing.import_games(other, file)
        seq = len(TournamentLog(other).events(number)) + 1
        TournamentLog(other).append_all([TournamentRow(number, seq, AT * 2, None, PlayerSignedUp(99, "Late"))])
    before = TournamentLog(other).events(number)
    with pytest.raises(InvalidValue, match=f"Another game or tournament has the number {number} here already"):
        importing.import_games(other, file)
    assert TournamentLog(other).events(number) == before


def _game_row(number: int) -> Row:
    return Row(number, 1, AT, None, game_created())


@pytest.mark.usefixtures("number")
def test_a_game_is_not_imported_over_a_tournament(folder: Path, other: EventLog) -> None:
    taken = game_of(folder)
    games = read(export(folder, taken))
    TournamentLog(other).append_all([TournamentRow(taken, 1, AT, None, TournamentCreated("Saturday"))])
    with pytest.raises(InvalidValue, match=f"Number {taken} is a tournament here"):
        importing.import_games(other, games)


def test_a_used_key_keeps_its_meaning(folder: Path, number: int, other: EventLog) -> None:
    TournamentLog(other).create(TournamentCreated("Saturday"), AT, "a key")
    importing.import_games(other, read(export(folder, number)))
    keyed = TournamentLog(other).event_by_key("a key")
    assert keyed is not None
    assert keyed.event == TournamentCreated("Saturday")


def test_the_check_finds_an_entry_that_is_not_what_was_recorded(folder: Path, number: int) -> None:
    file = folder / "events.db"
    file.write_bytes(file.read_bytes().replace(b'"name":"P3"', b'"name":"Q3"'))
    assert f"Tournament {number}: event " in (output := run(folder, "check"))
    assert "is not what was recorded" in output


def test_lists_of_games_pass_over_tournaments(folder: Path, number: int) -> None:
    with EventLog(folder / "events.db") as log:
        assert len(log.game_ids()) == 2
        assert number not in log.game_ids()
        assert len(exporting.export_bytes(log, log.game_ids(), "json")) < len(run(folder, "export"))
