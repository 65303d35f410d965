"""Clip markers of a game: when each bag fell, each round ended and each moment came, as CSV for who cuts the video.

Times count from the start of the recording, as editors write them. What was undone has no marker: the list is that of
the game as it stands, each thing at the time when it was entered last.
"""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from goat_kiosk.domain.events import BagThrown, Redone, Team, Undone
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.moments import Play, decode_play, find_moments
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.exports.round_table import escape_formulas
from goat_kiosk.store.log.rows import Row

COLUMNS = ["time", "seconds", "kind", "round", "team", "player", "result", "score1", "score2", "name"]
"""New ones come last."""
_MS_PER_HOUR, _MS_PER_MINUTE, _MS_PER_S = 3_600_000, 60_000, 1_000


class Marker(NamedTuple):
    """One point in time; `at` is in milliseconds since 1970 UTC."""

    at: int
    kind: str
    """``start``, ``bag``, ``round``, ``end``, or that of a moment."""
    round: int
    team: str
    player: str
    result: str
    """Of a bag: hole, board or off; of a round: its points."""
    score: tuple[int, int]

    @property
    def name(self) -> str:
        """The marker in a few words."""
        about = " ".join(filter(None, [self.player or self.team, self.result]))
        words = {"bag": about, "round": f"Round {self.round}: {self.result}"}
        return words.get(self.kind, " ".join(filter(None, [self.kind.replace("-", " ").capitalize(), self.team])))


def find_markers(rows: list[Row]) -> list[Marker]:
    """Return the markers of a game's events, which begin with its creation, in order."""
    history = open_history(rows[0].event, rows[0].at)
    # Invariant: `entered` has an entry for each game on the undo stack, `undone` for each on the redo stack.
    entered: list[list[Marker]] = []
    undone: list[list[Marker]] = []
    for row in rows[1:]:
        before, history = history, history.after(row.event, row.at)
        match row.event:
            case Undone():
                undone.append(entered.pop())
            case Redone():
                entered.append(undone.pop())
            case _ if history.undo_stack is not before.undo_stack:
                entered.append(list(_markers(row, before, history)))
                undone = []
            case _ if history.redo_stack is None:
                undone = []
    return [marker for markers in entered for marker in markers]


def encode_markers(rows: list[Row], start_ms: int | None = None) -> str:
    """Return the markers as CSV; times count from `start_ms`, by default from the first marker.

    Markers before `start_ms` are left out.
    """
    markers = find_markers(rows)
    start = start_ms if start_ms is not None else markers[0].at if markers else 0
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(marker, start) for marker in markers if marker.at >= start)
    return buffer.getvalue()


def _cells(marker: Marker, start: int) -> list[str | int]:
    ms = marker.at - start
    when: list[str | int] = [_timecode(ms), f"{ms / _MS_PER_S:.3f}", marker.kind, marker.round]
    who = [escape_formulas(text) for text in (marker.team, marker.player)]
    return [*when, *who, marker.result, *marker.score, escape_formulas(marker.name)]


def _timecode(ms: int) -> str:
    hours, rest = divmod(ms, _MS_PER_HOUR)
    minutes, rest = divmod(rest, _MS_PER_MINUTE)
    return f"{hours:02}:{minutes:02}:{rest // _MS_PER_S:02}.{rest % _MS_PER_S:03}"


def _markers(row: Row, before: History, after: History) -> Iterator[Marker]:
    """Yield what an event of play brings."""
    played, now = before.game, after.game

    def marker(kind: str, team: Team | None = None, player: str = "", result: str = "") -> Marker:
        name = str(now.side(team).name) if team else ""
        return Marker(row.at, kind, played.round_number, name, player, result, now.score)

    if played.status == "lobby" and now.status == "live":
        yield marker("start")
    if isinstance(row.event, BagThrown):
        yield marker("bag", row.event.team, _thrower(played, row.event.team), row.event.result)
    if len(now.rounds) == len(played.rounds) + 1:
        yield marker("round", result="–".join(map(str, now.rounds[-1].points)))
    yield from (marker(moment.kind, moment.team) for moment in find_moments(_play(before), _play(after)))
    if now.is_over and not played.is_over:
        yield marker("end")


def _thrower(game: Game, team: Team) -> str:
    player = game.thrower(team)
    return str(player.name) if player else ""


def _play(history: History) -> Play:
    return decode_play(encode_state(history, Identity(0, "", "")))
