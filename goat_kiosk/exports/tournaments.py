"""Tournaments in export files: their events with the hash chain, folded and checked before anything is done with them.

A tournament stands beside the games of a file. The games of its matches are not part of it: they are exported by their
own numbers, and the tournament has their results.
"""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.errors import InvalidValue, KioskError
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.tournament_log import TournamentLog, TournamentRow, verify_tournament_chain
from goat_kiosk.tournament.events import AnyTournamentEvent, TournamentCreated
from goat_kiosk.tournament.fold import apply, create
from goat_kiosk.tournament.tournament import Tournament

MAX_NUMBER = 2**31 - 1
"""The highest number of a tournament, as of a game."""


class ExportedTournamentEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as the log keeps it."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=MAX_NUMBER)]
    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST_MS)]
    event: AnyTournamentEvent
    hash: str
    key: str | None = None


class ExportedTournament(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tournament with all its events; `end` is the hash of the last one."""

    tournament_id: Annotated[int, msgspec.Meta(ge=1, le=MAX_NUMBER)]
    events: list[ExportedTournamentEvent]
    end: str


class TournamentCheck(msgspec.Struct, frozen=True):
    """What the verification of a tournament has found, in sentences."""

    is_intact: bool
    lines: list[str]


def export_tournament(tournament_id: int, rows: list[TournamentRow]) -> ExportedTournament:
    """Return a tournament in the form of the file."""
    events = [ExportedTournamentEvent(row.seq, row.at, row.event, row.hash, row.key) for row in rows]
    return ExportedTournament(tournament_id, events, events[-1].hash)


def rows_of_tournament(exported: ExportedTournament) -> list[TournamentRow]:
    """Return the events of a file's tournament as rows of the log."""
    return [
        TournamentRow(exported.tournament_id, event.seq, event.at, event.key, event.event, event.hash)
        for event in exported.events
    ]


def check_tournament(exported: ExportedTournament) -> tuple[list[TournamentRow], Tournament]:
    """Return the events of a file's tournament and what they come to.

    Raises `InvalidValue` when they cannot be applied, or when one is not what was recorded.
    """
    rows = rows_of_tournament(exported)
    tournament = fold_rows(exported.tournament_id, rows)
    verify_tournament_chain(rows)
    if exported.end != rows[-1].hash:
        raise InvalidValue(
            "Tournament {id}: the events after number {seq} are missing.", id=exported.tournament_id, seq=rows[-1].seq
        )
    return rows, tournament


def fold_rows(tournament_id: int, rows: list[TournamentRow]) -> Tournament:
    """Return the tournament after its events. Raises `InvalidValue` when they have a gap or break the rules."""
    if not rows or not isinstance(rows[0].event, TournamentCreated):
        raise InvalidValue("Tournament {id} has no beginning.", id=tournament_id)
    tournament = create(rows[0].event, rows[0].at)
    for number, row in enumerate(rows, 1):
        if row.seq != number:
            raise InvalidValue("Tournament {id}: its events are not numbered from 1 without a gap.", id=tournament_id)
        try:
            tournament = apply(tournament, row.event, row.at) if number > 1 else tournament
        except KioskError as error:
            raise InvalidValue(
                "Tournament {id} cannot be replayed: event {seq}: {why}", id=tournament_id, seq=number, why=error
            ) from error
    return tournament


def verify_tournaments(tournaments: Iterable[ExportedTournament]) -> list[TournamentCheck]:
    """Fold each tournament of a file and follow its hash chain; one that is there twice is not intact."""
    seen, checks = set[int](), list[TournamentCheck]()
    for exported in tournaments:
        number = exported.tournament_id
        try:
            rows, tournament = check_tournament(exported)
            head = f"Tournament {number}, {tournament.name}: whole and untouched, {len(rows)} events."
            check = TournamentCheck(True, [head, f"  Code {chain.short_code(exported.end)}."])  # noqa: FBT003  the field says it
        except InvalidValue as error:
            check = TournamentCheck(False, [error.sentence])  # noqa: FBT003  as above
        if number in seen:
            check = TournamentCheck(False, [f"Tournament {number} is in the file twice."])  # noqa: FBT003  as above
        seen.add(number)
        checks.append(check)
    return checks


def find_tournament_problems(log: EventLog, tournament_id: int) -> list[str]:
    """Return what is wrong with a tournament of the log, as sentences; an empty list when it is intact."""
    try:
        rows = TournamentLog(log).events(tournament_id)
        fold_rows(tournament_id, rows)
        verify_tournament_chain(rows)
    except KioskError as error:
        return [error.sentence]
    return []


def new_tournaments(log: EventLog, tournaments: Iterable[ExportedTournament]) -> list[list[TournamentRow]]:
    """Check the tournaments of a file, and return the events of those that the log does not have.

    Raises `InvalidValue` when one is not as it was recorded, or the log has another one of its number.
    """
    new: dict[int, list[TournamentRow]] = {}
    stored_log = TournamentLog(log)
    for exported in tournaments:
        number = exported.tournament_id
        rows, _ = check_tournament(exported)
        stored = stored_log.events(number)
        if number in new:
            raise InvalidValue("Tournament {id} is in the file twice.", id=number)
        if log.first_event(number) is not None or (
            stored and [row.hash for row in stored] != [row.hash for row in rows]
        ):
            raise InvalidValue(
                "Another game or tournament has the number {id} here already; they are never merged.", id=number
            )
        if not stored:
            new[number] = [_without_used_key(stored_log, row) for row in rows]
    return list(new.values())


def _without_used_key(log: TournamentLog, row: TournamentRow) -> TournamentRow:
    """Return the row; a key that this log has used for another event keeps that meaning."""
    return row._replace(key=None) if row.key is not None and log.event_by_key(row.key) else row
