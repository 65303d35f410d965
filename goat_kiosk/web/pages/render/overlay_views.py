"""Views of a tournament for an overlay: the next match, the road of the two who play, their table, the champions."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.text.standings_view import PoolTable
from goat_kiosk.text.tournament_words import result_words, side_name
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import ByeSlot
from goat_kiosk.tournament.tournament import Division, Tournament
from goat_kiosk.web.pages.render.tournament_view import ChampionView, MatchView, QueueView, TournamentView

OverlayView = Literal["next", "road", "table", "champions"]
MAX_RESULTS = 5
"""Of a team's road: its newest results, which fit a picture."""
MAX_ROWS = 8
"""Of a table; and those of the two who play, if they are further down."""


class RoadResult(NamedTuple):
    """A match that a team has played: against whom, and the score with its own points first."""

    opponent: str
    score: str
    is_won: bool


class SideRoad(NamedTuple):
    """A team, and what it has played."""

    name: str
    results: list[RoadResult]


class TournamentOverlay(NamedTuple):
    """What an overlay shows; nothing where all are empty."""

    match: MatchView | None = None
    court: str = ""
    roads: tuple[SideRoad, ...] = ()
    champions: tuple[ChampionView, ...] = ()
    table: PoolTable | None = None


def overlay_view(tournament: Tournament, view: TournamentView, show: OverlayView, court: str) -> TournamentOverlay:
    """Return what an overlay shows of a tournament; `court` chooses the match, "" takes the first."""
    if show == "champions":
        return TournamentOverlay(champions=tuple(one for division in view.divisions for one in division.champions))
    if show == "table":
        return _table_overlay(view, court)
    rows = view.running if show == "road" else [row for row in view.running if row.status == "called"] + view.next
    found = next((row for row in rows if _is_at(row, court)), None)
    if found is None:
        return TournamentOverlay()
    if show == "next":
        return TournamentOverlay(found.match, found.court)
    division = tournament.divisions[found.match.division]
    roads = tuple(
        SideRoad(side.name, list(_results(tournament, division, side.entry))[-MAX_RESULTS:])
        for side in found.match.sides
    )
    return TournamentOverlay(found.match, found.court, roads)


def _table_overlay(view: TournamentView, court: str) -> TournamentOverlay:
    """Return the table of those who play, or who are next; without a match the first table."""
    matches = [row.match for row in [*view.running, *view.next] if _is_at(row, court)]
    for match in matches[:1]:
        playing = {entry for side in match.sides for entry in side.entries}
        for division in view.divisions:
            for table in division.tables if division.number == match.division else ():
                if playing & {row.entry for row in table.rows}:
                    return TournamentOverlay(match, table=_cut_rows(table, playing))
    tables = [table for division in view.divisions for table in division.tables]
    return TournamentOverlay(table=_cut_rows(tables[0], set())) if tables and not court else TournamentOverlay()


def _cut_rows(table: PoolTable, playing: Collection[int]) -> PoolTable:
    rows = [row for place, row in enumerate(table.rows) if place < MAX_ROWS or row.entry in playing]
    return table._replace(rows=[row._replace(is_playing=row.entry in playing) for row in rows])


def _is_at(row: QueueView, court: str) -> bool:
    return not court or court_key(row.court) == court_key(court)


def _results(tournament: Tournament, division: Division, entry: int) -> Iterator[RoadResult]:
    for match in resolve(tournament, division).values():
        side = match.side_of(entry)
        if match.status == "over" and side is not None:
            scores = division.decisions(match.id).scores
            score = ", ".join(f"{own[side - 1]}–{own[2 - side]}" for own in scores) or result_words(division, match)
            opponent = match.sides[2 - side]
            name = "" if isinstance(opponent, ByeSlot) else side_name(tournament, opponent)
            yield RoadResult(name, score, match.winner == side)
