"""View of a tournament for pages: queue, brackets, places and people, in the words of the current language.

Everything is derived by the functions that the desk and the API use; a page computes nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from goat_kiosk.domain.names.sanitizing import natural_key
from goat_kiosk.exports.bracket_drawing import Drawing, draw_brackets
from goat_kiosk.text.dates import moment
from goat_kiosk.text.draw_words import draw_notes
from goat_kiosk.text.i18n import t, translate_error
from goat_kiosk.text.money_words import pot_words
from goat_kiosk.text.standings_view import PoolTable, division_tables
from goat_kiosk.text.tournament_words import (
    division_match_title,
    division_round_title,
    how_words,
    last_rounds,
    minutes_words,
    result_words,
    side_name,
    tournament_size,
)
from goat_kiosk.tournament.brackets.match_ids import MatchId, pool_of
from goat_kiosk.tournament.division_places import division_places, is_division_over
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.first_matches import first_matches
from goat_kiosk.tournament.match import Match, MatchStatus
from goat_kiosk.tournament.pace import Forecast, forecast
from goat_kiosk.tournament.queue import QueuedMatch, court_queue
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import entries_of, entry_of
from goat_kiosk.tournament.state.standings import encode_standings
from goat_kiosk.tournament.state.state import StandingRow
from goat_kiosk.tournament.tournament import Division, MatchKey, Tournament
from goat_kiosk.web.pages.render.clock_views import RoundClockView, clock_views

_ORDER_OF_BRACKETS = "WLFTKO"


class SideView(NamedTuple):
    """A side of a match."""

    name: str
    entry: int
    """0 while it is not known."""
    points: str
    is_winner: bool
    entries: tuple[int, ...] = ()
    """Those who play on it: in switch two."""


class MatchView(NamedTuple):
    """A match in words."""

    id: MatchId
    division: int
    division_name: str
    """Empty where the tournament has only one."""
    title: str
    """``Semifinal W3-1``."""
    sides: tuple[SideView, SideView]
    status: MatchStatus
    court: str
    result: str
    how_words: str
    """How it ended if it was not played to its end, else empty."""
    since: datetime | None
    """When it began, while it is being played."""
    game: int
    """The number of its newest game; 0 where none was opened."""
    notes: list[str]

    @property
    def sentence(self) -> str:
        """Who plays, as it is read aloud after the court when it is called."""
        return t("{team} against {other}", team=self.sides[0].name, other=self.sides[1].name)


class RoundView(NamedTuple):
    """The matches of a round."""

    title: str
    matches: list[MatchView]
    is_next: bool = True
    """Whether the rounds before it are over, in a round robin whose matches can all be played at once."""

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is left to play."""
        return all(match.status == "over" for match in self.matches)

    @property
    def is_current(self) -> bool:
        """Whether a match of it is being played, or could be next."""
        statuses = {match.status for match in self.matches}
        return bool(statuses & {"called", "playing", "reported"}) or (self.is_next and "ready" in statuses)


class PlaceView(NamedTuple):
    """A row of the places."""

    name: str
    row: StandingRow


class ChampionView(NamedTuple):
    """Who has won a division: as large as it goes, a line for each of `lines`."""

    name: str
    lines: list[str]
    players: str
    """Empty where the name says it."""


class PersonView(NamedTuple):
    """A person of the draw: who they throw with, and their first match."""

    name: str
    partners: str
    opponents: str
    court: str
    """Where the match is called, or would be called now; else empty."""
    match: MatchView | None


class DivisionContent(NamedTuple):
    """A division in words."""

    number: int
    name: str
    facts: str
    """Its teams and its format."""
    draw_notes: list[str]
    """What the draw knew of the people, and what was changed since, with the reasons."""
    is_drawn: bool
    is_over: bool
    entries: list[str]
    rounds: list[RoundView]
    drawings: list[Drawing]
    """Its brackets, one for each stage that is an elimination."""
    tables: list[PoolTable]
    """Those of its stages that have one."""
    places: list[PlaceView]
    """Over all stages, as far as they are known."""
    champions: list[ChampionView]
    people: list[PersonView]
    is_starting: bool
    """Whether a first match has not begun: until then people look for who they throw with."""
    seeds: dict[int, int]
    """Seeds by entry; empty after a random draw."""

    def table_parts(self, most: int) -> list[PoolTable]:
        """Return its tables, those that are longer than `most` rows in parts."""
        return [part for table in self.tables for part in table.parts(most)]

    @property
    def is_ranked_by_table(self) -> bool:
        """Whether its places are those of its only table, and need no list beside it."""
        return len(self.tables) == 1 and not self.drawings

    @property
    def has_final_places(self) -> bool:
        """Whether its places say more than its tables."""
        return self.is_over and bool(self.places) and not self.is_ranked_by_table

    @property
    def has_live_table(self) -> bool:
        """Whether what is played now changes a table."""
        return bool(self.tables) and not self.drawings

    @property
    def matches(self) -> dict[MatchId, MatchView]:
        """Its matches by their ids."""
        return {match.id: match for one in self.rounds for match in one.matches}


class QueueView(NamedTuple):
    """A match of the queue."""

    match: MatchView
    status: str
    court: str
    minutes: tuple[int, int] | None
    why: str
    due_at: int | None = None
    """When it will be called by itself, milliseconds since 1970 UTC."""

    @property
    def wait(self) -> str:
        """In how many minutes it starts; empty where that is not known."""
        if self.minutes is None:
            return ""
        return minutes_words(*self.minutes)


class MissingView(NamedTuple):
    """A side that is looked for."""

    names: str
    court: str
    since: datetime


class TournamentView(NamedTuple):
    """A tournament in words."""

    name: str
    is_closed: bool
    is_practice: bool
    facts: str
    pots: str
    """What everybody knows of the money; empty without any."""
    pause: str
    """What the players read during a pause; empty without one."""
    ends: tuple[datetime, datetime] | None
    clocks: list[RoundClockView]
    """Of rounds that started together."""
    running: list[QueueView]
    next: list[QueueView]
    missing: list[MissingView]
    divisions: list[DivisionContent]
    players: list[str]
    short_courts: dict[str, str]
    """What a wall shows of each court's name, as large as it goes: “3” of “Board 3”."""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to play."""
        return self.is_closed or (bool(self.divisions) and all(division.is_over for division in self.divisions))


def view_tournament(tournament: Tournament, now: int, due_at: Mapping[MatchKey, int] | None = None) -> TournamentView:
    """Return the view of a tournament at `now`, milliseconds since 1970 UTC.

    `due_at` says when matches will be called by themselves, in the same unit.
    """
    return _Views(tournament, now, due_at or {}).build()


class _Views:
    """One view of a tournament."""

    def __init__(self, tournament: Tournament, now: int, due_at: Mapping[MatchKey, int]) -> None:
        self._tournament, self._now, self._due_at = tournament, now, due_at
        self._resolved = {number: resolve(tournament, division) for number, division in tournament.divisions.items()}
        self._first_matches = first_matches(tournament, now)
        self._last = {number: last_rounds(matches) for number, matches in self._resolved.items()}

    def build(self) -> TournamentView:
        tournament = self._tournament
        queued = [] if tournament.is_closed else court_queue(tournament, self._now)
        expected = forecast(tournament, self._now, queued)
        queue = [self._queued(item, expected) for item in queued]
        entries = sum(entry.status in {"in", "late"} for entry in tournament.entries.values())
        ends = None if tournament.is_closed else expected.ends
        return TournamentView(
            tournament.name,
            tournament.is_closed,
            tournament.is_practice,
            tournament_size(len(tournament.courts), entries),
            pot_words(tournament),
            (tournament.pause.text or t("The tournament is paused.")) if tournament.pause else "",
            (moment(ends[0]), moment(ends[1])) if ends else None,
            clock_views(tournament, self._now),
            sorted((row for row in queue if row.status in _RUNNING), key=_running_order),
            [row for row in queue if row.status not in _RUNNING],
            [side for row in queue if row.status == "called" for side in self._missing(row.match)],
            [self._division(division) for division in tournament.divisions.values()],
            sorted(player.name for player in tournament.players.values() if player.here and not player.is_dropped),
            _short_courts(list(tournament.courts)),
        )

    def _queued(self, item: QueuedMatch, expected: Forecast) -> QueueView:
        match = self._match(self._tournament.divisions[item.division], self._resolved[item.division][item.match])
        key = item.division, item.match
        why = translate_error(item.why)
        return QueueView(match, item.status, item.court or "", expected.minutes.get(key), why, self._due_at.get(key))

    def _missing(self, match: MatchView) -> Iterator[MissingView]:
        decisions = self._tournament.divisions[match.division].decisions(match.id)
        for side in decisions.missing:
            yield MissingView(match.sides[side - 1].name, match.court, moment(decisions.missing_at))

    def _division(self, division: Division) -> DivisionContent:
        matches = self._resolved[division.number]
        places = self._places(division)
        tables = division_tables(self._tournament, division)
        entries = [entry for entry in self._tournament.division_entries(division.number) if entry.status != "withdrawn"]
        is_over = is_division_over(self._tournament, division)
        rounds = list(self._rounds(division, matches))
        shown = {match.id: match for one in rounds for match in one.matches}
        return DivisionContent(
            division.number,
            division.name,
            _division_facts(division, len(entries)),
            list(draw_notes(self._tournament, division)),
            bool(matches),
            is_over,
            [self._tournament.entry_name(entry.number) for entry in entries],
            rounds,
            draw_brackets(division, matches),
            tables,
            places,
            [self._champion(place.row.entry) for place in places if is_over and place.row.place == 1],
            list(self._people(division, shown)),
            any(first.division == division.number and not first.has_begun for first in self._first_matches),
            _seeds(division),
        )

    def _champion(self, number: int) -> ChampionView:
        entry = self._tournament.entries[number]
        players = [self._tournament.players[player].name for player in entry.players]
        name = self._tournament.entry_name(number)
        return ChampionView(name, [name], " & ".join(players)) if entry.name else ChampionView(name, players, "")

    def _places(self, division: Division) -> list[PlaceView]:
        """Return the places over all stages that are known, each with the record in the last stage of the entry."""
        rows = {
            row.entry: row
            for stage in range(1, len(division.stages) + 1)
            for row in encode_standings(self._tournament, division, translate_error, stage)
        }
        places = division_places(self._tournament, division, self._resolved[division.number])
        return [
            PlaceView(self._tournament.entry_name(entry), replace(rows[entry], place=place)) for place, entry in places
        ]

    def _rounds(self, division: Division, matches: Mapping[MatchId, Match]) -> Iterator[RoundView]:
        """Yield the rounds, each bracket's beside each other, without byes."""
        rounds: dict[str, list[MatchView]] = {}
        shown = [match for match in matches.values() if match.status != "not-needed"]
        for match in sorted(shown, key=lambda match: (match.stage, _ORDER_OF_BRACKETS.find(match.side_letter))):
            title = division_round_title(division, match, self._last[division.number])
            rounds.setdefault(title, []).append(self._match(division, match))
        begun: set[tuple[int, int | None]] = set()
        for title, views in rounds.items():
            first = matches[views[0].id]
            pool = first.stage, pool_of(first.id)
            yield RoundView(title, views, first.side_letter not in {"R", "P"} or pool not in begun)
            if any(view.status != "over" for view in views):
                begun.add(pool)

    def _match(self, division: Division, match: Match) -> MatchView:
        decisions = division.decisions(match.id)
        began = decisions.started_at or decisions.called_at if match.status == "playing" else None
        return MatchView(
            match.id,
            division.number,
            division.name if len(self._tournament.divisions) > 1 else "",
            division_match_title(division, match, self._last[division.number]),
            (self._side(division, match, 1), self._side(division, match, 2)),
            match.status,
            decisions.court or "",
            result_words(division, match),
            how_words(match) if match.how not in {None, "played"} else "",
            None if began is None else moment(began),
            decisions.games[-1] if decisions.games else 0,
            list(_notes(division, match)),
        )

    def _side(self, division: Division, match: Match, side: MatchSide) -> SideView:
        slot = match.sides[side - 1]
        scores = division.decisions(match.id).scores
        points = " ".join(str(score[side - 1]) for score in scores)
        name, entry = side_name(self._tournament, slot), entry_of(slot) or 0
        return SideView(name, entry, points, match.winner == side, entries_of(slot))

    def _people(self, division: Division, matches: dict[MatchId, MatchView]) -> Iterator[PersonView]:
        for first in self._first_matches:
            if first.division == division.number:
                entry, players = self._tournament.entries[first.entry], self._tournament.players
                partners = " & ".join(players[other].name for other in entry.players if other != first.player)
                opponents = side_name(self._tournament, first.opponent)
                yield PersonView(players[first.player].name, partners, opponents, first.court, matches.get(first.match))


_RUNNING = {"called", "playing"}


def _running_order(row: QueueView) -> tuple[bool, tuple[object, ...]]:
    """Who is called comes first; then the courts, 2 before 10."""
    return row.status != "called", tuple(natural_key(row.court))


def _division_facts(division: Division, entries: int) -> str:
    teams = t("{entries:team|teams}", entries=entries)
    formats = {
        "single": t("single elimination"),
        "double": t("double elimination"),
        "open": t("open play"),
        "king": t("king of the court"),
        "round-robin": t("round robin"),
        "swiss": t("Swiss rounds"),
        "switch": t("switch"),
    }
    played = [t("pools") if stage.pools > 1 else formats.get(stage.format, "") for stage in division.stages]
    return " · ".join(filter(None, dict.fromkeys((teams, *played))))


def _seeds(division: Division) -> dict[int, int]:
    if division.draw is None or division.draw.method == "random" or division.bracket_stages != [1]:
        return {}
    return {entry: seed for seed, entry in division.draw.seeds.items()}


def _notes(division: Division, match: Match) -> Iterator[str]:
    decisions = division.decisions(match.id)
    if decisions.protest:
        yield t("Under protest")
    if decisions.held:
        yield t("Held by the director")
    if match.is_out_of_line:
        yield t("Was played with other sides than are due now")


def _short_courts(courts: list[str]) -> dict[str, str]:
    """Return the courts' names without the words that all of them begin with."""
    words = [court.split() for court in courts]
    common = 0
    while all(len(name) > common + 1 and name[common] == words[0][common] for name in words) and len(words) > 1:
        common += 1
    return {court: " ".join(name[common:]) for court, name in zip(courts, words, strict=True)}
