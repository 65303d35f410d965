"""This kiosk in a venue of several: joins the uplink to the desk on one side and to the hub on the other."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.ownership import in_common
from goat_kiosk.domain.events import TEAMS, AnyEvent
from goat_kiosk.errors import DeskTimeout, InvalidValue, KioskError, Unavailable
from goat_kiosk.host.clock import LATEST
from goat_kiosk.store.event_log import Ownership, Row
from goat_kiosk.uplink import discovery
from goat_kiosk.uplink.connection import RedisUrl
from goat_kiosk.uplink.link import Link
from goat_kiosk.uplink.outbox import Update
from goat_kiosk.uplink.ownership import Claim, OwnerChanged, Rows, TakenGame
from goat_kiosk.uplink.peers import CourtSide, LinkStatus, Peer, PeerCourt
from goat_kiosk.uplink.presence import LocalKiosk
from goat_kiosk.web.http.problem_json import BUG
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.view import View, courts, views_of
from goat_kiosk.web.server import Server

_log = logging.getLogger(__name__)

_ATTEMPTS = 3
"""Times that a game is taken over anew because bags of its kiosk have just arrived."""
_LISTEN_AGAIN = 60
"""Times that the confirmed address is tried before the network is listened to again, in a minute or so."""
_NAMELESS = "Kiosk"
"""A kiosk that says no name."""


class Sharing:
    """The uplink as the web sees it, and the desk as the uplink sees it."""

    def __init__(
        self, place: RedisUrl | str, me: LocalKiosk, desk: DeskClient, server: Server, *, relay: bool = False
    ) -> None:
        """`place` is where the kiosks meet, or the name of the kiosk to ask, "" for any; `me` is this kiosk."""
        self._desk = desk
        self._server = server
        self._tasks: set[asyncio.Future[None]] = set()
        """What nobody awaits: asyncio itself would forget it."""
        self._location = place
        self._me = me
        self._relay = relay
        self._tries = 0
        self._confirmation: discovery.Confirmation | None = None
        self._link = Link(self._redis_url, me, server.guests, self, relay=relay)

    def use_confirmation_file(self, file: Path) -> None:
        """Ask the desk before anything that was found on the network is believed, and keep in `file` what it said."""
        self._confirmation = discovery.Confirmation(file)

    # ---------------------------------------------------------------------------------------------- for the web

    @property
    def status(self) -> LinkStatus:
        """How the line fares; may be asked from any thread."""
        return self._link.status

    def owner_of(self, game_id: int) -> Peer | None:
        """Return the kiosk that has a game, or None when it is ours or nobody's."""
        return self._link.owner_of(game_id)

    def peers(self) -> list[Peer]:
        """Return every other kiosk of the last day."""
        return self._link.presence.all()

    def counts(self) -> Mapping[str, int]:
        """Return what has been counted, by name."""
        return asdict(self._link.counts) | {"conflated": self._link.publisher.outbox.conflated}

    def count_copied_events(self, game_id: int) -> int:
        """Return how many events of another kiosk's game could be gone on from."""
        return self._link.replicator.count_events(game_id)

    async def take_over(self, game_id: int, court: str | None = None) -> None:
        """Go on here with a game whose kiosk is away (`uplink.ownership`), at `court` if one is named.

        Raises `KioskError`.
        """
        for _ in range(_ATTEMPTS):
            claim, rows = await self._link.prepare_takeover(game_id)
            with suppress(OwnerChanged):
                await self._link.take(claim._replace(how="look"))
                await self._store(claim, rows)
                taken = await self._link.take(claim)
                return await self._adopt(game_id, taken, court)
        raise OwnerChanged("This game is changing hands. Nothing was changed; try again.")

    async def _store(self, claim: Claim, events: Rows) -> None:
        """Keep the events first: a kiosk that cannot has taken nothing from anybody."""
        game_id, owner = claim.game_id, claim.owner
        rows = [decode_row(game_id, seq, event) for seq, event in events]
        holding = Ownership(game_id, max(owner.epoch, 0), owner.kiosk or _NAMELESS, len(rows))
        if await self._desk.run(lambda scorekeeper: scorekeeper.ownership.store(game_id, rows, holding)):
            await self._link.rename_log()  # others have seen what was moved aside, under the numbers that come now

    async def _adopt(self, game_id: int, taken: TakenGame, court: str | None) -> None:
        kiosk = taken.before.kiosk
        try:
            await self._desk.run(lambda scorekeeper: scorekeeper.ownership.adopt(game_id, taken.epoch, kiosk, court))
        except DeskTimeout:
            raise  # it may be done all the same
        except KioskError:
            await self._link.give_back(game_id, taken)
            raise

    async def take_back(self, game_id: int) -> None:
        """Go on here with a game that another kiosk has taken over from here, whether that one is there or not.

        What was recorded here counts, and not what was recorded there. Without Redis the game is scored here alone,
        until Redis says whose it is. Raises `KioskError`.
        """
        await self._desk.run(lambda scorekeeper: scorekeeper.ownership.check_taken(game_id))
        claim = await self._link.claim_of(game_id)
        if claim is None:
            await self._desk.run(lambda scorekeeper: scorekeeper.ownership.reclaim(game_id, 0))
            return
        taken = await self._link.take(claim._replace(how="force"))
        self._link.announce_rollback(game_id)
        try:
            await self._desk.run(lambda scorekeeper: scorekeeper.ownership.reclaim(game_id, taken.epoch))
        except DeskTimeout:
            raise  # it may be done all the same
        except KioskError:
            await self._link.give_back(game_id, taken)
            raise

    async def run(self) -> None:
        """Keep the link until it is closed, and let other kiosks find the way."""
        announcing = None
        if isinstance(self._location, RedisUrl) and not self._relay:
            announcing = asyncio.ensure_future(discovery.announce(self._me, self._location))
        try:
            await self._link.run()
        finally:
            if announcing is not None:
                announcing.cancel()
                await asyncio.wait([announcing])

    def set_kiosk_name(self, kiosk: str) -> None:
        """Go by another name from now on. Returns at once."""
        self._server.call_soon(lambda: self._link.set_kiosk_name(kiosk))

    async def close(self) -> None:
        """Say goodbye to the others."""
        await self._link.close()

    async def _redis_url(self) -> RedisUrl:
        if isinstance(self._location, RedisUrl):
            return self._location
        self._tries += 1
        confirmed = self._confirmation.confirmed if self._confirmation else ""
        if confirmed and self._tries % _LISTEN_AGAIN:
            return RedisUrl(confirmed)
        place = await discovery.find(urlsplit(self._me.url).hostname or "", self._location)
        if self._confirmation is not None and place != confirmed:
            self._link.ask_to_confirm(place)
            await self._confirmation.wait(place)
        return RedisUrl(place)

    @property
    def unconfirmed(self) -> str:
        """The address that the desk has to confirm; empty when there is none."""
        return self._confirmation.unconfirmed if self._confirmation is not None else ""

    def confirm(self, place: str) -> None:
        """Share at `place` from now on, which a kiosk of this network has named. Raises `KioskError`."""
        if self._confirmation is None:
            raise InvalidValue("No kiosk of this network has named that address. Look again at what is asked.")
        self._confirmation.confirm(place)

    def begin_confirm(self, place: str) -> None:
        """Confirm an address from the window. Returns at once."""

        def confirm() -> None:
            with suppress(KioskError):
                self.confirm(place)

        self._server.call_soon(confirm)

    # --------------------------------------------------------------------------------------------- for the desk

    def share(self, change: Change) -> None:
        """Have the others told of a change, after this hub's own screens. Returns at once."""
        rows = [] if change.row is None else [(change.row.seq, encode_row(change.row))]
        reasons = [] if change.reason is None else [change.reason.encode()]
        told = change.game_id, change.history.seq, change.event_id, change.state
        letter = Update(*told, rows, reasons, change.epoch)
        self._server.call_soon(lambda: self._link.offer(letter))

    # ------------------------------------------------------------------------------------------- for the window

    def list_peer_courts(self, tell: Callable[[list[PeerCourt]], None]) -> None:
        """Have `tell` called, on the hub's thread, with the courts of the other kiosks. Returns at once."""
        self._server.call_soon(lambda: tell(self._courts()))

    def begin_take_over(self, game_id: int, told: Callable[[KioskError | None], None]) -> None:
        """Take a game over; `told` is called on the hub's thread, with the refusal if there is one."""
        self._begin(self.take_over(game_id), game_id, told)

    def begin_take_back(self, game_id: int, told: Callable[[KioskError | None], None]) -> None:
        """Take a game back; as `begin_take_over`."""
        self._begin(self.take_back(game_id), game_id, told)

    def _begin(self, work: Coroutine[Any, Any, None], game_id: int, told: Callable[[KioskError | None], None]) -> None:
        async def taking_over() -> None:
            try:
                await work
            except KioskError as refusal:
                told(refusal)
            except Exception:  # noqa: BLE001  the boundary: nobody awaits this, and the window must not wait for ever
                _log.exception("A bug in taking game %d over", game_id)
                told(KioskError(BUG))
            else:
                told(None)

        def begin() -> None:
            task = asyncio.ensure_future(taking_over())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self._server.call_soon(begin)

    def _courts(self) -> list[PeerCourt]:
        games = ((game_id, self._server.guests.newest(game_id)) for game_id in self._link.owners.peer_games())
        views = views_of(state for _, state in games if state is not None)
        shown, _ = courts(views, time.time())
        return [_court(view, self.owner_of(view.game_id) or Peer(view.kiosk, view.log, "")) for view in shown]

    # ------------------------------------------------------------------------------------------- for the uplink

    async def rows(self, game_id: int, after: int) -> list[tuple[int, bytes]]:
        """Return the game's events above number `after`. Raises `KioskError`."""
        rows = await self._desk.run(lambda scorekeeper: scorekeeper.events(game_id))
        return [(row.seq, encode_row(row)) for row in rows if row.seq > after]

    async def on_taken_over(self, game_id: int, epoch: int, kiosk: str) -> bool:
        """Note that `kiosk` has the game in `epoch`; return False when it is another game. Raises `KioskError`."""
        there = await self._link.events_of(game_id)
        shared, _ = await self.compare(game_id, there)
        if there and not shared:
            return False
        holding = Ownership(game_id, epoch, kiosk or _NAMELESS, shared)
        await self._desk.run(lambda scorekeeper: scorekeeper.ownership.hand_over(holding))
        return True

    async def compare(self, game_id: int, there: Rows) -> tuple[int, int]:
        """Return how many events our log of a game has in common with `there`, and how many it has.

        Raises `KioskError`.
        """
        here = await self._desk.run(lambda scorekeeper: scorekeeper.events(game_id))
        return in_common(here, _readable(game_id, there)), len(here)

    async def restore_lost(self, game_id: int, there: Rows) -> None:
        """Take in those events of `there` that our log lacks. Raises `KioskError`."""
        rows = [decode_row(game_id, seq, event) for seq, event in there]
        await self._desk.run(lambda scorekeeper: scorekeeper.ownership.restore_lost(game_id, rows))

    async def rename_log(self) -> tuple[str, tuple[str, ...]]:
        """Give our log a new name; return it and those that it follows. Raises `KioskError`."""
        return await self._desk.run(lambda scorekeeper: scorekeeper.ownership.rename_log())


class StoredEvent(msgspec.Struct, omit_defaults=True):
    """An event as it lies in Redis, beside its number."""

    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST)]
    event: AnyEvent
    key: str | None = None
    hash: str = ""
    """As `domain.chain` makes it; a kiosk from before there was a chain writes none."""


def _court(view: View, owner: Peer) -> PeerCourt:
    one, two = (CourtSide(view.name(team), view.side(team).color, view.side(team).score) for team in TEAMS)
    progress = {"lobby": "lobby", "live": f"round {view.round}", "finished": "final"}[view.status]
    return PeerCourt(view.game_id, view.court, progress, (one, two), owner, over=view.status == "finished")


def encode_row(row: Row) -> bytes:
    """Return an event as it lies in Redis."""
    return msgspec.json.encode(StoredEvent(row.at, row.event, row.key, row.hash))


def _readable(game_id: int, there: Rows) -> list[Row]:
    """Return events as far as they can be read and follow each other."""
    rows: list[Row] = []
    with suppress(Unavailable):
        for place, (seq, event) in enumerate(there, 1):
            if seq != place:
                break
            rows.append(decode_row(game_id, seq, event))
    return rows


def decode_row(game_id: int, seq: int, kept: bytes) -> Row:
    """Return an event that lay in Redis. Raises `Unavailable`."""
    try:
        told = msgspec.json.decode(kept, type=StoredEvent)
    except (ValueError, RecursionError) as error:
        raise Unavailable(
            "Event {seq} of game {game_id} cannot be read from Redis: {error}.", seq=seq, game_id=game_id, error=error
        ) from error
    return Row(game_id, seq, told.at, told.key, told.event, told.hash)
