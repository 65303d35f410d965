"""Benchmark of a tournament of 256 pairs: an event, a stage, the whole log, and an event's way to the screens.

The peers: for an event, one append to the log without a tournament; for the way to the screens, a bag of a game in the
same kiosk; for the log, the same rows read without folding them.
"""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from goat_kiosk.desk.director import Director
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.tournament_log import TournamentLog
from goat_kiosk.tournament import resolving
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Tournament
from tests.bench.tournament.large_night import ENTRIES, play_to_the_end, sign_everybody_up
from tests.clocks import ManualClock
from tests.games import AT
from tests.web.kiosk import Kiosk, running

REPEATS = 20
CALLS = 60


def test_an_event_a_stage_and_the_whole_log(tmp_path: Path) -> None:
    applied: list[float] = []
    with EventLog(tmp_path / "events.db") as log:
        director = Director(log, ManualClock(AT), WriteQueue(log.writer_thread))
        night = sign_everybody_up(director)

        def record(event: AnyTournamentEvent) -> Tournament:
            before = director.tournament(night)
            resolve(before, before.divisions[1])  # as the screens and the queue have done
            applied.append(seconds(lambda: apply(before, event, AT)))
            return director.record(night, lambda _: [event]).tournament

        count = play_to_the_end(director.tournament(night), record)
        tournament = director.tournament(night)
        stage = median(seconds(lambda: resolve_uncached(tournament)) for _ in range(REPEATS))
        rows = median(seconds(lambda: TournamentLog(log).events(night)) for _ in range(REPEATS))
        whole = median(seconds(lambda: read_uncached(log, night)) for _ in range(REPEATS))
    print(f"\n{ENTRIES} pairs, {count} events of matches", end="")
    print(f"\nan event applied: median {median(applied) * 1e3:.3f} ms, most {max(applied) * 1e3:.2f} ms", end="")
    print(f"\nthe stage resolved: {stage * 1e3:.2f} ms", end="")
    print(f"\nthe whole log read and folded: {whole * 1e3:.1f} ms, ×{whole / rows:.2f} of its rows alone")
    assert len(applied) == count


def resolve_uncached(tournament: Tournament) -> None:
    resolving.forget_resolved()
    resolve(tournament, tournament.divisions[1])


def read_uncached(log: EventLog, night: int) -> None:
    Director(log, ManualClock(AT), WriteQueue(log.writer_thread)).tournament(night)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


async def test_an_event_to_the_screens(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        night = sign_everybody_up(kiosk.scorekeeper.director)
        game = await kiosk.new_game(rules={"target": 999})
        bags = await measure_bags(kiosk, game)
        calls = await measure_calls(kiosk, night, b"call")
        states = await measure_calls(kiosk, night, b"state")
    print(f"\na bag to a screen: median {median(bags) * 1e3:.2f} ms", end="")
    for what, times in (("a call to the phones", calls), ("the state after it to the screens", states)):
        print(
            f"\n{what}, {ENTRIES} pairs: median {median(times) * 1e3:.2f} ms, ×{median(times) / median(bags):.2f}",
            end="",
        )
    print()
    assert len(calls) == len(states) == CALLS


async def measure_bags(kiosk: Kiosk, game: str) -> list[float]:
    url = kiosk.url + game.replace("/api/games", "/game") + "/events"
    return [
        await measure(kiosk, url, f"{game}/throws", {"team": turn % 2 + 1, "result": "board"}, b"state")
        for turn in range(CALLS)
    ]


async def measure_calls(kiosk: Kiosk, night: int, name: bytes) -> list[float]:
    """Call and take back one match after the other."""
    match, times = f"/api/tournaments/{night}/divisions/1/matches/W1-{{}}", []
    for number in range(1, CALLS + 1):
        path, url = match.format(number), f"{kiosk.url}/tournament/{night}/events"
        times.append(await measure(kiosk, url, f"{path}/call", {"court": "Board 1"}, name))
        await kiosk.call("POST", f"{path}/uncall", {})
    return times


async def measure(kiosk: Kiosk, url: str, path: str, body: Any, name: bytes) -> float:
    """Return the seconds from a command to the event of that name in a stream that was open before."""
    async with kiosk.session.get(url) as stream:
        await read_until(stream.content, b"event: ping")
        began = time.perf_counter()
        post = asyncio.create_task(kiosk.call("POST", path, body))
        await read_until(stream.content, b"event: " + name)
        took = time.perf_counter() - began
        await post
    return took


async def read_until(content: Any, line: bytes) -> None:
    while (await content.readline()).rstrip() != line:
        pass
