"""CSV export: columns in every locale's spreadsheet, times, results, substitutes and forfeits."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from goat_kiosk.domain.events import (
    AnyEvent,
    BagThrown,
    GameCanceled,
    GameConceded,
    GameCreated,
    GameForfeited,
    GameStarted,
    PlayerSubstituted,
    RestOff,
    TeamEntry,
    Undone,
)
from goat_kiosk.errors import InvalidValue
from goat_kiosk.exports import exporting
from goat_kiosk.exports.csv_dialect import CsvDialect, dialect_of
from goat_kiosk.store.log.event_log import EventLog
from tests.finished_games import game_between, game_rows, rounds_won_by
from tests.games import AT

GERMAN = CsvDialect(";", ",")
AMERICAN = CsvDialect()
CREATED = game_between("Platz 1", ("Füchse", "Ann", "Bo"), ("Dachse", "Cy"))


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    with EventLog(tmp_path / "events.db") as log:
        yield log


def add_game(log: EventLog, *events: AnyEvent, created: GameCreated = CREATED, game_id: int = 7) -> None:
    log.append_all(game_rows(game_id, AT, created, events))


def table(log: EventLog, game_ids: Sequence[int] = (7,), dialect: CsvDialect = AMERICAN) -> list[dict[str, str]]:
    content = exporting.export_bytes(log, game_ids, "csv", dialect)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=dialect.separator))


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        *[(name, CsvDialect(";", ",")) for name in ("de", "de-DE", "es_ES", "es-CO", "es", "fr_CA", "en_DE", "fr-CH")],
        *[(name, CsvDialect(",", ".")) for name in ("en-US", "es-MX", "es_US.UTF-8", "es_PR", "en", "C", "es-419")],
        ("de-CH", CsvDialect(";", ".")),
        ("zh_Hans_CN", CsvDialect(",", ".")),
    ],
)
def test_the_separators_are_those_of_the_locale(locale: str, expected: CsvDialect) -> None:
    assert dialect_of(locale) == expected


@pytest.mark.parametrize("locale", ["", "de de", "../etc", "1", "de-", "español de México"])
def test_no_locale_is_refused(locale: str) -> None:
    with pytest.raises(InvalidValue, match="is no locale"):
        dialect_of(locale)


COUNTRIES = {
    "en": "US GB CA AU NZ IE ZA IN DE AT ES FR",
    "es": "ES MX US AR BO CL CO CR CU DO EC GT HN NI PA PE PR PY SV UY VE 419",
    "de": "DE AT CH LI LU BE IT",
    "fr": "FR BE CA CH LU",
    "it": "IT CH SM",
    "pt": "BR PT",
    "nl": "NL BE",
    "sv": "SE FI",
    "pl": "PL",
}
"""Countries in which venues write the language; Unicode lists many more."""


@pytest.mark.parametrize(
    "locale", [f"{language}_{country}" for language, text in COUNTRIES.items() for country in text.split()]
)
def test_the_decimal_separator_is_that_of_unicode(locale: str) -> None:
    assert dialect_of(locale).decimal_separator == QLocale(locale).decimalPoint()


def test_a_german_file_has_a_mark_semicolons_and_windows_line_ends(log: EventLog) -> None:
    add_game(log, *rounds_won_by(1))
    content = exporting.export_bytes(log, [7], "csv", GERMAN)
    assert content.startswith(b'\xef\xbb\xbf"game";"court";"round"')
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\r\n")
    assert (len(lines), lines[-1], b"\n" in b"".join(lines)) == (6, b"", False)
    assert lines[1].startswith('7;"Platz 1";1;"Füchse";"Ann";4;0;0;12;12;12;'.encode())
    assert lines[1].endswith(b';"12,0"')


def test_each_row_tells_when_and_how_the_game_ended(log: EventLog) -> None:
    add_game(log, *rounds_won_by(1))
    row = table(log)[0]
    assert row["start"] == row["end"]
    assert (len(row["end"]), row["end"][:2], row["end"][10]) == (19, "20", " ")
    game = "rules", "status", "winner", "ended_by", "match", "match_game", "team1", "team1_players", "team2_players"
    assert [row[column] for column in game] == [
        "ACL",
        "finished",
        "Füchse",
        "target",
        "7",
        "1",
        "Füchse",
        "Ann & Bo",
        "Cy",
    ]
    assert (row["team1_score"], row["team2_score"]) == ("24", "0")


def test_the_bags_of_a_substitute_have_a_row_and_sums_stay_right(log: EventLog) -> None:
    throws: list[AnyEvent] = [
        BagThrown(1, "hole"),
        BagThrown(2, "off"),
        PlayerSubstituted(1, "Eve"),
        BagThrown(1, "board"),
        RestOff(),
    ]
    add_game(log, *throws)
    rows = [row for row in table(log) if row["team"] == "Füchse"]
    assert [(row["player"], row["in"], row["on"], row["points"]) for row in rows] == [
        ("Ann", "1", "0", ""),
        ("Eve", "0", "1", "4"),
    ]
    assert rows[0]["team1_players"] == "Eve & Bo & Ann"
    assert sum(int(row["raw"]) for row in rows) == 4


def test_a_substituted_player_stands_in_earlier_rounds(log: EventLog) -> None:
    add_game(log, *rounds_won_by(1, 1), PlayerSubstituted(1, "Eve"))
    assert table(log)[0]["player"] == "Ann"


@pytest.mark.parametrize("before", [[], rounds_won_by(2, 1)])
def test_a_forfeited_game_is_won_and_has_no_bags(log: EventLog, before: list[AnyEvent]) -> None:
    add_game(log, *before, GameForfeited(1))
    rows = table(log)
    assert [(row["team"], row["score"], row["in"], row["points"], row["ppr"]) for row in rows] == [
        ("Füchse", "21", "", "", ""),
        ("Dachse", "0", "", "", ""),
    ]
    assert (rows[0]["winner"], rows[0]["ended_by"], bool(rows[0]["end"])) == ("Füchse", "forfeit", True)


def test_a_game_that_goes_on_has_no_end_and_a_canceled_one_no_row(log: EventLog) -> None:
    add_game(log, *rounds_won_by(1, 1))
    assert {(row["end"], row["winner"], row["ended_by"], row["status"]) for row in table(log)} == {("", "", "", "live")}
    add_game(log, *rounds_won_by(1), GameCanceled(), game_id=8)
    assert table(log, [8]) == []
    add_game(log, *rounds_won_by(1, 1), GameConceded(2), Undone(), game_id=9)
    assert table(log, [9])[0]["end"] == ""


def test_the_games_of_a_match_have_its_number(log: EventLog) -> None:
    add_game(log, *rounds_won_by(1), game_id=5)
    for game_id, previous in ((6, 5), (8, 6)):
        follows = GameCreated("C", CREATED.team1, CREATED.team2, previous=previous)
        add_game(log, *rounds_won_by(1), created=follows, game_id=game_id)
    assert {row["match"] for row in table(log, [5, 6, 8])} == {"5"}
    assert {row["match"] for row in table(log, [8])} == {"5"}


def test_a_team_without_players_has_none(log: EventLog) -> None:
    created = GameCreated("C", TeamEntry("=Hawks", "#ff8a1f", ()), TeamEntry("", "#4db2ff", ("@Cy",)))
    add_game(log, GameStarted(), *rounds_won_by(1), created=created)
    row = table(log)[0]
    assert [row[name] for name in ("team1", "team1_players", "team2", "team2_players", "winner")] == [
        *("'=Hawks", "", "'@Cy", "'@Cy", "'=Hawks"),
    ]
