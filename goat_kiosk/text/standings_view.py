"""Tables of a stage in words, for the window, the TV, the pages and paper."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from goat_kiosk.text.i18n import t, translate_error
from goat_kiosk.text.tournament_words import stage_title
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import TieBreaker
from goat_kiosk.tournament.standings.ranking import Rank
from goat_kiosk.tournament.standings.reasons import place_reason
from goat_kiosk.tournament.standings.records import Record
from goat_kiosk.tournament.standings.stage_standings import (
    EntryStanding,
    StageCut,
    StageStandings,
    stage_cuts,
    stage_standings,
)
from goat_kiosk.tournament.tournament import Division, Tournament


class PlaceRow(NamedTuple):
    """An entry in a table."""

    entry: int
    place: str
    name: str
    record: str
    """``3–1``; with splits ``3–1–1``."""
    points: str
    differential: str
    """With its sign."""
    decider: str
    """The tie-breaker that decided the place, in a word or two; empty where the wins did."""
    why: str
    """The same in a sentence."""
    goes_on: bool = False
    """Whether it goes on to a later stage by the table as it is."""
    has_left: bool = False
    is_playing: bool = False
    """Whether it plays in the match that is shown with the table."""
    tie: tuple[int, ...] = ()
    """The entries with which it shares its place, itself among them; empty if it shares none."""
    cut_below: str = ""
    """What stands at the line below it: where those above go on to; empty without a line."""


class PoolTable(NamedTuple):
    """The table of a pool, or of a stage without pools."""

    stage: int
    title: str
    rows: list[PlaceRow]

    def parts(self, most: int) -> Iterator["PoolTable"]:
        """Yield parts of about the same length, each of at most `most` rows."""
        count = -(-len(self.rows) // most)
        each = -(-len(self.rows) // max(count, 1))
        for first in range(0, len(self.rows), max(each, 1)):
            yield self._replace(rows=self.rows[first : first + each])


def division_tables(tournament: Tournament, division: Division) -> list[PoolTable]:
    """Return the tables of all stages of a division that have one and have begun."""
    return [
        table for stage in range(1, len(division.stages) + 1) for table in stage_tables(tournament, division, stage)
    ]


def stage_tables(tournament: Tournament, division: Division, number: int) -> list[PoolTable]:
    """Return the tables of a stage, one for each pool; none of a bracket, and none before the draw."""
    if not division.has_table(number):
        return []
    matches = resolve(tournament, division)
    standings = stage_standings(tournament, division, number, matches)
    cuts = stage_cuts(tournament, division, number, matches)
    rows = _StageRows(tournament, division, standings, cuts)
    title = stage_title(division, number)
    return [
        PoolTable(number, t("Pool {number}", number=pool) if len(standings.pools) > 1 else title, list(rows.of(pool)))
        for pool in standings.pools
    ]


class _StageRows:
    """The rows of the tables of one stage."""

    def __init__(
        self,
        tournament: Tournament,
        division: Division,
        standings: StageStandings,
        cuts: list[StageCut],
    ) -> None:
        self._tournament, self._division, self._standings = tournament, division, standings
        self._cuts = cuts
        undecided = {entry for cut in cuts for tie in cut.cut.ties for entry in tie}
        self._going_on = {entry for cut in cuts for entry in cut.cut.entries} - undecided

    def of(self, pool: int) -> Iterator[PlaceRow]:
        """Yield the rows of a pool, the best first; entries whose matches do not count come last."""
        ranks = self._standings.pools[pool]
        lines = self._lines([entry for rank in ranks for entry in rank.entries])
        for rank in ranks:
            for entry in rank.entries:
                yield self._row(rank, entry, lines.get(entry, ""))
        for entry in self._standings.not_counted.get(pool, ()):
            yield self._left_row(entry)

    def _lines(self, entries: list[int]) -> dict[int, str]:
        """Return below which entries there is a line, with its words."""
        lines: dict[int, str] = {}
        for later, cut in self._cuts:
            inside = [entry for entry in entries if entry in cut.entries]
            if inside and len(inside) < len(entries):
                lines[inside[-1]] = t("go on: {stage}", stage=stage_title(self._division, later))
        return lines

    def _row(self, rank: Rank, entry: int, cut_below: str) -> PlaceRow:
        record = self._standings.table.records.records[entry]
        reason = place_reason(self._standings.table, rank, entry, self._tournament.entry_name)
        return PlaceRow(
            entry,
            str(rank.place),
            self._tournament.entry_name(entry),
            record_words(record),
            f"{record.points_for}–{record.points_against}",
            signed(record.differential),
            _decider(rank, record),
            translate_error(reason),
            entry in self._going_on,
            has_left=self._tournament.entries[entry].status == "withdrawn",
            tie=rank.entries if len(rank.entries) > 1 and record.played else (),
            cut_below=cut_below,
        )

    def _left_row(self, entry: int) -> PlaceRow:
        name, why = self._tournament.entry_name(entry), t("It has left; its matches do not count.")
        return PlaceRow(entry, "–", name, "", "", "", t("left"), why, has_left=True)


def standing_words(division: Division, standing: EntryStanding) -> str:
    """Return where an entry stands in its table, and what decided it."""
    table = stage_title(division, standing.stage)
    if standing.pool is not None:
        table = t("Pool {number}", number=standing.pool)
    words = t(
        "{table}: place {place} of {count}, {record}, {differential}.",
        table=table,
        place=standing.place,
        count=standing.entries,
        record=record_words(standing.record),
        differential=signed(standing.record.differential),
    )
    return words if standing.reason is None else f"{words} {translate_error(standing.reason)}"


def record_words(record: Record) -> str:
    """Return what an entry has won and lost."""
    words = f"{record.wins}–{record.losses}"
    return f"{words}–{record.splits}" if record.splits else words


def signed(number: int) -> str:
    """Return a differential with its sign."""
    return f"+{number}" if number > 0 else str(number).replace("-", "\N{MINUS SIGN}")


def _decider(rank: Rank, record: Record) -> str:
    if not record.played:
        return ""
    if len(rank.entries) > 1:
        return t("tied")
    if rank.split is None or rank.split.step == "wins":
        return ""
    return decider_words()[rank.split.step]


def decider_words() -> Mapping[TieBreaker, str]:
    """Return the names of the tie-breakers."""
    return {
        "wins": t("wins"),
        "head-to-head": t("head-to-head"),
        "differential": t("differential"),
        "differential-among-tied": t("differential among tied"),
        "points-for": t("points scored"),
        "points-against": t("points allowed"),
        "ppr": t("points per round"),
        "play-off": t("play-off"),
        "drawn": t("drawn"),
    }
