"""Replicas of other kiosks' logs, so that a game or a tournament can continue when its kiosk is gone.

Every event is stored in Redis together with the state it leads to, so the log in Redis has all that was shown. Each
kiosk also keeps a replica of those logs in memory, in case Redis loses them together with their kiosk.
`ownership` says how one is taken over.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from goat_kiosk.errors import Unavailable
from goat_kiosk.uplink.protocol.connection import CONNECTION_ERRORS, RedisConnection, Reply
from goat_kiosk.uplink.protocol.messages import PublishedKind
from goat_kiosk.uplink.published import ownership, refusals
from goat_kiosk.uplink.published.owners import LogOwners, RemoteLog
from goat_kiosk.uplink.published.ownership import UNKNOWN_EPOCH, Claim, EncodedEvents, Owner

POLL_INTERVAL_S = 1.0
"""Seconds between reads of the logs: what is lost if Redis and a kiosk fail together."""
MAX_BATCH = 100
"""Logs read at a time."""


@dataclass(slots=True)
class Replica:
    """The events of one game or tournament of another kiosk that are copied here, from the first one on."""

    log: str
    epoch: int = UNKNOWN_EPOCH
    events: EncodedEvents = field(default_factory=list)


OnEvents = Callable[[int, Replica], None]
"""Called with the number and the replica after it has changed."""


class Takeover(NamedTuple):
    """What a takeover needs: the claim on what another kiosk has, and its events, in order."""

    claim: Claim
    events: EncodedEvents


class Replicator:
    """Keeps the replicas up to date, and prepares takeovers from them."""

    def __init__(self, kind: PublishedKind, owners: LogOwners, on_events: OnEvents = lambda _number, _replica: None):
        """`on_events` is called whenever a replica has changed."""
        self._kind, self._owners, self._on_events = kind, owners, on_events
        self._replicas: dict[int, Replica] = {}

    async def replicate(self, connection: RedisConnection) -> None:
        """Read the new events of other kiosks. Raises one of `CONNECTION_ERRORS`."""
        numbers = self._owners.peer_logs()
        self._replicas = {number: replica for number in numbers if (replica := self._replicas.get(number)) is not None}
        outdated = [number for number in numbers if self._is_behind(number)][:MAX_BATCH]
        if not outdated:
            return
        owners = [("HMGET", self._kind.log(number).key("owner"), "log", "epoch") for number in outdated]
        for number in outdated:
            self._drop_if_other_log(number)
        new_entries = [
            ("XRANGE", self._kind.log(number).key("log"), f"{len(self._replica(number).events) + 1}-0", "+")
            for number in outdated
        ]
        replies = await connection.pipeline([*owners, *new_entries])
        for number, owner, entries in zip(outdated, replies, replies[len(outdated) :], strict=False):
            self._append(number, owner, entries)

    def count_events(self, number: int) -> int:
        """Return how many events of one are replicated here."""
        return len(self._replicas[number].events) if number in self._replicas else 0

    async def prepare_takeover(self, connection: RedisConnection, number: int, *, is_settled: bool) -> Takeover:
        """Return what is to be taken over, with its owner and all its events.

        `is_settled` says that Redis has been up long enough that a kiosk without a presence is gone. Raises `NotFound`,
        or `Unavailable` when Redis or some of the events are not there.
        """
        published, remote = self._kind.log(number), self._owners.find(number)
        try:
            owner = await ownership.owner_of(connection, published)
            stored = await ownership.events_of(connection, published)
            damaged = owner is None and await connection.execute("EXISTS", published.key("owner"))
        except CONNECTION_ERRORS as error:
            raise Unavailable("Redis did not answer. Nothing was taken over; try again.") from error
        if remote is None and owner is None:
            raise refusals.log_unknown(published)
        remote = remote or RemoteLog(owner.log if owner else "", 1, "", 0.0)
        self._drop_if_other_log(number)
        replica = self._replica(number)
        rows = max(stored, replica.events, key=len)
        self._check_whole(rows, remote)
        known = replica.epoch if is_settled and replica.log == remote.log else UNKNOWN_EPOCH
        known = max(known, 0) if damaged else known  # another program wrote there; Redis has lost nothing
        owner = owner or Owner(remote.log, known, remote.kiosk)
        return Takeover(Claim(published, owner, stored[-1][0] if stored else 0), rows)

    def drop(self, number: int) -> None:
        """Drop a replica whose events do not fit together, so that it is read from the first event on."""
        self._replicas.pop(number, None)

    def _is_behind(self, number: int) -> bool:
        remote, replica = self._owners.find(number), self._replica(number)
        return (
            remote is not None
            and remote.log != self._owners.anonymous_log
            and (replica.log, len(replica.events)) != (remote.log, remote.seq)
        )

    def _drop_if_other_log(self, number: int) -> None:
        """Drop a replica of a log that is not the owner's: a restored log may have other events."""
        remote, replica = self._owners.find(number), self._replica(number)
        if remote is not None and replica.log not in {"", remote.log}:
            replica.events = []

    def _replica(self, number: int) -> Replica:
        return self._replicas.setdefault(number, Replica(""))

    def _append(self, number: int, owner: Reply, entries: Reply) -> None:
        match owner, entries:
            case [bytes(log), bytes(text)], list() if (epoch := ownership.parse_whole(text)) != UNKNOWN_EPOCH:
                replica, owner_log = self._replica(number), log.decode(errors="replace")
                if replica.log not in {"", owner_log}:
                    replica.events = []  # those of the new owner may differ: they are read from the first one on
                replica.log, replica.epoch = owner_log, epoch
                replica.events += [
                    row for seq, row in enumerate(ownership.rows_of(entries), len(replica.events) + 1) if row[0] == seq
                ]
                self._on_events(number, replica)

    def _check_whole(self, rows: EncodedEvents, remote: RemoteLog) -> None:
        if [seq for seq, _ in rows] != list(range(1, len(rows) + 1)) or len(rows) < remote.seq:
            raise refusals.events_missing(self._kind, len(rows), remote.seq)
