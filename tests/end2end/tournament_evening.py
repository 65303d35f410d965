"""Tournament evening of the real program, for tests: real keys at the desk, and phones with an address of their own."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.end2end.program import Program, call_api, kiosk_options, run_program, virtual_screen
from tests.end2end.x_keyboard import XKeyboard
from tests.waiting import TIMEOUT_S

NAMES = (
    *("abe", "bea", "cal", "dot", "eli", "flo", "gus", "hal", "ivy", "jay", "kim", "lou", "mia", "ned", "oda", "pat"),
    *("quin", "roy", "sue", "tom", "una", "vic", "wes", "xena", "yul", "zoe", "amos", "bert", "cora", "dora", "emil"),
)


class Phone:
    """A browser without scripts at the pages of one tournament, with its own address in the venue's network."""

    def __init__(self, evening: "Evening", number: int) -> None:
        self._evening, self._address = evening, f"127.0.1.{number}"
        self._cookies: dict[str, str] = {}
        self.player = 0
        """The number of the player who has checked in with it."""

    def page(self, path: str = "/me") -> str:
        """Return the text of a page."""
        return text_of(self._request("GET", path)[1])

    def check_in(self, name: str) -> None:
        """Tap a name at the door."""
        status, html = self._request("POST", "/check-in", {"name": name})
        assert status == 303, text_of(html)
        shown = re.search(r'data-player="(\d+)"', self._request("GET", "/me")[1])
        assert shown is not None
        self.player = int(shown[1])

    def press(self, say: str, **fields: object) -> str:
        """Press a button of the player's page, and return the page that follows."""
        _, html = self._request("POST", "/me", {"say": say, "player": self.player} | fields)
        return text_of(html) or self.page()

    def _request(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, str]:
        program = self._evening.program
        source = (self._address, 0)
        connection = HTTPConnection("127.0.0.1", program.port, timeout=TIMEOUT_S, source_address=source)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request(method, f"/tournament/{self._evening.tournament_id}{path}", urlencode(form or {}), headers)
        response = connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(cookie).items()}
        html = response.read().decode()
        connection.close()
        return response.status, html


class Evening:
    """Blind draw by chance, double elimination; every result is noted on paper or on the players' phones."""

    program: Program
    keyboard: XKeyboard

    def __init__(self, folder: Path, boards: int) -> None:
        self._folder, self._boards = folder, boards
        self.tournament_id = 0
        self.phones: dict[int, Phone] = {}
        """By player."""
        chosen = {"welcomed": True, "sounds": False}
        (folder / "window.json").write_text(json.dumps(chosen))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the program with its window until the block ends, then kill it as a power cut would."""
        words = ["run", *kiosk_options(self._folder)]
        with (
            virtual_screen() as self.display,
            XKeyboard(self.display) as self.keyboard,
            run_program(*words, DISPLAY=self.display, QT_QPA_PLATFORM="xcb") as self.program,
        ):
            self.keyboard.wait_for_a_window()
            yield
            self.program.kill()

    def create(self) -> None:
        """Set the tournament up."""
        courts = [f"Board {number}" for number in range(1, self._boards + 1)]
        body = {"name": "Friday", "courts": courts, "calling": "auto", "scoring": "result", "fee": 1000}
        self.tournament_id = call_api(self.program, "POST", "/api/tournaments", body)["tournament_id"]
        stage = {"format": "double"}
        self.send("POST", "/divisions", {"name": "Open", "kind": "blind-draw", "stages": [stage]})

    def send(self, method: str, path: str, body: object = None) -> Any:
        """Send a request of the desk below the tournament."""
        return call_api(self.program, method, f"/api/tournaments/{self.tournament_id}{path}", body)

    @property
    def state(self) -> Any:
        return self.send("GET", "")

    @property
    def matches(self) -> dict[str, Any]:
        return {match["match"]: match for match in self.send("GET", "/divisions/1/matches")}

    def type(self, *lines: str) -> None:
        """Type lines, with Enter after each."""
        for line in lines:
            self.keyboard.tap(*("space" if character == " " else character for character in line), "Return")

    def press_with_control(self, key: str) -> None:
        control = self.keyboard.code("Control_L")
        self.keyboard.down(control)
        self.keyboard.tap(key)
        self.keyboard.up(control)


def text_of(html: str) -> str:
    """Return what a page says, without the parts that every page has."""
    content = html.partition("<main>")[2].partition('class="preferences"')[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))
