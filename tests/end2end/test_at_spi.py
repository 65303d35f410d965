"""The window on the accessibility bus, as a screen reader gets it: pages walked, a round scored by ear and keyboard.

The program, the session bus and the X server are real, and so are the keys.
"""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, NamedTuple

import pytest

from tests.end2end.program import Program, call_api, kiosk_options, run_program, virtual_screen
from tests.end2end.test_lineup_keys import TEAMS, Keyboard, state
from tests.waiting import TIMEOUT_S, wait_until

READER = [Path("/usr/bin/python3"), Path(__file__).parent / "at_spi.py"]
PAGES = {"F7": "Find a player", "F10": "Name of the venue", "F1": "Open the", "F5": "Ann: Hole"}
"""A key, and the beginning of a name or a description on the page that it opens."""
CONTROLS = {
    *("push button", "toggle button", "radio button", "check box", "combo box"),
    *("text", "entry", "password text", "spin button", "list item", "table cell"),
}


class ScreenObject(NamedTuple):
    """What a screen reader says of an object."""

    role: str
    name: str
    description: str


class Desk(NamedTuple):
    """The program on a bus of its own, and its keyboard."""

    program: Program
    keyboard: Keyboard
    game_id: int
    environment: dict[str, str]

    def walk_until(self, found: str) -> list[ScreenObject]:
        """Walk until `found` is in a name or a description, and return that walk."""
        ends = time.monotonic() + TIMEOUT_S
        while time.monotonic() < ends:
            objects = self.walk()
            if any(found in one.name + one.description for one in objects):
                return objects
        raise TimeoutError(f"{found!r} is not on the bus")

    def walk(self) -> list[ScreenObject]:
        lines = subprocess.run(
            [*READER, "walk"], env=self.environment, capture_output=True, text=True, check=True, timeout=TIMEOUT_S
        ).stdout.splitlines()
        return [ScreenObject(**json.loads(line)) for line in lines]


@contextmanager
def session_bus() -> Iterator[str]:
    """Run a session bus, and return its address; it starts the accessibility bus when somebody asks for it."""
    command = ["dbus-daemon", "--session", "--print-address", "--nofork"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as bus:
        assert bus.stdout is not None
        yield bus.stdout.readline().strip()
        bus.terminate()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with session_bus() as address, virtual_screen() as display:
        own = {"DISPLAY": display, "DBUS_SESSION_BUS_ADDRESS": address, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        with run_program("run", *kiosk_options(tmp_path), **own) as program:
            keyboard = Keyboard(display)
            game_id = call_api(program, "POST", "/api/games", TEAMS)["game_id"]
            desk = Desk(program, keyboard, game_id, os.environ | own)
            wait_until(lambda: takes_keys(desk))
            desk.walk_until("GOaT Kiosk")  # then Qt is on the bus, and learns of a reader that comes
            yield desk


def takes_keys(desk: Desk) -> bool:
    """Throw a bag and take it back, until both arrive: nothing says when a window takes keys."""
    desk.keyboard.focus()
    desk.keyboard.press("1")
    time.sleep(0.3)
    if not state(desk.program, desk.game_id)["bags"]:
        return False
    desk.keyboard.press("BackSpace")
    wait_until(lambda: not state(desk.program, desk.game_id)["bags"])
    return True


def test_pages_are_on_the_bus_with_names_and_without_markup(desk: Desk) -> None:
    for key, found in PAGES.items():
        desk.keyboard.press(key)
        objects = desk.walk_until(found)
        assert ("frame", "GOaT Kiosk") in [(one.role, one.name) for one in objects]
        assert [one for one in objects if one.role in CONTROLS and not one.name] == [], key
        assert [one for one in objects if "<" in one.name + one.description] == [], key
        assert [one for one in objects if one.name and one.name == one.description and one.role in CONTROLS] == [], key


def test_a_round_is_scored_by_ear_and_keyboard_alone(desk: Desk) -> None:
    with announcements(desk) as heard:
        sentences = []
        for key in "12341234":
            desk.keyboard.press(key)
            sentences.append(heard.get(timeout=TIMEOUT_S))
        assert sentences[:2] == ["Ann: hole. Bob throws next.", "Bob: board. Ann throws next."]
        assert "round 1" in sentences[-1].casefold()
        assert len(state(desk.program, desk.game_id)["rounds"]) == 1
        desk.keyboard.press("ctrl+i")
        assert "throws" in heard.get(timeout=TIMEOUT_S)


@contextmanager
def announcements(desk: Desk) -> Iterator["Queue[str]"]:
    """Listen on the bus; the queue gets each announcement."""
    heard = Queue[str]()
    with subprocess.Popen(
        [*READER, "listen"], env=desk.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "listening\n"
        Thread(target=read_lines, args=(reader.stdout, heard), daemon=True).start()
        wait_until(lambda: is_heard(desk, heard))
        while is_heard(desk, heard, key=None):
            pass
        yield heard
        reader.terminate()


def is_heard(desk: Desk, heard: "Queue[str]", key: str | None = "ctrl+i") -> bool:
    """Press the key that says the score; return whether anything is heard: Qt sends nothing until it knows a reader."""
    if key is not None:
        desk.keyboard.press(key)
    try:
        heard.get(timeout=0.5)
    except Empty:
        return False
    return True


def read_lines(lines: IO[str], heard: "Queue[str]") -> None:
    for line in lines:
        heard.put(line.strip())
