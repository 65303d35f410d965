"""Keyboard input through a real X server, which `QTest` bypasses.

The file shares one X server, one window and one game. A test that holds a key waits for the server's repeats, and each
test ends with a key whose bag proves that all keys before it have arrived, so no test depends on timing.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.program import Program, call_api, kiosk_options, run_program, virtual_screen
from tests.end2end.x_keyboard import XKeyboard
from tests.waiting import wait_until

KEYS = {
    "left-hole": ["Num+7"],
    "left-board": ["Num+1"],
    "left-off": ["Num+0"],
    "right-hole": ["Num+PgUp"],
    "right-board": ["Num+5"],
    "right-off": ["Num+."],
    "due-hole": ["1"],
    "due-board": ["2"],
    "due-off": ["3"],
    "due-foul": ["4"],
    "undo": ["Backspace"],
    "mute": ["M"],
}
REPEATS = 12
BOARD = (620, 330)
"""A place of the drawn board, in a window that fills the screen of a laptop."""


class Court:
    """A live game in the window of a running program, and a keyboard that types into it."""

    def __init__(self, program: Program, keyboard: XKeyboard) -> None:
        self.program, self.keyboard = program, keyboard
        rules = {"target": 999}
        self.game_id = call_api(program, "POST", "/api/games", {"court": "Court 1", "rules": rules})["game_id"]
        self.post("/start", {})

    def post(self, path: str, body: object) -> Any:
        return call_api(self.program, "POST", f"/api/games/{self.game_id}{path}", body)

    @property
    def bags(self) -> list[tuple[int, str]]:
        state = call_api(self.program, "GET", f"/api/games/{self.game_id}")
        return [(bag["team"], bag["result"]) for bag in state["bags"]]

    def clear(self) -> None:
        """Undo every bag of the round."""
        for _ in self.bags:
            self.post("/undo", {})

    def await_bags(self, *expected: tuple[int, str]) -> None:
        """Wait until these bags have been thrown, and no others."""
        wait_until(lambda: self.bags == list(expected))
        assert self.bags == list(expected)


@pytest.fixture(scope="module")
def scorekeeper_court(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    folder: Path = tmp_path_factory.mktemp("desk")
    chosen = {"profile": "Mine", "profiles": [{"name": "Mine", "keys": KEYS}], "welcomed": True, "sounds": False}
    (folder / "window.json").write_text(json.dumps(chosen))
    words = ["run", *kiosk_options(folder)]
    with (
        virtual_screen("-ardelay", "60", "-arinterval", "5") as display,
        XKeyboard(display) as keyboard,
        run_program(*words, DISPLAY=display, QT_QPA_PLATFORM="xcb") as program,
    ):
        keyboard.wait_for_a_window()
        yield Court(program, keyboard)


@pytest.fixture
def court(scorekeeper_court: Court) -> Iterator[Court]:
    scorekeeper_court.clear()
    yield scorekeeper_court
    scorekeeper_court.keyboard.layout("us")


def test_a_held_key_is_one_bag(court: Court) -> None:
    key = court.keyboard.code("1")
    court.keyboard.hold(key, REPEATS)
    court.keyboard.up(key)
    court.keyboard.tap("2")
    court.await_bags((1, "hole"), (2, "board"))


def test_each_key_press_is_a_bag(court: Court) -> None:
    court.keyboard.tap("3", "3", "3", "1")
    court.await_bags((1, "off"), (2, "off"), (1, "off"), (2, "hole"))


def test_a_held_backspace_undoes_once(court: Court) -> None:
    court.keyboard.tap("1", "2", "3")
    key = court.keyboard.code("BackSpace")
    court.keyboard.hold(key, REPEATS)
    court.keyboard.up(key)
    court.keyboard.tap("1")
    court.await_bags((1, "hole"), (2, "board"), (1, "hole"))


def test_two_keys_held_at_once_are_a_bag_each(court: Court) -> None:
    key1, key2 = court.keyboard.code("1"), court.keyboard.code("2")
    court.keyboard.hold(key1, REPEATS)
    court.keyboard.hold(key2, REPEATS)
    court.keyboard.up(key2)
    court.keyboard.press(key2)
    court.keyboard.up(key1)
    court.keyboard.tap("3")
    court.await_bags((1, "hole"), (2, "board"), (1, "board"), (2, "off"))


def test_a_key_released_in_another_window_counts_again(court: Court) -> None:
    keyboard, key = court.keyboard, court.keyboard.code("1")
    desk, other = keyboard.focused(), keyboard.window()
    keyboard.hold(key, REPEATS)
    keyboard.focus(other)
    keyboard.up(key)
    keyboard.focus(desk)
    keyboard.press(key)
    court.await_bags((1, "hole"), (2, "hole"))


def test_a_key_that_is_held_while_the_window_changes_still_counts_once(court: Court) -> None:
    keyboard, key = court.keyboard, court.keyboard.code("1")
    desk, other = keyboard.focused(), keyboard.window()
    keyboard.focus(other)
    keyboard.hold(key, REPEATS)
    keyboard.focus(desk)
    keyboard.listen(desk)
    keyboard.wait_for_presses(REPEATS)
    keyboard.up(key)
    keyboard.tap("2")
    court.await_bags((1, "board"))


def test_a_held_key_counts_once_though_the_layout_changes(court: Court) -> None:
    key = court.keyboard.code("1")
    court.keyboard.hold(key, REPEATS)
    court.keyboard.layout("fr")
    court.keyboard.wait_for_presses(REPEATS)
    court.keyboard.up(key)
    court.keyboard.layout("us")
    court.keyboard.tap("2")
    court.await_bags((1, "hole"), (2, "board"))


def test_space_held_on_a_button_presses_it_once(court: Court) -> None:
    keyboard, key = court.keyboard, court.keyboard.code("space")
    keyboard.tap("Tab")
    keyboard.hold(key, REPEATS)
    keyboard.up(key)
    keyboard.tap("2")
    court.await_bags((1, "hole"), (2, "board"))


def test_a_tap_on_the_drawn_board_that_bounces_is_one_bag(court: Court) -> None:
    court.keyboard.click(*BOARD)
    court.keyboard.click(*BOARD)
    court.keyboard.click(BOARD[0], BOARD[1] + 100)
    court.keyboard.tap("3")
    court.await_bags((1, "board"), (2, "board"), (1, "off"))


@pytest.mark.parametrize("num_lock", [True, False], ids=["NumLock", "no NumLock"])
def test_the_number_pad_scores_whatever_num_lock_says(court: Court, num_lock: bool) -> None:  # noqa: FBT001  a parameter
    if num_lock:
        court.keyboard.tap("Num_Lock")
    try:
        court.keyboard.tap("KP_Home", "KP_Prior", "KP_End", "KP_Begin", "KP_Insert", "KP_Delete")
    finally:
        if num_lock:
            court.keyboard.tap("Num_Lock")
    court.await_bags((1, "hole"), (2, "hole"), (1, "board"), (2, "board"), (1, "off"), (2, "off"))


def test_a_held_key_of_the_number_pad_is_one_bag(court: Court) -> None:
    key = court.keyboard.code("KP_Home")
    court.keyboard.hold(key, REPEATS)
    court.keyboard.up(key)
    court.keyboard.tap("KP_Prior")
    court.await_bags((1, "hole"), (2, "hole"))


@pytest.mark.parametrize("layout", ["fr", "be", "cz", "de", "es", "us"])
def test_the_digit_row_scores_without_shift(court: Court, layout: str) -> None:
    digits = [court.keyboard.code(digit) for digit in "1234"]
    court.keyboard.layout(layout)
    for digit in digits:
        court.keyboard.press(digit)
    court.await_bags((1, "hole"), (2, "board"), (1, "off"), (2, "foul"))
