"""`/healthz` says how each part fares, and stays what it was for those who read it before."""

from pathlib import Path

import pytest

from goat_kiosk import __version__
from goat_kiosk.domain.history import opened
from goat_kiosk.domain.state import Identity, encoded
from goat_kiosk.errors import Sentence
from goat_kiosk.hub.places import Places
from goat_kiosk.neighbours import ALONE, Standing
from goat_kiosk.web.health import parts
from goat_kiosk.web.view import View, view_of
from tests.games import created
from tests.web.kiosk import running


async def test_all_is_well(tmp_path: Path) -> None:
    async with running(tmp_path) as kiosk:
        kiosk.scorekeeper.create(created())
        status, told = await kiosk.call("GET", "/healthz", key=None)
    assert status == 200
    assert {"status", "log", "games", "subscribers", "uplink", "parts", "version"} <= told.keys()
    assert told["version"] == __version__
    assert {"hub", "uplink", "clock"} <= told["parts"].keys()
    assert {part["status"] for part in told["parts"].values()} == {"ok"}


BAG = 1_767_323_045
"""When the newest bag fell, seconds since 1970."""


@pytest.fixture
def view() -> View:
    return view_of(encoded(opened(created(), BAG * 1_000), Identity(1, "c0ffee00", "Patio")))


@pytest.mark.parametrize(("now", "status"), [(BAG + 5, "ok"), (BAG - 60, "ok"), (BAG - 600, "trouble")])
def test_a_clock_before_the_newest_bag_is_trouble(view: View, now: float, status: str) -> None:
    clock = parts(Places(), ALONE, [view], now)["clock"]
    assert clock.status == status
    assert bool(clock.words) == (status == "trouble")


def test_a_full_hub_is_trouble() -> None:
    places = Places(1)
    places.take("here")
    assert parts(places, ALONE, [])["hub"].words.startswith("All 1 places are taken")


@pytest.mark.parametrize(("line", "status"), [("up", "ok"), ("off", "ok"), ("down", "trouble"), ("refused", "trouble")])
def test_a_line_that_carries_nothing_is_trouble(line: str, status: str) -> None:
    assert parts(Places(), Standing(line, (Sentence("Why."),), 0), [])["uplink"].status == status  # type: ignore[arg-type]
