"""Hostile client for benchmarks: many connections from one address that attack the kiosk without end.

    python -m tests.bench.peers.hostile PORT COUNT SOURCE

There are five kinds of connection: slow request headers, no request, garbage, pipelined requests for missing pages, and
joins. A connection that is closed reconnects at once. At the end of its input the program prints its counts.
"""

import asyncio
import contextlib
import secrets
import sys
from collections import Counter

counts: Counter[str] = Counter()


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


async def missing_pages(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, n: int) -> None:
    while True:
        writer.write(b"GET /game/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % n * 5)
        for _ in range(5):
            await _read_response(reader)


async def repeated_joins(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, n: int) -> None:
    body = b'{"name":"Eve %d","team":1}' % n
    head = b"POST /api/games/1/join HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d"
    while True:
        writer.write(head % len(body) + b"\r\n\r\n" + body)
        await _read_response(reader)


async def _read_response(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    await reader.readexactly(int(length.split(b":")[1]))
    counts["answers"] += 1


ATTACKS = (slowloris, half_open, garbage, missing_pages, repeated_joins)


async def attack(n: int, port: int, source: str) -> None:
    connection_kind = ATTACKS[n % len(ATTACKS)]
    while True:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
        except OSError:
            counts["not let in"] += 1
            await asyncio.sleep(0.1)
            continue
        with contextlib.suppress(OSError, EOFError):
            await connection_kind(reader, writer, n)
        writer.transport.abort()
        counts[f"cut: {connection_kind.__name__}"] += 1


async def main(port: int, count: int, source: str) -> None:
    tasks = [asyncio.create_task(attack(n, port, source)) for n in range(count)]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    print(dict(counts))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
