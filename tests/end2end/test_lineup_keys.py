"""Names and forfeits by real keys: the real window under a real X server, and its state over HTTP."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.end2end.program import Program, call_api, kiosk_options, run_program, virtual_screen
from tests.waiting import TIMEOUT_S, wait_until

TEAMS = {"team1": {"players": ["Ann"]}, "team2": {"players": ["Bob"]}, "lobby": False}


class Keyboard:
    """The keyboard of a virtual screen."""

    def __init__(self, display: str) -> None:
        self._display = display

    def run(self, *words: str, check: bool = True) -> str:
        """Run xdotool, and return what it prints."""
        return subprocess.run(
            ["xdotool", *words],
            env={"DISPLAY": self._display},
            capture_output=True,
            text=True,
            check=check,
            timeout=TIMEOUT_S,
        ).stdout

    def focus(self) -> None:
        """Give the keyboard to the window once it is drawn; without a window manager nobody else does."""
        window = self.run("search", "--sync", "--onlyvisible", "--name", "GOaT Kiosk").split()[-1]
        self.run("windowfocus", window, check=False)

    def press(self, *keys: str) -> None:
        """Press the keys, one after the other."""
        self.run("key", "--delay", "40", *keys)

    def write(self, text: str) -> None:
        """Write the text."""
        self.run("type", "--delay", "40", text)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[tuple[Program, Keyboard, int]]:
    """The program with a live game of Ann against Bob, its keyboard, and the game's number."""
    with virtual_screen() as display, run_program("run", *kiosk_options(tmp_path), DISPLAY=display) as program:
        keyboard = Keyboard(display)
        game_id = call_api(program, "POST", "/api/games", TEAMS)["game_id"]

        def takes_keys() -> bool:
            # Nothing says when a window takes keys, so the first bag is keyed until it is recorded.
            keyboard.focus()
            keyboard.press("q")
            time.sleep(0.3)
            return bool(state(program, game_id)["bags"])

        wait_until(takes_keys)
        yield program, keyboard, game_id


def state(program: Program, game_id: int) -> dict[str, Any]:
    answer: dict[str, Any] = call_api(program, "GET", f"/api/games/{game_id}")
    return answer


def test_a_name_is_corrected_by_real_keys_while_bags_come_in(kiosk: tuple[Program, Keyboard, int]) -> None:
    program, keyboard, game_id = kiosk
    keyboard.press("l", "Tab")
    keyboard.write("Hawks")
    bags = len(call_api(program, "POST", f"/api/games/{game_id}/throws", {"team": 2, "result": "board"})["bags"])
    keyboard.press("Return")
    wait_until(lambda: state(program, game_id)["team1"]["name"] == "Hawks")
    keyboard.press("Escape", "q")
    wait_until(lambda: len(state(program, game_id)["bags"]) > bags)


def test_a_forfeit_is_entered_by_real_keys_and_undone(kiosk: tuple[Program, Keyboard, int]) -> None:
    program, keyboard, game_id = kiosk
    # In the panel of calls, Tab passes the team, the points and their reason on the way to “Concede…”.
    keyboard.press("f", *["Tab"] * 7, "space", "F4", "F2")
    wait_until(lambda: state(program, game_id)["status"] == "finished")
    assert state(program, game_id)["ended_by"] == "forfeit"
    keyboard.press("BackSpace")
    wait_until(lambda: state(program, game_id)["status"] == "live")


def test_a_new_game_starts_with_three_real_keys_and_a_lobby_with_enter(kiosk: tuple[Program, Keyboard, int]) -> None:
    program, keyboard, first = kiosk
    keyboard.press("ctrl+n", "2", "Return", "q")

    def courts() -> dict[str, Any]:
        games: list[dict[str, Any]] = call_api(program, "GET", "/api/games")
        return {game["court"]: game for game in games if game["game_id"] != first}

    wait_until(lambda: len(courts().get("Court 2", {}).get("bags", [])) == 1)
    assert courts()["Court 2"]["team1"]["name"] == "Orange"
    keyboard.press("ctrl+n")
    keyboard.write("Sam")
    keyboard.press("Tab", "Tab")
    keyboard.write("Mo")
    keyboard.press("ctrl+Return")
    wait_until(lambda: courts().get("Court 3", {}).get("status") == "lobby")
    keyboard.press("Return")
    wait_until(lambda: courts()["Court 3"]["status"] == "live")
    game = courts()["Court 3"]
    assert [game[team]["players"][0]["name"] for team in ("team1", "team2")] == ["Sam", "Mo"]
