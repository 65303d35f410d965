"""JSON structs of a tournament: docs/protocol.md has them in words.

They only grow. A field that is absent means what docs/protocol.md says; times are RFC 3339.
"""

from typing import Literal

import msgspec

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.domain.state.state import Time
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.division_events import Cap, StrengthCounts
from goat_kiosk.tournament.event_fields import (
    DEFAULT_CALL_MINUTES,
    Calling,
    CallMinutes,
    DivisionKind,
    GameScore,
    Grade,
    How,
    MatchSide,
    Pairing,
    Scoring,
)
from goat_kiosk.tournament.match import MatchStatus
from goat_kiosk.tournament.pots import Prize
from goat_kiosk.tournament.queue import QueueStatus
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import DrawChangeKind

Absent = msgspec.UnsetType
TournamentStatus = Literal["open", "closed"]
DivisionStatus = Literal["entries", "drawn", "over"]
PlayerStatus = Literal["in", "dropped"]


class SlotOrigin(msgspec.Struct, frozen=True):
    """Where the side of a slot comes from: one of the fields is present."""

    winner: MatchId | Absent = msgspec.UNSET
    loser: MatchId | Absent = msgspec.UNSET
    seed: int | Absent = msgspec.UNSET
    """A seed that is kept for a late entry."""
    stage: int | Absent = msgspec.UNSET
    """An earlier stage, of which `place` goes on to here."""
    place: int | Absent = msgspec.UNSET


class SlotState(msgspec.Struct, frozen=True):
    """What stands on one side of a match: one of the fields is present."""

    entry: int | Absent = msgspec.UNSET
    bye: bool | Absent = msgspec.UNSET
    open: SlotOrigin | Absent = msgspec.UNSET
    withdrawn: int | Absent = msgspec.UNSET
    pair: tuple[int, int] | Absent = msgspec.UNSET
    """Two entries who play together in this match only."""


class DueSides(msgspec.Struct, frozen=True):
    """The entries that are due now in a match that was called with others."""

    due: tuple[int | None, int | None]


class Contradiction(msgspec.Struct, frozen=True):
    """What the game of a result says by now; without a winner it goes on again."""

    game: int
    winner: MatchSide | None
    scores: tuple[GameScore, ...]


class DirectorRequestState(msgspec.Struct, frozen=True):
    """A player who asks for the director."""

    player: int
    at: Time


class TournamentMatch(msgspec.Struct, frozen=True):
    """One match of a division."""

    match: MatchId
    division: int
    stage: int
    round: int
    a: SlotState
    b: SlotState
    best_of: int
    status: MatchStatus
    court: str | None
    games: tuple[int, ...]
    scores: tuple[GameScore, ...]
    winner: MatchSide | None
    how: How | None
    winner_to: MatchId | None
    loser_to: MatchId | None
    called_at: Time | Absent = msgspec.UNSET
    calls: int | Absent = msgspec.UNSET
    here: tuple[bool, bool] | Absent = msgspec.UNSET
    protest: str | Absent = msgspec.UNSET
    held: bool | Absent = msgspec.UNSET
    out_of_line: DueSides | Absent = msgspec.UNSET
    contradicted_by: Contradiction | Absent = msgspec.UNSET
    column: int | Absent = msgspec.UNSET
    row: float | Absent = msgspec.UNSET
    reasons: list[str] | Absent = msgspec.UNSET
    """Why these meet, in a round that was paired."""


class DrawChangeState(msgspec.Struct, frozen=True):
    """A change of a draw that everybody sees, and why."""

    kind: DrawChangeKind
    entries: tuple[int, ...]
    reason: str
    at: Time


class PairedRoundState(msgspec.Struct, frozen=True):
    """The newest round of a stage that is paired round by round."""

    stage: int
    round: int
    sits: tuple[int, ...]
    reasons: list[str]
    outdated: bool | Absent = msgspec.UNSET


class DivisionState(msgspec.Struct, frozen=True):
    """A competition of a tournament, without its matches."""

    division: int
    seq: int
    name: str
    kind: DivisionKind
    status: DivisionStatus
    draws: int
    stages: tuple[Stage, ...]
    pairing: Pairing | Absent = msgspec.UNSET
    rules: Rules | Absent = msgspec.UNSET
    strengths: StrengthCounts | Absent = msgspec.UNSET
    cap: Cap | Absent = msgspec.UNSET
    changes: list[DrawChangeState] | Absent = msgspec.UNSET
    paired: PairedRoundState | Absent = msgspec.UNSET
    promises: list[str] | Absent = msgspec.UNSET


class TournamentPlayer(msgspec.Struct, frozen=True):
    """A person at the tournament; `paid` is for the desk alone."""

    player: int
    name: str
    here: bool
    status: PlayerStatus
    grade: Grade | Absent = msgspec.UNSET
    paid: bool | Absent = msgspec.UNSET


class TournamentEntry(msgspec.Struct, frozen=True):
    """A side of a division."""

    entry: int
    division: int
    players: tuple[int, ...]
    name: str
    status: Literal["in", "late", "withdrawn"]
    seed: int | Absent = msgspec.UNSET


class CourtKioskState(msgspec.Struct, frozen=True):
    """The kiosk that scores a court: its log and its name; `away` while it is gone."""

    log: str
    name: str
    away: bool | Absent = msgspec.UNSET


class TournamentCourt(msgspec.Struct, frozen=True):
    """A court of the tournament, and the match that is called or played there."""

    court: str
    open: bool
    calling: Calling
    scoring: Scoring
    match: tuple[int, MatchId] | Absent = msgspec.UNSET
    kiosk: CourtKioskState | Absent = msgspec.UNSET
    """The other kiosk that scores it; absent for the courts of the tournament's own."""


class QueueRow(msgspec.Struct, frozen=True):
    """A match of the queue, and why it stands where it does."""

    division: int
    match: MatchId
    court: str | None
    status: QueueStatus
    why: str
    minutes: tuple[int, int] | Absent = msgspec.UNSET
    """The least and the most minutes until it starts."""
    due_at: Time | Absent = msgspec.UNSET
    """When it will be called by itself, unless the desk decides otherwise."""


class CallClockState(msgspec.Struct, frozen=True):
    """The clock of a called match with a missing side: when it is called again, for the last time, and may end."""

    division: int
    match: MatchId
    court: str
    missing: tuple[MatchSide, ...]
    call_again_at: Time
    last_call_at: Time
    forfeit_at: Time


class RoundClockState(msgspec.Struct, frozen=True):
    """The clock of the matches of a division that started together; one of the times is present."""

    division: int
    minutes: int
    playing: int
    horn_at: Time | Absent = msgspec.UNSET
    left_ms: int | Absent = msgspec.UNSET
    """While a pause stops it."""


class PauseState(msgspec.Struct, frozen=True):
    """A pause of the tournament."""

    text: str
    until: Time | Absent = msgspec.UNSET


class PotState(msgspec.Struct, frozen=True):
    """What everybody may know of a pot: its size, and how many places it pays."""

    name: str
    amount: int
    pays: int
    prize: Prize
    division: int | Absent = msgspec.UNSET
    stage: int | Absent = msgspec.UNSET


class TournamentState(msgspec.Struct, frozen=True, kw_only=True):
    """A tournament without its matches."""

    tournament_id: int
    log: str
    seq: int
    kiosk: str
    name: str
    status: TournamentStatus
    calling: Calling
    scoring: Scoring
    courts: list[TournamentCourt]
    divisions: list[DivisionState]
    players: list[TournamentPlayer]
    entries: list[TournamentEntry]
    queue: list[QueueRow]
    updated_at: Time
    rules: Rules | Absent = msgspec.UNSET
    pause: PauseState | Absent = msgspec.UNSET
    end_by: Time | Absent = msgspec.UNSET
    ends: tuple[Time, Time] | Absent = msgspec.UNSET
    practice: bool | Absent = msgspec.UNSET
    fee: int | Absent = msgspec.UNSET
    pots: list[PotState] | Absent = msgspec.UNSET
    currency: str | Absent = msgspec.UNSET
    call_minutes: CallMinutes = DEFAULT_CALL_MINUTES
    requests: list[DirectorRequestState] | Absent = msgspec.UNSET
    call_clocks: list[CallClockState] | Absent = msgspec.UNSET
    round_clocks: list[RoundClockState] | Absent = msgspec.UNSET
    parts: int | Absent = msgspec.UNSET
    """In a stream: how many messages have the players, the entries and the queue, which are empty here then."""


class StatePart(msgspec.Struct, frozen=True):
    """Part of the players, the entries and the queue of a tournament that does not fit one message."""

    part: int
    of: int
    players: list[TournamentPlayer] = []
    entries: list[TournamentEntry] = []
    queue: list[QueueRow] = []


class StandingRow(msgspec.Struct, frozen=True):
    """The place of an entry in a stage, and what decided it."""

    place: int
    entry: int
    played: int
    wins: int
    losses: int
    points_for: int
    points_against: int
    differential: int
    decided_by: str | None
    why: str
    pool: int | Absent = msgspec.UNSET
    """In a stage with pools, whose `place` is over all of them."""
    pool_place: int | Absent = msgspec.UNSET
    splits: int | Absent = msgspec.UNSET
    """Matches that nobody has won or lost."""


class DivisionPart(msgspec.Struct, frozen=True):
    """Part of a division's matches, small enough for a message; `standings` by the number of the stage."""

    division: int
    part: int
    of: int
    matches: list[TournamentMatch]
    standings: dict[str, list[StandingRow]]


class CallNotice(msgspec.Struct, frozen=True):
    """The players of a match that has just been called."""

    players: list[int]
    division: int
    match: MatchId
    court: str
