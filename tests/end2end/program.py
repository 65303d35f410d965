"""The real program as a subprocess: start it, call its API, kill it."""

import itertools
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import IO, Any

import msgspec

from tests.waiting import TIMEOUT_S

SCORER_KEY = "sesame"


class Program:
    """A running ``goat-kiosk`` that has printed its ready line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.ready_line: dict[str, Any] = json.loads(_first_line(process.stdout))
        self.port: int = self.ready_line["port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Kill it: SIGKILL, as abrupt as a power cut."""
        self.process.kill()
        self.process.wait(TIMEOUT_S)

    def terminate(self, within: float = TIMEOUT_S) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within)


def _first_line(stream: IO[str] | None) -> str:
    assert stream is not None
    line = stream.readline()
    assert line, "the program ended before it was ready"
    return line


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without a display or kiosk settings, and with `more`."""
    removed = ("GOAT_KIOSK_", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(removed)}
    return inherited | {"GOAT_KIOSK_SCORER_KEY": SCORER_KEY, "XDG_CONFIG_HOME": os.devnull} | more


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "goat_kiosk", *arguments]


@contextmanager
def run_program(*arguments: str, **more: str) -> Iterator[Program]:
    """Run ``goat-kiosk`` until the block ends; `more` is added to its environment."""
    process = subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**more)
    )
    with process:
        try:
            yield Program(process)
        finally:
            process.kill()


def run_to_exit(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run ``goat-kiosk`` until it exits by itself."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=environment(**more), timeout=TIMEOUT_S, check=False
    )


def call_api(program: Program, method: str, path: str, body: object = None) -> Any:
    """Send an API request with the scorer key and return the JSON of the response; assert that it succeeded."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=TIMEOUT_S)
    headers = {"Authorization": f"Bearer {SCORER_KEY}", "Content-Type": "application/json"}
    connection.request(method, path, msgspec.json.encode(body) if body is not None else b"", headers)
    response = connection.getresponse()
    result = json.loads(response.read())
    connection.close()
    assert response.status < 300, result
    return result


_PORTS = range(10_000, 32_000)
"""Below the kernel's ephemeral ports: no connection and no server on port 0 takes one before the program does."""
_port_numbers = itertools.count(os.getpid() * 97)
"""Starts elsewhere in each process, so that test runs at the same time try different ports."""


def free_port() -> int:
    """Return a free port, for a program that must have the same port after a restart."""
    for number in _port_numbers:
        port = _PORTS[number % len(_PORTS)]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("an endless count ended")


@contextmanager
def virtual_screen(*more: str) -> Iterator[str]:
    """Run an X server with the screen of a laptop until the block ends; yield its DISPLAY. `more` are its options."""
    reader, writer = os.pipe()
    server_command = [
        "Xvfb",
        "-displayfd",
        str(writer),
        "-screen",
        "0",
        "1366x768x24",
        "-nolisten",
        "tcp",
        "-noreset",
        *more,
    ]
    with subprocess.Popen(server_command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        try:
            with os.fdopen(reader) as display_number:
                yield f":{display_number.readline().strip()}"
        finally:
            server.terminate()


def kiosk_options(folder: Path, port: int = 0) -> list[str]:
    return ["--data-dir", str(folder), "--port", str(port), "--host", "127.0.0.1", "--kiosk-name", "Test"]
