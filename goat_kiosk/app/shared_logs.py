"""Shared logs of this kiosk: its games, or its tournaments, joined with what the uplink has of the same kind.

It answers the uplink's questions about the log, and takes over what another kiosk has: in Redis and in the log, in the
order of `uplink.published.ownership`.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Generic, NamedTuple, Protocol, TypeVar

from goat_kiosk.app.row_encoding import RowCodec, RowT, decode_prefix
from goat_kiosk.desk.ownership import count_common_events
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import DeskTimeout, KioskError
from goat_kiosk.store.log.rows import Ownership
from goat_kiosk.uplink.link import Link
from goat_kiosk.uplink.published import refusals
from goat_kiosk.uplink.published.ownership import Claim, EncodedEvents, TakenLog
from goat_kiosk.uplink.published.published_logs import PublishedLogs
from goat_kiosk.uplink.published.refusals import OwnerChanged
from goat_kiosk.web.live.desk_client import DeskClient

Result = TypeVar("Result")

_ATTEMPTS = 3
"""Attempts at a takeover: one fails when new events of the owner arrive in the middle of it."""
_DEFAULT_KIOSK_NAME = "Kiosk"
"""The name of a kiosk that sends none."""


class DeskOwnership(Protocol[RowT]):
    """The desk's side of ownership, for one kind of logs."""

    def store(self, number: int, rows: list[RowT], ownership: Ownership) -> bool:
        """Store what another kiosk has; return whether events of ours were moved aside. Raises `KioskError`."""

    def adopt(self, number: int, epoch: int, kiosk: str = "", court: str | None = None) -> object:
        """Make ours what is stored here. Raises `KioskError`."""

    def check_taken(self, number: int) -> None:
        """Raise `KioskError` unless another kiosk has taken it over from here."""

    def reclaim(self, number: int, epoch: int) -> object:
        """Make ours again what another kiosk has taken over. Raises `KioskError`."""

    def hand_over(self, ownership: Ownership) -> None:
        """Record that another kiosk is the owner. Raises `KioskError`."""

    def restore_lost(self, number: int, rows: list[RowT]) -> None:
        """Append the events that our log has lost. Raises `KioskError`."""


class DeskAccess(NamedTuple, Generic[RowT]):
    """How the events of one kind are read and changed at the desk."""

    codec: RowCodec[RowT]
    events: Callable[[Scorekeeper, int], list[RowT]]
    ownership: Callable[[Scorekeeper], DeskOwnership[RowT]]


class SharedLogs(Generic[RowT]):
    """All games, or all tournaments, of this kiosk, for the uplink; `connect` comes before anything else."""

    def __init__(self, desk: DeskClient, access: DeskAccess[RowT]) -> None:
        self._desk = desk
        self._access: DeskAccess[RowT] = access
        self._link: Link
        self._published: PublishedLogs

    def connect(self, link: Link, published: PublishedLogs) -> None:
        """Use this link from now on."""
        self._link, self._published = link, published

    async def take_over(self, number: int, court: str | None = None) -> None:
        """Take over what a kiosk that is away has (`uplink.published.ownership`); a game to `court` if one is named.

        Raises `KioskError`.
        """
        logs = self._published
        for _ in range(_ATTEMPTS):
            claim, rows = await logs.prepare_takeover(number, is_settled=self._link.is_settled)
            with suppress(OwnerChanged):
                await logs.take(claim._replace(mode="look"))
                await self.store(claim, rows)
                taken = await logs.take(claim)
                return await self._adopt(number, taken, court)
        raise refusals.owner_changed(logs.kind)

    async def store(self, claim: Claim, events: EncodedEvents) -> None:
        """Store the events before the takeover: a kiosk whose disk is full then takes nothing over."""
        number, owner = claim.published.number, claim.owner
        rows = [self._access.codec.decode(number, seq, event) for seq, event in events]
        ownership = Ownership(number, max(owner.epoch, 0), owner.kiosk or _DEFAULT_KIOSK_NAME, len(rows))
        if await self._at_desk(lambda desk: desk.store(number, rows, ownership)):
            await (
                self._link.rename_log()
            )  # other kiosks have shown the events moved aside, under the numbers that come next

    async def _adopt(self, number: int, taken: TakenLog, court: str | None) -> None:
        try:
            await self._at_desk(lambda desk: desk.adopt(number, taken.epoch, taken.before.kiosk, court))
        except DeskTimeout:
            raise  # the desk may still do it
        except KioskError:
            await self._published.give_back(number, taken)
            raise

    async def take_back(self, number: int) -> None:
        """Take back what another kiosk has taken over from here, whether that kiosk is there or not.

        The events recorded here count, not those recorded there. Without Redis it is run here alone, until Redis says
        who owns it. Raises `KioskError`.
        """
        await self._at_desk(lambda desk: desk.check_taken(number))
        claim = await self._published.claim_of(number)
        if claim is None:
            await self._at_desk(lambda desk: desk.reclaim(number, 0))
            return
        taken = await self._published.take(claim._replace(mode="force"))
        self._link.announce_rollback(self._published, number)
        try:
            await self._at_desk(lambda desk: desk.reclaim(number, taken.epoch))
        except DeskTimeout:
            raise  # the desk may still do it
        except KioskError:
            await self._published.give_back(number, taken)
            raise

    # ------------------------------------------------------------------------------------------- for the uplink

    async def rows(self, number: int, after: int) -> EncodedEvents:
        """Return the events above number `after`. Raises `KioskError`."""
        rows = await self._events(number)
        return [(row.seq, self._access.codec.encode(row)) for row in rows if row.seq > after]

    async def on_taken_over(self, number: int, epoch: int, kiosk: str) -> bool:
        """Record that `kiosk` is the owner in `epoch`; return False if only its number is the same.

        Raises `KioskError`.
        """
        stored = await self._published.events_of(number)
        shared, _ = await self.compare(number, stored)
        if stored and not shared:
            return False
        ownership = Ownership(number, epoch, kiosk or _DEFAULT_KIOSK_NAME, shared)
        await self._at_desk(lambda desk: desk.hand_over(ownership))
        return True

    async def compare(self, number: int, stored: EncodedEvents) -> tuple[int, int]:
        """Return how many events our log has in common with `stored`, and how many it has. Raises `KioskError`."""
        ours = await self._events(number)
        return count_common_events(ours, decode_prefix(self._access.codec, number, stored)), len(ours)

    async def restore_lost(self, number: int, stored: EncodedEvents) -> None:
        """Append those events of `stored` that our log lacks. Raises `KioskError`."""
        rows = [self._access.codec.decode(number, seq, event) for seq, event in stored]
        await self._at_desk(lambda desk: desk.restore_lost(number, rows))

    async def _events(self, number: int) -> list[RowT]:
        return await self._desk.run(lambda scorekeeper: self._access.events(scorekeeper, number))

    async def _at_desk(self, work: Callable[[DeskOwnership[RowT]], Result]) -> Result:
        return await self._desk.run(lambda scorekeeper: work(self._access.ownership(scorekeeper)))
