"""The link to Redis: opens the connections, detects when they fail, and reconnects.

At each start of a session the states in Redis are read after the subscription has begun and before its first message is
read, so no message falls between. Then all our games and tournaments are offered again, since Redis may have come back
empty; what Redis has already is not published twice. Runs on the hub thread's event loop.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import NamedTuple

from redis.exceptions import NoScriptError, ResponseError

from goat_kiosk.errors import KioskError, Message, Unavailable, log_bugs
from goat_kiosk.uplink.games.receiver import GameReceiver, PeerGamesPort
from goat_kiosk.uplink.health import LinkHealth
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import EXPIRES_S, HEARTBEAT_INTERVAL_S, LocalKiosk, Presence
from goat_kiosk.uplink.protocol import error_text, scripts
from goat_kiosk.uplink.protocol.connection import (
    CONNECTION_ERRORS,
    RedisConnection,
    RedisUrl,
    Reply,
    Subscription,
)
from goat_kiosk.uplink.protocol.messages import GAMES, TOURNAMENTS
from goat_kiosk.uplink.published import replication
from goat_kiosk.uplink.published.counts import UplinkCounts
from goat_kiosk.uplink.published.ownership import LocalLogs
from goat_kiosk.uplink.published.published_logs import PublishedLogs
from goat_kiosk.uplink.published.replication import Replica
from goat_kiosk.uplink.tournaments.receiver import PeerTournamentsPort, TournamentReceiver

PING_INTERVAL_S = 3.0
"""Seconds. On a half-open connection nothing fails; only a missing reply shows it."""
SILENCE_TIMEOUT_S = 8.0
"""Seconds without a message or a reply to a ping, after which a session ends."""
FIRST_RETRY_S, MAX_RETRY_S = 0.1, 1.0
"""Seconds between attempts; short, so that other courts are back soon after Redis is."""
REFUSED_RETRY_S = 1.0
"""Seconds before a refused command is tried again."""
CLOSE_TIMEOUT_S = 0.5
"""Seconds to remove our presence when the kiosk stops."""
MESSAGES_PER_TURN = 64
"""Messages before the event loop runs other tasks: a flood must not delay this hub's own phones."""

_log = logging.getLogger(__name__)


FindRedis = Callable[[], Awaitable[RedisUrl]]
"""Returns the address of Redis; called before each attempt."""


class HubPorts(NamedTuple):
    """The hub's side, which shows what other kiosks publish."""

    games: PeerGamesPort
    tournaments: PeerTournamentsPort


class DeskPorts(NamedTuple):
    """The desk's side: what this kiosk's log has."""

    games: LocalLogs
    tournaments: LocalLogs
    rename_log: Callable[[], Awaitable[tuple[str, tuple[str, ...]]]]
    """Gives our log a new name; returns it and the earlier names. Raises `KioskError`."""


class Link:
    """The connections to Redis, and the parts of the uplink that use them."""

    def __init__(
        self, find_redis: FindRedis, kiosk: LocalKiosk, hub: HubPorts, desk: DeskPorts, *, relay: bool = False
    ) -> None:
        """`kiosk` is this one; a relay has no presence and no games, only a log name for its own ids."""
        counts = self.counts = UplinkCounts()
        self._hub, self._desk = hub, desk
        self.games = PublishedLogs(
            GAMES,
            kiosk,
            counts,
            desk.games,
            self._require_connection,
            lambda owners: GameReceiver(owners, counts, hub.games),
        )
        self.tournaments = PublishedLogs(
            TOURNAMENTS,
            kiosk,
            counts,
            desk.tournaments,
            self._require_connection,
            lambda owners: TournamentReceiver(owners, counts, hub.tournaments),
            self._on_tournament_events,
        )
        self.published = [self.games, self.tournaments]
        """What the current session exchanges: the games, and the tournaments if the rights of its user allow it."""
        self.presence = Presence(None if relay else kiosk, self._on_peer_changed, hide_private_urls=kiosk.is_public)
        publishers = [self.games.publisher, self.tournaments.publisher]
        self.health = LinkHealth(self.presence, publishers, relay=relay)
        self.connection: RedisConnection | None = None
        """The connection for commands while the link is up, else None."""
        self._find_redis = find_redis
        self._address: RedisUrl | None = None
        self._kiosk = kiosk
        self._relay = relay
        self._up_since = 0.0
        self._closing = False
        self.on_peers_changed: Callable[[], None] = lambda: None
        """Called when other kiosks came, left, or have changed, and once it is known who is there after the start."""
        self._has_peer_change = True

    async def run(self) -> None:
        """Run sessions, one after the other, until `close`."""
        wait = FIRST_RETRY_S
        while not self._closing:
            try:
                await self._session()
            except Exception as error:  # noqa: BLE001  the boundary: whatever ends a session, there is a next one
                if self.connection is not None:
                    wait = FIRST_RETRY_S
                with log_bugs(_log, "the end of a session with Redis"):
                    self._on_down(_reason(error))
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311  no secret
            wait = min(2 * wait, MAX_RETRY_S)

    def ask_to_confirm(self, url: str) -> None:
        """Show that the scorekeeper must confirm the address of Redis."""
        question = Message("A kiosk of this network says that scores are shared through {place}.", place=url)
        self.health.on_confirmation_needed(
            question, Message("Confirm it at this desk, or type an address after --redis.")
        )

    def owner_of(self, logs: PublishedLogs, number: int) -> Peer | None:
        """Return the kiosk that owns a game or a tournament; None if it is ours, unknown, or of an unnamed hub."""
        remote = logs.owners.find(number)
        if remote is None or remote.log == logs.owners.anonymous_log:
            return None
        return self.presence.find(remote.log, remote.kiosk)

    def set_kiosk_name(self, name: str) -> None:
        """Use another name of this kiosk from now on."""
        self._kiosk.name = name

    @property
    def is_settled(self) -> bool:
        """Whether Redis has been up long enough that a kiosk without a presence is gone."""
        return time.monotonic() - self._up_since > EXPIRES_S

    def announce_rollback(self, logs: PublishedLogs, number: int) -> None:
        """Announce on all screens that the next state lacks events that have been shown."""
        port = self._hub.games if logs is self.games else self._hub.tournaments
        port.broadcast(number, logs.kind.restored)
        logs.publisher.mark_rollback(number)

    async def rename_log(self) -> None:
        """Give our log a new name. Raises `KioskError`."""
        self._kiosk.log, self._kiosk.follows = await self._desk.rename_log()
        for logs in (self.games, self.tournaments):
            logs.owners.log = self._kiosk.log
            logs.publisher.pending.set()

    def _require_connection(self) -> RedisConnection:
        if self.connection is None:
            raise Unavailable(
                "Redis does not answer, and without it nobody can tell whether that kiosk is really gone."
            )
        return self.connection

    async def close(self) -> None:
        """Remove our presence, so that the others need not wait until it expires, and start no more sessions."""
        self._closing = True
        if self.connection is not None:
            with suppress(*CONNECTION_ERRORS):
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await self.presence.leave(self.connection)

    # ------------------------------------------------------------------------------------------------ one session

    async def _session(self) -> None:
        address = self._address = await self._find_redis()
        async with (
            await Subscription.open(address, GAMES.channels) as subscription,
            await RedisConnection.open(address) as connection,
        ):
            self._share_tournaments(may_share=await subscription.add(TOURNAMENTS.channels))
            await self.start_session(connection)
            async with asyncio.TaskGroup() as tasks:
                for coroutine in (
                    self._listen(subscription),
                    self._ping_forever(subscription),
                    self._send_presence_forever(connection),
                    *(self._publish_forever(connection, logs) for logs in self.published),
                    *(self._replicate_forever(connection, logs) for logs in self._replicated()),
                ):
                    tasks.create_task(coroutine)

    def _share_tournaments(self, *, may_share: bool) -> None:
        """Share tournaments in this session only if the rights of its user allow their channels."""
        self.published = [self.games, self.tournaments] if may_share else [self.games]
        self.health.tournaments_are_refused = not may_share

    def _replicated(self) -> list[PublishedLogs]:
        """Return what is copied here: a relay needs no copies of games, whose states are whole."""
        return [logs for logs in self.published if logs is not self.games or not self._relay]

    async def start_session(self, connection: RedisConnection) -> None:
        """Read the stored states, send our presence, and offer every game and tournament.

        Raises one of `CONNECTION_ERRORS`, `KioskError`.
        """
        for script in scripts.ALL_SCRIPTS:
            await connection.execute("SCRIPT", "LOAD", script.text)
        for logs in self.published:
            await logs.load_stored(connection)
        await self.send_presence(connection)
        for logs in self.published:
            logs.publisher.offer_all()
        self.connection = connection
        self._up_since = time.monotonic()
        self.health.on_up()

    async def _listen(self, subscription: Subscription) -> None:
        while True:
            for _ in range(MESSAGES_PER_TURN):
                self.on_push(await subscription.read_push())
            await asyncio.sleep(0)

    def on_push(self, reply: Reply) -> None:
        """Handle a message of the subscription."""
        self._last_message_at = time.monotonic()
        match reply:
            case [b"pmessage", _, bytes(name), bytes(payload)]:
                logs = self.tournaments if name.startswith(b"tournament:") else self.games
                logs.receiver.receive(name, payload)
                if logs.receiver.doubtful:
                    logs.publisher.pending.set()

    async def _ping_forever(self, subscription: Subscription) -> None:
        self._last_message_at = time.monotonic()
        while True:
            await subscription.send("PING")
            await asyncio.sleep(PING_INTERVAL_S)
            if time.monotonic() - self._last_message_at > SILENCE_TIMEOUT_S:
                raise TimeoutError

    async def _send_presence_forever(self, connection: RedisConnection) -> None:
        # The second heartbeat comes soon: after an outage the other kiosks reconnect in the same second as we do.
        await asyncio.sleep(REFUSED_RETRY_S)
        while True:
            await self.send_presence(connection)
            await asyncio.sleep(HEARTBEAT_INTERVAL_S)

    async def send_presence(self, connection: RedisConnection) -> None:
        """Send our presence and read that of the others. Raises one of `CONNECTION_ERRORS`, `KioskError`."""
        try:
            while await self.presence.send_heartbeat(connection):
                _log.warning("Another kiosk runs with a copy of this data folder; the log takes a new name")
                await self.rename_log()
        except ResponseError as refusal:
            self._on_refused("presence", refusal)
        else:
            self.health.on_accepted("presence")
        self._report_peers()
        for logs in self.published:
            logs.receiver.forget_old()
        for log in self.presence.forget_old():
            self._hub.games.forget(log)
            self._hub.tournaments.forget(log)
        for logs in self.published:
            await logs.publisher.check_owners(connection)
        self.health.update()

    async def _replicate_forever(self, connection: RedisConnection, logs: PublishedLogs) -> None:
        while True:
            await logs.replicator.replicate(connection)
            await asyncio.sleep(replication.POLL_INTERVAL_S)

    async def _publish_forever(self, connection: RedisConnection, logs: PublishedLogs) -> None:
        while True:
            await logs.publisher.pending.wait()
            try:
                await self.send(connection, logs)
            except ResponseError as refusal:
                self._on_refused(logs.kind.name, refusal)
                await asyncio.sleep(REFUSED_RETRY_S)

    async def send(self, connection: RedisConnection, logs: PublishedLogs) -> None:
        """Publish the waiting updates of one kind, and read the states that are in doubt.

        Raises one of `CONNECTION_ERRORS`, `KioskError`.
        """
        await logs.send(connection)
        if logs is self.tournaments:
            await logs.replicator.replicate(connection)
        if logs.publisher.needs_new_log_name:
            await self.rename_log()
            logs.publisher.needs_new_log_name = False
        if self.health.on_accepted(logs.kind.name) or logs.publisher.clashes or logs.publisher.restored:
            self.health.update()

    def _on_tournament_events(self, number: int, replica: Replica) -> None:
        """Show a tournament of another kiosk after new events; events that do not fit together are read again."""
        owner = self.tournaments.owners.find(number)
        if owner is None or owner.log != replica.log:
            return  # ours by now, or of a kiosk that has published nothing yet
        if not self._hub.tournaments.show(number, owner, replica.events):
            self.tournaments.replicator.drop(number)

    def _on_down(self, reason: Exception) -> None:
        if self.connection is not None:
            self.counts.outages += 1
        self.connection = None
        known = reason if isinstance(reason, KioskError) else error_text.describe_error(str(self._address), reason)
        self.health.on_down(known)
        self.presence.mark_unknown()
        self._report_peers()

    def _on_refused(self, sent: str, refusal: ResponseError) -> None:
        if isinstance(refusal, NoScriptError):
            raise refusal  # its script cache was flushed: a new session loads them
        self.health.on_refused(sent, error_text.describe_error(str(self._address), refusal))

    def _on_peer_changed(self, peer: Peer) -> None:
        self._hub.games.update_peer(peer, self.games.owners.logs_of(peer.log))
        self._hub.tournaments.update_peer(peer)
        self._has_peer_change = True
        self.health.update()

    def _report_peers(self) -> None:
        """Report all changes of one heartbeat at once: in between, those that come later in the list seem gone."""
        if self._has_peer_change:
            self._has_peer_change = False
            self.on_peers_changed()


def _reason(error: Exception) -> Exception:
    """Return the connection error that ended a session; any other exception is a bug, and is logged as one."""
    failures, bugs = ExceptionGroup("", [error]).split((*CONNECTION_ERRORS, KioskError))
    if bugs is not None:
        _log.error("A bug in the link to the other kiosks", exc_info=bugs.exceptions[0])
    reason: Exception = failures or error
    while isinstance(reason, ExceptionGroup):
        reason = reason.exceptions[0]
    return reason
