"""Hostile connections without end, all from one address: `python -m tests.bench.peers.hostile PORT COUNT SOURCE`.

Every fifth is of each kind: half a head and then a byte now and then; nothing at all; garbage; pages that are not
there, five at a time; joins. Whoever is cut comes back at once. Prints what it did when its input ends.
"""

import asyncio
import contextlib
import secrets
import sys
from collections import Counter

done: Counter[str] = Counter()


async def slowloris(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, n: int) -> None:
    writer.write(b"POST /api/pair HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n" + b"\r\n" * (n % 2))
    while not reader.at_eof():
        writer.write(b"X: 1\r\n")
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(reader.read(4096), 1)


async def half_open(reader: asyncio.StreamReader, _: asyncio.StreamWriter, __: int) -> None:
    await reader.read()


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: int) -> None:
    writer.write(secrets.token_bytes(300) + b"\r\n\r\n")
    await reader.read()


async def not_there(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, n: int) -> None:
    while True:
        writer.write(b"GET /game/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % n * 5)
        for _ in range(5):
            await _answer(reader)


async def joins(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, n: int) -> None:
    body = b'{"name":"Eve %d","team":1}' % n
    head = b"POST /api/games/1/join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d"
    while True:
        writer.write(head % len(body) + b"\r\n\r\n" + body)
        await _answer(reader)


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    await reader.readexactly(int(length.split(b":")[1]))
    done["answers"] += 1


KINDS = (slowloris, half_open, garbage, not_there, joins)


async def hostile(n: int, port: int, source: str) -> None:
    kind = KINDS[n % len(KINDS)]
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
        except OSError:
            done["not let in"] += 1
            await asyncio.sleep(0.1)
            continue
        with contextlib.suppress(OSError, EOFError):
            await kind(reader, writer, n)
        writer.transport.abort()
        done[f"cut: {kind.__name__}"] += 1


async def main(port: int, count: int, source: str) -> None:
    tasks = [asyncio.create_task(hostile(n, port, source)) for n in range(count)]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    print(dict(done))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
