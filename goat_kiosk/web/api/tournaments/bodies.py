"""Request bodies of the tournaments' API, as JSON, and their conversion to the parts of events.

A body with an unknown field is refused rather than half understood.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from goat_kiosk.domain.games.new_game import NewRules
from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_name, clean_text
from goat_kiosk.domain.rules.rules import Rules, parse_rules
from goat_kiosk.errors import DuplicateName, InvalidValue
from goat_kiosk.tournament.brackets.losers_order import LosersOrder
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.brackets.seeding import MAX_ENTRIES
from goat_kiosk.tournament.court_kiosks import find_kiosks
from goat_kiosk.tournament.division_events import Cap
from goat_kiosk.tournament.event_fields import (
    DEFAULT_CALL_MINUTES,
    Calling,
    CallMinutes,
    Cents,
    DivisionKind,
    DivisionNumber,
    EntryNumber,
    GameScore,
    Grade,
    How,
    MatchSide,
    Pairing,
    PartnerPlan,
    PlayerNumber,
    RulingKind,
    Scoring,
)
from goat_kiosk.tournament.events import CourtKiosk, TournamentChanged, TournamentCreated
from goat_kiosk.tournament.stage import (
    Count,
    DifferentialCap,
    Format,
    PoolName,
    RoundMinutes,
    Seeding,
    Stage,
    StageNumber,
    StageSource,
    TieBreaker,
    TieDecider,
)
from goat_kiosk.tournament.tournament import Tournament

MAX_COURTS = 64
"""The most that any venue has."""
MAX_GAMES = 9
"""Of one match."""
_LATEST_YEAR = 2099

ReasonText = Annotated[str, msgspec.Meta(max_length=MAX_REASON_LENGTH)]
Text = Annotated[str, msgspec.Meta(max_length=1_000)]
"""A name before it is cleaned and cut."""
Seat = Annotated[str, msgspec.Meta(max_length=100)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
BestOf = Annotated[int, msgspec.Meta(ge=1, le=MAX_GAMES)]
RoundName = Annotated[str, msgspec.Meta(pattern="^(default|[WLFTROK][0-9]{0,2})$")]
PlayTo = Annotated[int, msgspec.Meta(ge=1, le=999)]
Scores = Annotated[tuple[GameScore, ...], msgspec.Meta(max_length=MAX_GAMES)]


FindKiosk = Callable[[str | None], CourtKiosk | None]
"""Returns the kiosk of a log or a name; None for the tournament's own. Raises `InvalidValue`."""


class KioskCourtBody(msgspec.Struct, forbid_unknown_fields=True):
    """A court, and the kiosk that scores it: its log or its name; by default the tournament's own."""

    court: Text
    kiosk: Text | None = None


class NewTournamentBody(msgspec.Struct, forbid_unknown_fields=True):
    """A new tournament; one for practice has twelve invented teams, and counts in no history."""

    name: Text
    courts: Annotated[list[Text | KioskCourtBody], msgspec.Meta(max_length=MAX_COURTS)] = []
    end_by: Moment | None = None
    calling: Calling = "auto"
    scoring: Scoring = "bags"
    rules: NewRules | None = None
    practice: bool = False
    fee: Cents = 0
    call_minutes: CallMinutes = DEFAULT_CALL_MINUTES

    def to_event(self, find_kiosk: FindKiosk) -> TournamentCreated:
        """Return the tournament as it is recorded. Raises `InvalidValue`."""
        courts = [court if isinstance(court, KioskCourtBody) else KioskCourtBody(court) for court in self.courts]
        kiosks = find_kiosks((clean_name(court.court), find_kiosk(court.kiosk)) for court in courts)
        return TournamentCreated(
            clean_name(self.name),
            to_courts([court.court for court in courts]),
            self.calling,
            self.scoring,
            to_rules(self.rules),
            to_ms(self.end_by),
            self.practice,
            self.fee,
            self.call_minutes,
            kiosks,
        )


class SettingsBody(msgspec.Struct, forbid_unknown_fields=True):
    """The settings of a tournament that change; the other ones stay."""

    name: Text | msgspec.UnsetType = msgspec.UNSET
    calling: Calling | msgspec.UnsetType = msgspec.UNSET
    scoring: Scoring | msgspec.UnsetType = msgspec.UNSET
    rules: NewRules | msgspec.UnsetType | None = msgspec.UNSET
    end_by: Moment | msgspec.UnsetType | None = msgspec.UNSET
    fee: Cents | msgspec.UnsetType = msgspec.UNSET
    call_minutes: CallMinutes | msgspec.UnsetType = msgspec.UNSET

    def to_event(self, tournament: Tournament) -> TournamentChanged:
        """Return all settings of a tournament after the change. Raises `InvalidValue`."""
        name = tournament.name if self.name is msgspec.UNSET else clean_name(self.name)
        rules = tournament.rules if self.rules is msgspec.UNSET else to_rules(self.rules)
        end_by = tournament.end_by if self.end_by is msgspec.UNSET else to_ms(self.end_by)
        return TournamentChanged(
            name,
            self.calling or tournament.calling,
            self.scoring or tournament.scoring,
            rules,
            end_by,
            tournament.fee if self.fee is msgspec.UNSET else self.fee,
            self.call_minutes or tournament.call_minutes,
        )


class PauseBody(msgspec.Struct, forbid_unknown_fields=True):
    """A pause, with the text that walls show."""

    text: ReasonText = ""
    until: Moment | None = None


class PlayerBody(msgspec.Struct, forbid_unknown_fields=True):
    """A person who takes part."""

    name: Text
    grade: Grade | None = None
    here: bool = True
    paid: bool = False


class PlayerChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is corrected about a person; the other fields stay."""

    name: Text | None = None
    grade: Grade | None = None
    here: bool | None = None
    paid: bool | None = None


class PlayerDropBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a person leaves for the night, and who takes their place."""

    reason: ReasonText = ""
    private: bool = False
    partner: PartnerPlan = "alone"
    substitute: PlayerNumber | None = None


class CheckInBody(msgspec.Struct, forbid_unknown_fields=True):
    """The name of a person who has arrived."""

    name: Text


class PlayerSaysBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a player lets the desk know from the phone that checked in."""

    seat: Seat
    say: Literal["here", "leaving", "director"]


class StageBody(msgspec.Struct, forbid_unknown_fields=True):
    """A stage of a division."""

    format: Format
    seeding: Seeding | None = None
    """By chance for entries, by the standings for a later stage."""
    if_game: bool = True
    losers_order: LosersOrder = "fewest-repeats"
    third_place: bool = False
    play_to: PlayTo | dict[RoundName, PlayTo] | None = None
    rules: dict[RoundName, NewRules] = {}
    best_of: BestOf | dict[RoundName, BestOf] = {}
    play_all: bool = False
    source: StageSource | None = msgspec.field(default=None, name="from")
    pools: Count = 1
    pool_courts: dict[PoolName, tuple[Text, ...]] = {}
    rounds: Count | None = None
    games_each: Count | None = None
    times_through: Count = 1
    round_minutes: RoundMinutes | None = None
    tie_breakers: tuple[TieBreaker, ...] = ()
    differential_cap: DifferentialCap | msgspec.UnsetType | None = msgspec.UNSET

    def to_stage(self) -> Stage:
        """Return the stage as it is recorded. Raises `InvalidValue`."""
        seeding = self.seeding or ("random" if self.source is None else "standings")
        return msgspec.structs.replace(Stage(self.format), **(_stage_fields(self) | {"seeding": seeding}))


class StageChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What changes in a stage; the other fields stay."""

    format: Format | msgspec.UnsetType = msgspec.UNSET
    seeding: Seeding | msgspec.UnsetType = msgspec.UNSET
    if_game: bool | msgspec.UnsetType = msgspec.UNSET
    losers_order: LosersOrder | msgspec.UnsetType = msgspec.UNSET
    third_place: bool | msgspec.UnsetType = msgspec.UNSET
    play_to: PlayTo | dict[RoundName, PlayTo] | msgspec.UnsetType | None = msgspec.UNSET
    rules: dict[RoundName, NewRules] | msgspec.UnsetType = msgspec.UNSET
    best_of: BestOf | dict[RoundName, BestOf] | msgspec.UnsetType = msgspec.UNSET
    play_all: bool | msgspec.UnsetType = msgspec.UNSET
    source: StageSource | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="from")
    pools: Count | msgspec.UnsetType = msgspec.UNSET
    pool_courts: dict[PoolName, tuple[Text, ...]] | msgspec.UnsetType = msgspec.UNSET
    rounds: Count | msgspec.UnsetType | None = msgspec.UNSET
    games_each: Count | msgspec.UnsetType | None = msgspec.UNSET
    times_through: Count | msgspec.UnsetType = msgspec.UNSET
    round_minutes: RoundMinutes | msgspec.UnsetType | None = msgspec.UNSET
    tie_breakers: tuple[TieBreaker, ...] | msgspec.UnsetType = msgspec.UNSET
    differential_cap: DifferentialCap | msgspec.UnsetType | None = msgspec.UNSET

    def to_stage(self, before: Stage) -> Stage:
        """Return a stage after the change. Raises `InvalidValue`."""
        return msgspec.structs.replace(before, **_stage_fields(self))


class DivisionBody(msgspec.Struct, forbid_unknown_fields=True):
    """A new division."""

    name: Text
    kind: DivisionKind
    stages: Annotated[list[StageBody], msgspec.Meta(min_length=1, max_length=9)]
    pairing: Pairing = "random"
    rules: NewRules | None = None
    cap: Cap | None = None


class EntryBody(msgspec.Struct, forbid_unknown_fields=True):
    """The players who enter a division together."""

    players: Annotated[tuple[PlayerNumber, ...], msgspec.Meta(max_length=4)]
    name: Text = ""
    seed: Annotated[int, msgspec.Meta(ge=1, le=MAX_ENTRIES)] | None = None


class EntryChangeBody(msgspec.Struct, forbid_unknown_fields=True):
    """What changes in an entry; the other fields stay."""

    players: Annotated[tuple[PlayerNumber, ...], msgspec.Meta(max_length=4)] | None = None
    name: Text | None = None
    seed: Annotated[int, msgspec.Meta(ge=1, le=MAX_ENTRIES)] | None = None
    from_game: Annotated[int, msgspec.Meta(ge=1, le=MAX_GAMES)] | None = None


class LeaveBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why an entry withdraws."""

    reason: ReasonText = ""


class DrawBody(msgspec.Struct, forbid_unknown_fields=True):
    """How a stage is drawn; `order` seeds in that order."""

    stage: StageNumber = 1
    order: Annotated[tuple[EntryNumber, ...], msgspec.Meta(max_length=MAX_ENTRIES)] | None = None
    late_spots: Annotated[int, msgspec.Meta(ge=0, le=MAX_ENTRIES)] = 0
    until: Moment | None = None


class RedrawBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a stage is drawn again, or the pair of a blind draw alone."""

    reason: ReasonText
    entry: EntryNumber | None = None
    stage: StageNumber = 1


class RoundBody(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the newest round is paired once more, in place of the next one."""

    again: bool = False


class RoundStartBody(msgspec.Struct, forbid_unknown_fields=True):
    """How long a round is that starts together; by default as the stage says."""

    minutes: RoundMinutes | None = None


class TieBody(msgspec.Struct, forbid_unknown_fields=True):
    """A tie that a play-off, a coin or the director has decided."""

    entries: Annotated[tuple[EntryNumber, ...], msgspec.Meta(min_length=2, max_length=MAX_ENTRIES)]
    order: Annotated[tuple[EntryNumber, ...], msgspec.Meta(min_length=2, max_length=MAX_ENTRIES)]
    how: TieDecider
    stage: StageNumber = 1

    def to_order(self) -> tuple[EntryNumber, ...]:
        """Return the entries, the best first. Raises `InvalidValue` unless the order has each of them once."""
        if sorted(self.order) != sorted(self.entries):
            raise InvalidValue("The order of a tie needs each of its entries once.")
        return self.order


class SwapBody(msgspec.Struct, forbid_unknown_fields=True):
    """Two entries that change places in the draw, and why."""

    entries: tuple[EntryNumber, EntryNumber]
    reason: ReasonText
    stage: StageNumber = 1


class QueueBody(msgspec.Struct, forbid_unknown_fields=True):
    """The matches that the director puts first, in this order."""

    order: Annotated[tuple[tuple[DivisionNumber, MatchId], ...], msgspec.Meta(max_length=1_000)]


class TournamentCourtBody(msgspec.Struct, forbid_unknown_fields=True):
    """A court that opens or closes, what happens to the match there, and which kiosk scores it."""

    court: Text
    open: bool
    kiosk: Text | None = None
    calling: Calling | None = None
    scoring: Scoring | None = None
    running: Literal["finish", "move", "requeue"] = "finish"
    to: Text | None = None


class MatchCourtBody(msgspec.Struct, forbid_unknown_fields=True):
    """The court to which a match is called."""

    court: Text | None = None


class FeatureBody(msgspec.Struct, forbid_unknown_fields=True):
    """The court that a match waits for, and how long."""

    court: Text
    minutes: Annotated[int, msgspec.Meta(ge=1, le=240)] | None = None


class MissingBody(msgspec.Struct, forbid_unknown_fields=True):
    """The sides that are not at the court."""

    sides: Annotated[tuple[MatchSide, ...], msgspec.Meta(max_length=2)]


class StartBody(msgspec.Struct, forbid_unknown_fields=True):
    """The court to which a match is called, and how it is scored there."""

    court: Text | None = None
    scoring: Scoring | None = None


class ReportBody(msgspec.Struct, forbid_unknown_fields=True):
    """The result as one side reports it."""

    winner: MatchSide
    scores: Scores
    seat: Seat = ""
    name: Text = ""


class ResultBody(msgspec.Struct, forbid_unknown_fields=True):
    """The result of a match, or a correction of the one that it has."""

    winner: MatchSide | None
    scores: Scores
    how: How
    reason: ReasonText = ""


class RulingBody(msgspec.Struct, forbid_unknown_fields=True):
    """What the director rules, and why."""

    ruling: RulingKind
    reason: ReasonText


class ProtestBody(msgspec.Struct, forbid_unknown_fields=True):
    """What is wrong with a match."""

    text: ReasonText
    seat: Seat = ""


def to_rules(rules: NewRules | None) -> Rules | None:
    """Return the rules as they are recorded. Raises `InvalidValue`."""
    return None if rules is None else parse_rules(msgspec.to_builtins(rules))


def to_ms(moment: datetime | None) -> int | None:
    """Return a time as milliseconds since 1970 UTC. Raises `InvalidValue` before 1970 and after 2099."""
    if moment is None:
        return None
    if moment.timestamp() < 0 or moment.year > _LATEST_YEAR:
        raise InvalidValue("A time is between 1970 and {year}.", year=_LATEST_YEAR)
    return int(moment.timestamp() * 1000)


def to_reason(text: str) -> str:
    """Return a reason as it is recorded."""
    return clean_text(text, MAX_REASON_LENGTH)


def to_courts(names: list[str]) -> tuple[str, ...]:
    """Return the names of courts as they are recorded. Raises `InvalidValue`, also when two are the same."""
    courts = tuple(map(clean_name, names))
    if len(set(courts)) < len(courts):
        raise DuplicateName("Two courts have the same name. Add a number to tell them apart.")
    return courts


def check_scores(winner: MatchSide | None, scores: Scores, how: How) -> None:
    """Raise `InvalidValue` when a result contradicts itself; a result need not have scores."""
    if (winner is None) != (how in {"double-forfeit", "split"}):
        raise InvalidValue("A match has a winner, except after a double forfeit or a split.")
    won = [sum(game[side] > game[1 - side] for game in scores) for side in (0, 1)]
    if winner is not None and scores and how == "played" and won[winner - 1] <= won[2 - winner]:
        raise InvalidValue("By these scores the other side has won. Check them, or say how the match ended.")


def _stage_fields(body: StageBody | StageChangeBody) -> dict[str, Any]:
    fields = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not msgspec.UNSET}
    if "rules" in fields:
        fields["rules"] = {name: to_rules(rules) for name, rules in fields["rules"].items()}
    if isinstance(fields.get("best_of"), int):
        fields["best_of"] = {"default": fields["best_of"]}
    if "pool_courts" in fields:
        fields["pool_courts"] = {
            pool: tuple(clean_name(court) for court in courts) for pool, courts in fields["pool_courts"].items()
        }
    return fields
