"""All games, or all tournaments, on the link: those that this kiosk publishes, and those of the other kiosks.

`Link` has one of these for each kind. They share its connection, its counters and the kiosk's presence.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Protocol

from goat_kiosk.errors import Unavailable
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import CONNECTION_ERRORS, RedisConnection
from goat_kiosk.uplink.protocol.messages import PublishedKind
from goat_kiosk.uplink.published import ownership
from goat_kiosk.uplink.published.counts import UplinkCounts
from goat_kiosk.uplink.published.owners import LogOwners
from goat_kiosk.uplink.published.ownership import Claim, EncodedEvents, LocalLogs, TakenLog
from goat_kiosk.uplink.published.publisher import Publisher
from goat_kiosk.uplink.published.replication import OnEvents, Replicator, Takeover

MAX_KEYS = 500
"""Keys read at a time."""


class LogReceiver(Protocol):
    """Reads what other kiosks publish of one kind."""

    doubtful: set[int]
    """Numbers whose stored state must be read."""

    def receive(self, channel: bytes, payload: bytes) -> None:
        """Handle a message; its content is untrusted and may be invalid."""

    def load_stored(self, states: Mapping[bytes, bytes | None]) -> None:
        """Read the states that Redis stores under these keys."""

    def forget_old(self) -> None:
        """Retire what is no longer active."""


RequireConnection = Callable[[], RedisConnection]
"""Returns the connection for commands. Raises `Unavailable` while the link is down."""


class PublishedLogs:
    """The parts of the uplink for one kind of published logs, and the take-overs of its logs."""

    def __init__(  # noqa: PLR0913, PLR0917  it joins the parts of one kind
        self,
        kind: PublishedKind,
        kiosk: LocalKiosk,
        counts: UplinkCounts,
        local_logs: LocalLogs,
        require_connection: RequireConnection,
        make_receiver: Callable[[LogOwners], LogReceiver],
        on_events: OnEvents = lambda _number, _replica: None,
    ) -> None:
        """`on_events` is called whenever a replica of another kiosk's log has changed."""
        self.kind = kind
        self.owners = LogOwners(kiosk.log, counts)
        self.publisher = Publisher(kind, kiosk, self.owners, counts, local_logs)
        self.receiver = make_receiver(self.owners)
        self.replicator = Replicator(kind, self.owners, on_events)
        self._kiosk = kiosk
        self._require_connection = require_connection

    async def events_of(self, number: int) -> EncodedEvents:
        """Return the events that Redis stores. Raises `Unavailable`, or one of `CONNECTION_ERRORS`."""
        return await ownership.events_of(self._require_connection(), self.kind.log(number))

    async def prepare_takeover(self, number: int, *, is_settled: bool) -> Takeover:
        """Return what another kiosk has, with its owner and all its events. Raises `KioskError`."""
        return await self.replicator.prepare_takeover(self._require_connection(), number, is_settled=is_settled)

    async def take(self, claim: Claim) -> TakenLog:
        """Make this kiosk the owner, if the owner's is away. Raises `KioskError`."""
        try:
            return await ownership.take(self._require_connection(), self._kiosk, claim)
        except CONNECTION_ERRORS as error:
            raise Unavailable("Redis did not answer. Nothing was taken over; try again.") from error

    async def give_back(self, number: int, taken: TakenLog) -> None:
        """Make the previous owner the owner again, if Redis answers."""
        with suppress(Unavailable, *CONNECTION_ERRORS):
            await ownership.give_back(self._require_connection(), self._kiosk, self.kind.log(number), taken)

    async def claim_of(self, number: int) -> Claim | None:
        """Return the claim that fits the owner in Redis; None without Redis, or without an owner."""
        with suppress(Unavailable, *CONNECTION_ERRORS):
            owner = await ownership.owner_of(self._require_connection(), self.kind.log(number))
            rows = await self.events_of(number)
            return Claim(self.kind.log(number), owner, rows[-1][0] if rows else 0) if owner else None
        return None

    async def load_stored(self, connection: RedisConnection) -> None:
        """Read every state that Redis stores. Raises one of `CONNECTION_ERRORS`."""
        cursor, more, stored = b"0", True, dict[bytes, bytes | None]()
        while more:
            pattern = self.kind.keys("state")
            cursor, keys = await connection.execute("SCAN", cursor, "MATCH", pattern, "COUNT", MAX_KEYS)
            more = cursor != b"0"
            stored |= dict(zip(keys, await connection.execute("MGET", *keys) if keys else [], strict=True))
        self.receiver.load_stored(stored)

    async def reload_states(self, connection: RedisConnection, numbers: set[int]) -> None:
        """Read some stored states again, also under a new owner. Raises one of `CONNECTION_ERRORS`."""
        keys = [self.kind.log(number).key("state").encode() for number in numbers]
        self.receiver.load_stored(dict(zip(keys, await connection.execute("MGET", *keys), strict=True)))

    async def send(self, connection: RedisConnection) -> None:
        """Publish the waiting updates, and read the states that are in doubt.

        Raises one of `CONNECTION_ERRORS`, `KioskError`.
        """
        doubtful = self.receiver.doubtful | await self.publisher.deliver(connection)
        self.receiver.doubtful.clear()
        own = set(filter(self.owners.is_own, doubtful))
        self.publisher.reassert(own)
        if doubtful - own:
            await self.reload_states(connection, doubtful - own)
