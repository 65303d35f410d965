"""Presence of kiosks: each sends a heartbeat every few seconds, stored under keys that expire.

A kiosk is identified by its log, not by its name: two laptops may both be called “Kiosk”, and a venue may be renamed
in the middle of an evening. The key of its log holds its run, an id that is new at each start: another run there means
that a copy of our data folder is running (`ownership`). A key by its name holds the address of its pages. When a kiosk
is gone, the others remember when it was last there; an unknown one counts as there until the next heartbeat has looked.
"""

import hashlib
import re
import secrets
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.host import network
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.protocol.connection import RedisConnection
from goat_kiosk.uplink.protocol.scripts import LOG_TTL_S, SEND_HEARTBEAT

HEARTBEAT_INTERVAL_S = 4.0
"""Seconds between heartbeats: three can be lost before the presence expires."""
EXPIRES_S = 15
MAX_KIOSKS = 200
MAX_COURTS = 64
REMEMBERED_S = LOG_TTL_S
"""Seconds for which a kiosk that is gone is still listed: as long as Redis stores its games."""

INDEX = "goat:kiosks"
_KIOSK_MEMBER = re.compile(rb"([0-9a-f]{8}) (.+)", re.DOTALL)


@dataclass
class LocalKiosk:
    """This kiosk, as other kiosks see it. The whole uplink shares one object: its fields may change at any time."""

    name: str
    log: str
    url: str
    follows: tuple[str, ...] = ()
    """The names that the log had before, the newest first (`store.log.event_log`)."""
    run: str = ""
    """Eight hex digits for the data folder on this computer, a dash, eight for this start."""
    list_courts: Callable[[], tuple[str, ...]] = tuple
    """Returns the courts of the venue."""
    local_host: str = ""
    """Our address in the venue's network where `url` is a public one, as that of a proxy."""

    @property
    def is_public(self) -> bool:
        """Whether `url` is for people outside the venue, who cannot open the other kiosks' addresses there."""
        return bool(self.local_host)

    @property
    def host(self) -> str:
        """Our address in the venue's network."""
        return self.local_host or urlsplit(self.url).hostname or ""


def new_run(folder: Path) -> str:
    """Return the id of a run of the kiosk that has locked `folder`.

    Runs with the same first half are of one folder, which one kiosk at a time can lock: the earlier run is over.
    """
    node = uuid.getnode()
    computer = socket.gethostname() if node >> 40 & 1 else f"{node:x}"  # a random number where there is no network card
    folder_hash = hashlib.sha256(f"{computer} {folder.resolve()}".encode()).hexdigest()[:8]
    return f"{folder_hash}-{secrets.token_hex(4)}"


class PresenceMessage(msgspec.Struct):
    """The heartbeat of a kiosk, as JSON in Redis."""

    name: str
    log: str
    url: str = ""
    run: str = ""
    follows: list[str] = []
    courts: list[str] = []


def key(name: str, log: str = "") -> str:
    """Return the key of a kiosk's presence; with its log when another kiosk has the same name."""
    return f"goat:kiosk:{name}:{log}" if log else f"goat:kiosk:{name}"


def _now() -> int:
    return time.time_ns() // 1_000_000


def log_key(log: str) -> str:
    """Return the key that holds the run of a log's kiosk."""
    return f"goat:log:{log}"


class Presence:
    """Sends this kiosk's heartbeat, and lists the other kiosks."""

    def __init__(
        self,
        kiosk: LocalKiosk | None,
        on_changed: Callable[[Peer], None],
        clock: Callable[[], float] = time.monotonic,
        *,
        hide_private_urls: bool = False,
    ) -> None:
        """A relay has no `kiosk` and only reads. `on_changed` is called with each peer that came, left or moved.

        `clock` is in seconds and monotonic. With `hide_private_urls`, peers have no URL of a private network.
        """
        self._hide_private_urls = hide_private_urls
        self._clock = clock
        self.kiosk = kiosk
        self._on_changed = on_changed
        self._known: dict[str, Peer] = {}
        self._listed_at: dict[str, float] = {}
        """When Redis last listed each, by the monotonic clock."""
        self._unlisted: dict[str, str] = {}
        """Logs that were requested since the last heartbeat and are not listed, with their kiosks' names."""
        self._names: list[str] = []
        """All our names since the start: screens still show states under earlier ones, and older kiosks look there."""
        self._keys: set[str] = set()
        """The keys that hold our presence."""
        self.is_copy = False
        """Whether our data folder is a copy of that of another running kiosk."""
        self.copied_by = ""
        """The kiosk that was started with a copy of our data folder."""
        self.outdated: list[str] = []
        """Kiosks that are there with a version from before there were runs."""

    def all(self) -> list[Peer]:
        """Return every other kiosk of the last day, by name."""
        return sorted(self._known.values(), key=lambda kiosk: (kiosk.name.casefold(), kiosk.log))

    @property
    def name_conflicts(self) -> list[Peer]:
        """The other kiosks that are there under our name."""
        name = self.kiosk.name.casefold() if self.kiosk is not None else None
        return [kiosk for kiosk in self.all() if kiosk.away_since is None and kiosk.name.casefold() == name]

    def find(self, log: str, name: str) -> Peer:
        """Return the kiosk with this log. An unlisted one counts as there until the next heartbeat has looked."""
        if self.kiosk is not None and log == self.kiosk.log:
            # A game of ours whose new owner has not published yet.
            return Peer(_clean_kiosk_name(name), log, "", 0)
        if log not in self._known:
            self._unlisted.setdefault(log, name)
        return self._known.get(log) or Peer(_clean_kiosk_name(name), log, "")

    async def send_heartbeat(self, connection: RedisConnection) -> bool:
        """Send our heartbeat and list the other kiosks; return whether another run of our log is present.

        Raises one of `CONNECTION_ERRORS`.
        """
        unlisted, self._unlisted = self._unlisted, {}
        last_seen = await self._list_logs(connection)
        if last_seen is None:
            return True
        keys = [name for log, (kiosk, _) in last_seen.items() for name in (key(kiosk), key(kiosk, log))]
        messages = _parse_messages(await connection.execute("MGET", *keys) if keys else [])
        for log, (name, at) in last_seen.items():
            if self.kiosk is None or log != self.kiosk.log:
                self._update(_peer(messages.get(log), name, log, at))
                self._listed_at[log] = self._clock()
        for log in unlisted.keys() - self._known.keys():
            self._update(Peer(_clean_kiosk_name(unlisted[log]), log, "", 0))
            self._listed_at[log] = self._clock()
        self.outdated = sorted(_clean_kiosk_name(kiosk.name) for kiosk in messages.values() if not kiosk.run)
        return False

    def mark_unknown(self) -> None:
        """Mark all peers as away: while Redis is unreachable nobody is known to be there."""
        now = _now()
        for peer in self._known.values():
            if peer.away_since is None:
                self._update(peer._replace(away_since=now))

    def forget_old(self) -> list[str]:
        """Forget the kiosks that Redis has not listed for a day, and return their logs.

        Of more than `MAX_KIOSKS` the most recently listed ones stay: a program that writes to Redis can invent kiosks.
        """
        by_age = sorted(self._known, key=lambda log: self._listed_at[log], reverse=True)
        expired = [log for rank, log in enumerate(by_age) if self._is_old(log) or rank >= MAX_KIOSKS]
        for log in expired:
            del self._known[log], self._listed_at[log]
        return expired

    def _is_old(self, log: str) -> bool:
        return self._listed_at[log] < self._clock() - REMEMBERED_S

    async def leave(self, connection: RedisConnection) -> None:
        """Remove our presence. Raises one of `CONNECTION_ERRORS`."""
        keys, self._keys = list(self._keys), set()
        if keys and self.kiosk is not None:
            ours = self.kiosk.log.encode(), self.kiosk.run.encode()
            values = await connection.execute("MGET", *keys)
            if own_keys := [
                key for key, value in zip(keys, values, strict=True) if value and any(part in value for part in ours)
            ]:
                await connection.execute("DEL", *own_keys)

    async def _list_logs(self, connection: RedisConnection) -> dict[str, tuple[str, int]] | None:
        """Send our heartbeat, and return the logs of all kiosks with name and time of the last heartbeat.

        None while another run of our log is present.
        """
        if self.kiosk is None:
            pairs = await connection.execute("ZRANGE", INDEX, 0, MAX_KIOSKS, "REV", "WITHSCORES")
        else:
            status, pairs, copy = await self._send(connection, self.kiosk)
            if status == b"cloned":
                self.is_copy = True
                return None
            self.copied_by = copy[9:].decode(errors="replace")
        names: dict[str, tuple[str, int]] = {}
        for member, score in zip(pairs[::2], pairs[1::2], strict=True):
            known, seen_at = _KIOSK_MEMBER.fullmatch(member), float(score)
            if known is not None and 0 < seen_at < LATEST_MS:
                names.setdefault(known[1].decode(), (known[2].decode(errors="replace"), int(seen_at)))
        return names

    async def _send(self, connection: RedisConnection, kiosk: LocalKiosk) -> tuple[bytes, list[bytes], bytes]:
        if kiosk.name not in self._names:
            self._names.append(kiosk.name)
        follows, courts = list(kiosk.follows), list(kiosk.list_courts())
        message = msgspec.json.encode(PresenceMessage(kiosk.name, kiosk.log, kiosk.url, kiosk.run, follows, courts))
        earlier = [key(name) for name in self._names if name != kiosk.name]
        keys = [key(kiosk.name), key(kiosk.name, kiosk.log), INDEX, log_key(kiosk.log), *earlier]
        args = kiosk.log, message, EXPIRES_S, f"{kiosk.log} {kiosk.name}", MAX_KIOSKS, kiosk.run
        status, pairs, copy = await connection.execute("EVALSHA", SEND_HEARTBEAT.sha, len(keys), *keys, *args)
        if status != b"cloned":
            self._keys = {log_key(kiosk.log), key(kiosk.name, kiosk.log if status == b"shared" else ""), *earlier}
        return status, pairs, copy

    def _update(self, peer: Peer) -> None:
        if self._hide_private_urls and network.is_private_url(peer.url):
            peer = peer._replace(url="")
        before = self._known.get(peer.log)
        if before is not None and not peer.url:
            peer = peer._replace(url=before.url)
        if before is not None and peer.away_since is not None:  # its heartbeat is gone
            peer = peer._replace(former_logs=before.former_logs, courts=before.courts)
        self._known[peer.log] = peer
        if peer != before:
            self._on_changed(peer)


def _parse_messages(values: list[bytes | None]) -> dict[str, PresenceMessage]:
    messages = {}
    for value in values:
        try:
            message = msgspec.json.decode(value or b"", type=PresenceMessage)
        except (ValueError, RecursionError):  # any program may have written anything there
            continue
        messages[message.log] = message
    return messages


def _peer(message: PresenceMessage | None, name: str, log: str, last_seen: int) -> Peer:
    if message is None:
        return Peer(_clean_kiosk_name(name), log, "", last_seen)
    courts = (clean_text(court, MAX_NAME_LENGTH) for court in message.courts[:MAX_COURTS])
    return Peer(
        _clean_kiosk_name(message.name),
        log,
        _safe_url(message.url),
        former_logs=tuple(message.follows),
        courts=tuple(filter(None, courts)),
    )


def _clean_kiosk_name(name: str) -> str:
    """Return a kiosk's name fit to be shown."""
    return clean_text(name, MAX_NAME_LENGTH) or "Kiosk"


def _safe_url(url: str) -> str:
    """Return an address fit for a link, or "": nothing from Redis may run as a script on phones."""
    return url if url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() else ""
