"""Names from a spreadsheet: any separator, encoding and header; each name that is refused has its line and reason."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goat_kiosk.domain.names.name_list import MAX_NAMES, ListedName, NamePreview, NameRow, preview_names
from goat_kiosk.domain.names.roster import Person, Roster, TeamRecord
from goat_kiosk.errors import InvalidValue, Unavailable
from goat_kiosk.exports.names_file import parse_names
from goat_kiosk.exports.table_file import MAX_BYTES, parse_table, read_file
from tests.properties import examples

FOXES, HAWKS = "Füchse", "Águilas"
SEASON = f"Mannschaft;Spieler 1;Spieler 2\r\n{FOXES};Jürgen;Zoë\r\n{HAWKS};José;\r\n"
SEASON_NAMES = [(FOXES, ["Jürgen", "Zoë"]), (HAWKS, ["José"])]


def teams(content: bytes) -> list[tuple[str, list[str]]]:
    return [(row.team, row.players) for row in parse_names(content)]


def preview(text: str, roster: Roster | None = None) -> NamePreview:
    return preview_names(parse_names(text.encode()), roster or Roster(), lambda name: "blocked" in name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_encodings_separators_and_line_ends_are_detected(encoding: str, separator: str, line_end: str) -> None:
    text = SEASON.replace(";", separator).replace("\r\n", line_end)
    assert teams(text.encode(encoding)) == SEASON_NAMES
    assert teams(f"sep={separator}{line_end}{text}".encode(encoding)) == SEASON_NAMES


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Ann\nBo\n", [("", ["Ann"]), ("", ["Bo"])]),
        (b"Name\nAnn", [("", ["Ann"])]),
        (b"Name\nHansen, Ida\n", [("", ["Hansen, Ida"])]),
        (b'"Hansen, Ida"\n"Lee, Bo"\n', [("", ["Hansen, Ida"]), ("", ["Lee, Bo"])]),
        (b"Hawks,Ann,Bo\nOwls,Cy\n", [("Hawks", ["Ann", "Bo"]), ("Owls", ["Cy"])]),
        (b"Hawks;Ann;;;\n;;;;\n\n  \nOwls;Cy;;;\n", [("Hawks", ["Ann"]), ("Owls", ["Cy"])]),
        (b'Hawks,"Ann ""Ace"" Lee"', [("Hawks", ['Ann "Ace" Lee'])]),
        ("Equipo;Jugador/a;Color\nX;Zoë;Rojo".encode(), [("X", ["Zoë"])]),
        (b"email,Player,Team\na@b.c,Ann,Hawks", [("Hawks", ["Ann"])]),
        (b"Name,Player 1,Player 2\nHawks,Ann,Bo", [("Hawks", ["Ann", "Bo"])]),
        (b"Team,Players\nHawks,\"Ann, Bo\"\nOwls,Cy & Di\nCrows,Ed and Flo", [
            ("Hawks", ["Ann", "Bo"]), ("Owls", ["Cy", "Di"]), ("Crows", ["Ed", "Flo"])]),
        (b'"Ann" Lee\nBo "Ace" Kim', [("", ["Ann Lee"]), ("", ['Bo "Ace" Kim'])]),
        (b"Vorname;Nachname;Team\nIda;Hansen;Hawks", [("Hawks", ["Ida Hansen"])]),
        ("Nombre;Apellidos\nJosé;García Lopez".encode("cp1252"), [("", ["José García Lopez"])]),
        (b"TEAM\nHawks\n", [("Hawks", [])]),
        (b"Ann\n\x1a", [("", ["Ann"])]),
    ],
)  # fmt: skip
def test_columns_are_found_with_and_without_a_header(content: bytes, expected: Sequence[tuple[str, list[str]]]) -> None:
    assert teams(content) == expected


@pytest.mark.parametrize(
    ("cell", "color"),
    [("#FF8A1F", "#ff8a1f"), ("00ff00", "#00ff00"), ("Grün", "#3fbf6b"), ("rojo", "#f05252"), ("plaid", ""), ("", "")],
)
def test_a_color_is_a_code_or_a_word(cell: str, color: str) -> None:
    assert [row.color for row in parse_names(f"Team;Farbe\nHawks;{cell}".encode())] == [color]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n \r\n;;;\r\n", "The file is empty."),
        (b"sep=;\r\n", "The file is empty."),
        (b"x" * 10_000_000, "The file is larger than 1 MB"),
        (b"PK\x03\x04\x14\x00", "This is a workbook."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "This is a workbook."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "This file is no text."),
        (b"%PDF-1.7\n\x81\x8d\x00", "This file is no text."),
        (b'Ann\n"Bo\n' + b"Cy\n" * 40, "Line 2 has a quotation mark that is not closed."),
        (b'sep=,\nAnn\n"Bo\nCy', "Line 3 has a quotation mark that is not closed."),
        (b"a" * 200_000, "The file cannot be read as a table"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        parse_names(content)
    assert refusal.value.sentence.startswith(sentence)


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    with file.open("wb") as out:
        out.truncate(10 * MAX_BYTES)
    assert len(read_file(file)) == MAX_BYTES + 1
    with pytest.raises(Unavailable, match="cannot be read"):
        read_file(tmp_path)


def test_each_refused_name_has_its_line_and_reason() -> None:
    text = f"Team;Player\n\nHawks;Ann\nHawks;ANN\nOwls;{'x' * 33}\n!?;Bo\nOwls;\u0410nn\nOwls;blocked Joe\n"
    found = preview(text)
    assert [(name.line, name.code) for name in found.refused] == [
        (4, "twice"),
        (5, "too-long"),
        (6, "no-letters"),
        (7, "looks-alike"),
    ]
    assert [(name.line, name.listed.name, name.listed.team, name.is_blocked) for name in found.accepted] == [
        (3, "Hawks", "", False),
        (3, "Ann", "Hawks", False),
        (5, "Owls", "", False),
        (6, "Bo", "", False),
        (8, "blocked Joe", "Owls", True),
    ]
    assert found.refused[0].reason.sentence == "“ANN” is in the list twice: it stands in line 3 already."


def test_names_that_are_offered_already_are_neither_added_nor_refused() -> None:
    roster = Roster((Person("ann", 1, "Ann", "Hawks", "#ff8a1f", 3),), (TeamRecord("hawks", 1, "Hawks", "#ff8a1f", 3),))
    found = preview("Team;Player\nHawks;ann\nOwls;\u0410nn\nOwls;Bo\n", roster)
    assert [listed.name for listed in found.known] == ["Hawks", "ann"]
    assert [name.code for name in found.refused] == ["looks-alike"]
    moved = preview("Team;Player\nOwls;Ann\n", roster)
    assert [(listed.name, listed.team) for listed in moved.listed] == [("Owls", ""), ("Ann", "Owls")]


def test_a_list_has_a_limit() -> None:
    rows = [NameRow(players=[f"P{number}"]) for number in range(MAX_NAMES + 1)]
    with pytest.raises(InvalidValue, match=r"more than 5,000 names"):
        preview_names(rows, Roster())
    assert len(preview_names(rows[1:], Roster()).accepted) == MAX_NAMES


CELLS = st.text(st.sampled_from('aÄ,;\t"\n\r =\x00\u200d#1&'), max_size=12) | st.text(max_size=40)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=8), st.sampled_from(",;\t"), st.sampled_from(["utf-8", "utf-16"]))
@examples(200)
def test_any_table_is_read_or_refused_in_words(rows: list[list[str]], separator: str, encoding: str) -> None:
    text = "\n".join(separator.join(cells) for cells in rows)
    check_bytes(text.encode(encoding, errors="replace"))


@given(st.binary(max_size=300))
@examples(200)
@example(b"sep=\n")
@example(b'sep="\na"b')
@example(b"\xff\xfe\x00")
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    check_bytes(content)


def check_bytes(content: bytes) -> None:
    """Read `content`: nothing but the known error is raised, and every name that is accepted can be stored."""
    try:
        rows = parse_names(content)
        found = preview_names(rows, Roster())
    except InvalidValue:
        return
    keys = [(name.listed.kind, name.listed.key) for name in found.accepted]
    assert len(keys) == len(set(keys))
    assert all(1 <= len(listed.name) <= 32 for listed in found.listed)
    assert all(1 <= row.line <= content.count(b"\n") + content.count(b"\r") + 1 for row in rows)
    assert all(refused.reason.sentence for refused in found.refused)


def test_lines_count_those_within_quotes() -> None:
    assert [row.line for row in parse_table(b'a\n"b\nc"\n\nd\n')] == [1, 2, 5]


def test_shuffled_columns_give_the_same_names() -> None:
    rng = random.Random(3)  # noqa: S311  test data, the same each time
    table = [["Team", "Player", "Color"], ["Hawks", "Ann", "#ff8a1f"], ["Owls", "Bo", "#4db2ff"]]
    for _ in range(6):
        order = rng.sample(range(3), 3)
        content = "\n".join(";".join(row[place] for place in order) for row in table)
        assert preview(content).listed == [
            ListedName("team", "Hawks", "", "#ff8a1f"),
            ListedName("player", "Ann", "Hawks", "#ff8a1f"),
            ListedName("team", "Owls", "", "#4db2ff"),
            ListedName("player", "Bo", "Owls", "#4db2ff"),
        ]
