"""Names file: the columns of a table of players and teams, with or without a header, in three languages.

Without a header one column is players, and of several the first is the team. A header says it in English, Spanish or
German; a column that it calls otherwise, such as an e-mail address, is passed over.
"""

import re
from typing import Literal

from goat_kiosk.domain.names.name_list import NameRow
from goat_kiosk.domain.names.sanitizing import is_color, search_key
from goat_kiosk.exports.table_file import TableRow, parse_table

ColumnKind = Literal["team", "player", "players", "name", "first", "last", "color", ""]

_WORDS: dict[ColumnKind, str] = {
    "team": "team, teams, team name, teamname, equipo, equipos, nombre del equipo, mannschaft, mannschaftsname",
    "player": (
        "player, player name, jugador, jugadora, jugador a, nombre del jugador, spieler, spielerin, spielername, "
        "spieler in, partner, companero, companera, partnerin, participant, participante, teilnehmer, teilnehmerin, "
        "full name, nombre completo, vollstandiger name"
    ),
    "players": "players, jugadores, jugadoras, members, integrantes, miembros, mitglieder, spieler innen",
    "name": "name, names, nombre, nombres, namen",
    "first": "first name, firstname, given name, vorname, vornamen",
    "last": "last name, lastname, surname, family name, apellido, apellidos, nachname, familienname",
    "color": "color, colour, team color, team colour, color del equipo, farbe, teamfarbe",
}
_KINDS: dict[str, ColumnKind] = {word: kind for kind, words in _WORDS.items() for word in words.split(", ")}
_SEVERAL = re.compile(r"\s*[,;/&+\n]\s*|\s+(?:and|y|und)\s+")
"""What stands between the players of one cell."""
_COLOR_WORDS = {
    "#ff8a1f": "orange, naranja",
    "#4db2ff": "blue, azul, blau",
    "#f05252": "red, rojo, rot",
    "#3fbf6b": "green, verde, grun",
    "#f2c230": "yellow, amarillo, gelb",
    "#b18cff": "purple, morado, lila",
    "#ff7ab8": "pink, rosa",
    "#9aa7bd": "gray, grey, gris, grau",
}
_COLORS = {word: color for color, words in _COLOR_WORDS.items() for word in words.split(", ")}
"""The colors that the form for a new game offers, by their names."""


def parse_names(content: bytes) -> list[NameRow]:
    """Return the rows of a names file. Raises `InvalidValue` when it is too large, empty, or no text."""
    table = parse_table(content)
    kinds = [_column_kind(cell) for cell in table[0].cells]
    if any(kinds):
        if len(kinds) == 1:
            # One column: the comma in “Hansen, Ida” separates nothing.
            table = [TableRow(row.line, [", ".join(row.cells)]) for row in table]
        return [_row(row, _resolve(kinds)) for row in table[1:]]
    width = max(len(row.cells) for row in table)
    return [_row(row, _kinds_without_header(row, width)) for row in table]


def _column_kind(cell: str) -> ColumnKind:
    """Return what a cell of a header calls its column; "" for no word that is known. “Player 2” is a player."""
    words = " ".join(re.findall(r"[a-z]+|[0-9]+", search_key(cell)))
    numbered = _KINDS.get(re.sub(r" ?[0-9]+$", "", words), "")
    return _KINDS.get(words) or (numbered if numbered == "player" else "")


def _resolve(kinds: list[ColumnKind]) -> list[ColumnKind]:
    """Return the columns, with “name” as what the other columns make of it."""
    if "last" in kinds or "first" in kinds:
        name: ColumnKind = "first"
    else:
        name = "team" if "team" not in kinds and {"player", "players"} & set(kinds) else "player"
    return [name if kind == "name" else kind for kind in kinds]


def _kinds_without_header(row: TableRow, width: int) -> list[ColumnKind]:
    players: list[ColumnKind] = ["color" if is_color(cell.lower()) else "player" for cell in row.cells]
    return ["team", *players[1:]] if width > 1 else players


def _row(row: TableRow, kinds: list[ColumnKind]) -> NameRow:
    cells = [(kind, cell) for kind, cell in zip(kinds, row.cells, strict=False) if cell]
    whole = {kind: cell for kind, cell in cells if kind in {"team", "color"}}
    players = [cell for kind, cell in cells if kind == "player"]
    players += [player for kind, cell in cells if kind == "players" for player in _SEVERAL.split(cell) if player]
    if full_name := " ".join(cell for part in ("first", "last") for kind, cell in cells if kind == part):
        players.insert(0, full_name)
    return NameRow(whole.get("team", ""), players, _color(whole.get("color", "")), row.line)


def _color(text: str) -> str:
    """Return a color as it is stored; "" for one that is not known, which is no reason to refuse a name."""
    color = text.lower() if text.startswith("#") else f"#{text.lower()}"
    return color if is_color(color) else _COLORS.get(search_key(text), "")
