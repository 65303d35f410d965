"""HTML of the pages as the server sends it, before any script runs."""

import re
from collections.abc import Callable
from typing import Any

import aiohttp
import msgspec
import pytest

from goat_kiosk.domain.events import BagThrown, Count, GameConceded, GameStarted, RoundCorrected, RoundEntered
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.text import theme
from goat_kiosk.web.live.games import JoinBody
from goat_kiosk.web.live.view import view_of
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="session")

HTMX = {"HX-Request": "true"}
EVIL = "<script>alert('x')</script>&\"'"
LONG = "W" * 32
SHUT_OUT = RoundEntered(Count(4, 0), Count(0, 0))


def text_of(page: str, testid: str) -> str:
    found = re.search(rf'data-testid="{testid}"[^>]*>([^<]*)<', page)
    assert found, f"no {testid} on the page"
    return found[1].strip()


async def text(http: aiohttp.ClientSession, path: str, status: int = 200, **more: Any) -> str:
    async with http.get(path, **more) as answer:
        assert answer.status == status
        return await answer.text()


async def test_the_html_of_a_live_game_has_its_score(venue: Venue, http: aiohttp.ClientSession) -> None:
    game = venue.new_game()
    venue.record(game, RoundEntered(Count(4, 0), Count(0, 3)), BagThrown(1, "hole"), BagThrown(2, "foul"))
    page = await text(http, f"/game/{game}")
    shown = [text_of(page, name) for name in ("score-1", "score-2", "status", "round")]
    assert shown == ["9", "0", "In play", "2"]
    assert "Orange 9, Blue 0, round 2" in page
    assert "Anna throws next" in page
    assert "4 in the hole" in page
    assert "1 foul" in page
    assert page.count('data-result="hole"') == 4 + 1 + 2, "those of the round, and one beside each team's count"
    assert "First to 21 wins" in page
    assert "12.00" in page
    assert "−9.00" in page


async def test_a_finished_game_shows_the_winner_and_the_rule(venue: Venue, http: aiohttp.ClientSession) -> None:
    at_target, conceded = venue.new_game(), venue.new_game(NewGame("Court 2"))
    venue.record(at_target, SHUT_OUT, SHUT_OUT)
    venue.record(conceded, SHUT_OUT, GameConceded(winner=2))
    won = await text(http, f"/game/{at_target}")
    assert text_of(won, "status") == "Final score"
    assert "Orange won" in won
    assert "21 points reached" in won
    gave_up = await text(http, f"/game/{conceded}")
    assert "Blue won" in gave_up
    assert "Orange gave up" in gave_up


async def test_a_correction_is_shown(venue: Venue, http: aiohttp.ClientSession) -> None:
    game = venue.new_game()
    venue.record(game, SHUT_OUT, RoundCorrected(1, Count(3, 1), Count(0, 0), "One hung in the hole."))
    assert "Round 1 was corrected: 12–0 became 10–0. One hung in the hole." in await text(http, f"/game/{game}")


async def test_hostile_names_are_shown_as_text(venue: Venue, http: aiohttp.ClientSession) -> None:
    request = NewGame(EVIL, "acl", NewTeam(EVIL, [EVIL + "2"]), NewTeam(LONG, [LONG]))
    game = venue.new_game(request)
    lobby, list_of_courts = await text(http, f"/game/{game}"), await text(http, "/")
    venue.record(game, GameStarted())
    live = await text(http, f"/game/{game}")
    for page in (lobby, list_of_courts, live):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
        assert LONG in page


async def test_the_embedded_state_equals_the_state_of_the_api(venue: Venue, http: aiohttp.ClientSession) -> None:
    game = venue.new_game(NewGame(team1=NewTeam("</script><!--", ["A & B"])))
    venue.record(game, GameStarted())
    page = await text(http, f"/game/{game}")
    embedded = page.partition('id="state">')[2].partition("</script>")[0]
    assert "<" not in embedded
    assert msgspec.json.decode(embedded) == msgspec.json.decode(venue.state(game))


async def test_every_page_has_the_security_headers(venue: Venue, http: aiohttp.ClientSession) -> None:
    lobby, live = venue.new_game(), venue.new_game(NewGame("Court 2"))
    venue.record(live, GameStarted())
    paths = ["/", "/courts", f"/game/{lobby}", f"/game/{lobby}/lobby", f"/game/{live}", f"/game/{live}/colors.css"]
    for path in [*paths, "/colors.css", "/game/1"]:
        async with http.get(path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'self'")
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers.get("Referrer-Policy") == (None if path.endswith(".css") else "same-origin")
            assert answer.headers["Cache-Control"] == "no-store"


async def test_pages_have_no_inline_script_and_no_inline_style(venue: Venue, http: aiohttp.ClientSession) -> None:
    lobby, live = venue.new_game(), venue.new_game(NewGame("Court 2"))
    venue.record(live, GameStarted())
    for path in ("/", f"/game/{lobby}", f"/game/{live}", "/game/1"):
        async with http.get(path) as answer:
            page = await answer.text()
        assert not re.search(r"\sstyle=|<style|\son\w+=", page)
        assert not re.search(r"(src|href)=\"(https?:)?//", page)
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))


async def test_an_unknown_game_leads_back_to_the_courts(http: aiohttp.ClientSession) -> None:
    for path in ("/game/1", "/game/1/lobby", "/game/9999999999"):
        async with http.get(path) as answer:
            assert answer.status == 404
            assert answer.headers["Kiosk-Page"] == "error", "no script may put it into another page"
            page = await answer.text()
        assert "There is no game" in page
        assert 'href="/"' in page


async def test_the_response_to_a_join_has_the_player_and_an_empty_field(
    venue: Venue, http: aiohttp.ClientSession
) -> None:
    game = venue.new_game()
    async with http.post(f"/game/{game}/join", data={"name": " Carla ", "team": "2"}, headers=HTMX) as answer:
        assert answer.status == 200
        fragment = await answer.text()
    assert "Carla is in." in fragment
    assert "<li>Carla</li>" in fragment
    assert 'value=""' in fragment
    assert "<html" not in fragment
    assert [player.name for player in view_of(venue.state(game)).team2.players] == ["Bert", "Carla"]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"name": "anna", "team": "2"}, "anna is already in this game. Add a letter to tell the two apart."),
        ({"name": "  ", "team": "1"}, "A name needs at least one letter or digit."),
        ({"name": "Carla"}, "Choose the team to join."),
        ({"name": "Carla", "team": "3"}, "Choose the team to join."),
        ({"name": EVIL}, "Choose the team to join."),
    ],
)
async def test_a_refused_join_says_why_and_keeps_the_name(
    venue: Venue, http: aiohttp.ClientSession, form: dict[str, str], sentence: str
) -> None:
    game = venue.new_game()
    before = venue.state(game)
    for headers in (HTMX, {}):
        async with http.post(f"/game/{game}/join", data=form, headers=headers) as answer:
            assert answer.status == 422
            page = await answer.text()
        assert f'role="alert">{sentence}<' in page
        assert "<script>alert" not in page
        assert f'value="{form["name"]}"' in page or form["name"] == EVIL
    assert venue.state(game) == before


async def test_joining_works_without_script(venue: Venue, http: aiohttp.ClientSession) -> None:
    game = venue.new_game()
    async with http.post(f"/game/{game}/join", data={"name": "Carla", "team": "1"}) as answer:
        assert answer.status == 200
        assert answer.url.path == f"/game/{game}"
        assert "<li>Carla</li>" in await answer.text()


async def test_a_full_team_has_no_join_form(venue: Venue, http: aiohttp.ClientSession) -> None:
    game = venue.new_game(NewGame(team1=NewTeam(players=["Anna", "Ada"])))
    fragment = await text(http, f"/game/{game}/lobby")
    assert "All places taken" in fragment
    assert "Join Blue" in fragment
    assert "Join Anna" not in fragment


@pytest.mark.parametrize(("size", "free"), [(1, [0, 1]), (2, [1, 2]), (4, [3, 4])])
async def test_the_lobby_shows_as_many_places_as_a_team_has(
    venue: Venue, http: aiohttp.ClientSession, size: int, free: list[int]
) -> None:
    game = NewGame(team1=NewTeam("Bees", ["Anna"]), team2=NewTeam("Ants"), team_size=size)
    fragment = await text(http, f"/game/{venue.new_game(game)}/lobby")
    assert [team.count("Free place") for team in fragment.split("<h2>")[1:]] == free
    assert fragment.count("All places taken") == free.count(0)


async def test_the_lobby_names_the_players_of_a_team_without_a_name_once(
    venue: Venue, http: aiohttp.ClientSession
) -> None:
    fragment = await text(http, f"/game/{venue.new_game(NewGame(team1=NewTeam(players=['Anna'])))}/lobby")
    assert "Join Anna" in fragment
    assert "<li>Anna</li>" not in fragment


async def test_the_lobby_is_sent_again_only_when_it_has_changed(venue: Venue, http: aiohttp.ClientSession) -> None:
    game = venue.new_game()
    fragment = await text(http, f"/game/{game}/lobby")
    seen = re.search(r'name="seen" value="([^"]+)"', fragment)
    assert seen
    assert await text(http, f"/game/{game}/lobby", 204, params={"seen": seen[1]}) == ""
    await venue.join(game, JoinBody("Carla", 1), "")
    assert "Carla" in await text(http, f"/game/{game}/lobby", params={"seen": seen[1]})


async def test_a_lobby_that_has_ended_redirects_to_the_score(venue: Venue, http: aiohttp.ClientSession) -> None:
    game = venue.new_game()
    venue.record(game, GameStarted())
    requests: list[Callable[[], Any]] = [
        lambda: http.get(f"/game/{game}/lobby"),
        lambda: http.post(f"/game/{game}/join", data={"name": "Late", "team": "1"}, headers=HTMX),
    ]
    for request in requests:
        async with request() as answer:
            assert (answer.status, await answer.text()) == (204, "")
            assert answer.headers["HX-Trigger"] == '{"changed":{"target":"body"}}'


async def test_the_venue_page_shows_one_game_a_court_and_earlier_results(
    venue: Venue, http: aiohttp.ClientSession
) -> None:
    earlier = venue.new_game()
    venue.record(earlier, SHUT_OUT, SHUT_OUT)
    newer = venue.new_game()
    lobby = venue.new_game(NewGame("Court 10"))
    live = venue.new_game(NewGame("Court 2"))
    venue.record(newer, GameStarted())
    venue.record(live, SHUT_OUT)
    page = await text(http, "/")
    order = [int(number) for number in re.findall(r'id="game-(\d+)"', page)]
    assert order == [newer, live, lobby, earlier]
    assert page.index("Earlier today") > page.index("Join now")
    assert "24–0" in page


async def test_yesterdays_results_are_not_shown(venue: Venue, http: aiohttp.ClientSession) -> None:
    today = venue.now
    venue.now -= 2 * 24 * 60 * 60 * 1000
    venue.record(venue.new_game(), SHUT_OUT, SHUT_OUT)
    venue.now = today
    assert "No game yet" in await text(http, "/")


async def test_the_list_of_courts_is_sent_again_only_when_it_has_changed(
    venue: Venue, http: aiohttp.ClientSession
) -> None:
    game = venue.new_game()
    seen = re.search(r'name="seen" value="([^"]+)"', await text(http, "/"))
    assert seen
    again = f"/courts?seen={seen[1]}"
    assert await text(http, again, 204) == ""
    venue.record(game, SHUT_OUT)
    assert ">12<" in await text(http, again)


async def test_team_colors_are_readable_in_both_themes(venue: Venue, http: aiohttp.ClientSession) -> None:
    dark, pale = "#101010", "#fffde0"
    game = venue.new_game(NewGame(team1=NewTeam(color=dark), team2=NewTeam(color=pale)))
    style = await text(http, f"/game/{game}/colors.css")
    night, day = (re.findall(r"--team\d: (#\w{6})", line) for line in style.split("@media")[:2])
    for colors, name in ((night, "night"), (day[:2], "day")):
        for ground in ("ground", "panel"):
            on = theme.tokens()["night" if name == "night" else "day"][ground]
            assert all(theme.contrast(color, on) >= 4.5 for color in colors)


@pytest.mark.parametrize(
    ("target", "leads"),
    [
        ("/game/7?x=1", "/game/7?x=1"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("/a\r\nSet-Cookie: x=1", "/"),
        ("", "/"),
    ],
)
async def test_saving_preferences_redirects_only_to_this_kiosk(
    http: aiohttp.ClientSession, target: str, leads: str
) -> None:
    form = {"language": "es", "print": "tiny", "to": target}
    async with http.post("/preferences", data=form, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, leads)
        assert [(name, cookie.value) for name, cookie in answer.cookies.items()] == [("language", "es")]


async def test_a_page_has_the_browsers_language_until_another_is_chosen(
    venue: Venue, http: aiohttp.ClientSession
) -> None:
    game = venue.new_game()
    spanish = {"Accept-Language": "es-MX,en;q=0.5"}
    assert "Esperando jugadores" in await text(http, f"/game/{game}", headers=spanish)
    chosen = {"Cookie": "language=en; print=large; theme=<script>"}
    page = await text(http, f"/game/{game}", headers=spanish | chosen)
    assert "Waiting for players" in page
    assert '<html lang="en" data-print="large">' in page
