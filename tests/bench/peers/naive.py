"""Naive aiohttp hub: a queue for each client and ``await response.write()``; nothing is saved."""

import asyncio
import sys

from aiohttp import web

from goat_kiosk.host import process


def application() -> web.Application:
    """Return the naive hub: ``/events`` and ``/publish``."""
    clients: list[asyncio.Queue[bytes]] = []

    async def subscribe(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        events: asyncio.Queue[bytes] = asyncio.Queue()
        clients.append(events)
        try:
            while True:
                await response.write(b"event: state\ndata: " + await events.get() + b"\n\n")
        finally:
            clients.remove(events)

    async def publish(request: web.Request) -> web.Response:
        body = await request.read()
        for events in clients:
            events.put_nowait(body)
        return web.Response(status=204)

    app = web.Application()
    app.add_routes([web.get("/events", subscribe), web.post("/publish", publish)])
    return app


async def serve(port: int) -> None:
    runner = web.AppRunner(application(), handler_cancellation=True, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=4096).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    process.raise_file_limit()
    asyncio.run(serve(int(sys.argv[1])))
