"""Pages in more browsers, by the tests of tests/web: Chromiums of televisions, Firefox and WebKit."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.web import engines
from tests.web.conftest import full_kiosk
from tests.web.tab import Engine
from tests.web.test_old_browsers import (
    kiosk,
    test_a_bag_reaches_every_page_and_a_wall_reports_what_it_shows,
    test_a_phone_is_paired_and_scores_a_bag,
    test_a_player_joins,
    test_a_players_figures_are_below_the_name_and_beside_the_board,
    test_digits_are_large,
    test_every_page_opens_without_an_error,
)

__all__ = [
    "full_kiosk",
    "kiosk",
    "test_a_bag_reaches_every_page_and_a_wall_reports_what_it_shows",
    "test_a_phone_is_paired_and_scores_a_bag",
    "test_a_player_joins",
    "test_a_players_figures_are_below_the_name_and_beside_the_board",
    "test_digits_are_large",
    "test_every_page_opens_without_an_error",
]

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session", scope="session", params=["67", "72", "92", "94", "firefox", "webkit"])
async def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    if not engines.is_installed(request.param):
        pytest.skip(f"{request.param} is not installed: make bench does, on Debian")
    async with engines.start(request.param, tmp_path_factory.mktemp("profile")) as browser:
        yield browser
