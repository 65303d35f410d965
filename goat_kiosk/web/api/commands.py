"""Request bodies of the API's commands, and the event that each becomes.

A body with an unknown field is refused rather than half understood. Errors have the status that docs/protocol.md
promises: 400 for invalid JSON or a wrong type, 422 for a value out of range.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec

from goat_kiosk.domain.events import (
    AnyEvent,
    BagMoved,
    BagsReassigned,
    BagsTouched,
    BagThrown,
    Count,
    Event,
    FoulCalled,
    GameCanceled,
    GameConceded,
    GameForfeited,
    GameSetAside,
    GameStarted,
    Hash,
    HelpCleared,
    HelpRequested,
    Inch,
    PartnersSwitched,
    PlayerAdded,
    PlayerLeft,
    PlayerMoved,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    PointsAwarded,
    Reason,
    Redone,
    RestOff,
    Result,
    RoundCorrected,
    RoundDeleted,
    RoundEntered,
    RoundInserted,
    Team,
    TeamUpdated,
    Undone,
)
from goat_kiosk.domain.games.new_game import BusyCourtPolicy
from goat_kiosk.domain.names.sanitizing import clean_color, clean_name


class ConfirmBody(msgspec.Struct, forbid_unknown_fields=True):
    """A captain confirms or disputes the result."""

    team: Team
    right: bool
    hash: Hash
    name: str = ""
    seat: Annotated[str, msgspec.Meta(max_length=100)] = ""
    """Of a player of the team: the player's name is then used."""


class SeatBody(msgspec.Struct, forbid_unknown_fields=True):
    """The secret that a phone got when its player joined."""

    seat: Annotated[str, msgspec.Meta(max_length=100)]


class EmptyBody(msgspec.Struct, forbid_unknown_fields=True):
    """No fields: the path is the whole command."""


class NextGameBody(msgspec.Struct, forbid_unknown_fields=True):
    """The next game of a match."""

    if_busy: BusyCourtPolicy = "refuse"


class CourtBody(msgspec.Struct, forbid_unknown_fields=True):
    """The court on which a game continues."""

    court: str
    if_busy: BusyCourtPolicy = "refuse"


class RedisBody(msgspec.Struct, forbid_unknown_fields=True):
    """The address of Redis that a kiosk on the network has announced."""

    redis: str


class TakeOverBody(msgspec.Struct, forbid_unknown_fields=True):
    """The court on which another kiosk's game continues here; without one, the court it had."""

    court: str | None = None


class TeamBody(msgspec.Struct, forbid_unknown_fields=True):
    """A team."""

    team: Team


class BagPlacement(msgspec.Struct, forbid_unknown_fields=True):
    """Where a bag lies."""

    result: Result
    x: Inch | None = None
    y: Inch | None = None


class RoundCounts(msgspec.Struct, forbid_unknown_fields=True):
    """A round by its counts."""

    team1: Count
    team2: Count
    reason: Reason = ""


class NewRoundBody(msgspec.Struct, forbid_unknown_fields=True):
    """A whole round by its counts."""

    team1: Count
    team2: Count
    reason: Reason = ""
    before: int | None = None
    """The number of the round before which it is inserted; without it the round is added at the end."""


class ReasonBody(msgspec.Struct, forbid_unknown_fields=True):
    """The reason for a correction or a request, shown to everybody."""

    reason: Reason = ""


class EndBody(msgspec.Struct, forbid_unknown_fields=True):
    """One team concedes, or forfeits because it did not come or may not go on; the other is the winner."""

    ended_by: Literal["conceded", "forfeit"]
    winner: Team
    reason: Reason = ""
    """Of a forfeit."""


class TeamUpdateBody(msgspec.Struct, forbid_unknown_fields=True):
    """A team's corrected name or color; an empty name stands for the players' names."""

    name: str | None = None
    color: str | None = None


class PlayerNameBody(msgspec.Struct, forbid_unknown_fields=True):
    """A player's name."""

    name: str


class LatePlayerBody(msgspec.Struct, forbid_unknown_fields=True):
    """A partner who came late."""

    team: Team
    name: str


class Command(msgspec.Struct, frozen=True):
    """One kind of write to a game: its method, path below ``/api/games/<id>``, body, and event."""

    method: str
    path: str
    body: type
    event_type: type[Event]
    """The type of the recorded event; its docstring describes the route."""
    to_event: Callable[[Any, int], AnyEvent]
    """Returns the event for a body and the number in the path (0 when there is none)."""


def _enter_or_insert_round(body: NewRoundBody, _: int) -> AnyEvent:
    if body.before is None:
        return RoundEntered(body.team1, body.team2)
    return RoundInserted(body.before, body.team1, body.team2, body.reason)


def _update_team(body: TeamUpdateBody, n: int) -> AnyEvent:
    name = clean_name(body.name) if body.name and body.name.strip() else body.name and ""
    return TeamUpdated(1 if n == 1 else 2, name, body.color and clean_color(body.color))


def _end(body: EndBody, _: int) -> AnyEvent:
    if body.ended_by == "forfeit":
        return GameForfeited(body.winner, body.reason)
    return GameConceded(body.winner)


def _correct_round(body: RoundCounts, n: int) -> AnyEvent:
    return RoundCorrected(n, body.team1, body.team2, body.reason)


_NUMBER_PATH = r"/{n:[0-9]{1,4}}"

COMMANDS = [
    Command("POST", "/start", GameStarted, GameStarted, lambda body, _: body),
    Command("POST", f"/players{_NUMBER_PATH}", TeamBody, PlayerMoved, lambda body, n: PlayerMoved(n, body.team)),
    Command("DELETE", f"/players{_NUMBER_PATH}", EmptyBody, PlayerLeft, lambda _body, n: PlayerLeft(n)),
    Command("PUT", "/teams/{n:[12]}", TeamUpdateBody, TeamUpdated, _update_team),
    Command(
        "PUT",
        f"/players{_NUMBER_PATH}",
        PlayerNameBody,
        PlayerRenamed,
        lambda body, n: PlayerRenamed(n, clean_name(body.name)),
    ),
    Command(
        "POST",
        "/players/late",
        LatePlayerBody,
        PlayerAdded,
        lambda body, _: PlayerAdded(body.team, clean_name(body.name)),
    ),
    Command(
        "POST",
        f"/players{_NUMBER_PATH}/substitute",
        PlayerNameBody,
        PlayerSubstituted,
        lambda body, n: PlayerSubstituted(n, clean_name(body.name)),
    ),
    Command("POST", f"/players{_NUMBER_PATH}/retire", EmptyBody, PlayerRetired, lambda _body, n: PlayerRetired(n)),
    Command("POST", "/throws", BagThrown, BagThrown, lambda body, _: body),
    Command(
        "POST", f"/bags{_NUMBER_PATH}", BagPlacement, BagMoved, lambda body, n: BagMoved(n, body.result, body.x, body.y)
    ),
    Command("POST", "/reassign", BagsReassigned, BagsReassigned, lambda body, _: body),
    Command("POST", "/foul", FoulCalled, FoulCalled, lambda body, _: body),
    Command("POST", "/rest", RestOff, RestOff, lambda body, _: body),
    Command("POST", "/rounds", NewRoundBody, RoundEntered, _enter_or_insert_round),
    Command("PUT", f"/rounds{_NUMBER_PATH}", RoundCounts, RoundCorrected, _correct_round),
    Command("DELETE", f"/rounds{_NUMBER_PATH}", ReasonBody, RoundDeleted, lambda body, n: RoundDeleted(n, body.reason)),
    Command("POST", "/partners", PartnersSwitched, PartnersSwitched, lambda body, _: body),
    Command("POST", "/awards", PointsAwarded, PointsAwarded, lambda body, _: body),
    Command("POST", "/touches", BagsTouched, BagsTouched, lambda body, _: body),
    Command("POST", "/end", EndBody, GameConceded, _end),
    Command("POST", "/cancel", ReasonBody, GameCanceled, lambda body, _: GameCanceled(body.reason)),
    Command("POST", "/set-aside", EmptyBody, GameSetAside, lambda _body, _: GameSetAside()),
    Command("POST", "/help", ReasonBody, HelpRequested, lambda body, _: HelpRequested(body.reason)),
    Command("DELETE", "/help", EmptyBody, HelpCleared, lambda _body, _: HelpCleared()),
    Command("POST", "/undo", EmptyBody, Undone, lambda _body, _: Undone()),
    Command("POST", "/redo", EmptyBody, Redone, lambda _body, _: Redone()),
]
