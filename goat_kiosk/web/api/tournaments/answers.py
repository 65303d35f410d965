"""Answers of the tournaments' API beside the states of `tournament.state`."""

from typing import Any, Literal

import msgspec

from goat_kiosk.domain.state.state import Time
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.state.state import TournamentMatch, TournamentState, TournamentStatus


class ListedTournament(msgspec.Struct, frozen=True):
    """A tournament of the list; `at` is when its newest event happened, `kiosk` the other kiosk that runs it."""

    tournament_id: int
    name: str
    status: TournamentStatus
    at: Time
    practice: bool | msgspec.UnsetType = msgspec.UNSET
    kiosk: str | msgspec.UnsetType = msgspec.UNSET


class RecordedDecision(msgspec.Struct, frozen=True):
    """An event of a tournament as the log has it, with its `type` and what was decided."""

    seq: int
    at: Time
    event: dict[str, Any]
    hash: str


class UnsharedDecisions(msgspec.Struct, frozen=True):
    """The events recorded here of a tournament that `kiosk` has taken over."""

    tournament_id: int
    kiosk: str
    events: list[RecordedDecision]


class FinalPlace(msgspec.Struct, frozen=True):
    """The place of an entry in its division."""

    division: int
    place: int
    entry: int


class ClosedTournament(TournamentState, frozen=True, kw_only=True):
    """A tournament that is closed: the places, and who has not paid."""

    places: list[FinalPlace]
    unpaid: list[int]


class CheckedIn(msgspec.Struct, frozen=True):
    """A person who has checked in, and the secret of their phone; one who waits is let in by the desk."""

    player: int
    seat: str
    standing: Literal["joined", "waiting"]


class ChangedMatch(msgspec.Struct, frozen=True):
    """A match before and after; null where it does not exist."""

    match: MatchId
    division: int
    before: TournamentMatch | None
    after: TournamentMatch | None


class ChangedPlace(msgspec.Struct, frozen=True):
    """The place of an entry before and after; null while it is in."""

    entry: int
    before: int | None
    after: int | None


class PlayerNotice(msgspec.Struct, frozen=True):
    """A person to notify, and why."""

    player: int
    why: str


class EffectPreview(msgspec.Struct, frozen=True):
    """What a write would change; nothing is recorded."""

    effect: list[ChangedMatch]
    places: list[ChangedPlace]
    tell: list[PlayerNotice]
    sentence: str
