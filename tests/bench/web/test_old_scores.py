"""Benchmark of old scores: how long pages show one as live when a kiosk freezes or a phone loses its radio link.

The browser runs in a network namespace, connected by a virtual Ethernet pair as in test_radio_off, which needs root and
`ip`. When its end goes down nothing is sent, so each page can rely only on its own clock. The goals are 12 s until
every page is dim, and 5 s until all are right again once the kiosk can be reached.
"""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.web.test_radio_off import KIOSK, NAMESPACE, PHONE_DEVICE, ip, network
from tests.end2end.program import Program, call_api, run_program
from tests.waiting import wait_until
from tests.web.chromium import ARGS, CHROMIUM

__all__ = ["network"]

LATE_GOAL, RIGHT_GOAL = 12, 5
ROUND = {"team1": {"in": 2, "on": 0}, "team2": {"in": 0, "on": 1}}
NO_SHARING = "delete window.SharedWorker"


class Fault(NamedTuple):
    """A fault between the kiosk and the pages: how to cause it, and how to end it."""

    begin: Callable[[Program], None]
    end: Callable[[Program], None]


def set_radio(status: str) -> Callable[[Program], None]:
    def switch(_: Program) -> None:
        ip("-netns", NAMESPACE, "link", "set", PHONE_DEVICE, status)

    return switch


FAULTS = {
    "a frozen kiosk": Fault(
        lambda program: program.process.send_signal(signal.SIGSTOP),
        lambda program: program.process.send_signal(signal.SIGCONT),
    ),
    "a phone without radio": Fault(set_radio("down"), set_radio("up")),
}


def open_pages(browser: Browser, port: int, game: int) -> list[Page]:
    """Open every kind of page twice: in a browser whose pages share a stream, and in one where each has its own."""
    paths = ["/", f"/game/{game}", f"/score/{game}", "/display", f"/overlay/{game}?line=off"]
    pages = []
    for script in ("", NO_SHARING):
        context = browser.new_context()
        context.add_init_script(script)
        for path in paths:
            pages.append(context.new_page())
            pages[-1].goto(f"http://{KIOSK}:{port}{path}")
    return pages


def hold_on_all(pages: list[Page], expression: str) -> bool:
    return all(page.evaluate(expression) for page in pages)


def seconds_until(pages: list[Page], expression: str) -> float:
    began = time.monotonic()
    wait_until(lambda: hold_on_all(pages, expression))
    return time.monotonic() - began


def live_with(score: int) -> str:
    digits = "document.querySelector('.team-1 .digits, .team-1 .score').textContent"
    return f"{digits} === '{score}' && document.querySelector('.link').dataset.link === 'live'"


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("network")
def test_an_old_score_is_dim_within_twelve_seconds(tmp_path: Path, fault: str) -> None:
    chromium = tmp_path / "chromium"
    chromium.write_text(f'#!/bin/sh\nexec ip netns exec {NAMESPACE} {CHROMIUM} "$@"\n')
    chromium.chmod(0o755)
    options = ["--data-dir", str(tmp_path / "data"), "--host", "0.0.0.0", "--port", "0"]  # noqa: S104  on the phone's network too
    with sync_playwright() as playwright, run_program("serve", *options) as program:
        game = call_api(program, "POST", "/api/games", {"court": "Court 1"})["game_id"]
        call_api(program, "POST", f"/api/games/{game}/start", {})
        pages = open_pages(playwright.chromium.launch(executable_path=str(chromium), args=ARGS), program.port, game)
        wait_until(lambda: hold_on_all(pages, live_with(0)))
        FAULTS[fault].begin(program)
        until_dim = seconds_until(pages, "document.documentElement.classList.contains('stale')")
        FAULTS[fault].end(program)
        call_api(program, "POST", f"/api/games/{game}/rounds", ROUND)
        until_right = seconds_until(pages, live_with(5))
    print(f"\n{fault}: {len(pages)} pages are dim after {until_dim:.1f} s (goal {LATE_GOAL} s), ", end="")
    print(f"and right again {until_right:.1f} s after it ends (goal {RIGHT_GOAL} s)")
