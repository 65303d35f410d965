"""Game queries of the hub thread: newest states come from the hub, everything else from the desk."""

import asyncio
from functools import partial
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from goat_kiosk.desk.confirmations import ConfirmationRequest, Respondent
from goat_kiosk.desk.lobby import SeatStatus
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import PlayerJoined, Team
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.domain.statistics.report import GameReport
from goat_kiosk.errors import EventsElsewhere, KioskError, NotFound
from goat_kiosk.hub.hub import Hub
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.web.http.auth import JOINS_PER_MINUTE, Principal, RateLimiter
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers

_MAX_REPORTS = 64
"""As many as the largest venue has courts; a report of a long game has some kilobytes."""


def topic_of(game_id: int) -> str:
    """Return the hub's topic of a game."""
    return f"game/{game_id}"


class JoinBody(msgspec.Struct, forbid_unknown_fields=True):
    """A player joins a team."""

    name: str
    team: Team


class JoinOptions(NamedTuple):
    """Options of a join by a program."""

    key: str | None = None
    """The idempotency key, which makes a retry harmless."""
    seen_event_id: str | None = None
    """The id of the state that the client saw."""
    principal: Principal | None = None
    """The client's principal; one that may write to the court needs no approval."""


class JoinOutcome(NamedTuple):
    """The outcome of a join."""

    state: bytes
    """The state of the game afterwards."""
    status: SeatStatus
    seat: str | None
    """The secret that lets the player leave; None when the join had an idempotency key."""


class Games:
    """The games, for pages, streams and the API."""

    def __init__(self, hub: Hub, desk: DeskClient, peers: Peers) -> None:
        self._hub = hub
        self._desk = desk
        self._peers = peers
        self._join_limit = RateLimiter(
            JOINS_PER_MINUTE, mark_for_translation("Too many joins from this address. Wait a minute.")
        )
        self._confirm_limit = RateLimiter(
            JOINS_PER_MINUTE, mark_for_translation("Too many answers from this address. Wait a minute.")
        )
        self._reports: dict[int, tuple[bytes, asyncio.Future[GameReport]]] = {}
        """By game: the state that the report is for, and its future."""

    def games(self) -> list[bytes]:
        """Return the newest state of every active game, oldest first."""
        return self._hub.all_newest()

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game, reading an old one from the log. Raises `NotFound` or `Unavailable`.

        The hub has the game's topic afterwards.
        """
        # While this awaits the desk, the game's next event may be published and create the topic with a newer state.
        # `load` leaves such a topic alone, so the newest state is read from the hub again.
        topic = topic_of(game_id)
        state = self._hub.newest(topic)
        if state is None:
            change = await self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.snapshot(game_id))
            self._hub.load(topic, "state", change.state, change.event_id)
        return state or self._hub.newest(topic) or b""

    async def report(self, game_id: int) -> GameReport:
        """Return a game's statistics. Raises `NotFound`, also for a game of another kiosk, or `Unavailable`.

        When a round ends all phones request the same report, so the desk makes one for each state.
        """
        # Invariant: at most one desk call for each state, because its future is stored before the first await. The
        # shield keeps that call alive when the phone that began it disconnects.
        state = await self.find(game_id)
        if (owner := self._peers.owner_of(game_id)) is not None:
            raise EventsElsewhere(self._peers.owner_message(game_id, owner))
        cached = self._reports.get(game_id)
        if cached is None or cached[0] != state:
            report = asyncio.ensure_future(
                self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.report(game_id))
            )
            self._reports.pop(game_id, None)
            self._reports[game_id] = cached = state, report
            if len(self._reports) > _MAX_REPORTS:
                del self._reports[next(iter(self._reports))]
        try:
            return await asyncio.shield(cached[1])
        except KioskError:
            self._reports.pop(game_id, None)
            raise

    async def join(
        self,
        game_id: int,
        body: JoinBody,
        address: str,
        options: JoinOptions = JoinOptions(),  # noqa: B008  a frozen value
    ) -> JoinOutcome:
        """Seat a player whose request came from `address`, or queue them for the scorekeeper's approval.

        Raises `HttpRefusal` when too many joins came from that address, `OwnedElsewhere` when another kiosk has the
        game; `NotFound`, `InvalidValue` or `RuleViolation` from the desk.
        """
        self._join_limit.check(address)
        self._join_limit.count(address)
        self._peers.require_local(game_id)
        event, lobby = PlayerJoined(body.team, clean_name(body.name)), self._desk.lobby

        def take_place(desk: Scorekeeper) -> JoinOutcome:
            writer, court = options.principal, desk.history(game_id).game.court
            authorize = writer.authorize if writer is not None and writer.may_write(court) else None
            join = partial(lobby.join, game_id, event, options.key, options.seen_event_id, authorize=authorize)
            return then(join, lambda outcome: JoinOutcome(desk.snapshot(game_id).state, *outcome))

        return await self._desk.run_for_game(game_id, take_place)

    async def seats(self, game_id: int, seats: list[str]) -> dict[str, SeatStatus]:
        """Return the status of each seat; unknown seats are left out."""
        if not seats or self._peers.owner_of(game_id) is not None:
            return {}
        lobby = self._desk.lobby

        def read_seats(_: object) -> dict[str, SeatStatus]:
            statuses = {}
            for seat in seats:
                try:
                    statuses[seat] = lobby.seat(game_id, seat)
                except NotFound:
                    continue
            return statuses

        return await self._desk.run_for_game(game_id, read_seats)

    async def leave(self, game_id: int, seat: str) -> bytes:
        """Give up a seat and return the new state.

        Raises `NotFound` for an unknown seat, `OwnedElsewhere` when another kiosk has the game, and
        `RuleViolation`.
        """
        self._peers.require_local(game_id)
        lobby = self._desk.lobby

        def leave(desk: Scorekeeper) -> bytes:
            return then(partial(lobby.leave, game_id, seat), lambda _: desk.snapshot(game_id).state)

        return await self._desk.run_for_game(game_id, leave)

    async def confirm(
        self, game_id: int, answer: ConfirmationRequest, phone: Respondent, address: str, key: str | None = None
    ) -> bytes:
        """Record a captain's answer to the result, sent from `address`, and return the new state.

        Raises `HttpRefusal` when too many answers came from that address, `OwnedElsewhere` when another kiosk has the
        game, and as `Confirmations.confirm`.
        """
        self._confirm_limit.check(address)
        self._confirm_limit.count(address)
        self._peers.require_local(game_id)
        confirmations, respondent = self._desk.confirmations, replace(phone, address=address)
        return (
            await self._desk.run_for_game(game_id, lambda _: confirmations.confirm(game_id, answer, respondent, key))
        ).state

    async def hashes(self, game_id: int) -> list[str]:
        """Return the hash of every event of a game. Raises `NotFound`, also for a game of another kiosk."""
        if (owner := self._peers.owner_of(game_id)) is not None:
            raise EventsElsewhere(self._peers.owner_message(game_id, owner))
        return [
            row.hash for row in await self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.events(game_id))
        ]
