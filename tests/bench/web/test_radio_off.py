"""A phone whose radio goes off says nothing: no FIN, no reset, no acknowledgement. How soon the kiosk notices.

The phone lives in a network namespace behind a pair of virtual Ethernet ends, and its own end is taken down: root and
`ip` are needed. The goal is 20 s, whether bags fall meanwhile or nothing is sent but a heartbeat.
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

NETWORK, KIOSK, PHONE = 24, "10.213.77.1", "10.213.77.2"
SPACE, NEAR, FAR = (f"{name}-{os.getpid()}" for name in ("goat", "gk", "gp"))
"""The namespace, and the two ends: the kiosk's and the phone's. Linux allows an end 15 characters."""
EVERY = 0.2
"""Seconds between two looks at the kiosk, and between two bags."""
SURELY = 120
"""Seconds after which it is not going to notice."""
GOAL = 20
TEAMS = {"team1": {"name": "Orange", "players": ["Ann"]}, "team2": {"name": "Blue", "players": ["Bob"]}}
BAGS = [{"team": team, "result": "board"} for team in (1, 2)]


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


def lay_network() -> None:
    ip("netns", "add", SPACE)
    ip("link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", SPACE)
    ip("address", "add", f"{KIOSK}/{NETWORK}", "dev", NEAR)
    ip("-netns", SPACE, "address", "add", f"{PHONE}/{NETWORK}", "dev", FAR)
    ip("link", "set", NEAR, "up")
    ip("-netns", SPACE, "link", "set", FAR, "up")


@pytest.fixture
def network() -> Iterator[None]:
    """A network with nothing on it but the kiosk and a phone; skips where it cannot be laid."""
    if shutil.which("ip") is None:
        pytest.skip("ip is not installed (iproute2)")
    try:
        try:
            lay_network()
        except subprocess.CalledProcessError as error:
            pytest.skip(f"{' '.join(error.cmd)}: {error.stderr.strip()}")
        yield
    finally:
        for words in (["link", "delete", NEAR], ["netns", "delete", SPACE]):
            subprocess.run(["ip", *words], check=False, capture_output=True)


@contextmanager
def phone(program: Program, path: str) -> Iterator[None]:
    """Follow a stream from the phone's network until the block ends."""
    words = ["ip", "netns", "exec", SPACE, sys.executable, "-m", "tests.bench.peers.phone"]
    with subprocess.Popen([*words, KIOSK, str(program.port), path], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "following\n"
            yield
        finally:
            process.kill()


def following(program: Program) -> int:
    count: int = call_api(program, "GET", "/healthz")["subscribers"]
    return count


def seconds_until_noticed(program: Program, game: str, *, bags: bool) -> float:
    """Cut the phone's radio link and return the seconds until the kiosk notices, with or without throws meanwhile."""
    ip("-netns", SPACE, "link", "set", FAR, "down")
    began, bag = time.monotonic(), 0
    while following(program) and time.monotonic() < began + SURELY:
        if bags:
            call_api(program, "POST", f"{game}/throws", BAGS[bag % 2])
            bag += 1
        time.sleep(EVERY)
    return time.monotonic() - began


@pytest.mark.parametrize("bags", [True, False])
@pytest.mark.usefixtures("network")
def test_a_phone_without_radio_is_noticed(tmp_path: Path, *, bags: bool) -> None:
    words = ["--data-dir", str(tmp_path), "--host", "0.0.0.0", "--port", "0"]  # noqa: S104  on the phone's network too
    with run_program("serve", *words) as program:
        number = call_api(program, "POST", "/api/games", TEAMS | {"rules": {"target": 999}})["game_id"]
        with phone(program, f"/game/{number}/events"):
            assert following(program) == 1
            seconds = seconds_until_noticed(program, f"/api/games/{number}", bags=bags)
            meanwhile = "while bags fall" if bags else "while nothing happens"
            print(f"\n\nA phone without radio is noticed after {seconds:.1f} s {meanwhile} (goal {GOAL} s)", end="")
            assert following(program) == 0
