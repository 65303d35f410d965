"""What a state weighs on the wire: a real game, bag by bag, to clients who ask for gzip and one who does not.

The bytes of every chunk are counted with their framing, and every event is decoded and compared with what the desk
published. Whoever joins in mid-game costs frames that stand alone, and the others a keyframe now and then.
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
"""Compressed ones that are there from the first bag to the last."""
WITHIN = 60
"""Seconds for a whole game; it takes one."""
GOAL = 70


def bags(scorekeeper: Scorekeeper, game_id: int, sheet: Scoresheet) -> Iterator[Change]:
    """Play a real game, a change for each bag."""
    change = scorekeeper.record(game_id, GameStarted())
    for turn, sides in enumerate(sheet.rounds):
        for throw in throws(sides, change.game.first_throw, turn):
            change = scorekeeper.record(game_id, throw)
            yield change


async def weight(stream: Stream, change: Change) -> int:
    """Return the bytes of the chunk that brought a change; what came before it is something else."""
    while True:
        chunk = await stream.chunk()
        for event in chunk.events:
            if event.id == change.event_id:
                assert (event.name, event.data) == ("state", change.state)
                return chunk.size


async def weigh(folder: Path, sheet: Scoresheet, every: int) -> tuple[list[int], list[int], list[int]]:
    """Play a game, somebody joining every so many bags (0: never); return the bytes of each state as it is, of each
    plain delivery and of each compressed one.
    """
    states, plain, compressed = list[int](), list[int](), list[int]()
    async with running(folder) as kiosk, asyncio.timeout(WITHIN):
        game_id = kiosk.scorekeeper.create(game_created()).game_id
        path = f"/game/{game_id}/events"
        one = await follow(kiosk.port, path, gzip=False)
        others = [await follow(kiosk.port, path, gzip=True) for _ in range(CLIENTS)]
        for number, change in enumerate(bags(kiosk.scorekeeper, game_id, sheet), 1):
            states.append(len(change.state))
            plain.append(await weight(one, change))
            compressed += [await weight(stream, change) for stream in others]
            if every and number % every == 0:
                others.append(await follow(kiosk.port, path, gzip=True))
        for stream in (one, *others):
            stream.leave()
    return states, plain, compressed


@pytest.mark.parametrize("every", [0, 8, 2])
async def test_what_a_state_weighs(tmp_path: Path, every: int) -> None:
    sheet = max(scoresheets(), key=lambda sheet: len(sheet.rounds))
    states, plain, compressed = await weigh(tmp_path, sheet, every)
    joining = f"one more every {every} bags" if every else "nobody joins"
    print(f"\n\nA game of {len(states)} bags, {CLIENTS} clients, {joining}: a state is {mean(states):.0f} bytes,")
    print(f"plain {mean(plain):.0f} on the wire, compressed {mean(compressed):.1f} (goal {GOAL}, at most ", end="")
    print(f"{max(compressed)}): ×{mean(compressed) / mean(plain):.3f}", end="")
    assert len(states) == 2 * BAGS_PER_SIDE * len(sheet.rounds)
    assert len(compressed) >= CLIENTS * len(states)
