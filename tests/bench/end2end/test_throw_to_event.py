"""Benchmark of event latency: from a throw over HTTP to the event at a client, compared with a hub without a log.

The peer is the simplest hub in aiohttp: a queue for each client and ``await response.write()``, without rules or a log.
The ratio is the latency that the rules, the commit and the second thread add.
"""

import asyncio
import time
from pathlib import Path
from statistics import median, quantiles

import aiohttp
from aiohttp import web

from tests.web.kiosk import Kiosk, running

THROWS = 400


async def test_throw_to_event(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk, aiohttp.ClientSession() as session:
        game = await kiosk.new_game(rules={"target": 999})
        kiosk_times = await measure_kiosk(kiosk, game)
        naive_times = await measure_naive_hub(session)
    for name, times in (("kiosk, with rules and a commit", kiosk_times), ("naive hub, in memory", naive_times)):
        p99 = quantiles(times, n=100)[98]
        print(f"\n{name}: median {median(times) * 1e3:.2f} ms, 99 % within {p99 * 1e3:.2f} ms", end="")
    print(f"\nratio of the medians ×{median(kiosk_times) / median(naive_times):.2f}")
    assert len(kiosk_times) == len(naive_times) == THROWS


async def measure_kiosk(kiosk: Kiosk, game: str) -> list[float]:
    times = []
    async with kiosk.session.get(kiosk.url + game.replace("/api/games", "/game") + "/events") as stream:
        await next_event_name(stream)
        for turn in range(THROWS):
            began = time.perf_counter()
            command = kiosk.call("POST", f"{game}/throws", {"team": turn % 2 + 1, "result": "board"})
            post = asyncio.create_task(command)
            while await next_event_name(stream) != b"state":
                pass
            times.append(time.perf_counter() - began)
            status, _ = await post
            assert status == 200
    return times


async def measure_naive_hub(session: aiohttp.ClientSession) -> list[float]:
    clients: list[asyncio.Queue[bytes]] = []

    async def subscribe(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        clients.append(asyncio.Queue())
        while True:
            await response.write(b"event: state\ndata: " + await clients[-1].get() + b"\n\n")

    async def publish(request: web.Request) -> web.Response:
        body = await request.read()
        for client in clients:
            client.put_nowait(body)
        return web.Response(status=204)

    application = web.Application()
    application.add_routes([web.get("/events", subscribe), web.post("/publish", publish)])
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url, times = f"http://127.0.0.1:{runner.addresses[0][1]}", []
    async with session.get(f"{url}/events") as stream:
        for _ in range(THROWS):
            began = time.perf_counter()
            post = asyncio.create_task(session.post(f"{url}/publish", data=b"x" * 600))
            await next_event_name(stream)
            times.append(time.perf_counter() - began)
            (await post).release()
    await runner.cleanup()
    return times


async def next_event_name(stream: aiohttp.ClientResponse) -> bytes:
    """Return the name of the next event."""
    name = b""
    while True:
        line = (await stream.content.readline()).rstrip()
        if line.startswith(b"event: "):
            name = line.removeprefix(b"event: ")
        elif not line and name:
            return name
