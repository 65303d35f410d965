"""The link to Redis: opens the connections, detects when they fail, and reconnects.

At each start of a session the states in Redis are read after the subscription has begun and before its first message is
read, so no message falls between. Then all our games are offered again, since Redis may have come back empty; a game
that Redis has already is not published twice. Runs on the hub thread's event loop.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from redis.exceptions import NoScriptError, ResponseError

from goat_kiosk.errors import KioskError, Message, Unavailable, log_bugs
from goat_kiosk.uplink.games import ownership, replication
from goat_kiosk.uplink.games.counts import UplinkCounts
from goat_kiosk.uplink.games.game_owners import GameOwners
from goat_kiosk.uplink.games.outbox import Update
from goat_kiosk.uplink.games.ownership import Claim, EncodedEvents, TakenGame
from goat_kiosk.uplink.games.publisher import RESTORED, LocalGames, Publisher
from goat_kiosk.uplink.games.receiver import PeerGamesPort, Receiver
from goat_kiosk.uplink.games.replication import Replicator, Takeover
from goat_kiosk.uplink.health import LinkHealth
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import EXPIRES_S, HEARTBEAT_INTERVAL_S, LocalKiosk, Presence
from goat_kiosk.uplink.protocol import error_text, messages, scripts
from goat_kiosk.uplink.protocol.connection import (
    CONNECTION_ERRORS,
    RedisConnection,
    RedisUrl,
    Reply,
    Subscription,
)

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
MAX_KEYS = 500
"""Keys read at a time."""
MESSAGES_PER_TURN = 64
"""Messages before the event loop runs other tasks: a flood must not delay this hub's own phones."""

_log = logging.getLogger(__name__)


FindRedis = Callable[[], Awaitable[RedisUrl]]
"""Returns the address of Redis; called before each attempt."""


class Link:
    """The connections to Redis, and the parts of the uplink that use them."""

    def __init__(
        self,
        find_redis: FindRedis,
        kiosk: LocalKiosk,
        peer_games: PeerGamesPort,
        local_games: LocalGames,
        *,
        relay: bool = False,
    ) -> None:
        """`kiosk` is this one; a relay has no presence and no games, only a log name for its own ids."""
        self.counts = UplinkCounts()
        self.owners = GameOwners(kiosk.log, self.counts)
        self.receiver = Receiver(self.owners, self.counts, peer_games)
        self.publisher = Publisher(kiosk, self.owners, self.counts, local_games)
        self.presence = Presence(None if relay else kiosk, self._on_peer_changed, hide_private_urls=kiosk.is_public)
        self.health = LinkHealth(self.presence, self.publisher, relay=relay)
        self.connection: RedisConnection | None = None
        """The connection for commands while the link is up, else None."""
        self._find_redis = find_redis
        self._address: RedisUrl | None = None
        self.replicator = Replicator(self.owners)
        self._kiosk = kiosk
        self._local_games = local_games
        self._relay = relay
        self._up_since = 0.0
        self._peer_games = peer_games
        self._closing = False
        self.on_peers_changed: Callable[[], None] = lambda: None
        """Called when another kiosk came, left, or has changed."""

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

    def offer(self, update: Update) -> None:
        """Publish the newest state of one of our games. Never blocks."""
        self.publisher.offer(update)

    def owner_of(self, game_id: int) -> Peer | None:
        """Return the kiosk that owns a game; None when it is ours, unknown, or from a hub without a name."""
        game = self.owners.find(game_id)
        if game is None or game.log == self.owners.anonymous_log:
            return None
        return self.presence.find(game.log, game.kiosk)

    def set_kiosk_name(self, name: str) -> None:
        """Use another name of this kiosk from now on."""
        self._kiosk.name = name

    async def events_of(self, game_id: int) -> EncodedEvents:
        """Return the events of a game that Redis stores. Raises `Unavailable`, or one of `CONNECTION_ERRORS`."""
        return await ownership.events_of(self._require_connection(), game_id)

    async def prepare_takeover(self, game_id: int) -> Takeover:
        """Return a game of another kiosk with its owner and all its events. Raises `KioskError`."""
        is_settled = time.monotonic() - self._up_since > EXPIRES_S
        return await self.replicator.prepare_takeover(self._require_connection(), game_id, is_settled=is_settled)

    async def take(self, claim: Claim) -> TakenGame:
        """Make this kiosk the owner of a game whose kiosk is away. Raises `KioskError`."""
        try:
            return await ownership.take(self._require_connection(), self._kiosk, claim)
        except CONNECTION_ERRORS as error:
            raise Unavailable("Redis did not answer. Nothing was taken over; try again.") from error

    async def give_back(self, game_id: int, taken_game: TakenGame) -> None:
        """Make the previous owner the owner again, if Redis answers."""
        with suppress(Unavailable, *CONNECTION_ERRORS):
            await ownership.give_back(self._require_connection(), self._kiosk, game_id, taken_game)

    def announce_rollback(self, game_id: int) -> None:
        """Announce on all screens that a game's next state lacks events that have been shown."""
        self._peer_games.broadcast(game_id, RESTORED)
        self.publisher.mark_rollback(game_id)

    async def claim_of(self, game_id: int) -> Claim | None:
        """Return the claim that fits a game's owner in Redis; None without Redis, or without an owner."""
        with suppress(Unavailable, *CONNECTION_ERRORS):
            owner = await ownership.owner_of(self._require_connection(), game_id)
            rows = await self.events_of(game_id)
            return Claim(game_id, owner, rows[-1][0] if rows else 0) if owner else None
        return None

    async def rename_log(self) -> None:
        """Give our log a new name. Raises `KioskError`."""
        self._kiosk.log, self._kiosk.follows = await self._local_games.rename_log()
        self.owners.log = self._kiosk.log
        self.publisher.pending.set()

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

    async def reload_states(self, connection: RedisConnection, games: set[int]) -> None:
        """Show the stored states of some games, also under a new owner. Raises one of `CONNECTION_ERRORS`."""
        keys = [messages.key(game_id, "state").encode() for game_id in games]
        self.receiver.load_stored(dict(zip(keys, await connection.execute("MGET", *keys), strict=True)))

    # ------------------------------------------------------------------------------------------------ one session

    async def _session(self) -> None:
        address = self._address = await self._find_redis()
        async with (
            await Subscription.open(address, messages.PATTERN) as subscription,
            await RedisConnection.open(address) as connection,
        ):
            await self.start_session(connection)
            async with asyncio.TaskGroup() as tasks:
                for coroutine in (
                    self._listen(subscription),
                    self._ping_forever(subscription),
                    self._send_presence_forever(connection),
                    self._publish_forever(connection),
                ):
                    tasks.create_task(coroutine)
                if not self._relay:
                    tasks.create_task(self._replicate_forever(connection))

    async def start_session(self, connection: RedisConnection) -> None:
        """Read the stored states, send our presence, and offer every game.

        Raises one of `CONNECTION_ERRORS`, `KioskError`.
        """
        for script in scripts.ALL_SCRIPTS:
            await connection.execute("SCRIPT", "LOAD", script.text)
        await self._load_stored(connection)
        await self.send_presence(connection)
        self.publisher.offer_all()
        self.connection = connection
        self._up_since = time.monotonic()
        self.health.on_up()

    async def _load_stored(self, connection: RedisConnection) -> None:
        cursor, more, stored = b"0", True, dict[bytes, bytes | None]()
        while more:
            cursor, keys = await connection.execute(
                "SCAN", cursor, "MATCH", messages.key_pattern("state"), "COUNT", MAX_KEYS
            )
            more = cursor != b"0"
            stored |= dict(zip(keys, await connection.execute("MGET", *keys) if keys else [], strict=True))
        self.receiver.load_stored(stored)

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
                self.receiver.receive(name, payload)
                if self.receiver.doubtful:
                    self.publisher.pending.set()

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
        self.receiver.forget_old()
        for log in self.presence.forget_old():
            self._peer_games.forget(log)
        await self.publisher.check_owners(connection)
        self.health.update()

    async def _replicate_forever(self, connection: RedisConnection) -> None:
        while True:
            await self.replicator.replicate(connection)
            await asyncio.sleep(replication.POLL_INTERVAL_S)

    async def _publish_forever(self, connection: RedisConnection) -> None:
        while True:
            await self.publisher.pending.wait()
            try:
                await self.send(connection)
            except ResponseError as refusal:
                self._on_refused("scores", refusal)
                await asyncio.sleep(REFUSED_RETRY_S)

    async def send(self, connection: RedisConnection) -> None:
        """Publish the waiting updates, and read the states that are in doubt.

        Raises one of `CONNECTION_ERRORS`, `KioskError`.
        """
        doubtful = self.receiver.doubtful | await self.publisher.deliver(connection)
        self.receiver.doubtful.clear()
        if self.publisher.needs_new_log_name:
            await self.rename_log()
            self.publisher.needs_new_log_name = False
        own_games = set(filter(self.owners.is_own, doubtful))
        self.publisher.reassert(own_games)
        if doubtful - own_games:
            await self.reload_states(connection, doubtful - own_games)
        if self.health.on_accepted("scores") or self.publisher.clashes or self.publisher.restored:
            self.health.update()

    def _on_down(self, reason: Exception) -> None:
        if self.connection is not None:
            self.counts.outages += 1
        self.connection = None
        known = reason if isinstance(reason, KioskError) else error_text.describe_error(str(self._address), reason)
        self.health.on_down(known)
        self.presence.mark_unknown()

    def _on_refused(self, sent: str, refusal: ResponseError) -> None:
        if isinstance(refusal, NoScriptError):
            raise refusal  # its script cache was flushed: a new session loads them
        self.health.on_refused(sent, error_text.describe_error(str(self._address), refusal))

    def _on_peer_changed(self, peer: Peer) -> None:
        self._peer_games.update_peer(peer, self.owners.games_of(peer.log))
        self.on_peers_changed()
        self.health.update()


def _reason(error: Exception) -> Exception:
    """Return the connection error that ended a session; any other exception is a bug, and is logged as one."""
    failures, bugs = ExceptionGroup("", [error]).split((*CONNECTION_ERRORS, KioskError))
    if bugs is not None:
        _log.error("A bug in the link to the other kiosks", exc_info=bugs.exceptions[0])
    reason: Exception = failures or error
    while isinstance(reason, ExceptionGroup):
        reason = reason.exceptions[0]
    return reason
