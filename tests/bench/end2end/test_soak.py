"""Soak test: 200 phones connect, stall, disconnect and reconnect while real games are played.

It runs the real program. Bags are thrown over HTTP, and connections end with a FIN or a reset. Phones that stay must
show the newest state, and the kiosk must release every resource of those that left. GOAT_SOAK_SECONDS sets the
duration; the default is two minutes.
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
ROUNDS = 5
"""Rounds of the test; after each, all phones disconnect. Resources may grow in the first one only."""
BETWEEN_BAGS = 0.05
STAY, STALL = 3.0, 15.0
"""Seconds: a phone's average stay, and its longest stall. The kiosk disconnects a phone that reads nothing for 10 s."""
STALLING, RESETTING, WALLS, COMPRESSED = 0.3, 0.5, 0.3, 0.5
"""Shares of stays with a stall, of disconnects by a reset, of streams of all games, and of compressed streams."""
VENUE = "/venue/events"
TEAMS = {"team1": {"name": "Orange", "players": ["Ann"]}, "team2": {"name": "Blue", "players": ["Bob"]}}
RNG = random.Random(1)  # noqa: S311  no secret


class State(msgspec.Struct):
    """The fields of a state that the next throw and the order of states depend on."""

    game_id: int
    seq: int
    first_throw: Team


class Scorer:
    """Plays real games over HTTP, one after the other; `newest` has the newest event number of each game."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.newest: dict[int, int] = {}
        self.bags = 0
        self._session = session

    async def play(self) -> AsyncIterator[None]:
        """Play games without end, and yield after every bag."""
        for sheet in itertools.cycle(scoresheets()):
            state = await self._post("", TEAMS | {"if_busy": "cancel"})
            for turn, sides in enumerate(sheet.rounds):
                for throw in throws(sides, state.first_throw, turn):
                    bag = {"team": throw.team, "result": throw.result}
                    state = await self._post(f"/{state.game_id}/throws", bag)
                    self.bags += 1
                    yield

    async def _post(self, path: str, body: object) -> State:
        async with self._session.post(f"/api/games{path}", json=body) as response:
            state = msgspec.json.decode(await response.read(), type=State)
        self.newest[state.game_id] = state.seq
        return state


class Phone:
    """A spectator of one game, or a wall that shows all games."""

    def __init__(self, port: int, scorer: Scorer, action_counts: Counter[str]) -> None:
        self._port = port
        self._scorer = scorer
        self._action_counts = action_counts
        self._game_id = 0
        self._path = VENUE
        self._seen_seqs: dict[int, int] = {}
        self._last_event_ids: dict[str, str] = {}

    async def live(self, until: float) -> None:
        """Connect and disconnect until the time `until`, and then stay connected."""
        while True:
            await self._open_random_stream()
            await self._stay(until)
            if time.monotonic() >= until:
                return
            self.leave()

    async def catch_up(self) -> None:
        """Read until the stream has the scorer's newest state; reconnect like a browser when it breaks."""
        while not self._is_current():
            try:
                await self._read()
            except CUT:
                self._action_counts["cut by the kiosk"] += 1
                self._stream.close()
                await self._join(self._last_event_ids.get(self._path))

    def leave(self) -> None:
        """Close the connection, with a FIN or a reset."""
        resets = RNG.random() < RESETTING
        self._action_counts["left with a reset" if resets else "left with a FIN"] += 1
        self._stream.close(resets=resets)

    async def _open_random_stream(self) -> None:
        self._game_id = RNG.choice([*self._scorer.newest][-2:])  # in play, or just over
        self._path = VENUE if RNG.random() < WALLS else f"/game/{self._game_id}/events"
        seen = self._last_event_ids.get(self._path)
        await self._join(RNG.choice([None, seen, seen, "ffffffff-1", f"{seen}0x"]))

    async def _join(self, last_event_id: str | None) -> None:
        self._action_counts["came"] += 1
        gzip = RNG.random() < COMPRESSED
        self._stream = await follow(self._port, self._path, gzip=gzip, last_event_id=last_event_id)

    async def _stay(self, until: float) -> None:
        if RNG.random() < STALLING:
            self._action_counts["stalled"] += 1
            self._stream.stall()
            await asyncio.sleep(min(RNG.uniform(0, STALL), until - time.monotonic()))
            self._stream.resume()
        stay = min(RNG.expovariate(1 / STAY), until - time.monotonic())
        try:
            async with asyncio.timeout(stay):
                while True:
                    await self._read()
        except TimeoutError:
            pass  # the phone's stay is over
        except CUT:
            self._action_counts["cut by the kiosk"] += 1

    async def _read(self) -> None:
        for event in (await self._stream.chunk()).events:
            if event.name == "state":
                self._on_state(event)

    def _on_state(self, event: Event) -> None:
        state = msgspec.json.decode(event.data, type=State)
        assert state.seq >= self._seen_seqs.get(state.game_id, 0), "no number goes back"
        self._seen_seqs[state.game_id] = state.seq
        self._last_event_ids[self._path] = event.id
        self._action_counts["took states"] += 1

    def _is_current(self) -> bool:
        newest = self._scorer.newest
        games = newest if self._path == VENUE else [self._game_id]
        return all(self._seen_seqs.get(game_id) == newest[game_id] for game_id in games)


class Resources(NamedTuple):
    """Resources of the program while no phone is connected."""

    descriptors: int
    threads: int
    memory: float
    """Resident memory in MiB."""


async def idle_resources(program: Program) -> Resources:
    """Wait until the kiosk has closed every connection, and return its resources."""
    async with asyncio.timeout(TIMEOUT_S):
        while open_connections(program.port):
            await asyncio.sleep(0.05)
    process = Path(f"/proc/{program.process.pid}")
    descriptors, threads = (len(list((process / name).iterdir())) for name in ("fd", "task"))
    pages = int((process / "statm").read_text().split()[1])
    return Resources(descriptors, threads, pages * os.sysconf("SC_PAGESIZE") / (1 << 20))


def open_connections(port: int) -> int:
    """Return how many connections the server at `port` has not closed: established, or closed by the peer only."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[1].endswith(f":{port:04X}") and row[3] in {"01", "08"} for row in rows)


def open_session(program: Program) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(program.url, headers={"Authorization": f"Bearer {SCORER_KEY}"}, raise_for_status=True)


async def metrics(program: Program) -> dict[str, float]:
    """Return the kiosk's metrics by name."""
    async with open_session(program) as session, session.get("/metrics") as response:
        families = text_string_to_metric_families(await response.text())
        return {
            sample.name.removeprefix("goat_kiosk_"): sample.value for family in families for sample in family.samples
        }


async def run_round(program: Program, seconds: float, action_counts: Counter[str]) -> int:
    """Let phones connect and disconnect for `seconds`, check those that stayed; return the number of bags thrown."""
    until = time.monotonic() + seconds
    async with open_session(program) as session:
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


async def throw_bags(program: Program, count: int) -> None:
    """Throw `count` bags."""
    async with open_session(program) as session:
        scorer = Scorer(session)
        bags = scorer.play()
        while scorer.bags < count:
            await anext(bags)


async def test_phones_that_disconnected_leave_no_descriptor_and_no_thread(tmp_path: Path) -> None:
    action_counts, bags, resources = Counter[str](), 0, list[Resources]()
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        for _ in range(ROUNDS):
            bags += await run_round(program, SECONDS / ROUNDS, action_counts)
            resources.append(await idle_resources(program))
        counters = await metrics(program)
        await throw_bags(program, bags // ROUNDS)
        without_phones = await idle_resources(program)
        assert program.terminate() == 0
        assert program.process.stderr is not None
        log_text = program.process.stderr.read()
    print(
        f"\n\n{bags:,} bags, {PHONES} phones: "
        + ", ".join(f"{count:,} {what}" for what, count in action_counts.items())
    )
    print(f"Slow phones skipped {counters['conflated_total']:,.0f} states; {counters['aborted_total']:,.0f} were cut.")
    print("Resources after each round, with no phone connected:")
    print(f"descriptors: {' → '.join(str(each.descriptors) for each in resources)}")
    print(f"threads:     {' → '.join(str(each.threads) for each in resources)}")
    print(f"MiB:         {' → '.join(f'{each.memory:.1f}' for each in resources)}", end="")
    print(f" → {without_phones.memory:.1f} after a round's bags without phones", end="")
    assert counters["subscribers"] == 0
    first = resources[0]
    assert {(each.descriptors, each.threads) for each in (*resources, without_phones)} == {
        (first.descriptors, first.threads)
    }
    assert log_text.count("\n") == 1, log_text
