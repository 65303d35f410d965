"""Wall session on its own computer: it waits for the kiosk, shows the courts, and keeps its id after a restart.

It takes some seconds, because Chromium writes a page's local storage to the disk only then."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.end2end.program import Program, call_api, environment, free_port, kiosk_options, run_program, virtual_screen
from tests.end2end.test_screens import names
from tests.waiting import wait_until
from tests.web.chromium import ARGS

WALL = Path(__file__).parents[3] / "packaging" / "session" / "goat-kiosk-wall"


@contextmanager
def run_wall_session(address: str, home: Path) -> Iterator[int]:
    """Run the session of a wall on a virtual screen until the block ends; yield its process id."""
    with virtual_screen() as display:
        env = environment(DISPLAY=display, HOME=str(home))
        null = subprocess.DEVNULL
        with subprocess.Popen(
            [str(WALL), address, *ARGS], env=env, stdout=null, stderr=null, start_new_session=True
        ) as session:
            try:
                yield session.pid
            finally:
                os.killpg(session.pid, signal.SIGKILL)


def browser_pid(session: int) -> int:
    """Return the id of the browser's process in the session `session`, or 0."""
    output = subprocess.run(["pgrep", "-P", str(session), "chrom"], capture_output=True, text=True, check=False).stdout
    return int(output or 0)


def is_stored(home: Path, text: str) -> bool:
    """Whether Chromium has written `text` to the page's local storage, which it does some seconds later."""
    files = (home / ".local/share/goat-kiosk-wall/Default/Local Storage/leveldb").glob("*.log")
    return any(text.encode() in file.read_bytes() for file in files)


def only_screen(program: Program) -> dict[str, Any]:
    (screen,) = call_api(program, "GET", "/api/screens")
    return dict(screen)


def test_a_wall_session_waits_for_the_kiosk_and_keeps_its_id_when_its_browser_restarts(tmp_path: Path) -> None:
    port = free_port()
    serve = ["serve", *kiosk_options(tmp_path / "games", port)]
    with (
        run_wall_session(f"http://127.0.0.1:{port}/display", tmp_path / "home") as session,
        run_program(*serve) as program,
    ):
        wait_until(lambda: len(names(program)) == 1)
        path = f"/api/screens/{only_screen(program)['id']}"
        call_api(program, "POST", path, {"do": "rename", "name": "Over the bar"})
        wait_until(lambda: only_screen(program)["waiting"] == 0)
        wait_until(lambda: is_stored(tmp_path / "home", "Over the bar"))
        first_browser = browser_pid(session)
        os.kill(first_browser, signal.SIGTERM)
        wait_until(lambda: browser_pid(session) not in {0, first_browser})
        call_api(program, "POST", path, {"do": "identify"})
        wait_until(lambda: only_screen(program)["waiting"] == 0)
        assert names(program) == ["Over the bar"]
