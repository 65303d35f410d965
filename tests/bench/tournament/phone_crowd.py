"""Load generator of phones at a tournament: their streams and their pages' requests, without browsers.

    python -m tests.bench.tournament.phone_crowd

Standard input has the crowd as one line of JSON, and later `finish <log>-<seq>`. Standard output has `following` when
every phone has its stream, then one line of JSON with what each phone has shown. Each phone has an address of its own.

A phone does what the player's page does: it follows the changes, rings for its own calls, fetches its fragment after
a change, and connects again after a random wait. A page fetches within a second of a change. A simulated night is many
times faster than a real one, so that here the fetch of a phone that has missed nothing waits longer, `page_s`.
"""

import asyncio
import hashlib
import json
import random
import re
import subprocess
import sys
import time
from contextlib import suppress
from typing import NamedTuple

import msgspec

from tests.bench.stream import Event, Stream, follow

_LATE_AFTER_S = 12.0
"""Of silence, as `LATE_AFTER_MS` of the pages."""
_FIRST_RETRY_S, _MAX_RETRY_S, _SPREAD_S, _PAGE_RETRY_S = 1.0, 4.0, 1.0, 3.0
"""The waits of the pages."""
_AT_ONCE = 40
"""Phones that connect at the same time at the start."""
_RECEIVE_BUFFER = 128 * 1024
_BROKEN = (OSError, EOFError, TimeoutError, AssertionError)
"""What a refused, a cut and a silent connection raise; a stream that is refused has another head than 200."""
_NOW = re.compile(rb'<section class="now".*?</section>', re.DOTALL)
_PAGE_STATE = re.compile(rb'data-status="([^"]*)" data-call="([^"]*)"')


class PhonePlan(msgspec.Struct, frozen=True):
    """A phone: which server it follows, from which address, and whose page it shows."""

    host: str
    port: int
    source: str
    player: int
    """0 for a spectator, whose page has no own calls."""


class CrowdPlan(msgspec.Struct, frozen=True):
    """The phones of one process."""

    tournament_id: int
    page_s: float
    """Seconds within which a phone fetches its fragment after a change."""
    phones: list[PhonePlan]
    device: str = ""
    """The network device that gets the phones' addresses; "" where they exist."""


class Rung(msgspec.Struct, frozen=True):
    """When a phone first rang for a match, by the monotonic clock, and whether the event or the page said so."""

    at: float
    by: str


class PhoneReport(msgspec.Struct, frozen=True):
    """What a phone has shown."""

    plan: PhonePlan
    event_id: str
    """The newest state at the end."""
    page: str
    """The hash of its fragment at the end; "" for a spectator."""
    rings: dict[str, Rung]
    """By match, as `<division>.<match>`."""
    gaps: list[tuple[float, float]]
    """When it was without a stream, by the monotonic clock."""
    bytes_received: int


class _Fragment(NamedTuple):
    status: str
    call: str
    hash: str


class Phone:
    """One phone, from its first connection until it is stopped."""

    def __init__(self, plan: PhonePlan, crowd: CrowdPlan) -> None:
        self.plan, self._crowd = plan, crowd
        self.is_live = asyncio.Event()
        self.event_id = ""
        self.bytes_received = 0
        self._gaps: list[tuple[float, float]] = []
        self._lost_at = 0.0
        self.rings: dict[str, Rung] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._fetch_task: asyncio.Task[None] | None = None

    def report(self, page: str) -> PhoneReport:
        return PhoneReport(self.plan, self.event_id, page, self.rings, self._gaps, self.bytes_received)

    async def run(self) -> None:
        """Follow until cancelled."""
        attempts = 0
        while True:
            with suppress(*_BROKEN):
                async with asyncio.timeout(_LATE_AFTER_S):
                    stream = await self._open()
                try:
                    attempts = 0
                    await self._read(stream)
                finally:
                    stream.close()
                    self._lost_at = time.monotonic()
            attempts += 1
            longest = min(_MAX_RETRY_S, _FIRST_RETRY_S * 2**attempts)
            await asyncio.sleep(random.uniform(_FIRST_RETRY_S, longest))  # noqa: S311  no secret

    async def _open(self) -> Stream:
        path = f"/tournament/{self._crowd.tournament_id}/changes"
        stream = await follow(
            self.plan.port,
            path,
            gzip=True,
            last_event_id=self.event_id or None,
            host=self.plan.host,
            source=self.plan.source,
            receive_buffer=_RECEIVE_BUFFER,
        )
        if self._lost_at:
            self._gaps.append((self._lost_at, time.monotonic()))
        self._fetch_within(_SPREAD_S)
        return stream

    async def _read(self, stream: Stream) -> None:
        while True:
            async with asyncio.timeout(_LATE_AFTER_S):
                chunk = await stream.chunk()
            self.bytes_received += chunk.size
            for event in chunk.events:
                self._on_event(event)

    def _on_event(self, event: Event) -> None:
        self.is_live.set()
        if event.name == "state":
            self.event_id = event.id
            self._fetch_within(self._crowd.page_s)
        elif event.name == "call":
            call = json.loads(event.data)
            if self.plan.player in call["players"]:
                self._ring(f"{call['division']}.{call['match']}", "event")

    def _ring(self, match: str, by: str) -> None:
        self.rings.setdefault(match, Rung(time.monotonic(), by))

    def _fetch_within(self, seconds: float) -> None:
        """Fetch the fragment at a random moment of the next seconds, or when that is due already."""
        loop = asyncio.get_running_loop()
        due = loop.time() + random.uniform(0, seconds)  # noqa: S311  no secret
        if not self.plan.player or (self._timer is not None and self._timer.when() <= due):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_at(due, self._begin_fetch)

    def _begin_fetch(self) -> None:
        self._timer = None
        if self._fetch_task is None or self._fetch_task.done():
            self._fetch_task = asyncio.create_task(self._show())
        else:
            self._fetch_within(_SPREAD_S)

    async def _show(self) -> None:
        try:
            fragment = await self.fetch()
        except _BROKEN:
            await asyncio.sleep(_PAGE_RETRY_S)
            self._fetch_within(_SPREAD_S)
            return
        if fragment.call:
            self._ring(".".join(fragment.call.split(".")[:2]), "page")

    async def fetch(self) -> _Fragment:
        """Return what the player's page says now. Raises one of `_BROKEN`."""
        async with asyncio.timeout(_LATE_AFTER_S):
            source = (self.plan.source, 0)
            reader, writer = await asyncio.open_connection(self.plan.host, self.plan.port, local_addr=source)
            try:
                path = f"/tournament/{self._crowd.tournament_id}/me/now?player={self.plan.player}"
                writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.plan.host}\r\nConnection: close\r\n\r\n".encode())
                head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
            finally:
                writer.close()
        state = _PAGE_STATE.search(body)
        assert state is not None, head
        return _Fragment(state[1].decode(), state[2].decode(), page_hash(body))


def page_hash(body: bytes) -> str:
    """Return the hash of what a player's fragment says first; below it may be the address of another kiosk."""
    now = _NOW.search(body)
    return hashlib.sha256(now[0] if now else b"").hexdigest()[:16]


async def run_crowd(crowd: CrowdPlan, lines: asyncio.StreamReader) -> list[PhoneReport]:
    """Run the phones until the tournament has the state that standard input names; return what they show then."""
    phones = [Phone(plan, crowd) for plan in crowd.phones]
    running: list[asyncio.Task[None]] = []
    for start in range(0, len(phones), _AT_ONCE):
        group = phones[start : start + _AT_ONCE]
        running += [asyncio.create_task(phone.run()) for phone in group]
        await asyncio.gather(*(phone.is_live.wait() for phone in group))
    print("following", flush=True)
    last_event_id = (await lines.readline()).decode().split()[1]
    with suppress(TimeoutError):  # the report has what a phone shows instead
        async with asyncio.timeout(60):
            while any(phone.event_id != last_event_id for phone in phones):
                await asyncio.sleep(0.05)
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    return [phone.report(await _last_page(phone)) for phone in phones]


async def _last_page(phone: Phone) -> str:
    if not phone.plan.player:
        return ""
    try:
        return (await phone.fetch()).hash
    except _BROKEN as error:
        return repr(error)


def add_addresses(crowd: CrowdPlan) -> None:
    for plan in crowd.phones:
        subprocess.run(["ip", "address", "add", f"{plan.source}/32", "dev", crowd.device], check=True)


async def main() -> None:
    lines = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    crowd = msgspec.json.decode(await lines.readline(), type=CrowdPlan)
    if crowd.device:
        add_addresses(crowd)
    print(msgspec.json.encode(await run_crowd(crowd, lines)).decode(), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
