"""Benchmark of a tournament's fan-out through a relay, with the peer in the same run: a bag of a game.

Each change is a write at the kiosk; it is over when every phone of the relay has it. The tournament has 256 pairs. A
call is two events of its changes; of its whole content, two and the parts that differ. The CPU time is the relay's.
"""

import os
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from tests.bench.process import cpu_seconds
from tests.end2end.program import Program, call_api, kiosk_options, run_program
from tests.uplink.redis_server import RedisServer, redis_server
from tests.waiting import wait_until

PHONES = int(os.environ.get("RELAY_PHONES", "2000"))
PAIRS = 256
CHANGES = 40
_REQUEST = "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    with redis_server(tmp_path / "redis") as server:
        yield server


class Cost(NamedTuple):
    """What a change costs."""

    cpu_us: float
    """Of the relay, for each phone."""
    seconds: float
    """The median time from the acknowledged write to the last phone."""
    size: float
    """Bytes for each phone."""


class Phones:
    """Connections that read and count, with a selector: no task or buffer each."""

    def __init__(self, port: int, path: str) -> None:
        self._selector = selectors.DefaultSelector()
        self.received = 0
        self._sizes: dict[socket.socket, int] = {}
        for _ in range(PHONES):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.sendall(_REQUEST.format(path=path).encode())
            connection.settimeout(0)
            self._sizes[connection] = 0
            self._selector.register(connection, selectors.EVENT_READ)

    def close(self) -> None:
        for connection in self._sizes:
            connection.close()
        self._selector.close()

    def read_until_quiet(self) -> float:
        """Read until nothing has come for a while; return when the last bytes came, by the monotonic clock."""
        last = time.monotonic()
        while ready := self._selector.select(0.15):
            for key, _ in ready:
                assert isinstance(key.fileobj, socket.socket)
                data = key.fileobj.recv(1 << 18)
                assert data, "the relay has closed a stream"
                self.received += len(data)
                self._sizes[key.fileobj] += len(data)
            last = time.monotonic()
        assert len(set(self._sizes.values())) <= 2, "every phone gets the same, but for the first compressed block"
        return last


@contextmanager
def following(relay: Program, path: str) -> Iterator[Phones]:
    """Have phones follow a stream of the relay until the block ends."""
    phones = Phones(relay.port, path)
    try:
        phones.read_until_quiet()
        yield phones
    finally:
        phones.close()


def measure(relay: Program, path: str, changes: Sequence[Callable[[], object]]) -> Cost:
    """Make changes one after another, and return what one costs."""
    with following(relay, path) as phones:
        changes[0]()
        phones.read_until_quiet()
        began, received, seconds = cpu_seconds(relay.process.pid), phones.received, []
        for change in changes[1:]:
            change()
            acknowledged = time.monotonic()
            seconds.append(phones.read_until_quiet() - acknowledged)
        cpu = cpu_seconds(relay.process.pid) - began
    deliveries = len(seconds) * PHONES
    return Cost(cpu / deliveries * 1e6, median(seconds), (phones.received - received) / deliveries)


def set_up_tournament(kiosk: Program) -> str:
    """Draw a single elimination of pairs, and return its path in the API."""
    body = {"name": "Friday", "courts": ["Board 1"], "calling": "ask"}
    path = f"/api/tournaments/{call_api(kiosk, 'POST', '/api/tournaments', body)['tournament_id']}"
    division = {"name": "Open", "kind": "pairs", "stages": [{"format": "single"}]}
    call_api(kiosk, "POST", f"{path}/divisions", division)
    for entry in range(1, PAIRS + 1):
        for player in (2 * entry - 1, 2 * entry):
            call_api(kiosk, "POST", f"{path}/players", {"name": f"Player {player}"})
        call_api(kiosk, "POST", f"{path}/divisions/1/entries", {"players": [2 * entry - 1, 2 * entry]})
    call_api(kiosk, "POST", f"{path}/divisions/1/draw", {"order": list(range(1, PAIRS + 1))})
    return path


@contextmanager
def relay_of(kiosk: Program, redis: RedisServer) -> Iterator[Program]:
    """Run a relay that has everything of the kiosk, until the block ends."""
    with run_program("relay", "--host", "127.0.0.1", "--port", "0", "--redis", redis.url) as relay:
        for path in ("/api/games", "/api/tournaments"):
            wait_until(partial(_are_equal, kiosk, relay, path))
        yield relay


def _are_equal(kiosk: Program, relay: Program, path: str) -> bool:
    return len(call_api(relay, "GET", path)) == len(call_api(kiosk, "GET", path))


def test_a_tournaments_changes_cost_as_much_as_a_bag(tmp_path: Path, redis: RedisServer) -> None:
    with run_program("serve", *kiosk_options(tmp_path), "--redis", redis.url) as kiosk:
        sides = {"team1": {"players": ["Ann"]}, "team2": {"players": ["Bob"]}}
        game = f"/api/games/{call_api(kiosk, 'POST', '/api/games', sides | {'rules': {'target': 999}})['game_id']}"
        tournament = set_up_tournament(kiosk)
        bags = [
            partial(call_api, kiosk, "POST", f"{game}/throws", {"team": turn % 2 + 1, "result": "off"})
            for turn in range(CHANGES)
        ]
        match = f"{tournament}/divisions/1/matches/W1-1"
        call = partial(call_api, kiosk, "POST", f"{match}/call", {"court": "Board 1"})
        uncall = partial(call_api, kiosk, "POST", f"{match}/uncall", {})
        calls = [call, uncall] * (CHANGES // 2)
        with relay_of(kiosk, redis) as relay:
            number = tournament.rpartition("/")[2]
            costs = {
                "a bag": measure(relay, game.replace("/api/games", "/game") + "/events", bags),
                "a call, the changes": measure(relay, f"/tournament/{number}/changes", calls),
                "a call, the whole": measure(relay, f"/tournament/{number}/events", calls),
            }
    print(f"\n{PHONES:,} phones at a relay, {PAIRS} pairs", end="")
    for what, cost in costs.items():
        ratio = cost.cpu_us / costs["a bag"].cpu_us
        print(f"\n{what}: {cost.cpu_us:.1f} µs of the relay for each phone, ×{ratio:.2f}", end="")
        print(f"; {cost.size:.0f} bytes; the last phone has it after {cost.seconds * 1e3:.0f} ms", end="")
    print()
    assert costs["a call, the changes"].size < costs["a bag"].size * 4
