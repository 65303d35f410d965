"""Connections to Redis, with a deadline on every operation.

Commands go through redis-py's own client: it closes a connection that was interrupted between a command and its reply,
so no reply is ever read as that of the next command. Subscriptions go through its bare `Connection`: its pub/sub
object sends a ping into a half-open link and never checks for the reply (redis-py#2417), can spin without a timeout
(#3108), hang on close (#3941) and lock up between two subscriptions (#3640). Neither retries anything: the uplink's
own loop reports that Redis is away, and reconnects.
"""

import asyncio
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoPermissionError, RedisError, ResponseError

from goat_kiosk.errors import InvalidValue

CONNECT_TIMEOUT_S = 3.0
"""Seconds for connecting, the TLS handshake and the password together."""
REPLY_TIMEOUT_S = 5.0
"""Seconds for all replies of one pipeline. A slower Redis is too slow for live scores."""

CLOSE_TIMEOUT_S = 0.5
"""Seconds to wait for the other side to close."""

_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}

Reply = Any
"""A reply of Redis: bytes, a number, a list of these, None."""
RedisCommand = Sequence[str | bytes | int]
CONNECTION_ERRORS = (RedisError, OSError, TimeoutError)
"""The errors that end a connection."""


class RedisUrl:
    """The address of a Redis; its password is never shown."""

    def __init__(self, url: str) -> None:
        """Raises `InvalidValue` when `url` is not the address of a Redis."""
        try:
            self._pool = ConnectionPool.from_url(
                url,
                protocol=2,
                retry=Retry(NoBackoff(), 0),
                # With one, redis-py sends through `asyncio.wait_for`, which in Python 3.11 can swallow a cancellation
                # (python/cpython#86296). The deadlines are ours.
                socket_timeout=None,
                socket_connect_timeout=CONNECT_TIMEOUT_S,
                health_check_interval=0,
            )
            self.connection()
            self._parts = parts = urlsplit(url)
            (parts.hostname or "").encode("idna")  # as the resolver does
            self.name = (
                f"{parts.hostname or 'localhost'}:{parts.port or 6379}" if parts.scheme != "unix" else parts.path
            )
        except (ValueError, TypeError, RedisError) as error:
            raise InvalidValue(
                "The address of Redis must look like redis://host:6379 or rediss://user:password@host:6379."
            ) from error

    def __str__(self) -> str:
        return self.name

    def url_for_peers(self, host: str) -> str:
        """Return the address for other machines, without user and password; empty when only this one reaches it.

        `host` is this machine's own.
        """
        if self._parts.scheme == "unix":
            return ""
        name = self._parts.hostname or "localhost"
        reachable = host if name in _THIS_MACHINE else name
        return f"{self._parts.scheme}://{reachable}:{self._parts.port or 6379}{self._parts.path}"

    def client(self) -> Redis:
        """Return a client that is not connected yet, with a connection pool of its own."""
        return Redis(connection_pool=ConnectionPool(self._pool.connection_class, **self._pool.connection_kwargs))

    def connection(self) -> AbstractConnection:
        """Return a connection that is not yet open."""
        connection: AbstractConnection = self._pool.make_connection()  # type: ignore[no-untyped-call]
        return connection


class _Closed(ABC):
    """A connection that is closed at the end of its ``async with`` block."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @abstractmethod
    async def close(self) -> None:
        """Close at once, without waiting for replies."""


class RedisConnection(_Closed):
    """A connection for commands, closed at the end of its ``async with`` block."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._client.response_callbacks.clear()  # replies as Redis sends them, for every command
        self._lock = asyncio.Lock()

    @classmethod
    async def open(cls, address: RedisUrl) -> Self:
        """Connect. Raises one of `CONNECTION_ERRORS`."""
        connection = cls(address.client())
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await connection.execute("PING")
        except BaseException:
            await connection.close()
            raise
        return connection

    async def close(self) -> None:
        """Close at once, without waiting for replies."""
        with suppress(*CONNECTION_ERRORS):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._client.connection_pool.disconnect()

    async def execute(self, *command: str | bytes | int) -> Reply:
        """Return the reply to a command. Raises one of `CONNECTION_ERRORS`."""
        (reply,) = await self.pipeline([command])
        if isinstance(reply, ResponseError):
            raise reply
        return reply

    async def pipeline(self, commands: Iterable[RedisCommand]) -> list[Reply]:
        """Send commands in one pipeline and return the replies; an error reply is a `ResponseError` among them.

        One pipeline runs at a time, each with all of `REPLY_TIMEOUT_S`. Raises one of `CONNECTION_ERRORS`.
        """
        pipeline = self._client.pipeline(transaction=False)
        for command in commands:
            pipeline.execute_command(*command)
        async with self._lock, asyncio.timeout(REPLY_TIMEOUT_S):
            return await pipeline.execute(raise_on_error=False)


class Subscription(_Closed):
    """A connection that receives messages, closed at the end of its ``async with`` block."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, address: RedisUrl, pattern: str) -> Self:
        """Connect and subscribe to every subscription whose name fits `pattern`. Raises one of `CONNECTION_ERRORS`."""
        subscription = cls(address.connection())
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await subscription._connection.connect()  # type: ignore[no-untyped-call]
                await subscription.send("PSUBSCRIBE", pattern)
                await subscription.read_push()
        except BaseException:
            await subscription.close()
            raise
        return subscription

    async def add(self, pattern: str) -> bool:
        """Subscribe to another pattern; return whether the user's rights allow it. Raises one of `CONNECTION_ERRORS`.

        For the beginning of a session: messages that come meanwhile are dropped, and the stored states are read later.
        """
        await self.send("PSUBSCRIBE", pattern)
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            try:
                while (await self.read_push())[:2] != [b"psubscribe", pattern.encode()]:
                    pass
            except NoPermissionError:
                return False
        return True

    async def close(self) -> None:
        """Close at once, without waiting for replies."""
        with suppress(*CONNECTION_ERRORS):
            await self._connection.disconnect(nowait=True)

    async def send(self, *command: str) -> None:
        """Send a command whose reply comes among the messages. Raises one of `CONNECTION_ERRORS`."""
        if not self._connection.is_connected:  # redis-py would connect again, and not be subscribed
            raise ConnectionError("The connection is closed.")
        async with asyncio.timeout(REPLY_TIMEOUT_S):
            packed = self._connection.pack_commands([command])
            await self._connection.send_packed_command(packed, check_health=False)

    async def read_push(self) -> Reply:
        """Return the next message, however long it takes. Raises one of `CONNECTION_ERRORS`."""
        return await self._connection.read_response(timeout=math.inf)
