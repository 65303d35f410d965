"""Benchmark of bytes on the wire: the size of each state of a real game, with gzip and without.

Sizes include the chunk framing, and every event is decoded and compared with the published one. A client that joins in
mid-game gets self-contained blocks until the next keyframe, which costs bytes for all clients.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest

from goat_kiosk.app.demo import scoresheets
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BAGS_PER_SIDE, GameStarted
from goat_kiosk.domain.rounds.scoresheet import Scoresheet, throws
from tests.bench.stream import Stream, follow
from tests.games import game_created
from tests.web.kiosk import running

CLIENTS = 50
"""Clients with gzip, from the first bag to the last."""
TIMEOUT_S = 60
GOAL = 70
"""Bytes of a compressed state, on average."""


def play(scorekeeper: Scorekeeper, game_id: int, sheet: Scoresheet) -> Iterator[Change]:
    """Play a real game, and yield the change of each bag."""
    change = scorekeeper.record(game_id, GameStarted())
    for turn, sides in enumerate(sheet.rounds):
        for throw in throws(sides, change.game.first_throw, turn):
            change = scorekeeper.record(game_id, throw)
            yield change


async def delivered_size(stream: Stream, change: Change) -> int:
    """Read up to the chunk with the state of `change`, and return the size of that chunk."""
    while True:
        chunk = await stream.chunk()
        for event in chunk.events:
            if event.id == change.event_id:
                assert (event.name, event.data) == ("state", change.state)
                return chunk.size


async def measure_sizes(folder: Path, sheet: Scoresheet, join_every: int) -> tuple[list[int], list[int], list[int]]:
    """Play a game, and return the sizes of its states, of the plain deliveries and of the compressed ones.

    Every `join_every` bags another client joins; with 0 none does.
    """
    states, plain, compressed = list[int](), list[int](), list[int]()
    async with running(folder) as kiosk, asyncio.timeout(TIMEOUT_S):
        game_id = kiosk.scorekeeper.create(game_created()).game_id
        path = f"/game/{game_id}/events"
        plain_stream = await follow(kiosk.port, path, gzip=False)
        gzip_streams = [await follow(kiosk.port, path, gzip=True) for _ in range(CLIENTS)]
        for number, change in enumerate(play(kiosk.scorekeeper, game_id, sheet), 1):
            states.append(len(change.state))
            plain.append(await delivered_size(plain_stream, change))
            compressed += [await delivered_size(stream, change) for stream in gzip_streams]
            if join_every and number % join_every == 0:
                gzip_streams.append(await follow(kiosk.port, path, gzip=True))
        for stream in (plain_stream, *gzip_streams):
            stream.close()
    return states, plain, compressed


@pytest.mark.parametrize("join_every", [0, 8, 2])
async def test_size_of_a_state_on_the_wire(tmp_path: Path, join_every: int) -> None:
    sheet = max(scoresheets(), key=lambda sheet: len(sheet.rounds))
    states, plain, compressed = await measure_sizes(tmp_path, sheet, join_every)
    joining = f"one more every {join_every} bags" if join_every else "nobody joins"
    print(f"\n\nA game of {len(states)} bags, {CLIENTS} clients, {joining}: a state is {mean(states):.0f} bytes,")
    print(f"plain {mean(plain):.0f} on the wire, compressed {mean(compressed):.1f} (goal {GOAL}, at most ", end="")
    print(f"{max(compressed)}): ×{mean(compressed) / mean(plain):.3f}", end="")
    assert len(states) == 2 * BAGS_PER_SIDE * len(sheet.rounds)
    assert len(compressed) >= CLIENTS * len(states)
