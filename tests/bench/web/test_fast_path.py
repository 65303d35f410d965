"""Differential fuzzing of the fast path against aiohttp's parser: a million mutated requests, at random."""

import asyncio
import secrets

from tests.web.mutations import differences

REQUESTS = 1_000_000


async def test_aiohttp_reads_every_request_that_the_fast_path_accepts_the_same() -> None:
    seed, accepted = secrets.randbelow(2**32), 0
    for request, is_same in differences(seed, REQUESTS, asyncio.get_running_loop()):
        assert is_same, (seed, request)
        accepted += 1
    print(f"{REQUESTS:,} mutated requests (seed {seed}), {accepted:,} accepted: aiohttp reads each the same")
