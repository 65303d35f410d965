"""Games created over HTTP with the name of a rule set of the venue."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from goat_kiosk.domain.rules.rule_sets import RuleSet
from tests.web.kiosk import Kiosk, running


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as running_kiosk:
        running_kiosk.scorekeeper.rule_sets.save(RuleSet("Joe's Bar", "backyard", {"bust_to": 13}))
        yield running_kiosk


async def test_a_rule_set_of_the_venue_is_found_by_name(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(rules="Joe's BAR")
    _, state = await kiosk.call("GET", game)
    assert state["rules"]["name"] == "Joe's Bar"
    assert (state["rules"]["bust_to"], state["rules"]["bust_throws_first"]) == (13, True)


async def test_an_unknown_rule_set_is_refused_and_the_known_ones_are_named(kiosk: Kiosk) -> None:
    status, problem = await kiosk.call("POST", "/api/games", {"rules": "pub"})
    assert status == 422
    assert problem["detail"].startswith("There is no rule set “pub”. There are: acl, ")
    assert problem["detail"].endswith("best-of-3, joe's bar.")
