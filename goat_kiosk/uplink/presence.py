"""Presence of kiosks: each says every few seconds that it is there, under keys that expire.

A kiosk is known by its log, not by its name: two laptops may both be called “Kiosk”, and a venue is named in the middle
of an evening. The key of its log holds its run, a word that is new with each start: another run there is a copy of our
data folder that is alive (`ownership`). A key by its name tells the others where its pages are. When a kiosk is no
longer there, the others remember when it last was; one that was never heard of is unknown until a beat has looked.
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

import msgspec

from goat_kiosk.domain.names import MAX_NAME_LENGTH, clean_text
from goat_kiosk.uplink.connection import RedisConnection
from goat_kiosk.uplink.peers import Peer
from goat_kiosk.uplink.scripts import BEAT

EVERY = 4.0
"""Seconds between beats: three can be lost before the presence expires."""
EXPIRES_S = 15
MOST_KIOSKS = 200
REMEMBERED_S = 24 * 60 * 60
"""Seconds for which a kiosk that has gone is told of: as long as Redis keeps its games."""

INDEX = "goat:kiosks"
_MEMBER = re.compile(rb"([0-9a-f]{8}) (.+)", re.DOTALL)
_THE_YEAR_2100 = 4_102_444_800_000


@dataclass
class LocalKiosk:
    """This kiosk, as others are told of it. One object for the whole uplink: name and log may change as it runs."""

    name: str
    log: str
    url: str
    follows: tuple[str, ...] = ()
    """The names that the log had before, the newest first (`store.event_log`)."""
    run: str = ""
    """Eight hex digits for the data folder on this computer, a dash, eight for this start."""


def new_run(folder: Path) -> str:
    """Return the word for a run of the kiosk that has claimed `folder`.

    Runs that begin alike are of one folder, which one kiosk at a time can claim: the one before is over.
    """
    node = uuid.getnode()
    computer = socket.gethostname() if node >> 40 & 1 else f"{node:x}"  # it is made up where there is no network card
    place = hashlib.sha256(f"{computer} {folder.resolve()}".encode()).hexdigest()[:8]
    return f"{place}-{secrets.token_hex(4)}"


class PresenceMessage(msgspec.Struct):
    """What a kiosk says of itself with each heartbeat, as JSON in Redis."""

    name: str
    log: str
    url: str = ""
    run: str = ""


def key(name: str, log: str = "") -> str:
    """Return the key of a kiosk's presence; with its log when another kiosk has the same name."""
    return f"goat:kiosk:{name}:{log}" if log else f"goat:kiosk:{name}"


def _now() -> int:
    return time.time_ns() // 1_000_000


def log_key(log: str) -> str:
    """Return the key that holds the run of a log's kiosk."""
    return f"goat:log:{log}"


class Presence:
    """This kiosk's beat, and what it hears of the others'."""

    def __init__(
        self, me: LocalKiosk | None, changed: Callable[[Peer], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """A relay is no kiosk: it has no `me` and only listens. `changed` is called with who came, went or moved.

        `clock` is in seconds and never goes back.
        """
        self._clock = clock
        self.me = me
        self._on_changed = changed
        self._known: dict[str, Peer] = {}
        self._listed_at: dict[str, float] = {}
        """When Redis has last listed each, by the monotonic clock."""
        self._unlisted: dict[str, str] = {}
        """Logs that somebody asked for and no beat has looked for yet, with their kiosks' names."""
        self._names: list[str] = []
        """Every name of ours: states under an older one are still on screens, and older kiosks look there."""
        self._keys: set[str] = set()
        """Where our presence stands."""
        self.is_copy = False
        """Whether our data folder turned out to be a copy of another kiosk's that is running."""
        self.copied_by = ""
        """The kiosk that was started with a copy of our data folder."""
        self.outdated: list[str] = []
        """Kiosks that are there and of a version that knows no runs."""

    def all(self) -> list[Peer]:
        """Return every other kiosk of the last day, by name."""
        return sorted(self._known.values(), key=lambda one: (one.name.casefold(), one.log))

    @property
    def name_conflicts(self) -> list[Peer]:
        """The other kiosks that are there under our name."""
        name = self.me.name.casefold() if self.me is not None else None
        return [one for one in self.all() if one.away_since is None and one.name.casefold() == name]

    def find(self, log: str, name: str) -> Peer:
        """Return the kiosk whose log this is. One that was not heard of yet is taken to be there until a beat looks."""
        if self.me is not None and log == self.me.log:
            return Peer(
                _clean_kiosk_name(name), log, "", 0
            )  # a game that we have lost to somebody who has said nothing
        if log not in self._known:
            self._unlisted.setdefault(log, name)
        return self._known.get(log) or Peer(_clean_kiosk_name(name), log, "")

    async def beat(self, connection: RedisConnection) -> bool:
        """Say that we are there and hear who else is; return whether another run of our log is.

        Raises one of `CONNECTION_ERRORS`.
        """
        unheard, self._unlisted = self._unlisted, {}
        last_seen = await self._list_logs(connection)
        if last_seen is None:
            return True
        keys = [name for log, (kiosk, _) in last_seen.items() for name in (key(kiosk), key(kiosk, log))]
        there = _parse_messages(await connection.execute("MGET", *keys) if keys else [])
        for log, (name, at) in last_seen.items():
            if self.me is None or log != self.me.log:
                self._update(_peer(there.get(log), name, log, at))
                self._listed_at[log] = self._clock()
        for log in unheard.keys() - self._known.keys():
            self._update(Peer(_clean_kiosk_name(unheard[log]), log, "", 0))
            self._listed_at[log] = self._clock()
        self.outdated = sorted(_clean_kiosk_name(one.name) for one in there.values() if not one.run)
        return False

    def mark_unknown(self) -> None:
        """Note that nothing can be heard now: until the next beat nobody is known to be there."""
        now = _now()
        for peer in self._known.values():
            if peer.away_since is None:
                self._update(peer._replace(away_since=now))

    def forget_old(self) -> list[str]:
        """Forget the kiosks that Redis has not listed for a day, and return their logs.

        Of more than `MOST_KIOSKS` the last ones listed stay: whoever writes to Redis can make up any number of them.
        """
        by_age = sorted(self._known, key=lambda log: self._listed_at[log], reverse=True)
        gone = [log for place, log in enumerate(by_age) if self._is_old(log) or place >= MOST_KIOSKS]
        for log in gone:
            del self._known[log], self._listed_at[log]
        return gone

    def _is_old(self, log: str) -> bool:
        return self._listed_at[log] < self._clock() - REMEMBERED_S

    async def leave(self, connection: RedisConnection) -> None:
        """Say that we go. Raises one of `CONNECTION_ERRORS`."""
        keys, self._keys = list(self._keys), set()
        if keys and self.me is not None:
            ours = self.me.log.encode(), self.me.run.encode()
            said = await connection.execute("MGET", *keys)
            if gone := [one for one, value in zip(keys, said, strict=True) if value and any(w in value for w in ours)]:
                await connection.execute("DEL", *gone)

    async def _list_logs(self, connection: RedisConnection) -> dict[str, tuple[str, int]] | None:
        """Return the logs of all kiosks with name and time of the last beat, after beating ourselves.

        None while another run of our log is there.
        """
        if self.me is None:
            pairs = await connection.execute("ZRANGE", INDEX, 0, MOST_KIOSKS, "REV", "WITHSCORES")
        else:
            said, pairs, copy = await self._send(connection, self.me)
            if said == b"cloned":
                self.is_copy = True
                return None
            self.copied_by = copy[9:].decode(errors="replace")
        found: dict[str, tuple[str, int]] = {}
        for member, score in zip(pairs[::2], pairs[1::2], strict=True):
            known, at = _MEMBER.fullmatch(member), float(score)
            if known is not None and 0 < at < _THE_YEAR_2100:
                found.setdefault(known[1].decode(), (known[2].decode(errors="replace"), int(at)))
        return found

    async def _send(self, connection: RedisConnection, me: LocalKiosk) -> tuple[bytes, list[bytes], bytes]:
        if me.name not in self._names:
            self._names.append(me.name)
        told = msgspec.json.encode({"name": me.name, "log": me.log, "url": me.url, "run": me.run})
        before = [key(name) for name in self._names if name != me.name]
        keys = [key(me.name), key(me.name, me.log), INDEX, log_key(me.log), *before]
        words = me.log, told, EXPIRES_S, f"{me.log} {me.name}", MOST_KIOSKS, me.run
        said, pairs, copy = await connection.execute("EVALSHA", BEAT.sha, len(keys), *keys, *words)
        if said != b"cloned":
            self._keys = {log_key(me.log), key(me.name, me.log if said == b"shared" else ""), *before}
        return said, pairs, copy

    def _update(self, peer: Peer) -> None:
        before = self._known.get(peer.log)
        if before is not None and not peer.url:
            peer = peer._replace(url=before.url)
        self._known[peer.log] = peer
        if peer != before:
            self._on_changed(peer)


def _parse_messages(values: list[bytes | None]) -> dict[str, PresenceMessage]:
    found = {}
    for value in values:
        try:
            said = msgspec.json.decode(value or b"", type=PresenceMessage)
        except (ValueError, RecursionError):  # whatever somebody has written there, the beat goes on
            continue
        found[said.log] = said
    return found


def _peer(said: PresenceMessage | None, name: str, log: str, last_seen: int) -> Peer:
    if said is None:
        return Peer(_clean_kiosk_name(name), log, "", last_seen)
    return Peer(_clean_kiosk_name(said.name), log, _safe_url(said.url))


def _clean_kiosk_name(name: str) -> str:
    """Return a kiosk's name as it may be shown."""
    return clean_text(name, MAX_NAME_LENGTH) or "Kiosk"


def _safe_url(url: str) -> str:
    """Return an address fit for a link, or nothing: whoever writes to Redis must not run scripts on phones."""
    return url if url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() else ""
