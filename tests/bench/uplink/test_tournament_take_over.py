"""Take-over of a tournament as processes: kiosks are killed while they decide, others go on, and nothing is lost."""

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from tests.end2end.program import SCORER_KEY
from tests.uplink.kiosks import expire
from tests.uplink.process_venue import CONNECTION_ERRORS, HubProcess, ProcessVenue, run_venue
from tests.uplink.tournament_in_chaos import TournamentInChaos
from tests.waiting import TIMEOUT_S

_numbers = itertools.count()


async def sign_up(venue: ProcessVenue, tournament: TournamentInChaos, acknowledged: set[str]) -> None:
    """Sign people up at the kiosk that runs the tournament until it is killed, and note whom it has acknowledged."""
    with suppress(*CONNECTION_ERRORS):
        for name in names():
            await venue.post(tournament.owner, f"{tournament.path}/players", {"name": name})
            acknowledged.add(name)


def names() -> Iterator[str]:
    return (f"Late {number}" for number in _numbers)


async def log_of(venue: ProcessVenue, hub: HubProcess, path: str) -> str:
    log: str = (await venue.get(hub, path))["log"]
    return log


async def kill_and_take_over(venue: ProcessVenue, tournament: TournamentInChaos, successor: HubProcess) -> None:
    """Kill the kiosk that runs the tournament, and run it at another one when the presence of the first has expired."""
    log = await log_of(venue, tournament.owner, tournament.path)
    await asyncio.to_thread(tournament.owner.kill)
    expire(venue.redis, log)
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            with suppress(AssertionError):  # the last events may not be copied yet
                await venue.post(successor, f"{tournament.path}/take-over", {})
                break
            await asyncio.sleep(0.05)
    tournament.owner = successor


async def names_set_aside(venue: ProcessVenue, hub: HubProcess, path: str) -> set[str]:
    headers = {"Authorization": f"Bearer {SCORER_KEY}"}
    async with venue.session.get(f"{hub.url}{path}/aside", headers=headers) as response:
        events = (await response.json()).get("events", [])
    return {row["event"]["name"] for row in events if row["event"]["type"] == "player-signed-up"}


async def test_a_tournament_outlives_two_kiosks_that_are_killed_while_they_decide(tmp_path: Path) -> None:
    async with run_venue(tmp_path, 22) as venue:
        patio, hall, yard = venue.kiosks
        tournament, acknowledged = TournamentInChaos(venue, patio), set[str]()
        await tournament.open()
        await tournament.wait_until_everywhere()
        for successor in (hall, yard):
            before = len(acknowledged)
            signing_up = asyncio.create_task(sign_up(venue, tournament, acknowledged))
            async with asyncio.timeout(TIMEOUT_S):
                while len(acknowledged) < before + 20:
                    await asyncio.sleep(0.01)
            await kill_and_take_over(venue, tournament, successor)
            await signing_up
        for kiosk in (patio, hall):
            await asyncio.to_thread(kiosk.start)
        await tournament.wait_until_everywhere()
        shown = {player["name"] for player in (await venue.get(yard, tournament.path))["players"]}
        aside = set().union(*[await names_set_aside(venue, kiosk, tournament.path) for kiosk in (patio, hall)])
        assert acknowledged <= shown | aside
        assert len(shown & acknowledged) >= len(acknowledged) - len(aside)
