"""Who is there: each kiosk says so every few seconds, and a key that expires remembers it no longer than that.

A kiosk is known by its log, not by its name: two laptops may both be called “Kiosk”, and then the second one keeps its
presence under a name with its log's behind it. When a kiosk is no longer there, the others remember when it last was.
"""

import re
import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from goat_kiosk.domain.names import LONGEST_NAME, clean_text
from goat_kiosk.neighbours import Neighbour
from goat_kiosk.uplink.line import Line
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


class Me(NamedTuple):
    """This kiosk, as others are told of it."""

    name: str
    log: str
    url: str


class _There(msgspec.Struct):
    name: str
    log: str
    url: str = ""


def key(name: str, log: str = "") -> str:
    """Return the key of a kiosk's presence; with its log when another kiosk has the same name."""
    return f"goat:kiosk:{name}:{log}" if log else f"goat:kiosk:{name}"


def _now() -> int:
    return time.time_ns() // 1_000_000


class Presence:
    """This kiosk's beat, and what it hears of the others'."""

    def __init__(
        self, me: Me | None, changed: Callable[[Neighbour], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """A relay is no kiosk: it has no `me` and only listens. `changed` is called with who came, went or moved.

        `clock` is in seconds and never goes back.
        """
        self._clock = clock
        self._me = me
        self._changed = changed
        self._known: dict[str, Neighbour] = {}
        self._listed_at: dict[str, float] = {}
        """When Redis has last listed each, by the monotonic clock."""
        self.namesake = False
        """Whether another kiosk has our name."""

    def all(self) -> list[Neighbour]:
        """Return every other kiosk of the last day, by name."""
        return sorted(self._known.values(), key=lambda one: (one.name.casefold(), one.log))

    def find(self, log: str, name: str) -> Neighbour:
        """Return the kiosk whose log this is; one that was never there is away since time unknown."""
        return self._known.get(log) or Neighbour(_readable(name), log, "", 0)

    async def beat(self, line: Line) -> None:
        """Say that we are there and hear who else is. Raises one of `line.Failure`."""
        last_seen = await self._listed(line)
        keys = [name for log, (kiosk, _) in last_seen.items() for name in (key(kiosk), key(kiosk, log))]
        there = _there(await line.ask("MGET", *keys) if keys else [])
        for log, (name, at) in last_seen.items():
            if self._me is None or log != self._me.log:
                self._note(_neighbour(there.get(log), name, log, at))
                self._listed_at[log] = self._clock()

    def unsure(self) -> None:
        """Note that nothing can be heard now: until the next beat nobody is known to be there."""
        now = _now()
        for neighbour in self._known.values():
            if neighbour.away_since is None:
                self._note(neighbour._replace(away_since=now))

    def tidy(self) -> list[str]:
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

    async def leave(self, line: Line) -> None:
        """Say that we go. Raises one of `line.Failure`."""
        if self._me is not None:
            await line.ask("DEL", key(self._me.name, self._me.log if self.namesake else ""))

    async def _listed(self, line: Line) -> dict[str, tuple[str, int]]:
        """Return the logs of all kiosks with name and time of the last beat, after beating ourselves."""
        if self._me is None:
            pairs = await line.ask("ZRANGE", INDEX, 0, MOST_KIOSKS, "REV", "WITHSCORES")
        else:
            me = self._me
            told = msgspec.json.encode({"name": me.name, "log": me.log, "url": me.url})
            words = ("EVALSHA", BEAT.sha, 3, key(me.name), key(me.name, me.log), INDEX)
            shared, pairs = await line.ask(*words, me.log, told, EXPIRES_S, f"{me.log} {me.name}", MOST_KIOSKS)
            self.namesake = bool(shared)
        found: dict[str, tuple[str, int]] = {}
        for member, score in zip(pairs[::2], pairs[1::2], strict=True):
            known, at = _MEMBER.fullmatch(member), float(score)
            if known is not None and 0 < at < _THE_YEAR_2100:
                found.setdefault(known[1].decode(), (known[2].decode(errors="replace"), int(at)))
        return found

    def _note(self, neighbour: Neighbour) -> None:
        before = self._known.get(neighbour.log)
        if before is not None and not neighbour.url:
            neighbour = neighbour._replace(url=before.url)
        self._known[neighbour.log] = neighbour
        if neighbour != before:
            self._changed(neighbour)


def _there(values: list[bytes | None]) -> dict[str, _There]:
    found = {}
    for value in values:
        try:
            said = msgspec.json.decode(value or b"", type=_There)
        except msgspec.DecodeError:
            continue
        found[said.log] = said
    return found


def _neighbour(said: _There | None, name: str, log: str, last_seen: int) -> Neighbour:
    if said is None:
        return Neighbour(_readable(name), log, "", last_seen)
    return Neighbour(_readable(said.name), log, _address(said.url))


def _readable(name: str) -> str:
    """Return a kiosk's name as it may be shown."""
    return clean_text(name, LONGEST_NAME) or "Kiosk"


def _address(url: str) -> str:
    """Return an address fit for a link, or nothing: whoever writes to Redis must not run scripts on phones."""
    return url if url.startswith(("http://", "https://")) and url.isascii() and url.isprintable() else ""
