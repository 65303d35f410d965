"""Player pages over HTTP, as a browser without scripts uses them: check-in, reports, protests, and who may do what."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import ApiNight, new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")

MATCH = {"division": "1", "match": "W1-1"}
PATH = "/divisions/1/matches/W1-1"


class Phone:
    """A browser of its own, at the pages of one tournament."""

    def __init__(self, night: ApiNight, session: aiohttp.ClientSession) -> None:
        self._url = f"{night.kiosk.url}/tournament/{night.tournament_id}"
        self._session = session
        self.player = ""
        """The number of the player whose page it shows."""

    async def get(self, path: str = "/me") -> str:
        """Return the text of a page, after its redirects."""
        async with self._session.get(self._url + path) as answer:
            return text_of(await answer.text())

    async def send(self, path: str, form: dict[str, str]) -> tuple[int, str]:
        """Send a form; return the status and the text of the page that follows."""
        async with self._session.post(self._url + path, data=form) as answer:
            return answer.status, text_of(await answer.text())

    async def press(self, say: str, **fields: str) -> str:
        """Press a button of the player's page, and return the text of the page that follows."""
        return (await self.send("/me", {"say": say, "player": self.player} | fields))[1]

    async def check_in(self, name: str) -> str:
        status, text = await self.send("/check-in", {"name": name})
        assert status == 200, text
        async with self._session.get(f"{self._url}/me") as answer:
            shown = re.search(r'data-player="(\d+)"', await answer.text())
        assert shown is not None
        self.player = shown[1]
        return text


def text_of(html: str) -> str:
    """Return what a page says, without the parts that every page has."""
    content = html.partition("<main>")[2].partition('class="preferences"')[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


@asynccontextmanager
async def new_phone(night: ApiNight) -> AsyncIterator[Phone]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Phone(night, session)


async def test_a_phone_without_a_player_offers_the_names(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2)
    async with new_phone(night) as phone:
        text = await phone.get()
        assert "Who are you?" in text
        assert text.index("P1") < text.index("P2")
        assert "Who are you?" in await phone.press("choose", player="9")
        assert "Who are you?" in await phone.press("choose", player="x")
        assert "You are next" in await phone.press("choose", player="2")
        assert "Who are you?" in await phone.press("forget")


async def test_a_chosen_name_reads_and_does_not_act(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", f"{PATH}/call", {"court": "Board 1"})
    async with new_phone(night) as phone:
        text = await phone.press("choose", player="1")
        assert "You are up Board 1 against P4" in text
        assert "This phone only reads." in text
        assert "Report the score" not in text
        assert "Check in" in await phone.press("report", **MATCH, us1="21", them1="14")
        assert (await night.matches())["W1-1"]["status"] == "called"


async def test_a_link_shows_a_player_and_leaves_the_phone_its_own(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with new_phone(night) as phone:
        assert "against P1" in await phone.get("/me?player=4")
        assert "Who are you?" in await phone.get()
        await phone.check_in("P1")
        assert "This phone only reads." in await phone.get("/me?player=4")
        assert "Get the director" in await phone.get("/me?player=1")
        phone.player = "4"
        await phone.press("leaving")
        assert "Get the director" in await phone.get(), "a page of another player does not act for this one"
        for number in ("9", "x", "-1", "٣", "9" * 5000):
            assert "This phone only reads." not in await phone.get(f"/me?player={number}")


async def test_a_player_whom_the_desk_has_checked_in_gets_one_phone(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2)
    async with new_phone(night) as phone, new_phone(night) as other:
        assert "Get the director" in await phone.check_in("p1")
        assert "Get the director" in await phone.get("/check-in"), "it goes on to the player's page"
        status, text = await other.send("/check-in", {"name": "P1"})
        assert status == 422
        assert "P1 is here already." in text
        status, text = await other.send("/check-in", {"name": " "})
        assert (status, "A name needs at least one letter" in text) == (422, True)


async def test_a_new_phone_waits_where_joins_are_approved(tmp_path: Path) -> None:
    async with running(tmp_path, approve=True) as kiosk:
        night = await new_night(kiosk)
        await night.send("POST", "/players", {"name": "Ada", "here": False})
        async with new_phone(night) as phone:
            assert "Ada" in await phone.get("/check-in")
            assert "You are not checked in The desk lets you in" in await phone.check_in("Ada")
            assert "Ask there." in await phone.press("here")
            await night.send("PUT", "/players/1", {"here": True})
            assert "You are signed up" in await phone.get()
            await night.send("POST", "/players", {"name": "Bo"})
        async with new_phone(night) as phone:
            assert "You are signed up" in await phone.check_in("Bo"), "the desk has let them in already"


async def test_both_sides_report_the_same_score(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", f"{PATH}/call", {"court": "Board 1"})
    async with new_phone(night) as phone, new_phone(night) as other:
        await phone.check_in("P1")
        await other.check_in("P4")
        for us, them in (("", "14"), ("21", "x"), ("-1", "3"), ("9" * 5000, "1")):
            assert "Enter both scores." in await phone.press("report", **MATCH, us1=us, them1=them)
        assert "nobody has won" in await phone.press("report", **MATCH, us1="14", them1="14")
        assert "Your score has arrived 21–14" in await phone.press("report", **MATCH, us1="21", them1="14")
        text = await other.get()
        assert "Is this right? 14–21 against P1" in text
        assert "Yes, 14–21 is right" in text
        text = await other.press("report", **MATCH, scores="14-21")
        assert "Lost against P1, 14–21" in text
        assert "with one loss" in text
        assert "Won against P4, 21–14" in await phone.get()
        match = (await night.matches())["W1-1"]
        assert (match["status"], match["winner"], match["scores"]) == ("over", 1, [[21, 14]])


async def test_different_reports_and_protests_go_to_the_desk(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", f"{PATH}/call", {"court": "Board 1"})
    async with new_phone(night) as phone, new_phone(night) as other:
        await phone.check_in("P4")
        await other.check_in("P1")
        await phone.press("report", **MATCH, us1="21", them1="14")
        assert (await night.matches())["W1-1"]["scores"] == [[14, 21]], "side 2 has reported it"
        assert "The desk decides" in await other.press("protest", **MATCH, text="  We won.  ")
        assert (await night.matches())["W1-1"]["protest"] == "We won."
        assert "The desk decides" in await phone.get()
        await phone.press("protest", **MATCH | {"match": "W1-2"}, text="Not mine.")
        assert "protest" not in (await night.matches())["W1-2"]


async def test_a_finished_match_can_be_protested(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.win("W1-1", 1)
    async with new_phone(night) as phone:
        assert "What is wrong in W1-1?" in await phone.check_in("P4")
        await phone.press("protest", **MATCH)
        assert (await night.matches())["W1-1"]["protest"] == "The players say that this is wrong."


async def test_a_player_leaves_returns_and_asks_for_the_director(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    async with new_phone(night) as phone:
        await phone.check_in("P1")
        text = await phone.press("leaving")
        assert "You are not checked in" in text
        assert "I am here" in text
        assert "You are in line" in await phone.press("here")
        assert "The director has been asked to come." in await phone.press("director")
        assert (await night.send("GET", ""))["requests"][0]["player"] == 1


async def test_the_desk_does_not_undo_by_accident_what_a_phone_has_reported(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", f"{PATH}/call", {"court": "Board 1"})
    async with new_phone(night) as phone:
        await phone.check_in("P1")
        await phone.press("report", **MATCH, us1="21", them1="14")
        assert await night.refuse("POST", "/undo") == (409, "nothing-to-undo")
        assert "Your score has arrived" in await phone.get()


async def test_the_questions_of_a_player_are_answered(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 8, third_place=False)
    async with new_phone(night) as phone:
        await phone.press("choose", player="1")
        text = await phone.get()
        assert "If you win P4 or P5 Match W2-1 winner of W2-2 Match W3-1 winner of L4-1 Final F-1 Champion!" in text
        assert "If you lose P4 or P5 Match L1-1" in text
        assert "without a loss" in text
        await night.win("W1-1", 2)
        await night.win("W1-2", 2)
        assert "You wait" not in await phone.get()
        assert "against P4" in await phone.get()
        await night.win("L1-1", 1 if (await night.matches())["L1-1"]["a"]["entry"] == 4 else 2)
        text = await phone.get()
        assert "You are out Place 7 Your last match, L1-1: Lost against P4" in text
        assert "Lost against P4" in text


async def test_the_fragment_is_sent_only_when_it_says_something_else(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 8)
    url = f"{kiosk.url}/tournament/{night.tournament_id}/me/now"
    cookies = {"player": "8"}
    async with kiosk.session.get(url, cookies=cookies) as answer:
        seen = re.search(r'name="seen" value="(\w+)"', await answer.text())
    assert seen is not None
    await night.send("POST", "/players", {"name": "Eve"})
    async with kiosk.session.get(f"{url}?seen={seen[1]}", cookies=cookies) as answer:
        assert answer.status == 204
    await night.send("POST", f"{PATH}/call", {"court": "Board 1"})
    async with kiosk.session.get(f"{url}?seen={seen[1]}", cookies=cookies) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("cookie", ["", ".", "9", "1.wrong", "99999", "-1", "1.." * 60, "x.y", "٣"])
async def test_an_invalid_cookie_gives_no_rights(kiosk: Kiosk, cookie: str) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", f"{PATH}/call", {"court": "Board 1"})
    url = f"{kiosk.url}/tournament/{night.tournament_id}/me"
    headers = {"Cookie": f"player={cookie}"}
    async with kiosk.session.get(url, headers=headers) as answer:
        assert answer.status == 200
        assert "Report the score" not in await answer.text()
    form = {"say": "report", "us1": "21", "them1": "14"} | MATCH
    async with kiosk.session.post(url, data=form, headers=headers, allow_redirects=False) as answer:
        assert answer.status == 303
    assert (await night.matches())["W1-1"]["status"] == "called"


async def test_the_seat_of_another_tournament_gives_no_rights(kiosk: Kiosk) -> None:
    first, second = await new_night(kiosk, 2), await new_night(kiosk, 2)
    seat = (await first.send("POST", "/check-in", {"name": "P1"}, key=None))["seat"]
    url = f"{kiosk.url}/tournament/{second.tournament_id}/me"
    async with kiosk.session.get(url, headers={"Cookie": f"player=1.{seat}"}) as answer:
        assert "This phone only reads." in await answer.text()


async def test_there_is_no_page_of_an_unknown_tournament(kiosk: Kiosk) -> None:
    for path in ("me", "me/now", "check-in"):
        async with kiosk.session.get(f"{kiosk.url}/tournament/7/{path}") as answer:
            assert answer.status == 404
