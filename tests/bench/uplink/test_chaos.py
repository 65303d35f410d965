"""Long chaos test: three kiosks and a relay, 24 courts, 10 bags a second, fifty random kills."""

import random
from pathlib import Path

from tests.uplink.chaos import play_with_faults
from tests.uplink.process_venue import run_venue

FAULTS = 50
FAULT_KINDS = ["redis", "redis", "freeze", "kiosk", "kiosk", "relay"]


async def test_fifty_kills(tmp_path: Path) -> None:
    rng = random.Random(6)  # noqa: S311  no secret
    async with run_venue(tmp_path, seed=6) as venue:
        report = await play_with_faults(venue, 24, 10, rng.choices(FAULT_KINDS, k=FAULTS), between=1.5)
    print(f"\n{report}")
    assert sum(venue.kills.values()) == FAULTS
