"""Benchmark of memory after many short connections: 200,000 requests, each on its own connection, from 8,000 addresses.

It runs the real program. Closed connections are reference cycles until the garbage collector runs (asyncio's transport
refers to itself), so memory rises by some megabytes once and must then stay level.
"""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

from tests.bench.process import resident_mib
from tests.end2end.program import call_api, kiosk_options, run_program

STEPS = 5
REQUESTS = int(os.environ.get("GOAT_CONNECTIONS", "40000"))
"""Requests in each step."""
CLIENTS = 20


async def request(port: int, source: str, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    response = await reader.read()
    assert response.startswith(b"HTTP/1.1 200"), response
    writer.close()


async def send_requests(port: int, paths: list[str]) -> None:
    """Send the requests of one step."""
    numbers = iter(range(REQUESTS))

    async def client(numbers: Iterator[int]) -> None:
        for number in numbers:
            source = f"127.0.{number // 200 % 40}.{2 + number % 200}"
            await request(port, source, paths[number % len(paths)])

    await asyncio.gather(*(client(numbers) for _ in range(CLIENTS)))


def test_memory_after_many_short_connections(tmp_path: Path) -> None:
    with run_program("serve", *kiosk_options(tmp_path)) as program:
        game = call_api(program, "POST", "/api/games", {"court": "Court 1"})["game_id"]
        paths = ["/api/games", f"/api/games/{game}", f"/game/{game}/state", "/healthz"]
        sizes = [resident_mib(program.process.pid)]
        for _ in range(STEPS):
            asyncio.run(send_requests(program.port, paths))
            sizes.append(resident_mib(program.process.pid))
    print(f"\nMiB after each {REQUESTS:,} connections: {' → '.join(f'{size:.1f}' for size in sizes)}")
