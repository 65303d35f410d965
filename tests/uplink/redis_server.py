"""Real redis-server on a free port, which a test can start, kill, freeze and restart."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from redis import Redis

from tests.end2end.program import free_port
from tests.waiting import TIMEOUT_S


class RedisServer:
    """A Redis server without persistence: it is empty after a restart."""

    def __init__(self, folder: Path, *options: str, port: int | None = None) -> None:
        """`options` are further arguments of redis-server's command line."""
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._folder = folder
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        arguments = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self._folder),
            *self._options,
        ]
        self._process = subprocess.Popen(["redis-server", *arguments], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + TIMEOUT_S
        while not self._listens():
            assert time.monotonic() < deadline, "redis-server does not come up"
            assert self._process.poll() is None, "redis-server ended"
            time.sleep(0.01)
        return self

    def kill(self) -> None:
        """Kill the server with SIGKILL, as abrupt as a power cut."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(TIMEOUT_S)
            self._process = None

    def freeze(self) -> None:
        """Stop the process: the kernel still accepts connections, but nothing replies."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def client(self) -> "Redis":
        return Redis.from_url(self.url, socket_timeout=TIMEOUT_S)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) != 0:
                return False
        return True


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[RedisServer]:
    """Run a Redis server until the block ends."""
    server = RedisServer(folder, *options)
    try:
        yield server.start()
    finally:
        server.kill()
