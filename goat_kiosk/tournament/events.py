"""The events of a tournament: decisions and facts, never what follows from them.

Trees, tables, places and the queue are derived (`resolving`, `places`, `queue`), so a correction changes them
everywhere at once and wipes nothing. As with the events of a game, the log only grows: fields may be added with a
default, which is left out of the JSON, and are never renamed or removed. Chance is recorded as its outcome and the
method, so that a replay needs no random numbers.
"""

from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, MAX_REASON_LENGTH
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.tournament.brackets.losers_order import LosersOrder
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.pots import Money

MAX_PEOPLE = 9_999
"""Players, or entries, of a tournament."""
MAX_DIVISIONS = 99
PlayerNumber = Annotated[int, msgspec.Meta(ge=1, le=MAX_PEOPLE)]
DivisionNumber = Annotated[int, msgspec.Meta(ge=1, le=MAX_DIVISIONS)]
EntryNumber = Annotated[int, msgspec.Meta(ge=1, le=MAX_PEOPLE)]
StageNumber = Annotated[int, msgspec.Meta(ge=1, le=9)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH)]
Reason = Annotated[str, msgspec.Meta(max_length=MAX_REASON_LENGTH)]
LogName = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
Milliseconds = Annotated[int, msgspec.Meta(ge=0)]
"""Milliseconds since 1970 UTC."""
Cents = Annotated[int, msgspec.Meta(ge=0, le=100_000_00)]
"""What a person pays to take part, in hundredths of the venue's currency."""

FromDesk = bool
"""Whether the desk decided it. The desk's undo passes over what players, phones of courts and the program did."""
_CallMinute = Annotated[int, msgspec.Meta(ge=1, le=120)]
CallMinutes = tuple[_CallMinute, _CallMinute, _CallMinute]
"""Minutes after which a missing side is called again, for the last time, and may be given a forfeit."""
DEFAULT_CALL_MINUTES: CallMinutes = (3, 5, 8)
"""Most venues forfeit five minutes after a call; here a second call comes before them, and the clock starts later."""

Grade = Literal["A", "B", "C"]
DivisionKind = Literal["singles", "pairs", "blind-draw", "switch"]
Pairing = Literal["random", "grades", "balanced"]
Format = Literal["single", "double", "round-robin", "swiss", "switch", "open", "king"]
Seeding = Literal["random", "order", "rating", "grade", "standings"]
TieBreaker = Literal[
    "wins",
    "head-to-head",
    "differential",
    "differential-among-tied",
    "points-for",
    "points-against",
    "ppr",
    "play-off",
    "drawn",
]
TieDecider = Literal["play-off", "coin", "director"]
Calling = Literal["auto", "ask", "off"]
Scoring = Literal["bags", "rounds", "result"]
How = Literal["played", "forfeit", "double-forfeit", "injury", "split"]
RulingKind = Literal["stands", "replay", "swap", "void"]
PartnerPlan = Literal["alone", "substitute", "drop"]
MatchSide = Literal[1, 2]
"""Side 1 is the match's slot `a`."""
BagTotals = tuple[Annotated[int, msgspec.Meta(ge=0)], Annotated[int, msgspec.Meta(ge=1)]]
"""What a side scored with its bags before cancellation, and in how many rounds."""
GameScore = tuple[Annotated[int, msgspec.Meta(ge=0, le=9_999)], Annotated[int, msgspec.Meta(ge=0, le=9_999)]]


SideEntries = int | tuple[int, int]
"""Who plays on a side of a match: an entry, or two who were paired for this match.

Without the limits of `EntryNumber`: msgspec 0.22 crashes at a garbage collection after it has met a number with limits
in a union with a tuple of two.
"""
MatchSides = tuple[SideEntries, SideEntries]
_Place = Annotated[int, msgspec.Meta(ge=1, le=256)]
PlaceRange = tuple[_Place, _Place]
"""The first and the last of the places that go on."""
PoolName = Annotated[str, msgspec.Meta(pattern="^P[1-9][0-9]?$")]
Count = Annotated[int, msgspec.Meta(ge=1, le=99)]
RoundMinutes = Annotated[int, msgspec.Meta(ge=1, le=240)]
DifferentialCap = Annotated[int, msgspec.Meta(ge=0, le=999)]


class StageSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where the entries of a later stage come from: places of an earlier stage, or of each of its pools."""

    stage: StageNumber
    places: PlaceRange | None = None
    pool_places: PlaceRange | None = None


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The format of a part of a division. Tables by round have the keys ``default``, ``W``, ``W3``, ``F``, ``R``."""

    format: Format
    seeding: Seeding = "random"
    """A later stage that says ``random`` without more is seeded by the standings of the earlier one."""
    if_game: bool = True
    losers_order: LosersOrder = "fewest-repeats"
    third_place: bool = False
    play_to: int | dict[str, int] | None = None
    """Points that win a game: of all, or by round; None: those of the rules."""
    rules: dict[str, Rules] = {}
    best_of: dict[str, int] = {}
    play_all: bool = False
    source: StageSource | None = msgspec.field(default=None, name="from")
    """Of a later stage; the first one has the entries of the division."""
    pools: Count = 1
    pool_courts: dict[PoolName, tuple[Name, ...]] = {}
    """Pools that run themselves: the courts where each plays its matches, one after the other."""
    rounds: Count | None = None
    games_each: Count | None = None
    times_through: Count = 1
    """Round robin: how often everybody meets everybody."""
    round_minutes: RoundMinutes | None = None
    tie_breakers: tuple[TieBreaker, ...] = ()
    """None: those of `DEFAULT_TIE_BREAKERS`."""
    differential_cap: DifferentialCap | msgspec.UnsetType | None = msgspec.UNSET
    """The most that one game counts in a differential; None: no limit; unset: the target."""


class CourtKiosk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kiosk that scores a court: its log, which stays when the kiosk is renamed, and its name."""

    log: LogName
    name: Name


class TournamentEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"):
    """The base of all events of a tournament."""


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
    kiosks: dict[Name, CourtKiosk] = {}
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


class Cap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The strongest players that a division lets in, by rating or by grade; who is unknown may play."""

    rating: float | None = None
    grade: Grade | None = None


class DivisionAdded(TournamentEvent, frozen=True, tag="division-added"):
    """A competition of its own within the tournament."""

    division: DivisionNumber
    name: Name
    kind: DivisionKind
    stages: tuple[Stage, ...]
    pairing: Pairing = "random"
    rules: Rules | None = None
    cap: Cap | None = None


class StageChanged(TournamentEvent, frozen=True, tag="stage-changed"):
    """A stage gets other settings; matches that have been called keep theirs."""

    division: DivisionNumber
    stage: StageNumber
    settings: Stage


class StagesReplaced(TournamentEvent, frozen=True, tag="stages-replaced"):
    """A division gets other stages, as long as nothing of it is drawn or played."""

    division: DivisionNumber
    stages: tuple[Stage, ...]


class EntryMade(TournamentEvent, frozen=True, tag="entry-made"):
    """A person, a pair, or in a blind draw a person to be paired, enters a division."""

    entry: EntryNumber
    division: DivisionNumber
    players: tuple[PlayerNumber, ...]
    name: Name = ""
    seed: int | None = None
    from_desk: FromDesk = True


class EntryChanged(TournamentEvent, frozen=True, tag="entry-changed"):
    """An entry gets another name, seed or player (a substitute)."""

    entry: EntryNumber
    players: tuple[PlayerNumber, ...] | None = None
    name: Name | None = None
    seed: int | None = None
    from_game: int | None = None
    """The first game of the match being played in which the new players play; None: from the next match on."""


class EntryWithdrawn(TournamentEvent, frozen=True, tag="entry-withdrawn"):
    """An entry leaves: its matches that are not over are forfeited."""

    entry: EntryNumber
    reason: Reason = ""


class DrawnTeam(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team that a blind draw made; a walker is a team of one, who throws at both ends."""

    entry: EntryNumber
    players: tuple[PlayerNumber, ...]


class StrengthCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many people of a draw had a rating, how many only a grade, and of how many nothing was known."""

    rated: int = 0
    graded: int = 0
    unknown: int = 0


class Drawn(TournamentEvent, frozen=True, tag="drawn"):
    """A stage is drawn: `order` is the entries from the best seed to the last. The first draw closes the entries.

    `late_spots` seeds after them are kept for late entries until `until`; then they are byes. A redraw has a reason.
    """

    division: DivisionNumber
    order: tuple[EntryNumber, ...]
    method: Seeding
    teams: tuple[DrawnTeam, ...] = ()
    late_spots: int = 0
    until: Milliseconds | None = None
    reason: Reason = ""
    strengths: StrengthCounts | None = None
    """What was known of the people, if it played a part."""
    stage: StageNumber = 1
    places: tuple[_Place, ...] = ()
    """A later stage, in place of `order`: for each seed the place of the earlier stage; none: by the standings."""


class PairedMatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A match of a round that was paired, and why these play."""

    sides: MatchSides
    court: Name | None = None
    reasons: tuple[Reason, ...] = ()
    """Codes that `formats/reasons` reads, so that everybody has them in their language."""
    fillers: tuple[EntryNumber, ...] = ()
    """Who plays only to fill the game: it does not count for them."""


class RoundPaired(TournamentEvent, frozen=True, tag="round-paired"):
    """The next round of a stage without a tree is paired, or the newest one again while nothing of it is called."""

    division: DivisionNumber
    stage: StageNumber
    round: Annotated[int, msgspec.Meta(ge=1, le=999)]
    pairings: tuple[PairedMatch, ...]
    sits: tuple[EntryNumber, ...] = ()
    """Who has no match in this round."""
    reasons: tuple[Reason, ...] = ()
    """Codes of what holds for the whole round, such as why somebody has the bye."""
    winners: dict[MatchId, MatchSide | None] = {}
    """The results that it rests on."""
    from_desk: FromDesk = True


class TieDecided(TournamentEvent, frozen=True, tag="tie-decided"):
    """A tie that no tie-breaker has decided: its entries, the best first."""

    division: DivisionNumber
    stage: StageNumber
    order: tuple[EntryNumber, ...]
    how: TieDecider
    from_desk: FromDesk = True


class EntriesSwapped(TournamentEvent, frozen=True, tag="entries-swapped"):
    """Two entries of a draw change places."""

    division: DivisionNumber
    entries: tuple[EntryNumber, EntryNumber]
    reason: Reason
    stage: StageNumber = 1


class LateEntryPlaced(TournamentEvent, frozen=True, tag="late-entry-placed"):
    """A late entry takes the place of a bye."""

    entry: EntryNumber
    seed: int
    from_desk: FromDesk = True


class PlayInAdded(TournamentEvent, frozen=True, tag="play-in-added"):
    """A late entry for which there is no place plays first against the entry of `seed`."""

    entry: EntryNumber
    seed: int
    from_desk: FromDesk = True


class WalkerAdded(TournamentEvent, frozen=True, tag="walker-added"):
    """A late person of a blind draw is a team of one, for which a place in the bracket is found next."""

    entry: EntryNumber
    """The person's own entry."""
    team: EntryNumber
    from_desk: FromDesk = True


class WalkerJoined(TournamentEvent, frozen=True, tag="walker-joined"):
    """A late person of a blind draw becomes the partner of a walker whose first game has not started."""

    entry: EntryNumber
    """The person's own entry."""
    team: EntryNumber
    from_desk: FromDesk = True


class PairRedrawn(TournamentEvent, frozen=True, tag="pair-redrawn"):
    """A pair of a blind draw is drawn again, with another team that has not been called either."""

    division: DivisionNumber
    teams: tuple[DrawnTeam, DrawnTeam]
    """Both teams as they are from now on."""
    reason: Reason


class LateSpotsClosed(TournamentEvent, frozen=True, tag="late-spots-closed"):
    """The places kept for late entries become byes."""

    division: DivisionNumber
    from_desk: FromDesk = True


class MatchAdded(TournamentEvent, frozen=True, tag="match-added"):
    """A match of open play or of king of the court; `court` is the one where the king stays."""

    division: DivisionNumber
    match: MatchId
    sides: tuple[EntryNumber, EntryNumber]
    court: Name | None = None
    from_desk: FromDesk = True


class MatchCalled(TournamentEvent, frozen=True, tag="match-called"):
    """A match is called to a court, with the sides as they are due at this moment. A second call repeats the first."""

    division: DivisionNumber
    match: MatchId
    court: Name
    sides: MatchSides
    from_desk: FromDesk = True


class MatchUncalled(TournamentEvent, frozen=True, tag="match-uncalled"):
    """A called match goes back in line; its court is free."""

    division: DivisionNumber
    match: MatchId
    reason: Reason = ""


class SidesMissing(TournamentEvent, frozen=True, tag="sides-missing"):
    """Sides of a called match are not at the court; an empty tuple means that both are there."""

    division: DivisionNumber
    match: MatchId
    sides: tuple[MatchSide, ...]
    from_desk: FromDesk = True


class MatchStarted(TournamentEvent, frozen=True, tag="match-started"):
    """A match is being played, in the game `game` if its court has a device."""

    division: DivisionNumber
    match: MatchId
    game: int | None = None
    from_desk: FromDesk = True


class MatchReported(TournamentEvent, frozen=True, tag="match-reported"):
    """One side has reported the result; its court is free. It counts once the other side or the desk confirms it."""

    division: DivisionNumber
    match: MatchId
    winner: MatchSide
    scores: tuple[GameScore, ...]
    by_side: MatchSide | None = None
    from_desk: FromDesk = True


class ResultRecorded(TournamentEvent, frozen=True, tag="result-recorded"):
    """The result of a match, or a correction of the one it has. Without a winner nobody goes on."""

    division: DivisionNumber
    match: MatchId
    sides: MatchSides
    winner: MatchSide | None
    how: How = "played"
    scores: tuple[GameScore, ...] = ()
    game: int | None = None
    receipt: str = ""
    """The hash of the game's receipt."""
    reason: Reason = ""
    from_desk: FromDesk = True
    bags: tuple[BagTotals, BagTotals] | None = None
    """For points per round in a table; None where it was not scored here round by round."""


class ResultConfirmed(TournamentEvent, frozen=True, tag="result-confirmed"):
    """The game of a match has ended with the result that was recorded by hand: from now on that is the game's."""

    division: DivisionNumber
    match: MatchId
    game: int
    scores: tuple[GameScore, ...]
    receipt: str = ""
    """The hash of the game's receipt."""


class ResultContradicted(TournamentEvent, frozen=True, tag="result-contradicted"):
    """A game of the match has another result than the one that is recorded.

    The bags of the game that gave it were corrected; or it was recorded by hand, or comes from another game, and this
    one was played to its end elsewhere. The result stands until the desk corrects it. Without a winner the game goes on
    again.
    """

    division: DivisionNumber
    match: MatchId
    game: int
    winner: MatchSide | None
    scores: tuple[GameScore, ...] = ()


class MatchRuled(TournamentEvent, frozen=True, tag="match-ruled"):
    """The director rules on a match that is out of line or under protest."""

    division: DivisionNumber
    match: MatchId
    ruling: RulingKind
    reason: Reason


class MatchProtested(TournamentEvent, frozen=True, tag="match-protested"):
    """The matches that depend on this one wait until somebody rules."""

    division: DivisionNumber
    match: MatchId
    text: Reason
    from_desk: FromDesk = True


class MatchHeld(TournamentEvent, frozen=True, tag="match-held"):
    """A match is not called until it is released."""

    division: DivisionNumber
    match: MatchId
    held: bool = True


class MatchFeatured(TournamentEvent, frozen=True, tag="match-featured"):
    """A match waits for one court, such as the stream's."""

    division: DivisionNumber
    match: MatchId
    court: Name
    minutes: int | None = None
    """How long it waits for the court once it can be played; None: until the court is free."""


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


class RoundClockStarted(TournamentEvent, frozen=True, tag="round-clock-started"):
    """The called matches of a division start together; after so many minutes the horn says that time is up.

    Then every court finishes its round of bags, and the leader wins; a tie plays one more.
    """

    division: DivisionNumber
    minutes: RoundMinutes


class QueueOrdered(TournamentEvent, frozen=True, tag="queue-ordered"):
    """The director puts these matches first, in this order."""

    order: tuple[tuple[DivisionNumber, MatchId], ...]


MatchEvent = (
    MatchCalled
    | MatchUncalled
    | SidesMissing
    | MatchStarted
    | MatchReported
    | ResultRecorded
    | ResultConfirmed
    | ResultContradicted
    | MatchRuled
    | MatchProtested
    | MatchHeld
    | MatchFeatured
)
"""An event of one match."""

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
    | DivisionAdded
    | StageChanged
    | StagesReplaced
    | EntryMade
    | EntryChanged
    | EntryWithdrawn
    | Drawn
    | RoundPaired
    | TieDecided
    | EntriesSwapped
    | LateEntryPlaced
    | PlayInAdded
    | WalkerAdded
    | WalkerJoined
    | PairRedrawn
    | LateSpotsClosed
    | MatchAdded
    | MatchEvent
    | DecisionUndone
    | CourtSet
    | KioskChanged
    | RoundClockStarted
    | QueueOrdered
)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyTournamentEvent] = msgspec.json.Decoder(AnyTournamentEvent)


def encode(event: AnyTournamentEvent) -> bytes:
    """Return the event's JSON as the log stores it."""
    return _encoder.encode(event)


def decode(body: bytes | str) -> AnyTournamentEvent:
    """Return the event stored as `body`. Raises `msgspec.DecodeError` (or its `ValidationError`) when it is invalid."""
    return _decoder.decode(body)
