"""What the API answers, as types: each answer is made of one of these, and the document of the API from the same."""

from datetime import datetime
from typing import Literal

import msgspec

from goat_kiosk.desk.lobby import JoinStatus
from goat_kiosk.desk.matches import LaterGame
from goat_kiosk.domain.events import AnyEvent, Team
from goat_kiosk.domain.state import State
from goat_kiosk.uplink.peers import LinkState
from goat_kiosk.web.live.screens import Order


class ChangedState(State, frozen=True, kw_only=True):
    """The whole game after a write."""

    later_games: list[LaterGame] | msgspec.UnsetType = msgspec.UNSET
    """The later games of the match whose standing the write has changed."""


class JoinedState(State, frozen=True, kw_only=True):
    """The whole game, and what became of who joined."""

    standing: JoinStatus
    seat: str | msgspec.UnsetType = msgspec.UNSET
    """The secret to leave with."""


class EventEntry(msgspec.Struct, frozen=True):
    """One event of a game; `at` in milliseconds since 1970."""

    seq: int
    at: int
    event: AnyEvent
    hash: str


class GameLog(msgspec.Struct, frozen=True):
    """Everything that happened to a game."""

    game_id: int
    log: str
    events: list[EventEntry]


class UnsharedEvents(msgspec.Struct, frozen=True):
    """What was recorded here of a game that `kiosk` has taken over."""

    game_id: int
    kiosk: str
    events: list[EventEntry]


class PeerKiosk(msgspec.Struct, frozen=True):
    """Another kiosk of the venue; `away_since` in milliseconds since 1970, null while it is there."""

    name: str
    log: str
    url: str
    away_since: int | None


class UplinkHealth(msgspec.Struct, frozen=True):
    """How the line to the other kiosks fares; `since` in milliseconds since 1970."""

    line: LinkState
    words: str
    since: int


class ComponentHealth(msgspec.Struct, frozen=True):
    """How a part of the kiosk fares; `words` say what the trouble is."""

    status: Literal["ok", "trouble"]
    words: str


class BackupHealth(msgspec.Struct, frozen=True):
    """When the newest backup was made, RFC 3339; `trouble` says why none can be, or that the log is damaged."""

    newest: datetime | None
    trouble: str


class UnsharedCount(msgspec.Struct, frozen=True):
    """A game of which `events` events lie aside here: ``…/aside`` tells which."""

    game_id: int
    events: int


class Health(msgspec.Struct, frozen=True):
    """That the desk answers, whether its disk keeps what is scored, and what hangs on the hub."""

    log: str | None
    games: int
    subscribers: int
    uplink: UplinkHealth
    parts: dict[str, ComponentHealth]
    """Hub, uplink, clock and disk; backups and certificate where there are some."""
    version: str
    disk: str
    """``ok``, or what is wrong with it."""
    status: Literal["ok", "trouble", "failing"]
    """``trouble`` while a part is in trouble and bags are kept; ``failing`` while the log cannot be used, with 503."""
    backups: BackupHealth | msgspec.UnsetType = msgspec.UNSET
    recovered: str | msgspec.UnsetType = msgspec.UNSET
    """What became of a damaged log at this start."""
    aside: list[UnsharedCount] | msgspec.UnsetType = msgspec.UNSET
    """Games of which events were recorded here that are not in the game as it went on at another kiosk."""


class Readiness(msgspec.Struct, frozen=True):
    """Whether scorers and spectators may be sent here; with 503 when they may not."""

    status: Literal["ok", "failing"]
    words: str
    """Why not, for a person."""


class SeatResponse(msgspec.Struct, frozen=True):
    """Where the holder of a seat stands; `player` is the number in the game, while seated."""

    standing: JoinStatus
    name: str
    team: Team
    player: int | msgspec.UnsetType = msgspec.UNSET


class PendingJoinResponse(msgspec.Struct, frozen=True):
    """Who waits for the scorekeeper."""

    n: int
    team: Team
    name: str


class SentOrder(Order, frozen=True, kw_only=True):
    """An order as it goes to its screen."""

    screen: str
    order: str


class Orders(msgspec.Struct, frozen=True):
    """The orders not carried out yet, oldest first, and whether another page goes by this id."""

    orders: list[SentOrder]
    taken: bool
