"""Response schemas of the API: every response is one of these types, and the OpenAPI document is made from them."""

from datetime import datetime
from typing import Literal

import msgspec

from goat_kiosk.desk.lobby import JoinStatus
from goat_kiosk.desk.matches import LaterGame
from goat_kiosk.domain.events import AnyEvent, Team
from goat_kiosk.domain.state.state import State
from goat_kiosk.uplink.peers.peers import LinkState
from goat_kiosk.web.live.court_matches import CourtMatch
from goat_kiosk.web.live.screens import Order


class ChangedState(State, frozen=True, kw_only=True):
    """The whole game after a write."""

    later_games: list[LaterGame] | msgspec.UnsetType = msgspec.UNSET
    """The later games of the match whose standing the write has changed."""


class JoinedState(State, frozen=True, kw_only=True):
    """The whole game, and the outcome of the join."""

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
    """All events of a game."""

    game_id: int
    log: str
    events: list[EventEntry]


class UnsharedEvents(msgspec.Struct, frozen=True):
    """The events recorded here of a game that `kiosk` has taken over."""

    game_id: int
    kiosk: str
    events: list[EventEntry]


class CourtResponse(msgspec.Struct, frozen=True):
    """The court of a game, and the unfinished game that this kiosk scores there; None if there is none."""

    court: str
    game_id: int | None
    match: CourtMatch | None = None
    """The match of a tournament that is played there next."""


class PeerKiosk(msgspec.Struct, frozen=True):
    """Another kiosk of the venue; `away_since` in milliseconds since 1970, null while it is online."""

    name: str
    log: str
    url: str
    away_since: int | None
    courts: list[str]


class UplinkHealth(msgspec.Struct, frozen=True):
    """The connection to the other kiosks; `since` in milliseconds since 1970."""

    line: LinkState
    words: str
    since: int


class ComponentHealth(msgspec.Struct, frozen=True, omit_defaults=True):
    """The health of a component; `words` describe the trouble."""

    status: Literal["ok", "trouble"]
    words: str
    age: float | None = None
    """Seconds since the disk was looked at, since the newest backup, or since the uplink's state began."""
    ends: datetime | None = None
    """When the certificate ends."""


class BackupHealth(msgspec.Struct, frozen=True):
    """Time of the newest backup, RFC 3339; `trouble` says why none can be made, or that the log is damaged."""

    newest: datetime | None
    trouble: str


class UnsharedCount(msgspec.Struct, frozen=True):
    """A game with `events` unshared events here: ``…/aside`` returns them."""

    game_id: int
    events: int


class Health(msgspec.Struct, frozen=True):
    """The kiosk's health: the desk, its disk, the hub's subscribers and every component."""

    log: str | None
    games: int
    subscribers: int
    uplink: UplinkHealth
    parts: dict[str, ComponentHealth]
    """Hub, uplink, clock and disk; backups, stick and certificate where they exist."""
    version: str
    disk: str
    """``ok``, or what is wrong with it."""
    status: Literal["ok", "trouble", "failing"]
    """``trouble`` while a component is in trouble but bags are saved; ``failing``, with 503, while the log is unusable.
    """
    backups: BackupHealth | msgspec.UnsetType = msgspec.UNSET
    recovered: str | msgspec.UnsetType = msgspec.UNSET
    """The outcome for a damaged log at this start."""
    aside: list[UnsharedCount] | msgspec.UnsetType = msgspec.UNSET
    """Games with events recorded here that are missing in the game as another kiosk continued it."""


class Readiness(msgspec.Struct, frozen=True):
    """Whether scorers and spectators may be sent here; with 503 when not."""

    status: Literal["ok", "failing"]
    words: str
    """Why not, for a person."""


class SeatResponse(msgspec.Struct, frozen=True):
    """The status of a seat; `player` is the number in the game, while seated."""

    standing: JoinStatus
    name: str
    team: Team
    player: int | msgspec.UnsetType = msgspec.UNSET


class PendingJoinResponse(msgspec.Struct, frozen=True):
    """A player who waits for approval."""

    n: int
    team: Team
    name: str


class SentOrder(Order, frozen=True, kw_only=True):
    """An order as sent to its screen."""

    screen: str
    order: str


class Orders(msgspec.Struct, frozen=True):
    """The orders not yet carried out, oldest first, whether another page uses this id, and the kiosk's own pages."""

    orders: list[SentOrder]
    taken: bool
    build: str
