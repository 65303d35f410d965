"""A real redis-server on a free port, to be started, killed, frozen and started again."""

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
    """One server; it keeps nothing on the disk, so it comes back empty."""

    def __init__(self, folder: Path, *words: str, port: int | None = None) -> None:
        """`words` are settings as on redis-server's command line."""
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._folder = folder
        self._words = words
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        words = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self._folder),
            *self._words,
        ]
        self._process = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
        until = time.monotonic() + TIMEOUT_S
        while not self._listens():
            assert time.monotonic() < until, "redis-server does not come up"
            assert self._process.poll() is None, "redis-server ended"
            time.sleep(0.01)
        return self

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(TIMEOUT_S)
            self._process = None

    def freeze(self) -> None:
        """Have it accept connections and answer nothing."""
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
def redis_server(folder: Path, *words: str) -> Iterator[RedisServer]:
    """Run a Redis until the block ends."""
    server = RedisServer(folder, *words)
    try:
        yield server.start()
    finally:
        server.kill()
