"""The page “Several kiosks, step by step”, followed to the letter with real Redis, nginx and Caddy."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.end2end.program import Program, call_api, free_port, run_program
from tests.waiting import TIMEOUT_S, wait_until

PAGE = Path(__file__).parents[3] / "docs" / "several-kiosks.md"
NAME = "scores.example.org"


class Hall:
    """The addresses and folders that take the place of those on the page."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.redis, self.relay, self.proxy = folder, free_port(), free_port(), free_port()

    def block(self, language: str) -> str:
        """Return the only block of that language on the page, or the last one of the shell, for this hall."""
        found = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
        text: str = found[-1]
        for word, other in (
            ("bind 127.0.0.1 192.168.1.9", "bind 127.0.0.1"),
            ("192.168.1.9", "127.0.0.1"),
            ("6379", str(self.redis)),
            ("8090", str(self.relay)),
            ("listen 80;", f"listen 127.0.0.1:{self.proxy};"),
            ("/etc/goat-kiosk", str(self.folder)),
        ):
            text = text.replace(word, other)
        return text

    def settings(self, kiosk: str) -> dict[str, str]:
        """Write the settings of a kiosk, and return the environment in which it reads them."""
        password = self.folder / "redis.password"
        password.write_text("KIOSK-PASSWORD\n")
        password.chmod(0o600)
        file = self.folder / kiosk / "goat-kiosk" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text(self.block("toml").replace("Hall", kiosk))
        return {"XDG_CONFIG_HOME": str(self.folder / kiosk)}


@contextmanager
def server(*command: str | Path) -> Iterator[None]:
    with subprocess.Popen([*command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(TIMEOUT_S)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Redis as the page sets it up."""
    hall = Hall(tmp_path)
    (tmp_path / "goat-kiosk.conf").write_text(hall.block("redis") + f"dir {tmp_path}\n")
    with server("redis-server", tmp_path / "goat-kiosk.conf"):
        yield hall


@pytest.fixture
def kiosks(hall: Hall) -> Iterator[list[Program]]:
    """Two kiosks, and the relay by the command of the page."""
    relay = hall.block("sh").split()[1:]
    assert relay[0] == "relay"
    with ExitStack() as running:
        yield [
            *(
                running.enter_context(
                    run_program("serve", "--port", "0", "--data-dir", str(hall.folder / name), **hall.settings(name))
                )
                for name in ("Hall", "Patio")
            ),
            running.enter_context(run_program(*relay, **hall.settings("Relay"))),
        ]


def first_event(port: int, path: str) -> str:
    """Return the first state of a stream behind a proxy; one that buffers would not answer at all."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    connection.request("GET", path, headers={"Host": NAME, "Accept": "text/event-stream"})
    response = connection.getresponse()
    assert response.status == 200, response.read()
    while not (line := response.readline().decode()).startswith("data:"):
        assert line, "the stream ended"
    connection.close()
    return line


def commands_of(proxy: str, hall: Hall) -> Sequence[str | Path]:
    """Write a proxy's configuration around the block of the page, and return the command that runs it."""
    if proxy == "nginx":
        body = hall.block("nginx")
        paths = " ".join(
            f"{kind}_temp_path {hall.folder}/nginx;" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file = hall.folder / "nginx.conf"
        file.write_text(
            f"daemon off; pid {hall.folder}/nginx.pid; events {{}} http {{ access_log off; {paths} {body} }}"
        )
        return "nginx", "-e", hall.folder / "nginx.log", "-c", file
    file = hall.folder / "Caddyfile"
    # The name's certificate would come from the internet.
    body = hall.block("caddyfile").replace(f"{NAME} {{", f"http://{NAME}:{hall.proxy} {{")
    file.write_text("{\n    admin off\n}\n" + body)
    return "caddy", "run", "--config", file, "--adapter", "caddyfile"


@pytest.mark.parametrize("proxy", ["nginx", "caddy"])
def test_a_game_is_on_every_kiosk_and_behind_the_proxy(proxy: str, hall: Hall, kiosks: list[Program]) -> None:
    first, second, relay = kiosks
    game = call_api(first, "POST", "/api/games", {"court": "Board 1"})["game_id"]
    for other in (second, relay):
        wait_until(lambda other=other: game in [row["game_id"] for row in call_api(other, "GET", "/api/games")])  # type: ignore[misc]
    with server(*commands_of(proxy, hall)):
        wait_until(lambda: answers(hall.proxy))
        assert f'"game_id":{game}' in first_event(hall.proxy, f"/game/{game}/events")


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz", headers={"Host": NAME})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
