"""Scorer phone in a real browser against a real kiosk: pairing, offline bags, and other scorers of the game."""

import logging
import time
from typing import Any

import pytest
from playwright.async_api import Page, Request, Route, expect

from goat_kiosk.desk.pairing import Duration
from tests.web.kiosk import Kiosk
from tests.web.source_modules import serve_modules
from tests.web.tapping import tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTHING_WAITS = "() => !Object.keys(localStorage).some((name) => name.startsWith('press '))"
RECORD_CHANGES = """() => {
    globalThis.changes = [];
    const record = ({ target }) => globalThis.changes.push(target.outerHTML);
    const observer = new MutationObserver((records) => records.forEach(record));
    const options = { subtree: true, childList: true, attributes: true, characterData: true };
    for (const part of document.querySelectorAll("main, .sides")) observer.observe(part, options);
}"""
MONTH = 30 * 24 * 60 * 60 * 1000


async def pair(page: Page, kiosk: Kiosk, court: str | None = None, lasts: Duration = "month") -> str:
    """Scan a code of the kiosk and return it."""
    code = kiosk.pairing.create_code(court, lasts).code
    await page.goto(f"{kiosk.url}/pair#code={code}")
    await expect(page.get_by_role("heading", name="This phone may keep score")).to_be_visible()
    return code


async def open_scoring_page(page: Page, kiosk: Kiosk, **fields: object) -> str:
    """Pair the phone with a new game's kiosk and choose the game; return the game's path in the API."""
    game = await kiosk.new_game(**fields)
    await pair(page, kiosk)
    await page.locator(".game-link").tap()
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    return game


async def bags(kiosk: Kiosk, game: str) -> list[tuple[int, str]]:
    """Return the round's bags as the scorekeeper has them."""
    return [(bag["team"], bag["result"]) for bag in (await state(kiosk, game))["bags"]]


async def state(kiosk: Kiosk, game: str) -> Any:
    return (await kiosk.call("GET", game))[1]


async def expect_texts(page: Page, **texts: str) -> None:
    for testid, text in texts.items():
        await expect(page.get_by_test_id(testid.replace("_", "-"))).to_have_text(text)


async def expect_sending(page: Page, count: int) -> None:
    await expect(page.locator('.bag[data-sending="true"]')).to_have_count(count)


async def test_a_phone_is_paired_scores_and_is_revoked_at_once(
    kiosk: Kiosk, page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    requested_paths: list[str] = []
    page.on("request", lambda request: requested_paths.append(request.url + str(request.headers.get("referer"))))
    game = await open_scoring_page(page, kiosk)
    (device,) = kiosk.pairing.devices
    assert device.name == "Linux"
    key = await page.evaluate("localStorage.getItem('scorer-key')")
    await tap(page, "Hole")
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "hole")]
    kiosk.pairing.revoke(device.id)
    await tap(page, "Hole")
    await expect_texts(
        page, stopped="The kiosk has ended this phone's pairing. Scan a new code there to keep score again."
    )
    assert await bags(kiosk, game) == [(1, "hole")]
    secret = key.partition(".")[2]
    assert len(requested_paths) > 10
    assert [url for url in requested_paths if secret in url or "code=" in url] == []
    assert secret not in caplog.text
    assert secret not in await page.content()
    await pair(page, kiosk)
    await page.locator(".game-link").tap()
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "hole"), (2, "hole")]


async def test_the_pairing_code_is_removed_from_the_url_and_works_once(kiosk: Kiosk, page: Page) -> None:
    code = await pair(page, kiosk)
    assert page.url == f"{kiosk.url}/pair"
    await page.evaluate("localStorage.clear()")
    await page.goto(f"{kiosk.url}/pair#code={code}&again")
    await expect_texts(page, said="This code is used up or too old. Scan the one that the kiosk shows now.")
    await expect(page.get_by_text("This phone may not keep score yet")).to_be_visible()


async def test_a_revoked_phone_says_so_when_its_page_is_opened(kiosk: Kiosk, page: Page) -> None:
    await open_scoring_page(page, kiosk)
    kiosk.pairing.revoke(1)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect_texts(
        page, unpaired="The kiosk has ended this phone's pairing. Scan a new code there to keep score again."
    )
    await expect(page.get_by_role("button")).to_have_count(0)


async def test_an_expired_phone_says_so(kiosk: Kiosk, page: Page) -> None:
    await pair(page, kiosk)
    kiosk.clock.advance(MONTH)
    await page.reload()
    await expect_texts(page, said="This phone's pairing has run out. Scan a new code at the kiosk to keep score again.")
    await expect(page.get_by_text("This phone may not keep score yet")).to_be_visible()


async def test_a_phone_of_one_court_sees_and_scores_that_one(kiosk: Kiosk, page: Page) -> None:
    await kiosk.new_game(court="Court 1")
    other = (await kiosk.new_game(court="Court 2")).rpartition("/")[2]
    await pair(page, kiosk, "Court 1")
    await expect(page.locator(".game-link:visible")).to_have_count(1)
    await expect(page.get_by_text("It keeps score on Court 1.")).to_be_visible()
    await page.goto(f"{kiosk.url}/score/{other}")
    await expect_texts(page, unpaired="This phone keeps score on Court 1 only.")


async def test_a_phone_renames_and_unpairs_itself(kiosk: Kiosk, page: Page) -> None:
    await pair(page, kiosk)
    await page.get_by_label("This phone's name at the desk").fill("Ann's <b>Pixel</b>")
    await tap(page, "Rename")
    await expect_texts(page, said="The desk knows this phone as Ann's <b>Pixel</b> now.")
    assert kiosk.pairing.devices[0].name == "Ann's <b>Pixel</b>"
    await tap(page, "Stop keeping score on this phone")
    await expect(page.get_by_text("This phone may not keep score yet")).to_be_visible()
    assert kiosk.pairing.devices == []


async def test_a_bag_appears_at_once_and_stays_once_it_is_saved(kiosk: Kiosk, page: Page) -> None:
    game, held_requests = await open_scoring_page(page, kiosk), []

    async def hold_requests(route: Route) -> None:
        held_requests.append(route)

    await page.route("**/throws", hold_requests)
    await tap(page, "Hole")
    await expect_sending(page, 1)
    await expect_texts(page, headline="Bob throws next", waiting="Sending 1 bag")
    assert await bags(kiosk, game) == []
    await held_requests[0].continue_()
    await expect_sending(page, 0)
    await expect_texts(page, waiting="", headline="Bob throws next")
    assert await bags(kiosk, game) == [(1, "hole")]


async def test_a_bag_is_drawn_once_and_marked_only_if_its_answer_takes_a_while(kiosk: Kiosk, page: Page) -> None:
    game, held_requests = await open_scoring_page(page, kiosk), list[Route]()

    async def hold_requests(route: Route) -> None:
        held_requests.append(route)

    await page.keyboard.press("1")
    await page.wait_for_function(NOTHING_WAITS)
    await page.route("**/throws", hold_requests)
    await page.clock.install()
    await page.clock.pause_at(time.time() + 1)
    await page.keyboard.press("2")
    await expect_texts(page, headline="Ann throws next")
    await page.evaluate(RECORD_CHANGES)
    await held_requests[0].continue_()
    await page.wait_for_function(NOTHING_WAITS)
    assert await page.evaluate("globalThis.changes") == []
    assert await bags(kiosk, game) == [(1, "hole"), (2, "board")]
    await page.keyboard.press("3")
    await expect_texts(page, headline="Bob throws next")
    await expect_sending(page, 0)
    await page.clock.run_for(300)
    await expect_sending(page, 1)


async def test_a_refused_bag_disappears_and_its_sentence_is_shown(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    for _ in range(4):
        await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "off"})
    await expect_texts(page, headline="Bob throws next")
    await tap(page, "Throw for Orange")
    await tap(page, "Hole")
    await expect_texts(
        page, message="All four bags of Orange in this round are thrown.", headline="Bob throws next", waiting=""
    )
    await expect_sending(page, 0)
    assert await bags(kiosk, game) == [(1, "off")] * 4
    await tap(page, "Board")
    await expect_texts(page, message="")


ROUND = ["Hole", "Off", "Board", "Off", "Hole", "Board", "Off", "Off"]
KEPT = [(1, "hole"), (2, "off"), (1, "board"), (2, "off"), (1, "hole"), (2, "board"), (1, "off"), (2, "off")]


@pytest.mark.parametrize("reload", [False, True])
async def test_bags_entered_offline_arrive_once_and_in_order(kiosk: Kiosk, page: Page, *, reload: bool) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.context.set_offline(True)
    await tap(page, *ROUND, "Board", "Hole")
    await expect_texts(page, waiting="10 bags wait to be sent", score_1="6", headline="Ann throws next")
    await expect_sending(page, 2)
    assert (await state(kiosk, game))["seq"] == 1
    if reload:
        # The page itself comes from the network; what waits was on the phone all the while.
        await page.route("**/throws", lambda route: route.abort())
        await page.context.set_offline(False)
        await page.reload()
        await expect_texts(page, score_1="6", waiting="10 bags wait to be sent")
        await page.unroute("**/throws")
    else:
        await page.context.set_offline(False)
    await page.wait_for_function(NOTHING_WAITS)
    await expect_texts(page, waiting="", message="", score_1="6", headline="Ann throws next")
    after = await state(kiosk, game)
    assert (after["seq"], after["rounds"][0]["score"]) == (11, [6, 0])
    _, log = await kiosk.call("GET", f"{game}/log")
    thrown = [(event["event"]["team"], event["event"]["result"]) for event in log["events"][1:]]
    assert thrown == [*KEPT, (1, "board"), (2, "hole")]


async def test_a_bag_whose_response_is_lost_counts_once(kiosk: Kiosk, page: Page) -> None:
    game, seen = await open_scoring_page(page, kiosk), set[str]()

    async def lose_each_first_response(route: Route, request: Request) -> None:
        if request.headers["idempotency-key"] in seen:
            await route.continue_()
            return
        seen.add(request.headers["idempotency-key"])
        await route.fetch()
        await route.abort()

    await page.route("**/throws", lose_each_first_response)
    await tap(page, "Hole", "Off", "Board")
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == KEPT[:3]
    assert len(seen) == 3


async def test_undo_while_offline_removes_a_bag_that_was_not_sent(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.context.set_offline(True)
    await tap(page, "Hole", "Off", "Board", "Undo")
    await expect_texts(page, waiting="2 bags wait to be sent", headline="Ann throws next")
    await tap(page, "Undo", "Undo")
    await expect_texts(page, headline="Ann throws first")
    await expect_sending(page, 0)
    await tap(page, "Board")
    await page.context.set_offline(False)
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "board")]


async def test_a_phone_asks_before_it_sends_queued_bags_after_others_have_scored(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.context.set_offline(True)
    await tap(page, "Hole", "Off")
    await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "board"})
    await page.context.set_offline(False)
    await expect_texts(
        page, stopped="The game has moved on since you looked. Look at the newest score, then try again."
    )
    await expect(page.locator(".stopped li")).to_have_text(["Orange: Hole", "Blue: Off"])
    await expect(page.locator('.sides .bag[data-result="board"]')).to_have_count(1)
    await expect_sending(page, 0)
    await expect(page.get_by_role("button")).to_have_text(["Send them now", "Drop them"])
    assert await bags(kiosk, game) == [(1, "board")]
    await page.reload()
    await expect(page.locator(".stopped li")).to_have_count(2)
    await tap(page, "Send them now")
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "board"), (1, "hole"), (2, "off")]


async def test_queued_bags_can_be_discarded(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.context.set_offline(True)
    await tap(page, "Hole", "Off")
    await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "board"})
    await page.context.set_offline(False)
    await tap(page, "Drop them")
    await expect_texts(page, message="Dropped. The score is the kiosk's.", headline="Bob throws next")
    assert await page.evaluate(NOTHING_WAITS)
    await tap(page, "Hole")
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "board"), (2, "hole")]


async def test_queued_bags_survive_a_visit_to_another_page(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.route("**/throws", lambda route: route.abort())
    await tap(page, "Hole", "Off")
    await expect_texts(page, waiting="2 bags wait to be sent")
    await page.get_by_role("link", name="Courts").tap()
    await page.unroute("**/throws")
    await page.get_by_role("link", name="2 entries wait to be sent for Court 1. Open it").tap()
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "hole"), (2, "off")]


async def test_a_round_total_is_entered_undone_and_redone(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await tap(page, "Start game")
    await expect_texts(page, headline="Ann throws first")
    await tap(page, "Enter a whole round")
    for _ in range(5):
        await tap(page, "In: one more for Orange")
    await tap(page, "On: one more for Orange", "On: one more for Blue")
    await expect_texts(page, in_1="3", on_1="1")
    await expect(page.get_by_role("button", name="Save round")).to_contain_text("9–0")
    await tap(page, "In: one less for Orange")
    await page.get_by_role("button", name="Save round").tap()
    await expect_texts(page, score_1="6", score_2="0", in_1="0")
    await page.wait_for_function(NOTHING_WAITS)
    assert (await state(kiosk, game))["rounds"][0]["team1"] == {"in": 2, "on": 1}
    await tap(page, "Undo")
    await expect_texts(page, score_1="0")
    await tap(page, "Redo")
    await expect_texts(page, score_1="6")
    await tap(page, "Bags one by one")
    await expect(page.get_by_role("button", name="Hole", exact=True)).to_be_visible()


async def test_the_phone_continues_with_the_next_game_of_the_match(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk, rules="best-of-3")
    await kiosk.call("POST", f"{game}/end", {"ended_by": "conceded", "winner": 1})
    await tap(page, "Next game")
    await expect(page).not_to_have_url(f"{kiosk.url}/score/{game.rpartition('/')[2]}")
    await expect_texts(page, headline="Ann throws first", score_1="0")


async def test_a_game_is_scored_by_keyboard(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    for key in ("1", "2", "Backspace", "t", "h", "f", "y"):
        await page.keyboard.press(key)
        await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "hole"), (1, "hole"), (2, "foul")]
    await page.keyboard.press("r")
    await expect(page.get_by_role("button", name="Save round")).to_be_visible()


async def test_a_response_does_not_make_a_page_without_a_stream_live(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.add_init_script("delete globalThis.SharedWorker")  # which fetches past the route
    await page.route("**/events*", lambda route: route.abort())
    await page.reload()
    await expect(page.get_by_test_id("link")).to_contain_text("Away")
    await tap(page, "Hole")
    await page.wait_for_function(NOTHING_WAITS)
    assert await bags(kiosk, game) == [(1, "hole")]
    await expect(page.get_by_test_id("link")).to_contain_text("Away")


COUNTS = [
    (2, 0, 0, 1),
    (0, 1, 0, 1),
    (1, 0, 0, 3),
    (2, 2, 1, 0),
    (0, 0, 2, 0),
    (4, 0, 0, 0),
    (3, 0, 0, 0),
    (0, 4, 4, 0),
]
"""Team 1 in and on, team 2 in and on: leads, washes of two kinds, busts."""


@pytest.mark.parametrize(
    "rules", ["acl", "backyard", "virtual", "skunk", {"wash": "swap"}, {"mode": "frames", "target": 5}]
)
async def test_the_phones_prediction_equals_the_kiosks_state(kiosk: Kiosk, page: Page, rules: object) -> None:
    game = await kiosk.new_game(rules=rules)
    await page.goto(f"{kiosk.url}/pair")
    await serve_modules(page)
    predict = """async ([state, press]) => (await import("/static/modules/predict.js")).predict(state, press)"""
    for one_in, one_on, two_in, two_on in COUNTS:
        before = await state(kiosk, game)
        if before["status"] == "finished":
            break
        body = {"team1": {"in": one_in, "on": one_on}, "team2": {"in": two_in, "on": two_on}}
        predicted = await page.evaluate(predict, [before, {"path": "/rounds", "body": body}])
        status, reply = await kiosk.call("POST", f"{game}/rounds", body)
        assert status == 200
        for field in ("rounds", "round", "status", "winner", "first_throw", "next", "bags"):
            assert predicted[field] == reply[field], (field, body)
        assert [predicted[f"team{team}"]["score"] for team in (1, 2)] == [
            reply[f"team{team}"]["score"] for team in (1, 2)
        ]
    assert len((await state(kiosk, game))["rounds"]) > 2
