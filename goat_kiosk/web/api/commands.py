"""Commands of the API: the path and body of each write to a game, and the event that it becomes.

Errors have the status that docs/protocol.md promises: 400 for invalid JSON or a wrong type, 422 for a value out of
range.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from goat_kiosk.domain.events import (
    AnyEvent,
    BagMoved,
    BagsReassigned,
    BagsTouched,
    BagThrown,
    FoulCalled,
    GameCanceled,
    GameConceded,
    GameForfeited,
    GameSetAside,
    GameStarted,
    HelpCleared,
    HelpRequested,
    PartnersSwitched,
    PlayerAdded,
    PlayerLeft,
    PlayerMoved,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    PointsAwarded,
    Redone,
    RestOff,
    RoundCorrected,
    RoundDeleted,
    RoundEntered,
    RoundInserted,
    TeamUpdated,
    Undone,
)
from goat_kiosk.domain.names.sanitizing import clean_color, clean_name
from goat_kiosk.web.api.bodies import (
    BagPlacement,
    EmptyBody,
    EndBody,
    LatePlayerBody,
    NewRoundBody,
    PlayerNameBody,
    ReasonBody,
    RoundCounts,
    TeamBody,
    TeamUpdateBody,
)


class Command(msgspec.Struct, frozen=True):
    """One kind of write to a game: its method, path below ``/api/games/<id>``, body, and event."""

    method: str
    path: str
    body: type
    to_event: Callable[[Any, int], AnyEvent]
    """Returns the event for a body and the number in the path (0 when there is none)."""
    operation: str
    """Its name in generated clients."""
    summary: str
    """What it does, in a sentence."""
    tag: str = "scoring"
    example: Any = None
    """A body that works."""


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
    Command(
        "POST",
        "/start",
        GameStarted,
        lambda body, _: body,
        operation="startGame",
        summary="Close the lobby and start the game; the first bag also does.",
        tag="games",
        example={},
    ),
    Command(
        "POST",
        f"/players{_NUMBER_PATH}",
        TeamBody,
        lambda body, n: PlayerMoved(n, body.team),
        operation="movePlayer",
        summary="Move a player to the other team, before the first bag.",
        tag="lobby",
        example={"team": 2},
    ),
    Command(
        "DELETE",
        f"/players{_NUMBER_PATH}",
        EmptyBody,
        lambda _body, n: PlayerLeft(n),
        operation="removePlayer",
        summary="Remove a player, before the first bag.",
        tag="lobby",
    ),
    Command(
        "PUT",
        "/teams/{n:[12]}",
        TeamUpdateBody,
        _update_team,
        operation="updateTeam",
        summary="Correct a team’s name or color, at any time.",
        tag="players",
        example={"name": "Board Meeting", "color": "#ff8a1f"},
    ),
    Command(
        "PUT",
        f"/players{_NUMBER_PATH}",
        PlayerNameBody,
        lambda body, n: PlayerRenamed(n, clean_name(body.name)),
        operation="renamePlayer",
        summary="Correct a player’s name, at any time; the statistics stay.",
        tag="players",
        example={"name": "Ada"},
    ),
    Command(
        "POST",
        "/players/late",
        LatePlayerBody,
        lambda body, _: PlayerAdded(body.team, clean_name(body.name)),
        operation="addPlayer",
        summary="Bring in a partner who came late, after the first bag; they throw from the next round on.",
        tag="players",
        example={"team": 1, "name": "Bo"},
    ),
    Command(
        "POST",
        f"/players{_NUMBER_PATH}/substitute",
        PlayerNameBody,
        lambda body, n: PlayerSubstituted(n, clean_name(body.name)),
        operation="substitutePlayer",
        summary="Let somebody else take a player’s place from the next bag on.",
        tag="players",
        example={"name": "Cy"},
    ),
    Command(
        "POST",
        f"/players{_NUMBER_PATH}/retire",
        EmptyBody,
        lambda _body, n: PlayerRetired(n),
        operation="retirePlayer",
        summary="Let a player go home after the first bag; the others of the team throw on.",
        tag="players",
        example={},
    ),
    Command(
        "POST",
        "/throws",
        BagThrown,
        lambda body, _: body,
        operation="throwBag",
        summary="Record a bag; the eighth completes the round.",
        example={"team": 1, "result": "hole", "x": 12.0, "y": 39.0},
    ),
    Command(
        "POST",
        f"/bags{_NUMBER_PATH}",
        BagPlacement,
        lambda body, n: BagMoved(n, body.result, body.x, body.y),
        operation="moveBag",
        summary="Move a bag of this round that was knocked in or off, fouled, or put back.",
        example={"result": "board"},
    ),
    Command(
        "POST",
        "/reassign",
        BagsReassigned,
        lambda body, _: body,
        operation="reassignBags",
        summary="Give bags of this round that were entered for the wrong team to the other one.",
        example={"bags": [3, 4]},
    ),
    Command(
        "POST",
        "/foul",
        FoulCalled,
        lambda body, _: body,
        operation="callFoul",
        summary="Remove fouled bags, and put the bags back that they moved.",
        example={"bags": [5], "restored": [{"bag": 2, "result": "board"}]},
    ),
    Command(
        "POST",
        "/rest",
        RestOff,
        lambda body, _: body,
        operation="endRound",
        summary="End the round: its remaining bags are off.",
        example={},
    ),
    Command(
        "POST",
        "/rounds",
        NewRoundBody,
        _enter_or_insert_round,
        operation="enterRound",
        summary="Enter a whole round by its counts, at the end or before another round.",
        example={"team1": {"in": 2, "on": 1}, "team2": {"in": 1, "on": 1}},
    ),
    Command(
        "PUT",
        f"/rounds{_NUMBER_PATH}",
        RoundCounts,
        _correct_round,
        operation="correctRound",
        summary="Correct the counts of a finished round.",
        example={"team1": {"in": 3, "on": 1}, "team2": {"in": 0, "on": 1}, "reason": "One hung in the hole."},
    ),
    Command(
        "DELETE",
        f"/rounds{_NUMBER_PATH}",
        ReasonBody,
        lambda body, n: RoundDeleted(n, body.reason),
        operation="deleteRound",
        summary="Delete a round that was never played.",
    ),
    Command(
        "POST",
        "/partners",
        PartnersSwitched,
        lambda body, _: body,
        operation="switchPartners",
        summary="Switch the throwing order of a team’s partners from this round on.",
        tag="players",
        example={"team": 1},
    ),
    Command(
        "POST",
        "/awards",
        PointsAwarded,
        lambda body, _: body,
        operation="awardPoints",
        summary="Award points by hand; they count with this round.",
        example={"team": 1, "points": 1, "reason": "A late start."},
    ),
    Command(
        "POST",
        "/touches",
        BagsTouched,
        lambda body, _: body,
        operation="touchBags",
        summary="Record that a team touched live bags; the rules decide what follows.",
        example={"team": 1, "bags": 1},
    ),
    Command(
        "POST",
        "/end",
        EndBody,
        _end,
        operation="endGame",
        summary="End the game: one team concedes, or forfeits it.",
        tag="games",
        example={"ended_by": "forfeit", "winner": 1, "reason": "Nobody came."},
    ),
    Command(
        "POST",
        "/cancel",
        ReasonBody,
        lambda body, _: GameCanceled(body.reason),
        operation="cancelGame",
        summary="Cancel the game: it counts nowhere, and its court is free.",
        tag="games",
        example={"reason": "Rain."},
    ),
    Command(
        "POST",
        "/set-aside",
        EmptyBody,
        lambda _body, _: GameSetAside(),
        operation="setGameAside",
        summary="Set the game aside and free its court, to continue it later.",
        tag="games",
        example={},
    ),
    Command(
        "POST",
        "/help",
        ReasonBody,
        lambda body, _: HelpRequested(body.reason),
        operation="requestHelp",
        summary="Ask the desk for help; another request replaces the reason.",
        tag="games",
        example={"reason": "A bag is torn."},
    ),
    Command(
        "DELETE",
        "/help",
        EmptyBody,
        lambda _body, _: HelpCleared(),
        operation="clearHelp",
        summary="Take the request for help, or withdraw it.",
        tag="games",
    ),
    Command(
        "POST",
        "/undo",
        EmptyBody,
        lambda _body, _: Undone(),
        operation="undo",
        summary="Undo the last command.",
        example={},
    ),
    Command(
        "POST",
        "/redo",
        EmptyBody,
        lambda _body, _: Redone(),
        operation="redo",
        summary="Redo the command that was undone last.",
        example={},
    ),
]
