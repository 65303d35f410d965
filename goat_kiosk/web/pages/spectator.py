"""Spectator pages: the venue, a game's lobby, the live game.

Rendered on the server, so that they show the score without scripts; then a stream updates them.
"""

import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from aiohttp import web

from goat_kiosk.domain.events import Team
from goat_kiosk.errors import InvalidValue, KioskError, NotFound
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.text.tournament_words import fixture_title
from goat_kiosk.web.http.body import read_form
from goat_kiosk.web.http.routing import GAME_ID, game_id_of
from goat_kiosk.web.http.source_address import source_of
from goat_kiosk.web.live.game_backend import GameBackend
from goat_kiosk.web.live.games import JoinBody
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.tournaments import Tournaments
from goat_kiosk.web.live.view import View, courts, view_of, views_of
from goat_kiosk.web.live.win_chances import WinChances
from goat_kiosk.web.pages.render import words
from goat_kiosk.web.pages.render.statistics import cards, landing_spots
from goat_kiosk.web.pages.render.templates import KIOSK_HEADER, html_response, page, render, state_script
from goat_kiosk.web.pages.seat_cookie import public_id, read_seats, write_seats

GAME = f"/game/{GAME_ID}"
_PAGE_CHANGED = {"HX-Trigger": '{"changed":{"target":"body"}}'}
"""Tells htmx to fetch the content of the page again, because the game has left its lobby."""


class SpectatorPages:
    """The handlers of the pages; `kiosk` is the venue's name, which may change."""

    def __init__(
        self, games: GameBackend, venue_name: str, peers: Peers | None = None, tournaments: Tournaments | None = None
    ) -> None:
        self._games, self._tournaments = games, tournaments
        self.venue_name = venue_name
        self._peers = peers or Peers()
        self._chances = WinChances()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.venue),
            web.get("/courts", self.courts),
            web.get("/colors.css", self.all_colors),
            web.get("/guide", self.guide),
            web.get("/guide/director", self.director),
            web.get(GAME, self.game),
            web.get(f"{GAME}/figures", self.figures),
            web.get(f"{GAME}/lobby", self.lobby),
            web.post(f"{GAME}/join", self.join),
            web.post(f"{GAME}/leave", self.leave),
            web.get(f"{GAME}/colors.css", self.colors),
        ]

    async def venue(self, _: web.Request) -> web.Response:
        """Return every court with its game."""
        return page("venue.html", **await self._courts())

    async def courts(self, request: web.Request) -> web.Response:
        """Return the list of courts alone, for its script; 204 when the client has these very states."""
        context = await self._courts()
        if request.query.get("seen") == context["seen"]:
            return html_response("", HTTPStatus.NO_CONTENT)
        return page("_courts.html", **context)

    async def _courts(self) -> dict[str, Any]:
        tournaments = await self._tournaments.cards() if self._tournaments is not None else []
        views = views_of(self._games.games())
        on_courts, results = courts(views, time.time())
        away = {view.game_id: since for view in on_courts if (since := self._away(view))}
        version = "_".join(f"{view.game_id}.{view.id}{'!' * (view.game_id in away)}" for view in (*on_courts, *results))
        version += "".join(f"_{one.tournament_id}.{one.courts}.{one.entries}.{one.name}" for one in tournaments)
        return {
            "kiosk": self.venue_name,
            "courts": on_courts,
            "results": results,
            "seen": version,
            "away": away,
            "tournaments": tournaments,
        }

    def _away(self, view: View) -> str:
        """Return since when the game's kiosk has been offline; empty when it is online, or is this one."""
        owner = self._peers.owner_of(view.game_id)
        return owner.away if owner is not None else ""

    async def guide(self, _: web.Request) -> web.Response:
        """Return the scorekeeping guide, one sheet to print."""
        return page("guide.html")

    async def director(self, _: web.Request) -> web.Response:
        """Return the director's guide to a tournament night, one sheet to print."""
        return page("director.html")

    async def game(self, request: web.Request) -> web.Response:
        """Return one game: its lobby until the first bag, then the live score."""
        state = await self._games.find(game_id_of(request))
        view = view_of(state)
        if view.status == "lobby":
            lobby = await self._lobby(request, state)
            return page("lobby.html", **lobby, **_EMPTY_FORM, fixture=await self._fixture(view))
        context = await self._statistics(view) | {
            "fixture": await self._fixture(view),
            "away": self._away(view),
            "others": self._peers.reachable(),
        }
        return page("game.html", view=view, state=state_script(state), **context)

    async def _fixture(self, view: View) -> str:
        """Return which match of which tournament a game is; empty for a game of its own."""
        if view.fixture is None or self._tournaments is None:
            return ""
        try:
            tournament = (await self._tournaments.newest(view.fixture.tournament_id)).tournament
        except KioskError:
            return words.fixture(view)  # its tournament is another kiosk's
        return f"{fixture_title(tournament, view.fixture.division, view.fixture.match)} · {tournament.name}"

    async def figures(self, request: web.Request) -> web.Response:
        """Return a game's statistics alone: the live page requests them when a round is over."""
        view = view_of(await self._games.find(game_id_of(request)))
        return page("_figures.html", view=view, **await self._statistics(view))

    async def _statistics(self, view: View) -> dict[str, Any]:
        """Return the template context of a game's statistics and of its win chance."""
        return await statistics_context(self._games, view) | {"chance": await self._chances.find(view)}

    async def lobby(self, request: web.Request) -> web.Response:
        """Return the lobby's teams, for htmx; 204 when the client has this very state."""
        state = await self._games.find(game_id_of(request))
        if view_of(state).status != "lobby":
            return html_response("", HTTPStatus.NO_CONTENT, _PAGE_CHANGED)
        context = await self._lobby(request, state)
        if request.query.get("seen") == context["seen"]:
            return html_response("", HTTPStatus.NO_CONTENT)
        return page("_teams.html", **context)

    async def join(self, request: web.Request) -> web.Response:
        """Seat a player who typed a name and chose a team; a refusal is shown beside the field, with the name kept."""
        form = await read_form(request)
        name, game_id = form.get("name", ""), game_id_of(request)
        try:
            joined = await self._games.join(game_id, JoinBody(name, team_of(form.get("team", ""))), source_of(request))
        except KioskError as error:
            context = await self._lobby(request, await self._games.find(game_id))
            return _join_response(
                request, context, HTTPStatus.UNPROCESSABLE_ENTITY, name=name, refusal=translate_error(error)
            )
        seats = [*read_seats(request), joined.seat or ""]
        context = await self._lobby(request, joined.state, seats)
        name_seated = joined.status.name if joined.status.join_status == "joined" else ""
        return write_seats(_join_response(request, context, joined=name_seated), game_id, seats)

    async def leave(self, request: web.Request) -> web.Response:
        """Give up the seat of a player who joined from this phone, or the wait for one."""
        seat_id, game_id, refusal = (await read_form(request)).get("seat", ""), game_id_of(request), ""
        seats = read_seats(request)
        try:
            for seat in [seat for seat in seats if public_id(seat) == seat_id]:
                await self._games.leave(game_id, seat)
                seats.remove(seat)
        except KioskError as error:
            refusal = translate_error(error)
        context = await self._lobby(request, await self._games.find(game_id), seats, refusal)
        if context["view"].status != "lobby":
            return (
                html_response("", HTTPStatus.NO_CONTENT, _PAGE_CHANGED)
                if is_htmx(request)
                else _redirect_to_game(game_id)
            )
        return write_seats(
            page("_teams.html", **context) if is_htmx(request) else _redirect_to_game(game_id), game_id, seats
        )

    async def _lobby(
        self, request: web.Request, state: bytes, seats: list[str] | None = None, refusal: str = ""
    ) -> dict[str, Any]:
        """Return the template context of the lobby; `seats` are the phone's where the cookie is not current."""
        view = view_of(state)
        known = await self._games.seats(view.game_id, read_seats(request) if seats is None else seats)
        own_seats = [
            (public_id(seat), seat_status) for seat, seat_status in known.items() if seat_status.join_status != "left"
        ]
        away = self._away(view)
        version = "~".join(
            [view.id + "!" * bool(away), *(f"{mark}.{seat_status.join_status}" for mark, seat_status in own_seats)]
        )
        return {
            "view": view,
            "state": state_script(state),
            "mine": own_seats,
            "seen": version,
            "seat_refusal": refusal,
            "away": away,
        }

    async def colors(self, request: web.Request) -> web.Response:
        """Return the colors of one game's teams."""
        return _style_sheet([view_of(await self._games.find(game_id_of(request)))])

    async def all_colors(self, _: web.Request) -> web.Response:
        """Return the colors of every game's teams."""
        return _style_sheet(views_of(self._games.games()))


async def statistics_context(source: GameBackend, view: View) -> dict[str, Any]:
    """Return the template context of a game's statistics."""
    try:
        report = await source.report(view.game_id)
    except NotFound:
        report = None
    return {"cards": cards(view, report), "landed": landing_spots(report)}


_TEMPORARY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_RETRY_S = 5
"""As long as a refused address has to wait at most (docs/protocol.md)."""


def render_error(status: int, sentence: str) -> web.Response:
    """Return an error page with a link back to the venue. No script puts it into another page.

    What may pass by itself, a slow disk or a full house, is asked for again: nobody stands at a wall to do it.
    """
    retry_s = _RETRY_S if status in _TEMPORARY else None
    response = page("error.html", HTTPStatus(status), sentence=sentence, retry_s=retry_s)
    response.headers[KIOSK_HEADER] = "error"
    return response


_EMPTY_FORM: dict[str, Any] = {"name": "", "refusal": "", "joined": ""}


def _join_response(
    request: web.Request, context: dict[str, Any], status: HTTPStatus = HTTPStatus.OK, **form: str
) -> web.Response:
    """Return the response to a join: htmx swaps the form and the teams; without scripts the whole lobby is rendered."""
    lobby, by_htmx = context["view"].status == "lobby", is_htmx(request)
    if by_htmx and not lobby:
        return html_response("", HTTPStatus.NO_CONTENT, _PAGE_CHANGED)
    if by_htmx:
        return page("_joined.html", status, **context, **_EMPTY_FORM | form)
    if status == HTTPStatus.OK or not lobby:
        return _redirect_to_game(context["view"].game_id)
    return page("lobby.html", status, **context, **_EMPTY_FORM | form)


def _redirect_to_game(game_id: int) -> web.Response:
    return html_response("", HTTPStatus.SEE_OTHER, headers={"Location": f"/game/{game_id}"})


def is_htmx(request: web.Request) -> bool:
    """Whether htmx has sent the request, and so wants a fragment."""
    return "HX-Request" in request.headers


def team_of(value: str) -> Team:
    """Return the team in a form. Raises `InvalidValue`."""
    if value not in {"1", "2"}:
        raise InvalidValue("Choose the team to join.")
    return 1 if value == "1" else 2


def _style_sheet(views: Iterable[View]) -> web.Response:
    return html_response(render("colors.css", views=views), content_type="text/css")
