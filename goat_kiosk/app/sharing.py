"""Sharing between kiosks: connects the uplink to the desk on one side and to the hub on the other."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goat_kiosk.app.match_sharing import MatchSharing
from goat_kiosk.app.row_encoding import decode_prefix, decode_row, encode_row
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.ownership import count_common_events
from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.errors import DeskTimeout, InvalidValue, KioskError, TranslatableWord
from goat_kiosk.settings.config import InvalidSetting
from goat_kiosk.store.log.rows import Ownership
from goat_kiosk.uplink.games.outbox import Update
from goat_kiosk.uplink.games.ownership import Claim, EncodedEvents, OwnerChanged, TakenGame
from goat_kiosk.uplink.link import Link
from goat_kiosk.uplink.peers import discovery
from goat_kiosk.uplink.peers.peers import CourtSide, LinkStatus, Peer, PeerCourt
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.web.http.problem_json import BUG_MESSAGE
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.view import View, courts, views_of
from goat_kiosk.web.server import Server

_log = logging.getLogger(__name__)


def parse_redis_setting(url: str) -> RedisUrl | str:
    """Return the address of Redis, or the name of the kiosk that announces it, "" for any.

    Raises `InvalidSetting`, which does not repeat `url`: it may hold a password.
    """
    keyword, _, kiosk = url.partition(":")
    try:
        return kiosk if keyword == discovery.FIND else RedisUrl(url)
    except InvalidValue as error:
        raise InvalidSetting(error.sentence) from error


_ATTEMPTS = 3
"""Attempts at a takeover: one fails when new bags of the game's kiosk arrive in the middle of it."""
_SEARCH_AFTER_ATTEMPTS = 60
"""Connection attempts to the confirmed address before the network is searched again, in a minute or so."""
_DEFAULT_KIOSK_NAME = "Kiosk"
"""The name of a kiosk that sends none."""


class Sharing:
    """The uplink for the web and the window, and this kiosk's games for the uplink."""

    def __init__(
        self, location: RedisUrl | str, kiosk: LocalKiosk, desk: DeskClient, server: Server, *, relay: bool = False
    ) -> None:
        """`location` is the address of Redis, or the name of the kiosk that announces it, "" for any."""
        self._desk = desk
        self._server = server
        self._tasks: set[asyncio.Future[None]] = set()
        """Running tasks; asyncio keeps only weak references to them."""
        self._location = location
        self._kiosk = kiosk
        self._relay = relay
        self._attempts = 0
        self._confirmation: discovery.Confirmation | None = None
        self._link = Link(self._redis_url, kiosk, server.peer_games, self, relay=relay)
        self._matches = MatchSharing(desk, self._link)

    def use_confirmation_file(self, file: Path) -> None:
        """Have the scorekeeper confirm an address found on the network, and store the confirmed one in `file`."""
        self._confirmation = discovery.Confirmation(file)

    # ---------------------------------------------------------------------------------------------- for the web

    @property
    def status(self) -> LinkStatus:
        """The status of the link; may be read from any thread."""
        return self._link.health.status

    def owner_of(self, game_id: int) -> Peer | None:
        """Return the kiosk that owns a game, or None when it is ours or unknown."""
        return self._link.owner_of(game_id)

    def peers(self) -> list[Peer]:
        """Return every other kiosk of the last day."""
        return self._link.presence.all()

    def counts(self) -> Mapping[str, int]:
        """Return the counters by name."""
        return asdict(self._link.counts) | {"conflated": self._link.publisher.outbox.conflated}

    def count_copied_events(self, game_id: int) -> int:
        """Return how many events of another kiosk's game are replicated here."""
        return self._link.replicator.count_events(game_id)

    async def take_over(self, game_id: int, court: str | None = None) -> None:
        """Take over a game whose kiosk is away (`uplink.games.ownership`), to `court` if one is named.

        Raises `KioskError`.
        """
        for _ in range(_ATTEMPTS):
            claim, rows = await self._link.prepare_takeover(game_id)
            with suppress(OwnerChanged):
                await self._link.take(claim._replace(mode="look"))
                await self._store(claim, rows)
                taken_game = await self._link.take(claim)
                return await self._adopt(game_id, taken_game, court)
        raise OwnerChanged("This game is changing hands. Nothing was changed; try again.")

    async def _store(self, claim: Claim, events: EncodedEvents) -> None:
        """Store the events before the takeover: a kiosk whose disk is full then takes nothing over."""
        game_id, owner = claim.game_id, claim.owner
        rows = [decode_row(game_id, seq, event) for seq, event in events]
        ownership = Ownership(game_id, max(owner.epoch, 0), owner.kiosk or _DEFAULT_KIOSK_NAME, len(rows))
        if await self._desk.run(lambda scorekeeper: scorekeeper.ownership.store(game_id, rows, ownership)):
            await (
                self._link.rename_log()
            )  # other kiosks have shown the events moved aside, under the numbers that come next

    async def _adopt(self, game_id: int, taken_game: TakenGame, court: str | None) -> None:
        kiosk = taken_game.before.kiosk
        try:
            await self._desk.run(
                lambda scorekeeper: scorekeeper.ownership.adopt(game_id, taken_game.epoch, kiosk, court)
            )
        except DeskTimeout:
            raise  # the desk may still do it
        except KioskError:
            await self._link.give_back(game_id, taken_game)
            raise

    async def take_back(self, game_id: int) -> None:
        """Take back a game that another kiosk has taken over from here, whether that kiosk is there or not.

        The events recorded here count, not those recorded there. Without Redis the game is scored here alone, until
        Redis says who owns it. Raises `KioskError`.
        """
        await self._desk.run(lambda scorekeeper: scorekeeper.ownership.check_taken(game_id))
        claim = await self._link.claim_of(game_id)
        if claim is None:
            await self._desk.run(lambda scorekeeper: scorekeeper.ownership.reclaim(game_id, 0))
            return
        taken_game = await self._link.take(claim._replace(mode="force"))
        self._link.announce_rollback(game_id)
        try:
            await self._desk.run(lambda scorekeeper: scorekeeper.ownership.reclaim(game_id, taken_game.epoch))
        except DeskTimeout:
            raise  # the desk may still do it
        except KioskError:
            await self._link.give_back(game_id, taken_game)
            raise

    async def run(self) -> None:
        """Run the link until it is closed, and announce the address of Redis on the network."""
        announcement = None
        if isinstance(self._location, RedisUrl) and not self._relay:
            announcement = asyncio.ensure_future(discovery.announce(self._kiosk, self._location))
        try:
            await self._link.run()
        finally:
            if announcement is not None:
                announcement.cancel()
                await asyncio.wait([announcement])

    def set_kiosk_name(self, name: str) -> None:
        """Use another name of this kiosk from now on. Returns at once."""
        self._server.call_soon(lambda: self._link.set_kiosk_name(name))

    def set_address(self, url: str) -> None:
        """Send another address of our pages to the other kiosks from the next heartbeat on; from any thread."""
        self._kiosk.url = url

    def announce_courts(self, list_courts: Callable[[], tuple[str, ...]]) -> None:
        """Send the courts of the venue to the other kiosks with each heartbeat; from any thread."""
        self._kiosk.list_courts = list_courts

    async def close(self) -> None:
        """Remove our presence and close the link."""
        await self._link.close()

    async def _redis_url(self) -> RedisUrl:
        if isinstance(self._location, RedisUrl):
            return self._location
        self._attempts += 1
        confirmed = self._confirmation.confirmed if self._confirmation else ""
        if confirmed and self._attempts % _SEARCH_AFTER_ATTEMPTS:
            return RedisUrl(confirmed)
        found_url = await discovery.find(self._kiosk.host, self._location)
        if self._confirmation is not None and found_url != confirmed:
            self._link.ask_to_confirm(found_url)
            await self._confirmation.wait(found_url)
        return RedisUrl(found_url)

    @property
    def unconfirmed(self) -> str:
        """The address that the scorekeeper must confirm; empty when there is none."""
        return self._confirmation.unconfirmed if self._confirmation is not None else ""

    def confirm(self, url: str) -> None:
        """Confirm `url`, which a kiosk of this network has announced. Raises `KioskError`."""
        if self._confirmation is None:
            raise InvalidValue("No kiosk of this network has named that address. Look again at what is asked.")
        self._confirmation.confirm(url)

    def begin_confirm(self, url: str) -> None:
        """Confirm an address from the window. Returns at once."""

        def confirm() -> None:
            with suppress(KioskError):
                self.confirm(url)

        self._server.call_soon(confirm)

    # --------------------------------------------------------------------------------------------- for the desk

    def share(self, change: Change) -> None:
        """Publish a change to the other kiosks, after this hub's own screens. Returns at once."""
        rows = [] if change.row is None else [(change.row.seq, encode_row(change.row))]
        reasons = [] if change.reason is None else [change.reason.encode()]
        numbers = change.game_id, change.history.seq, change.event_id
        update = Update(*numbers, change.state, rows, reasons, change.epoch)
        self._server.call_soon(lambda: self._link.offer(update))

    # ------------------------------------------------------------------------------------------- for the window

    def list_peer_courts(self, on_courts: Callable[[list[PeerCourt]], None]) -> None:
        """Call `on_courts`, on the hub's thread, with the courts of the other kiosks. Returns at once."""
        self._server.call_soon(lambda: on_courts(self._courts()))

    def begin_take_over(self, game_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a game over; `on_done` is called on the hub's thread, with the error or None."""
        self._begin(self.take_over(game_id), game_id, on_done)

    def begin_take_back(self, game_id: int, on_done: Callable[[KioskError | None], None]) -> None:
        """Take a game back; as `begin_take_over`."""
        self._begin(self.take_back(game_id), game_id, on_done)

    def _begin(
        self, work: Coroutine[Any, Any, None], game_id: int, on_done: Callable[[KioskError | None], None]
    ) -> None:
        async def run() -> None:
            try:
                await work
            except KioskError as error:
                on_done(error)
            except Exception:  # noqa: BLE001  the boundary: nobody awaits this, and the window must not wait for ever
                _log.exception("A bug in taking game %d over", game_id)
                on_done(KioskError(BUG_MESSAGE))
            else:
                on_done(None)

        def begin() -> None:
            task = asyncio.ensure_future(run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self._server.call_soon(begin)

    def _courts(self) -> list[PeerCourt]:
        games = ((game_id, self._server.peer_games.newest(game_id)) for game_id in self._link.owners.peer_games())
        views = views_of(state for _, state in games if state is not None)
        current, _ = courts(views, time.time())
        return [_court(view, self.owner_of(view.game_id) or Peer(view.kiosk, view.log, "")) for view in current]

    # ------------------------------------------------------------------------------------------- for the uplink

    async def rows(self, game_id: int, after: int) -> list[tuple[int, bytes]]:
        """Return the game's events above number `after`. Raises `KioskError`."""
        rows = await self._desk.run(lambda scorekeeper: scorekeeper.events(game_id))
        return [(row.seq, encode_row(row)) for row in rows if row.seq > after]

    async def on_taken_over(self, game_id: int, epoch: int, kiosk: str) -> bool:
        """Record that `kiosk` owns the game in `epoch`; return False if theirs is another game. Raises `KioskError`."""
        stored = await self._link.events_of(game_id)
        shared, _ = await self.compare(game_id, stored)
        if stored and not shared:
            return False
        ownership = Ownership(game_id, epoch, kiosk or _DEFAULT_KIOSK_NAME, shared)
        await self._desk.run(lambda scorekeeper: scorekeeper.ownership.hand_over(ownership))
        return True

    async def compare(self, game_id: int, stored: EncodedEvents) -> tuple[int, int]:
        """Return how many events our log of a game has in common with `stored`, and how many it has.

        Raises `KioskError`.
        """
        ours = await self._desk.run(lambda scorekeeper: scorekeeper.events(game_id))
        return count_common_events(ours, decode_prefix(game_id, stored)), len(ours)

    async def restore_lost(self, game_id: int, stored: EncodedEvents) -> None:
        """Append those events of `stored` that our log lacks. Raises `KioskError`."""
        rows = [decode_row(game_id, seq, event) for seq, event in stored]
        await self._desk.run(lambda scorekeeper: scorekeeper.ownership.restore_lost(game_id, rows))

    async def rename_log(self) -> tuple[str, tuple[str, ...]]:
        """Give our log a new name; return it and the earlier names. Raises `KioskError`."""
        return await self._desk.run(lambda scorekeeper: scorekeeper.ownership.rename_log())


def _court(view: View, owner: Peer) -> PeerCourt:
    side1, side2 = (CourtSide(_name(view, team), view.side(team).color, view.side(team).score) for team in TEAMS)
    progress = {"lobby": "lobby", "live": f"round {view.round}", "finished": "final"}[view.status]
    return PeerCourt(view.game_id, view.court, progress, (side1, side2), owner, over=view.status == "finished")


def _name(view: View, team: Team) -> str:
    """Return the team's name for the window, which has a language of its own."""
    return TranslatableWord(view.side(team).name) if view.side(team).named_by_color else view.name(team)
