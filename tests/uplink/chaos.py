"""Chaos test: kiosks, a relay and Redis as processes that are killed at random while games and a tournament continue.

Three invariants: no screen receives a lower event number, a command fails only while its kiosk is killed, and at the
end every hub has exactly the owners' newest states. `make test` runs it briefly, `make bench` for longer.
"""

import asyncio
import json
import time
from contextlib import suppress

import aiohttp

from tests.uplink.process_venue import CONNECTION_ERRORS, HubProcess, ProcessVenue, State
from tests.uplink.tournament_in_chaos import TournamentInChaos


class Watcher:
    """A wall that follows the games or a tournament of one hub, reconnects, and records every lower event number."""

    def __init__(self) -> None:
        self.newest: dict[int, tuple[str, int]] = {}
        self.errors: list[str] = []
        self.seen = 0

    async def follow(self, session: aiohttp.ClientSession, hub: HubProcess, stream: str) -> None:
        while True:
            with suppress(*CONNECTION_ERRORS):
                async with session.get(f"{hub.url}{stream}") as response:
                    known = set(self.newest)
                    async for line in response.content:
                        if line.startswith((b'data: {"game_id"', b'data: {"tournament_id"')):
                            self._on_state(hub, json.loads(line.removeprefix(b"data: ")), known)
            await asyncio.sleep(0.1)

    def _on_state(self, hub: HubProcess, state: State, known: set[int]) -> None:
        """Check a state; a new connection may repeat once the newest state of each number in `known`."""
        number, (log, seq) = state.get("game_id") or state["tournament_id"], (state["log"], state["seq"])
        before = self.newest.get(number, (log, 0))
        repeated = number in known and (log, seq) == before
        if log == before[0] and seq <= before[1] and not repeated:
            self.errors.append(f"{hub.name} showed {log}-{seq} of {number} after {before[0]}-{before[1]}")
        known.discard(number)
        self.newest[number] = log, seq
        self.seen += 1


async def play_with_faults(
    venue: ProcessVenue, courts: int, events_a_second: float, faults: list[str], between: float
) -> str:
    """Play on every court while processes are killed, check the invariants, and return a report of one line."""
    games, tournament = await venue.open_courts(courts), TournamentInChaos(venue, venue.kiosks[0])
    await tournament.open()
    await venue.wait_for_newest_states(games)
    watchers = {hub.name: Watcher() for hub in venue.hubs}
    streams = ("/venue/events", f"/tournament/{tournament.tournament_id}/changes")
    async with asyncio.TaskGroup() as tasks:
        watching = [
            tasks.create_task(watchers[hub.name].follow(venue.session, hub, stream))
            for hub in venue.hubs
            for stream in streams
        ]
        playing = [tasks.create_task(venue.play(*game, courts / events_a_second)) for game in games]
        playing.append(tasks.create_task(tournament.direct(2 / events_a_second)))
        for fault in faults:
            await venue.cause_fault(fault)
            await asyncio.sleep(venue.rng.uniform(0.2, 2 * between))
        for player in playing:
            player.cancel()
        began = time.monotonic()
        await venue.wait_for_newest_states(games)
        await tournament.wait_until_everywhere()
        seconds = time.monotonic() - began
        for watcher in watching:
            watcher.cancel()
    errors = [sentence for watcher in watchers.values() for sentence in watcher.errors]
    assert not errors, errors
    seen = sum(watcher.seen for watcher in watchers.values())
    return (
        f"{venue.thrown} bags ({venue.thrown_without_redis} without Redis, the slowest {venue.slowest * 1e3:.0f} ms), "
        f"{tournament.decided} decisions of a tournament, "
        f"{seen} states seen, none going back; broken: {dict(venue.kills)}; all right again after {seconds:.2f} s"
    )
