"""A player's phone in Chromium, Firefox and WebKit: the kiosk is killed between the call and the answer."""

from pathlib import Path

import pytest

from tests.end2end.program import Program, call_api, free_port, kiosk_options, run_program
from tests.web import engines
from tests.web.tab import Tab

COVER = "document.getElementById('call')"
TYPE = "Object.assign(document.getElementById('{id}'), {{ value: '{value}' }}).value"
LIVE = "document.querySelector('.link').dataset.link === 'live'"


def new_tournament(program: Program) -> str:
    """Draw a tournament of four, and return its path in the API."""
    created = call_api(program, "POST", "/api/tournaments", {"name": "Friday", "courts": ["Board 1"], "calling": "off"})
    path = f"/api/tournaments/{created['tournament_id']}"
    division = {"name": "Open", "kind": "singles", "stages": [{"format": "double"}]}
    call_api(program, "POST", f"{path}/divisions", division)
    for number in range(1, 5):
        call_api(program, "POST", f"{path}/players", {"name": f"P{number}"})
        call_api(program, "POST", f"{path}/divisions/1/entries", {"players": [number]})
    call_api(program, "POST", f"{path}/divisions/1/draw", {"order": [1, 2, 3, 4]})
    return path


async def check_in(tab: Tab, url: str) -> None:
    await tab.goto(f"{url}/check-in")
    await tab.evaluate(TYPE.format(id="name", value="P1"))
    await tab.click(".walk-up button")
    await tab.until(f"document.getElementById('me') && {LIVE}")


async def test_a_call_survives_a_kill_of_the_kiosk(tmp_path: Path, engine: str) -> None:
    options, profile = kiosk_options(tmp_path / "data", free_port()), tmp_path / "profile"
    profile.mkdir()
    async with (
        engines.start(engine, profile) as browser,
        browser.tab(390, 844) as phone,
        browser.tab(390, 844) as other,
    ):
        with run_program("serve", *options) as program:
            path = new_tournament(program)
            url = f"{program.url}{path.removeprefix('/api').replace('tournaments', 'tournament')}"
            await check_in(phone, url)
            await other.goto(f"{url}/me?player=2")
            await other.until(LIVE)
            call_api(program, "POST", f"{path}/divisions/1/matches/W1-1/call", {"court": "Board 1"})
            program.kill()
        with run_program("serve", *options):
            await phone.until(f"!{COVER}.hidden && {COVER}.textContent.includes('against P4')")
            await phone.until(LIVE)
            await other.until(LIVE)
            assert await other.evaluate(f"{COVER}.hidden"), "another player's phone stays silent"
            await phone.click("#call button")
            await phone.until(f"{COVER}.hidden && document.getElementById('us1')")
            await phone.evaluate(TYPE.format(id="us1", value="21"))
            await phone.evaluate(TYPE.format(id="them1", value="14"))
            await phone.click(".actions .primary, .actions form button")
            await phone.until("document.querySelector('[data-status=reported]')")


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if not engines.is_installed(name):
        pytest.skip(f"{name} is not installed")
    return name
