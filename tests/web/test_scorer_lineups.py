"""Names and lineups on the scorer's phone: its panel "Players", in a browser against a real kiosk."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.clipped_text import CLIPPED
from tests.web.kiosk import KEY, Kiosk
from tests.web.source_modules import serve_modules
from tests.web.tapping import tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEES, ANTS = {"name": "Bees", "players": ["Ada", "Bo"]}, {"name": "Ants", "players": ["Cy"]}
LEAST_PX = 44

NOTHING_WAITS = "() => !Object.keys(localStorage).some((name) => name.startsWith('press '))"
TARGETS = """() => [...document.querySelectorAll('.lineups :is(button, input, summary)')]
    .filter((one) => one.offsetParent)
    .map((one) => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height))"""


async def open_panel(page: Page, kiosk: Kiosk, **fields: object) -> str:
    """Open a live game's scorer page and its panel; return the game's path in the API."""
    game = await kiosk.new_game(**({"team1": BEES, "team2": ANTS} | fields))
    await kiosk.call("POST", f"{game}/start")
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await page.locator(".game-link").tap()
    await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
    await tap(page, "Players")
    await expect(page.locator(".lineups")).to_be_visible()
    return game


async def state(kiosk: Kiosk, game: str) -> Any:
    return (await kiosk.call("GET", game))[1]


def of_player(page: Page, name: str) -> Any:
    return page.locator(".lineups form", has=page.get_by_text(name, exact=True))


async def test_names_and_a_color_are_corrected_on_the_phone(kiosk: Kiosk, page: Page) -> None:
    game = await open_panel(page, kiosk)
    ada = of_player(page, "Ada")
    await ada.get_by_role("button", name="Correct name").tap()
    await expect(page.get_by_test_id("message")).to_have_text("Type the name first.")
    await ada.get_by_role("textbox").fill(" Eda ")
    await ada.get_by_role("textbox").press("Enter")
    await expect(of_player(page, "Eda")).to_be_visible()
    await page.get_by_label("Team’s name").first.fill("")
    await page.get_by_role("button", name="Correct name").first.tap()
    await expect(page.locator(".side.team-1 .name")).to_have_text("Eda & Bo")
    await page.get_by_label("Color").nth(1).fill("#33aa44")
    await expect(page.get_by_label("Color").nth(1)).to_have_value("#33aa44")
    await expect(page.locator("link.colors")).to_have_count(1)
    await page.wait_for_function(NOTHING_WAITS)
    after = await state(kiosk, game)
    assert [(one["id"], one["name"]) for one in after["team1"]["players"]] == [(1, "Eda"), (2, "Bo")]
    assert (after["team1"]["unnamed"], after["team2"]["color"]) == (True, "#33aa44")
    await tap(page, "Back to the score", "Enter a whole round", "In: one more for Eda & Bo")


async def test_players_come_and_go_on_the_phone(kiosk: Kiosk, page: Page) -> None:
    game = await open_panel(page, kiosk)
    await expect(of_player(page, "Cy").get_by_role("button", name="Goes home")).to_be_hidden()
    late = page.locator(".lineups form", has=page.get_by_role("button", name="Late partner"))
    await late.get_by_role("textbox").fill("Di")
    await late.get_by_role("button").tap()
    await of_player(page, "Cy").get_by_role("textbox").fill("Ed")
    await expect(of_player(page, "Di")).to_be_visible()
    await of_player(page, "Cy").get_by_role("button", name="Substitute").tap()
    await expect(of_player(page, "Ed")).to_be_visible()
    await of_player(page, "Ada").get_by_role("button", name="Goes home").tap()
    await expect(of_player(page, "Ada")).to_have_count(0)
    await page.locator(".team-2").get_by_role("button", name="Switch partners").tap()
    await page.wait_for_function(NOTHING_WAITS)
    await tap(page, "Back to the score")
    await expect(page.get_by_test_id("headline")).to_have_text("Bo throws first")
    after = await state(kiosk, game)
    assert [player["name"] for player in after["team1"]["players"]] == ["Bo"]
    assert [player["name"] for player in after["team1"]["former_players"]] == ["Ada"]
    assert [player["name"] for player in after["team2"]["players"]] == ["Ed", "Di"]
    await tap(page, "Hole")
    await expect(page.get_by_test_id("headline")).to_have_text("Di throws next")


async def test_a_forfeit_is_two_taps_and_can_be_undone(kiosk: Kiosk, page: Page) -> None:
    game = await open_panel(page, kiosk)
    forfeit = page.get_by_role("button", name="Forfeit by Ants")
    await expect(forfeit).to_be_hidden()
    await page.get_by_text("No-show or forfeit").nth(1).tap()
    await expect(page.get_by_text("Forfeit by Ants, 21–0 for Bees")).to_be_visible()
    await forfeit.tap()
    await expect(page.get_by_test_id("headline")).to_have_text("Forfeit by Ants, 21–0 for Bees")
    await expect(page.locator(".now")).not_to_contain_text("the rules give")
    assert (await state(kiosk, game))["ended_by"] == "forfeit"
    await tap(page, "Players")
    await expect(page.locator(".lineups")).to_be_visible()
    await expect(page.get_by_text("No-show or forfeit").first).to_be_hidden()
    await expect(page.get_by_role("button", name="Correct name").first).to_be_visible()
    await tap(page, "Back to the score", "Undo")
    await expect(page.get_by_test_id("headline")).to_have_text("Ada throws first")


async def test_a_refused_command_says_why_and_leaves_the_score_alone(kiosk: Kiosk, page: Page) -> None:
    game = await open_panel(page, kiosk)
    before = await state(kiosk, game)
    await of_player(page, "Ada").get_by_role("textbox").fill("Cy")
    await of_player(page, "Ada").get_by_role("button", name="Substitute").tap()
    await expect(page.get_by_test_id("message")).to_contain_text("Cy is already in this game.")
    assert await state(kiosk, game) == before


async def test_a_command_without_a_network_waits_and_blocks_what_depends_on_it(kiosk: Kiosk, page: Page) -> None:
    game = await open_panel(page, kiosk)
    await page.context.set_offline(True)
    await of_player(page, "Ada").get_by_role("textbox").fill("Ida")
    await of_player(page, "Ada").get_by_role("button", name="Substitute").tap()
    await expect(page.get_by_test_id("waiting")).to_have_text("1 entry waits to be sent")
    await page.keyboard.press("p")
    await expect(page.get_by_role("button", name="Hole", exact=True)).to_have_attribute("aria-disabled", "true")
    await page.context.set_offline(False)
    await expect(page.get_by_test_id("headline")).to_have_text("Ida throws first")
    assert (await state(kiosk, game))["team1"]["former_players"][0]["name"] == "Ada"


async def test_a_phone_says_that_another_device_scores_too(kiosk: Kiosk, page: Page) -> None:
    game = await open_panel(page, kiosk)
    await page.keyboard.press("p")
    await tap(page, "Hole")
    await page.wait_for_function(NOTHING_WAITS)
    await expect(page.get_by_test_id("scorers")).to_be_empty()
    code = kiosk.pairing.create_code(None, "month").code
    _, device = await kiosk.call("POST", "/api/pair", {"code": code, "name": "Pixel"}, key=None)
    await kiosk.call("POST", f"{game}/throws", {"team": 2, "result": "off"}, key=device["key"])
    await expect(page.get_by_test_id("scorers")).to_have_text("Another device scores this court too.")


@pytest.mark.parametrize("language", ["en", "es"])
async def test_the_panel_has_large_targets_and_cuts_no_word(kiosk: Kiosk, page: Page, language: str) -> None:
    await page.context.add_cookies([{"name": "language", "value": language, "url": kiosk.url}])
    four = {"name": "", "players": ["Ada Lovelace-Byron", "Maximiliana", "Bo", "Wolfeschlegelsteinhausen"]}
    game = await kiosk.new_game(team1=four, team2=ANTS, team_size=4)
    await kiosk.call("POST", f"{game}/start")
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await page.locator(".game-link").tap()
    await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
    await page.keyboard.press("p")
    await expect(page.locator(".lineups")).to_be_visible()
    for width in (320, 375, 768):
        await page.set_viewport_size({"width": width, "height": 640})
        assert await page.evaluate("document.documentElement.scrollWidth") == width
        assert min(await page.evaluate(TARGETS)) >= LEAST_PX
        assert await page.locator(".lineups").evaluate(CLIPPED) == []


async def test_the_throwers_of_larger_teams_are_predicted(kiosk: Kiosk, page: Page) -> None:
    four, three = {"name": "", "players": ["A", "B", "C", "D"]}, {"name": "", "players": ["E", "F", "G"]}
    game = await kiosk.new_game(team1=four, team2=three, team_size=4)
    await page.goto(f"{kiosk.url}/pair")
    await serve_modules(page)
    predict = """async ([states, press]) => {
        const { predictAll, rememberThrower } = await import("/static/modules/predict.js");
        const known = (throwers, state, n) => rememberThrower(throwers, state, states[n - 1]);
        return predictAll({ ...states.at(-1), throwers: states.reduce(known, {}) }, [press]).state.next;
    }"""
    states, compared = [await state(kiosk, game)], 0
    for _ in range(5 * 8):
        press = {"path": "/throws", "body": {"team": states[-1]["next"]["team"], "result": "off"}}
        predicted = await page.evaluate(predict, [states, press])
        states.append((await kiosk.call("POST", f"{game}/throws", press["body"]))[1])
        compared += predicted["player"] is not None
        assert predicted["team"] == states[-1]["next"]["team"]
        assert predicted["player"] in {None, states[-1]["next"]["player"]}
    assert compared > 30
    switched = (await kiosk.call("POST", f"{game}/partners", {"team": 2}))[1]
    press = {"path": "/throws", "body": {"team": 1, "result": "off"}}
    assert (await page.evaluate(predict, [[*states, switched], press]))["player"] is None, "the order has changed"
