"""Examples of docs/api.md, run in order against the real program."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.end2end.program import SCORER_KEY, Program, call_api, run_program
from tests.waiting import TIMEOUT_S

TEXT = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


def expected_output(text: str) -> list[str]:
    """Return the output that an example documents."""
    return re.findall(r"^# prints: (.*)$", text, re.MULTILINE)


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with run_program("serve", "--port", "0", "--data-dir", str(tmp_path_factory.mktemp("examples"))) as program:
        yield program


@pytest.fixture(scope="module")
def shell_output(kiosk: Program) -> list[str]:
    """The output of the shell examples, run as one script that stops at the first error."""
    script = "\n".join(["set -eu", *blocks("sh")])
    surroundings = os.environ | {"KIOSK": kiosk.url, "KEY": SCORER_KEY}
    process = subprocess.run(
        ["bash", "-c", script], env=surroundings, capture_output=True, text=True, timeout=4 * TIMEOUT_S, check=False
    )
    assert process.returncode == 0, process.stderr
    return process.stdout.splitlines()


def game_of(kiosk: Program) -> int:
    (state,) = call_api(kiosk, "GET", "/api/games")
    return int(state["game_id"])


def test_the_shell_examples_print_the_documented_output(shell_output: list[str]) -> None:
    assert shell_output == [line for block in blocks("sh") for line in expected_output(block)]


@pytest.mark.usefixtures("shell_output")
def test_the_python_example_prints_the_documented_output(kiosk: Program) -> None:
    (example,) = blocks("python")
    surroundings = os.environ | {"KIOSK": kiosk.url, "GAME": str(game_of(kiosk))}
    process = subprocess.run(
        [sys.executable, "-c", example], env=surroundings, capture_output=True, text=True, timeout=TIMEOUT_S, check=True
    )
    assert process.stdout.splitlines() == expected_output(example)


@pytest.mark.usefixtures("shell_output")
def test_the_browser_example_works_as_documented(kiosk: Program, browser: Browser) -> None:
    (example,) = blocks("js")
    (title,) = re.findall(r"the title becomes: (.*)", example)
    page = browser.new_page()
    page.goto(f"{kiosk.url}/guide")
    page.evaluate(f"() => {{ {example} }}")
    expect(page).to_have_title(title, timeout=TIMEOUT_S * 1000)
    page.close()
