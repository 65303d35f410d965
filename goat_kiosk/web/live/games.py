"""The games as the hub thread knows them: newest states from the hub, everything else asked of the desk."""

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
from goat_kiosk.errors import KioskError, NotFound
from goat_kiosk.hub.hub import Hub
from goat_kiosk.store.log.write_queue import then
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.web.http.auth import JOINS_PER_MINUTE, Principal, RateLimiter
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.peers import Peers, owner_message

_MAX_REPORTS = 64
"""As many as the largest venue has courts; a report of a long game has some kilobytes."""


def topic_of(game_id: int) -> str:
    """Return the hub's name for a game."""
    return f"game/{game_id}"


class JoinBody(msgspec.Struct, forbid_unknown_fields=True):
    """A player takes a place."""

    name: str
    team: Team


class JoinOptions(NamedTuple):
    """What a program may say with a join."""

    key: str | None = None
    """Makes a retry harmless."""
    seen: str | None = None
    """The id of the state it was decided on."""
    principal: Principal | None = None
    """Who may write the court lets the player in without being asked."""


class JoinOutcome(NamedTuple):
    """What became of a join."""

    state: bytes
    """The game after it."""
    status: SeatStatus
    seat: str | None
    """The secret to leave with; None for who sent an idempotency key."""


class Games:
    """What pages, streams and the API read."""

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
        """By game: the state they were asked for at, and the report, or its future."""

    def games(self) -> list[bytes]:
        """Return the newest state of every lively game, oldest first."""
        return self._hub.all_newest()

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game; an old one is fetched from the log. Raises `NotFound` or `Unavailable`.

        The hub has the topic when this returns. A bag thrown meanwhile may have brought it there first.
        """
        topic = topic_of(game_id)
        known = self._hub.newest(topic)
        if known is None:
            change = await self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.snapshot(game_id))
            self._hub.load(topic, "state", change.state, change.event_id)
        return known or self._hub.newest(topic) or b""

    async def report(self, game_id: int) -> GameReport:
        """Return a game's figures. Raises `NotFound`, also of a game whose kiosk is another one, or `Unavailable`.

        A hall full of phones asks for the same ones when a round is over: the desk is asked once for each state.
        """
        state = await self.find(game_id)
        if (owner := self._peers.owner_of(game_id)) is not None:
            raise NotFound(owner_message(game_id, owner))
        kept = self._reports.get(game_id)
        if kept is None or kept[0] != state:
            asked = asyncio.ensure_future(
                self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.report(game_id))
            )
            self._reports.pop(game_id, None)
            self._reports[game_id] = kept = state, asked
            if len(self._reports) > _MAX_REPORTS:
                del self._reports[next(iter(self._reports))]
        try:
            return await asyncio.shield(kept[1])
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
        event, joining = PlayerJoined(body.team, clean_name(body.name)), self._desk.lobby

        def take_place(desk: Scorekeeper) -> JoinOutcome:
            writer, court = options.principal, desk.history(game_id).game.court
            trusted = writer.authorize if writer is not None and writer.may_write(court) else None
            join = partial(joining.join, game_id, event, options.key, options.seen, trusted=trusted)
            return then(join, lambda outcome: JoinOutcome(desk.snapshot(game_id).state, *outcome))

        return await self._desk.run_for_game(game_id, take_place)

    async def seats(self, game_id: int, seats: list[str]) -> dict[str, SeatStatus]:
        """Return where the holders of `seats` stand; those that are none, or none any more, are left out."""
        if not seats or self._peers.owner_of(game_id) is not None:
            return {}
        joining = self._desk.lobby

        def look(_: object) -> dict[str, SeatStatus]:
            found = {}
            for seat in seats:
                try:
                    found[seat] = joining.seat(game_id, seat)
                except NotFound:
                    continue
            return found

        return await self._desk.run_for_game(game_id, look)

    async def leave(self, game_id: int, seat: str) -> bytes:
        """Give a place up and return the new state.

        Raises `NotFound` for a seat that is none, `OwnedElsewhere` when another kiosk has the game, and
        `RuleViolation`.
        """
        self._peers.require_local(game_id)
        joining = self._desk.lobby

        def leave(desk: Scorekeeper) -> bytes:
            return then(partial(joining.leave, game_id, seat), lambda _: desk.snapshot(game_id).state)

        return await self._desk.run_for_game(game_id, leave)

    async def confirm(
        self, game_id: int, answer: ConfirmationRequest, phone: Respondent, address: str, key: str | None = None
    ) -> bytes:
        """Record what a captain who asks from `address` says of the result, and return the new state.

        Raises `HttpRefusal` when too many come from there, `OwnedElsewhere` when another kiosk has the game, and as
        `Confirmations.confirm`.
        """
        self._confirm_limit.check(address)
        self._confirm_limit.count(address)
        self._peers.require_local(game_id)
        confirming, asker = self._desk.confirmations, replace(phone, address=address)
        return (await self._desk.run_for_game(game_id, lambda _: confirming.confirm(game_id, answer, asker, key))).state

    async def hashes(self, game_id: int) -> list[str]:
        """Return the hash of every event of a game. Raises `NotFound`, also of a game whose kiosk is another one."""
        if (owner := self._peers.owner_of(game_id)) is not None:
            raise NotFound(owner_message(game_id, owner))
        return [
            row.hash for row in await self._desk.run_for_game(game_id, lambda scorekeeper: scorekeeper.events(game_id))
        ]
