"""Encoding of a tournament: the state that everybody reads, without its matches, and the matches in parts.

The matches of 256 entries are 122 KB, so they are sent in parts that fit a message of 64 KB.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

import msgspec

from goat_kiosk.domain.state.state import Time, format_timestamp
from goat_kiosk.tournament.call_clock import CallClock, call_clocks
from goat_kiosk.tournament.division_places import is_division_over
from goat_kiosk.tournament.match_events import MatchCalled
from goat_kiosk.tournament.pace import Forecast, forecast
from goat_kiosk.tournament.paired_stage import division_promises, is_outdated
from goat_kiosk.tournament.payouts import pot_amounts
from goat_kiosk.tournament.queue import MINUTE_MS, QueuedMatch, court_queue
from goat_kiosk.tournament.resolving import resolve, resolve_all
from goat_kiosk.tournament.round_clock import read_round_clocks
from goat_kiosk.tournament.slots import entries_of_side
from goat_kiosk.tournament.stage_bracket import stage_brackets
from goat_kiosk.tournament.state.chunks import MAX_PART_BYTES, in_chunks, json_size
from goat_kiosk.tournament.state.matches import encode_matches, encode_reasons, time_or_absent
from goat_kiosk.tournament.state.standings import encode_standings
from goat_kiosk.tournament.state.state import (
    Absent,
    CallClockState,
    CallNotice,
    CourtKioskState,
    DirectorRequestState,
    DivisionPart,
    DivisionState,
    DivisionStatus,
    DrawChangeState,
    PairedRoundState,
    PauseState,
    PlayerStatus,
    PotState,
    QueueRow,
    RoundClockState,
    StandingRow,
    TournamentCourt,
    TournamentEntry,
    TournamentMatch,
    TournamentPlayer,
    TournamentState,
)
from goat_kiosk.tournament.state.wording import Wording
from goat_kiosk.tournament.tournament import Court, Division, Entry, MatchKey, Pause, SignedUpPlayer, Tournament


class TournamentIdentity(NamedTuple):
    """The identity of a tournament: its number, its log (8 hex digits), and its kiosk's name."""

    tournament_id: int
    log: str
    kiosk: str


class Reader(NamedTuple):
    """For whom a state is encoded."""

    now: int
    """The time by the wall clock, milliseconds since 1970 UTC, for the queue."""
    wording: Wording = str
    sees_money: bool = False
    """Whether it is the desk, which knows who has paid."""
    since: int = 0
    """When the program started, by the same clock: no call clock began before."""
    due_at: Mapping[MatchKey, int] = {}
    """When matches will be called by themselves."""


def encode_tournament(identity: TournamentIdentity, tournament: Tournament, reader: Reader) -> TournamentState:
    """Return the state of a tournament for a reader."""
    queue = court_queue(tournament, reader.now)
    expected = forecast(tournament, reader.now, queue)
    clocks = call_clocks(tournament, reader.now, reader.since)
    requests = [(player, format_timestamp(at)) for player, at in tournament.requests.items()]
    return TournamentState(
        tournament_id=identity.tournament_id,
        log=identity.log,
        seq=tournament.seq,
        kiosk=identity.kiosk,
        name=tournament.name,
        status="closed" if tournament.is_closed else "open",
        calling=tournament.calling,
        scoring=tournament.scoring,
        courts=encode_courts(tournament),
        divisions=[encode_division(tournament, division, reader.wording) for division in tournament.divisions.values()],
        players=[encode_player(player, sees_money=reader.sees_money) for player in tournament.players.values()],
        entries=[encode_entry(tournament, entry) for entry in tournament.entries.values() if entry.status != "paired"],
        queue=_queue_rows(queue, expected, reader),
        updated_at=format_timestamp(tournament.at),
        rules=tournament.rules or msgspec.UNSET,
        pause=_pause(tournament.pause),
        end_by=time_or_absent(tournament.end_by),
        ends=_ends(tournament, expected),
        practice=tournament.is_practice or msgspec.UNSET,
        fee=tournament.fee or msgspec.UNSET,
        pots=encode_pots(tournament) or msgspec.UNSET,
        currency=tournament.money.currency if tournament.money.pots else msgspec.UNSET,
        call_minutes=tournament.call_minutes,
        requests=[DirectorRequestState(*request) for request in requests] or msgspec.UNSET,
        call_clocks=[_call_clock(tournament, clock, reader.now) for clock in clocks] or msgspec.UNSET,
        round_clocks=encode_round_clocks(tournament, reader.now) or msgspec.UNSET,
    )


def encode_pots(tournament: Tournament) -> list[PotState]:
    """Return what everybody may know of the pots."""
    return [
        PotState(pot.name, amount, len(pot.places), pot.prize, _present(pot.division), _present(pot.stage))
        for pot, amount in pot_amounts(tournament)
    ]


def _present(number: int | None) -> int | msgspec.UnsetType:
    return msgspec.UNSET if number is None else number


def encode_player(player: SignedUpPlayer, *, sees_money: bool) -> TournamentPlayer:
    """Return the JSON struct of a person; why somebody has left is in the log alone."""
    status: PlayerStatus = "dropped" if player.is_dropped else "in"
    return TournamentPlayer(
        player.number,
        player.name,
        player.here,
        status,
        player.grade or msgspec.UNSET,
        player.paid if sees_money else msgspec.UNSET,
    )


def encode_entry(tournament: Tournament, entry: Entry) -> TournamentEntry:
    """Return the JSON struct of an entry."""
    status: Literal["in", "late", "withdrawn"] = "in" if entry.status == "paired" else entry.status
    name = tournament.entry_name(entry.number)
    seed = msgspec.UNSET if entry.seed is None else entry.seed
    return TournamentEntry(entry.number, entry.division, entry.players, name, status, seed)


def encode_division(tournament: Tournament, division: Division, wording: Wording = str) -> DivisionState:
    """Return the JSON struct of a division."""
    return DivisionState(
        division.number,
        division.seq,
        division.name,
        division.kind,
        _division_status(tournament, division),
        division.draw.number if division.draw else 0,
        division.stages,
        division.pairing if division.kind == "blind-draw" else msgspec.UNSET,
        division.rules or msgspec.UNSET,
        division.draw.strengths or msgspec.UNSET if division.draw else msgspec.UNSET,
        division.cap or msgspec.UNSET,
        [
            DrawChangeState(change.kind, change.entries, change.reason, format_timestamp(change.at))
            for change in division.draw_changes
        ]
        or msgspec.UNSET,
        _newest_round(tournament, division, wording),
        [wording(promise) for promise in division_promises(division)] or msgspec.UNSET,
    )


def _newest_round(tournament: Tournament, division: Division, wording: Wording) -> PairedRoundState | Absent:
    if not division.paired:
        return msgspec.UNSET
    newest = division.paired[max(division.paired)][-1]
    outdated = is_outdated(division, newest.stage, resolve(tournament, division)) or msgspec.UNSET
    return PairedRoundState(newest.stage, newest.round, newest.sits, encode_reasons(newest.reasons, wording), outdated)


def _division_status(tournament: Tournament, division: Division) -> DivisionStatus:
    if division.is_open_play:  # whoever comes enters, and the last match is when the tournament closes
        return "over" if tournament.is_closed else "drawn" if division.added else "entries"
    if division.draw is None and not stage_brackets(division):
        return "entries"
    return "over" if is_division_over(tournament, division) else "drawn"


def encode_courts(tournament: Tournament) -> list[TournamentCourt]:
    """Return the courts, with the match of each."""
    busy = _matches_on_courts(tournament)
    return [_court(tournament, court, busy.get(court.name)) for court in tournament.courts.values()]


def _court(tournament: Tournament, court: Court, match: MatchKey | None) -> TournamentCourt:
    return TournamentCourt(
        court.name,
        court.is_open,
        court.calling or tournament.calling,
        court.scoring or tournament.scoring,
        match or msgspec.UNSET,
        _kiosk(court),
    )


def _kiosk(court: Court) -> CourtKioskState | Absent:
    kiosk = court.kiosk
    return msgspec.UNSET if kiosk is None else CourtKioskState(kiosk.log, kiosk.name, court.is_away or msgspec.UNSET)


def _matches_on_courts(tournament: Tournament) -> dict[str, MatchKey]:
    return {
        court: (number, match.id)
        for number, matches in resolve_all(tournament).items()
        for match in matches.values()
        if match.status in {"called", "playing"}
        if (court := tournament.divisions[number].decisions(match.id).court) is not None
    }


def encode_queue(tournament: Tournament, reader: Reader) -> list[QueueRow]:
    """Return the queue of all courts."""
    queue = court_queue(tournament, reader.now)
    return _queue_rows(queue, forecast(tournament, reader.now, queue), reader)


def _queue_rows(queue: Iterable[QueuedMatch], expected: Forecast, reader: Reader) -> list[QueueRow]:
    return [
        QueueRow(
            queued.division,
            queued.match,
            queued.court,
            queued.status,
            reader.wording(queued.why),
            expected.minutes.get((queued.division, queued.match), msgspec.UNSET),
            time_or_absent(reader.due_at.get((queued.division, queued.match))),
        )
        for queued in queue
    ]


def encode_round_clocks(tournament: Tournament, now: int) -> list[RoundClockState]:
    """Return the clocks by which matches are played; while one runs, its horn's time says all."""
    return [
        RoundClockState(
            clock.division,
            clock.minutes,
            clock.playing,
            msgspec.UNSET if clock.is_stopped else format_timestamp(clock.horn_at),
            clock.left_ms if clock.is_stopped else msgspec.UNSET,
        )
        for clock in read_round_clocks(tournament, now)
    ]


def _call_clock(tournament: Tournament, clock: CallClock, now: int) -> CallClockState:
    again, last, forfeit = (
        format_timestamp(now - clock.waited_ms + minutes * MINUTE_MS) for minutes in tournament.call_minutes
    )
    return CallClockState(*clock.key, clock.court, clock.missing, again, last, forfeit)


def _ends(tournament: Tournament, expected: Forecast) -> tuple[Time, Time] | Absent:
    """Return the earlier and the later time at which the tournament will be over, at tonight's pace."""
    if tournament.is_closed or expected.ends is None:
        return msgspec.UNSET
    return format_timestamp(expected.ends[0]), format_timestamp(expected.ends[1])


def _pause(pause: Pause | None) -> PauseState | Absent:
    return msgspec.UNSET if pause is None else PauseState(pause.text, time_or_absent(pause.until))


def encode_parts(tournament: Tournament, division: Division, wording: Wording = str) -> list[DivisionPart]:
    """Return the matches and standings of a division, in parts of at most 64 KB of JSON."""
    matches = list(in_chunks(encode_matches(tournament, division, wording)))
    standings = [
        {str(stage): chunk}
        for stage in range(1, len(division.stages) + 1)
        for chunk in in_chunks(encode_standings(tournament, division, wording, stage))
    ]
    contents: list[tuple[list[TournamentMatch], dict[str, list[StandingRow]]]] = [(chunk, {}) for chunk in matches]
    contents += [([], chunk) for chunk in standings]
    if len(matches) == len(standings) == 1 and json_size([*matches[0], standings[0]]) <= MAX_PART_BYTES:
        contents = [(matches[0], standings[0])]
    return [
        DivisionPart(division.number, number, len(contents), chunk, rows)
        for number, (chunk, rows) in enumerate(contents or [([], {})], start=1)
    ]


def encode_call(tournament: Tournament, event: MatchCalled) -> CallNotice:
    """Return what the phones of the players are told when their match is called."""
    entries = [entry for side in event.sides for entry in entries_of_side(side)]
    players = [player for entry in entries for player in tournament.entries[entry].players]
    return CallNotice(players, event.division, event.match, event.court)
