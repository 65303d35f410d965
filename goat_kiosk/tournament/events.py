"""The events of a tournament: decisions and facts, never what follows from them.

Trees, tables, places and the queue are derived (`resolving`, `places`, `queue`), so a correction changes them
everywhere at once and wipes nothing. As with the events of a game, the log only grows: fields may be added with a
default, which is left out of the JSON, and are never renamed or removed. Chance is recorded as its outcome and the
method, so that a replay needs no random numbers.
"""

from typing import Annotated

import msgspec

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.division_events import DivisionEvent
from goat_kiosk.tournament.event_fields import (
    DEFAULT_CALL_MINUTES,
    Calling,
    CallMinutes,
    Cents,
    DivisionNumber,
    FromDesk,
    Grade,
    LogName,
    Milliseconds,
    Name,
    PartnerPlan,
    PlayerNumber,
    Reason,
    Scoring,
    TournamentEvent,
)
from goat_kiosk.tournament.match_events import MatchAdded, MatchEvent
from goat_kiosk.tournament.pots import Money


class CourtKiosk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kiosk that scores a court: its log, which stays when the kiosk is renamed, and its name."""

    log: LogName
    name: Name


class TournamentCreated(TournamentEvent, frozen=True, tag="tournament-created"):
    """A tournament begins: its name and its courts."""

    name: Name
    courts: tuple[Name, ...] = ()
    calling: Calling = "auto"
    scoring: Scoring = "bags"
    rules: Rules | None = None
    end_by: Milliseconds | None = None
    is_practice: bool = False
    """Whether its games count in no history and no statistics."""
    fee: Cents = 0
    call_minutes: CallMinutes = DEFAULT_CALL_MINUTES
    kiosks: dict[Name, CourtKiosk] = {}  # noqa: RUF012  msgspec copies an empty default
    """The kiosks of the courts that another kiosk scores; the others are the owner's."""


class TournamentChanged(TournamentEvent, frozen=True, tag="tournament-changed"):
    """The tournament gets other settings: all of them, also those that stay."""

    name: Name
    calling: Calling = "auto"
    scoring: Scoring = "bags"
    rules: Rules | None = None
    end_by: Milliseconds | None = None
    fee: Cents = 0
    call_minutes: CallMinutes = DEFAULT_CALL_MINUTES


class MoneySet(TournamentEvent, frozen=True, tag="money-set"):
    """The money of the tournament is divided in another way."""

    fee: Cents
    money: Money


class TournamentClosed(TournamentEvent, frozen=True, tag="tournament-closed"):
    """The director closes the tournament; it can be reopened."""


class TournamentReopened(TournamentEvent, frozen=True, tag="tournament-reopened"):
    """The tournament goes on."""


class TournamentPaused(TournamentEvent, frozen=True, tag="tournament-paused"):
    """No match is called and no clock runs until the tournament is resumed."""

    text: Reason = ""
    until: Milliseconds | None = None


class TournamentResumed(TournamentEvent, frozen=True, tag="tournament-resumed"):
    """The pause is over."""


class PlayerSignedUp(TournamentEvent, frozen=True, tag="player-signed-up"):
    """A person takes part in the tournament."""

    player: PlayerNumber
    name: Name
    grade: Grade | None = None
    here: bool = True
    paid: bool = False
    from_desk: FromDesk = True


class PlayerChanged(TournamentEvent, frozen=True, tag="player-changed"):
    """The desk has corrected a person's name, grade, presence or payment. None leaves a field as it is."""

    player: PlayerNumber
    name: Name | None = None
    grade: Grade | None = None
    here: bool | None = None
    paid: bool | None = None
    from_desk: FromDesk = True


class PlayerDropped(TournamentEvent, frozen=True, tag="player-dropped"):
    """A person is gone for the night; what was played stays."""

    player: PlayerNumber
    reason: Reason = ""
    is_private: bool = False
    partner: PartnerPlan = "alone"
    substitute: PlayerNumber | None = None


class DirectorRequested(TournamentEvent, frozen=True, tag="director-requested"):
    """A player asks for the director, from their own phone."""

    player: PlayerNumber
    from_desk: FromDesk = False


class DirectorRequestCleared(TournamentEvent, frozen=True, tag="director-request-cleared"):
    """The desk has taken care of a player's request, or the player needs nobody any more."""

    player: PlayerNumber
    from_desk: FromDesk = True


class DecisionUndone(TournamentEvent, frozen=True, tag="decision-undone"):
    """The newest decision is taken back; nothing has followed from it."""

    events: Annotated[int, msgspec.Meta(ge=1)] = 1
    """How many events it was: a command is taken back as a whole."""


class CourtSet(TournamentEvent, frozen=True, tag="court-set"):
    """A court opens, closes, or calls in another way."""

    court: Name
    is_open: bool = True
    calling: Calling | None = None
    scoring: Scoring | None = None
    kiosk: CourtKiosk | None = None
    """The other kiosk that scores it; None: the same as before, and for a new court the owner."""


class KioskChanged(TournamentEvent, frozen=True, tag="kiosk-changed"):
    """Another kiosk that scores courts is gone or back, or has another name. No match is called to one that is gone."""

    log: LogName
    """As the courts have it."""
    kiosk: CourtKiosk
    """Its log and its name from now on."""
    is_away: bool
    from_desk: FromDesk = False


class QueueOrdered(TournamentEvent, frozen=True, tag="queue-ordered"):
    """The director puts these matches first, in this order."""

    order: tuple[tuple[DivisionNumber, MatchId], ...]


AnyTournamentEvent = (
    TournamentCreated
    | TournamentChanged
    | MoneySet
    | TournamentClosed
    | TournamentReopened
    | TournamentPaused
    | TournamentResumed
    | PlayerSignedUp
    | PlayerChanged
    | PlayerDropped
    | DirectorRequested
    | DirectorRequestCleared
    | DecisionUndone
    | CourtSet
    | KioskChanged
    | QueueOrdered
    | DivisionEvent
    | MatchAdded
    | MatchEvent
)

_encoder = msgspec.json.Encoder()

_decoder: msgspec.json.Decoder[AnyTournamentEvent] = msgspec.json.Decoder(AnyTournamentEvent)


def encode(event: AnyTournamentEvent) -> bytes:
    """Return the event's JSON as the log stores it."""
    return _encoder.encode(event)


def decode(body: bytes | str) -> AnyTournamentEvent:
    """Return the event stored as `body`. Raises `msgspec.DecodeError` (or its `ValidationError`) when it is invalid."""
    return _decoder.decode(body)
