"""Tour of an installed program (packaging/tour.sh), which the drill takes: it leaves out no page and no command."""

import asyncio
import re
from pathlib import Path

from goat_kiosk.cli.entry import cli
from tests.packaging.conftest import ROOT
from tests.web.kiosk import running
from tests.web.test_roles import ALL, MAY

SCRIPT = ROOT / "packaging" / "tour.sh"
NOT_IN_A_DEMO = {
    *("/certificate", "/certificate/goat-kiosk.crt"),  # a kiosk with https
    *("/game/{id}/receipt/answers", "/game/{id}/receipt/qr.svg"),  # a finished game
    "/sponsors/{name}",
    *("/game/{id}/events", "/venue/events"),  # these do not end
    *("/tournament/{t}/events", "/tournament/{t}/changes"),  # as above
    "/api/tournaments/formats",  # with a query
    "/api/ratings/{n}",  # a player who has played enough
    "/api/tournaments/{t}/players/{p}/road",
    *("/tournament/{t}/me", "/tournament/{t}/me/now", "/tournament/{t}/check-in", "/tournament/{t}/check-in/qr.svg"),
    *(
        "/tournament/{t}/overlay",
        "/tournament/{t}/overlay/content",
        "/tournament/{t}/print",
        "/tournament/{t}/wall",
        "/tournament/{t}/wall/content",
    ),
    *("/tournament/{t}", "/tournament/{t}/content", "/tournament/{t}/qr.svg"),
    *("/api/tournaments/{t}", "/api/tournaments/{t}/queue"),  # a tournament
    *("/api/tournaments/{t}/divisions/{d}/matches", "/api/tournaments/{t}/divisions/{d}/standings"),
}
STARTED_BY_THE_DRILL = {"run", "demo"}


def test_the_tour_requests_every_page() -> None:
    requested = set(re.findall(r"(?<=[\s\"])/[a-z0-9$/._-]*", SCRIPT.read_text()))
    named = {path.replace("$game", "{id}").replace("score1", "{name}") for path in requested}
    public = {route.removeprefix("GET ") for route, may in MAY.items() if route.startswith("GET ") and may == ALL}
    assert {path for path in public - named if not path.startswith("/static/")} == NOT_IN_A_DEMO


def test_the_tour_runs_every_command() -> None:
    names = {command.name for command in cli.registered_commands}
    run = set(re.findall(r'"\$program" ([a-z][a-z-]*)', SCRIPT.read_text()))
    assert run == names - STARTED_BY_THE_DRILL


async def test_a_running_kiosk_passes_the_tour_of_its_pages(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        await kiosk.new_game()
        process = await asyncio.create_subprocess_exec(
            "sh", SCRIPT, "pages", kiosk.url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await process.communicate()
    assert (process.returncode, output.decode().startswith("every page")) == (0, True), output.decode()
