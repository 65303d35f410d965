"""Benchmark of lost phones: how soon the kiosk notices a phone without radio, which sends no FIN, reset or ACK.

The phone runs in a network namespace, connected by a virtual Ethernet pair whose end goes down, which needs root and
`ip`. The goal is 20 s, during play and with heartbeats only.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end2end.program import Program, call_api, run_program

PREFIX_LENGTH, KIOSK, PHONE = 24, "10.213.77.1", "10.213.77.2"
NAMESPACE, KIOSK_DEVICE, PHONE_DEVICE = (f"{name}-{os.getpid()}" for name in ("goat", "gk", "gp"))
"""The namespace, and the devices of the kiosk and the phone. Linux limits the name of a device to 15 characters."""
POLL_S = 0.2
"""Seconds between two polls of the kiosk, and between two bags."""
TIMEOUT_S = 120
"""Seconds until the benchmark stops waiting."""
GOAL = 20
TEAMS = {"team1": {"name": "Orange", "players": ["Ann"]}, "team2": {"name": "Blue", "players": ["Bob"]}}
BAGS = [{"team": team, "result": "board"} for team in (1, 2)]


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


def create_network() -> None:
    ip("netns", "add", NAMESPACE)
    ip("link", "add", KIOSK_DEVICE, "type", "veth", "peer", "name", PHONE_DEVICE, "netns", NAMESPACE)
    ip("address", "add", f"{KIOSK}/{PREFIX_LENGTH}", "dev", KIOSK_DEVICE)
    ip("-netns", NAMESPACE, "address", "add", f"{PHONE}/{PREFIX_LENGTH}", "dev", PHONE_DEVICE)
    ip("link", "set", KIOSK_DEVICE, "up")
    ip("-netns", NAMESPACE, "link", "set", PHONE_DEVICE, "up")


@pytest.fixture
def network() -> Iterator[None]:
    """A network with only the kiosk and a phone on it; skips the test where it cannot be created."""
    if shutil.which("ip") is None:
        pytest.skip("ip is not installed (iproute2)")
    try:
        try:
            create_network()
        except subprocess.CalledProcessError as error:
            pytest.skip(f"{' '.join(error.cmd)}: {error.stderr.strip()}")
        yield
    finally:
        for arguments in (["link", "delete", KIOSK_DEVICE], ["netns", "delete", NAMESPACE]):
            subprocess.run(["ip", *arguments], check=False, capture_output=True)


@contextmanager
def run_phone(program: Program, path: str) -> Iterator[None]:
    """Run a phone in its network namespace that follows a stream, until the block ends."""
    command = ["ip", "netns", "exec", NAMESPACE, sys.executable, "-m", "tests.bench.peers.phone"]
    with subprocess.Popen([*command, KIOSK, str(program.port), path], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "following\n"
            yield
        finally:
            process.kill()


def count_streams(program: Program) -> int:
    count: int = call_api(program, "GET", "/healthz")["subscribers"]
    return count


def seconds_until_noticed(program: Program, game: str, *, bags: bool) -> float:
    """Cut the phone's radio link and return the seconds until the kiosk notices, with or without throws meanwhile."""
    ip("-netns", NAMESPACE, "link", "set", PHONE_DEVICE, "down")
    began, bag = time.monotonic(), 0
    while count_streams(program) and time.monotonic() < began + TIMEOUT_S:
        if bags:
            call_api(program, "POST", f"{game}/throws", BAGS[bag % 2])
            bag += 1
        time.sleep(POLL_S)
    return time.monotonic() - began


@pytest.mark.parametrize("bags", [True, False])
@pytest.mark.usefixtures("network")
def test_a_phone_without_radio_is_noticed(tmp_path: Path, *, bags: bool) -> None:
    options = ["--data-dir", str(tmp_path), "--host", "0.0.0.0", "--port", "0"]  # noqa: S104  on the phone's network too
    with run_program("serve", *options) as program:
        number = call_api(program, "POST", "/api/games", TEAMS | {"rules": {"target": 999}})["game_id"]
        with run_phone(program, f"/game/{number}/events"):
            assert count_streams(program) == 1
            seconds = seconds_until_noticed(program, f"/api/games/{number}", bags=bags)
            meanwhile = "while bags fall" if bags else "while nothing happens"
            print(f"\n\nA phone without radio is noticed after {seconds:.1f} s {meanwhile} (goal {GOAL} s)", end="")
            assert count_streams(program) == 0
