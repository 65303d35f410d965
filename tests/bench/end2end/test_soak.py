"""Evenings in two minutes: 200 phones come, leave, break off, stall and come back while real games are played.

The real program, bags over HTTP, connections that end with a FIN and connections that end with a reset. Whoever stays
must be right, and when all have left nothing of them may be left. GOAT_SOAK_SECONDS lets it go on for a night.
"""

import asyncio
import itertools
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import aiohttp
import msgspec
from prometheus_client.parser import text_string_to_metric_families

from goat_kiosk.app.demo import scoresheets
from goat_kiosk.domain.events import Team
from goat_kiosk.domain.rounds.scoresheet import throws
from tests.bench.stream import CUT, Event, follow
from tests.end2end.program import SCORER_KEY, Program, kiosk_options, run_program
from tests.waiting import TIMEOUT_S

PHONES = 200
SECONDS = float(os.environ.get("GOAT_SOAK_SECONDS", "120"))
EVENINGS = 5
"""Parts of the time, after each of which all leave: the first makes whatever is made once, the others must not."""
BETWEEN_BAGS = 0.05
STAY, STALL = 3.0, 15.0
"""Seconds that a phone stays on average, and that it stalls at most: the kiosk cuts who takes nothing for ten."""
STALLING, RUDE, WALLS, COMPRESSED = 0.3, 0.5, 0.3, 0.5
"""Shares: of stays with a stall, of leaves with a reset, of streams of all games, of compressed streams."""
VENUE = "/venue/events"
TEAMS = {"team1": {"name": "Orange", "players": ["Ann"]}, "team2": {"name": "Blue", "players": ["Bob"]}}
CHANCE = random.Random(1)  # noqa: S311  no secret


class State(msgspec.Struct):
    """What of a state is needed to play on and to tell which is newer."""

    game_id: int
    seq: int
    first_throw: Team


class Scorer:
    """Plays real games over HTTP, one after the other, and knows the number of the newest event of each."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.newest: dict[int, int] = {}
        self.bags = 0
        self._session = session

    async def play(self) -> AsyncIterator[None]:
        """Yield after every bag."""
        for sheet in itertools.cycle(scoresheets()):
            state = await self._post("", TEAMS)
            for turn, sides in enumerate(sheet.rounds):
                for throw in throws(sides, state.first_throw, turn):
                    bag = {"team": throw.team, "result": throw.result}
                    state = await self._post(f"/{state.game_id}/throws", bag)
                    self.bags += 1
                    yield

    async def _post(self, path: str, body: object) -> State:
        async with self._session.post(f"/api/games{path}", json=body) as answer:
            state = msgspec.json.decode(await answer.read(), type=State)
        self.newest[state.game_id] = state.seq
        return state


class Phone:
    """A spectator, or a wall that shows all games; `did` counts what it does."""

    def __init__(self, port: int, scorer: Scorer, action_counts: Counter[str]) -> None:
        self._port = port
        self._scorer = scorer
        self._did = action_counts
        self._game_id = 0
        self._path = VENUE
        self._seen: dict[int, int] = {}
        self._last: dict[str, str] = {}

    async def live(self, until: float) -> None:
        """Come and go, and stay when the time is over."""
        while True:
            await self._choose()
            await self._stay(until)
            if time.monotonic() >= until:
                return
            self.leave()

    async def catch_up(self) -> None:
        """Read until the stream has the scorer's newest state; reconnect like a browser when it breaks."""
        while not self._is_right():
            try:
                await self._read()
            except CUT:
                self._did["cut by the kiosk"] += 1
                self._stream.leave()
                await self._join(self._last.get(self._path))

    def leave(self) -> None:
        """Close, one way or the other."""
        rudely = CHANCE.random() < RUDE
        self._did["left with a reset" if rudely else "left with a FIN"] += 1
        self._stream.leave(rudely=rudely)

    async def _choose(self) -> None:
        self._game_id = CHANCE.choice([*self._scorer.newest][-2:])  # in play, or just over
        self._path = VENUE if CHANCE.random() < WALLS else f"/game/{self._game_id}/events"
        seen = self._last.get(self._path)
        await self._join(CHANCE.choice([None, seen, seen, "ffffffff-1", f"{seen}0x"]))

    async def _join(self, last_event_id: str | None) -> None:
        self._did["came"] += 1
        gzip = CHANCE.random() < COMPRESSED
        self._stream = await follow(self._port, self._path, gzip=gzip, last_event_id=last_event_id)

    async def _stay(self, until: float) -> None:
        if CHANCE.random() < STALLING:
            self._did["stalled"] += 1
            self._stream.stall()
            await asyncio.sleep(min(CHANCE.uniform(0, STALL), until - time.monotonic()))
            self._stream.go_on()
        leaves = min(CHANCE.expovariate(1 / STAY), until - time.monotonic())
        try:
            async with asyncio.timeout(leaves):
                while True:
                    await self._read()
        except TimeoutError:
            pass  # the phone has had enough
        except CUT:
            self._did["cut by the kiosk"] += 1

    async def _read(self) -> None:
        for event in (await self._stream.chunk()).events:
            if event.name == "state":
                self._take(event)

    def _take(self, event: Event) -> None:
        state = msgspec.json.decode(event.data, type=State)
        assert state.seq >= self._seen.get(state.game_id, 0), "no number goes back"
        self._seen[state.game_id] = state.seq
        self._last[self._path] = event.id
        self._did["took states"] += 1

    def _is_right(self) -> bool:
        newest = self._scorer.newest
        games = newest if self._path == VENUE else [self._game_id]
        return all(self._seen.get(game_id) == newest[game_id] for game_id in games)


class Rest(NamedTuple):
    """What the program holds when nobody is connected."""

    descriptors: int
    threads: int
    memory: float
    """MiB that are resident."""


async def at_rest(program: Program) -> Rest:
    """Wait until every connection is closed on the kiosk's side, and look."""
    async with asyncio.timeout(TIMEOUT_S):
        while open_connections(program.port):
            await asyncio.sleep(0.05)
    process = Path(f"/proc/{program.process.pid}")
    descriptors, threads = (len(list((process / name).iterdir())) for name in ("fd", "task"))
    pages = int((process / "statm").read_text().split()[1])
    return Rest(descriptors, threads, pages * os.sysconf("SC_PAGESIZE") / (1 << 20))


def open_connections(port: int) -> int:
    """Return how many connections the server at `port` has not closed: established, or closed by the peer only."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] in {"01", "08"} for row in rows)


def client(program: Program) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(program.url, headers={"Authorization": f"Bearer {SCORER_KEY}"}, raise_for_status=True)


async def numbers(program: Program) -> dict[str, float]:
    """Return what the kiosk counts."""
    async with client(program) as session, session.get("/metrics") as answer:
        families = text_string_to_metric_families(await answer.text())
        return {
            sample.name.removeprefix("goat_kiosk_"): sample.value for family in families for sample in family.samples
        }


async def evening(program: Program, seconds: float, action_counts: Counter[str]) -> int:
    """Let the phones come and go for so long, look at who stayed, send all away; return how many bags were thrown."""
    until = time.monotonic() + seconds
    async with client(program) as session:
        scorer = Scorer(session)
        phones = [Phone(program.port, scorer, action_counts) for _ in range(PHONES)]
        bags = scorer.play()
        await anext(bags)
        async with asyncio.TaskGroup() as group:
            for phone in phones:
                group.create_task(phone.live(until))
            while time.monotonic() < until:
                await anext(bags)
                await asyncio.sleep(BETWEEN_BAGS)
        async with asyncio.timeout(TIMEOUT_S):
            for phone in phones:
                await phone.catch_up()
    for phone in phones:
        phone.leave()
    return scorer.bags


async def bags_alone(program: Program, count: int) -> None:
    """Throw as many bags with nobody following."""
    async with client(program) as session:
        scorer = Scorer(session)
        bags = scorer.play()
        while scorer.bags < count:
            await anext(bags)


async def test_nothing_is_left_of_phones_that_have_left(tmp_path: Path) -> None:
    action_counts, bags, rests = Counter[str](), 0, list[Rest]()
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        for _ in range(EVENINGS):
            bags += await evening(program, SECONDS / EVENINGS, action_counts)
            rests.append(await at_rest(program))
        counted = await numbers(program)
        await bags_alone(program, bags // EVENINGS)
        alone = await at_rest(program)
        assert program.terminate() == 0
        assert program.process.stderr is not None
        log_text = program.process.stderr.read()
    print(
        f"\n\n{bags:,} bags, {PHONES} phones: "
        + ", ".join(f"{count:,} {what}" for what, count in action_counts.items())
    )
    print(f"The kiosk spared slow ones {counted['conflated_total']:,.0f} states, cut {counted['aborted_total']:,.0f}.")
    print("When all have left, evening by evening, it holds")
    print(f"descriptors: {' → '.join(str(rest.descriptors) for rest in rests)}")
    print(f"threads:     {' → '.join(str(rest.threads) for rest in rests)}")
    print(f"MiB:         {' → '.join(f'{rest.memory:.1f}' for rest in rests)}", end="")
    print(f" → {alone.memory:.1f} after an evening’s bags with nobody following", end="")
    assert counted["subscribers"] == 0
    assert {(rest.descriptors, rest.threads) for rest in (*rests, alone)} == {(rests[0].descriptors, rests[0].threads)}
    assert log_text.count("\n") == 1, log_text
