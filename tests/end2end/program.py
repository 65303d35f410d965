"""The real program as a process: started, read, killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any

import msgspec

from tests import waiting

SOON = waiting.SOON
KEY = "sesame"


class Program:
    """A running ``goat-kiosk`` and what its ready line said."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.ready: dict[str, Any] = json.loads(_line(process.stdout))
        self.port = int(self.ready["url"].rsplit(":", 1)[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(SOON)

    def terminate(self, within: float = SOON) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within)


def _line(stream: IO[str] | None) -> str:
    assert stream is not None
    line = stream.readline()
    assert line, "the program ended before it was ready"
    return line


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without a display and without settings of a kiosk."""
    unwanted = ("GOAT_KIOSK_", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    return kept | {"GOAT_KIOSK_SCORER_KEY": KEY, "XDG_CONFIG_HOME": os.devnull} | more


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "goat_kiosk", *words]


@contextmanager
def started(*words: str, **more: str) -> Iterator[Program]:
    """Run ``goat-kiosk`` with `words` until the block ends; `more` is added to its environment."""
    process = subprocess.Popen(
        command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**more)
    )
    with process:
        try:
            yield Program(process)
        finally:
            process.kill()


def finished(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run ``goat-kiosk`` to its end."""
    return subprocess.run(
        command(*words), capture_output=True, text=True, env=environment(**more), timeout=SOON, check=False
    )


def call(program: Program, method: str, path: str, body: object = None) -> Any:
    """Send a command and return the JSON of the answer. Fails on a refusal."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=SOON)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    connection.request(method, path, msgspec.json.encode(body) if body is not None else b"", headers)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    assert answer.status < 300, told
    return told


def free_port() -> int:
    """Return a port that is free now, for a program that must come back on the same one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def screen(*more: str) -> Iterator[str]:
    """Run a virtual screen of a venue's laptop until the block ends; yield its DISPLAY. `more` is for its server."""
    reader, writer = os.pipe()
    words = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset", *more]
    with subprocess.Popen(words, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        try:
            with os.fdopen(reader) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()


def until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so. Fails after what is far too long."""
    deadline = time.monotonic() + SOON
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def folder_words(folder: Path, port: int = 0) -> list[str]:
    return ["--data-dir", str(folder), "--port", str(port), "--host", "127.0.0.1", "--kiosk-name", "Test"]
