"""The spectators' pages: the venue, a game's lobby, the live game.

Drawn on the server, so they show the score with no script at all; then a stream moves the digits.
"""

import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Protocol

from aiohttp import web

from goat_kiosk.desk.lobby import SeatStatus
from goat_kiosk.domain.events import Team
from goat_kiosk.domain.report import GameReport
from goat_kiosk.errors import InvalidValue, KioskError, NotFound
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.web.http.body import form_of
from goat_kiosk.web.http.takeover import source_of
from goat_kiosk.web.live.games import JoinBody, Joined
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, courts, view_of, views_of
from goat_kiosk.web.pages.rendering import html_response, page, render, state_script
from goat_kiosk.web.pages.seat_cookie import public_id, read, write
from goat_kiosk.web.pages.statistics import cards, landing_spots

GAME = r"/game/{id:[0-9]{1,10}}"
_RELOAD = {"HX-Refresh": "true"}
"""Tells htmx to load the page anew: it has become another one."""


class Source(Protocol):
    """What the pages need to know."""

    def games(self) -> list[bytes]:
        """Return the newest state of each game, oldest first."""

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game. Raises `NotFound`."""

    async def report(self, game_id: int) -> GameReport:
        """Return a game's figures. Raises `NotFound` when its kiosk tells only its states."""

    async def join(self, game_id: int, wish: JoinBody, address: str) -> Joined:
        """Seat a player who asks from `address`, or let him wait. Raises `KioskError`."""

    async def seats(self, game_id: int, seats: list[str]) -> dict[str, SeatStatus]:
        """Return where the holders of `seats` stand, as far as they are known."""

    async def leave(self, game_id: int, seat: str) -> bytes:
        """Give a place up and return the new state. Raises `KioskError`."""


class SpectatorPages:
    """The handlers of the pages; `kiosk` is the name the venue goes by, which the desk may change."""

    def __init__(self, source: Source, kiosk: str, others: Peers | None = None) -> None:
        self._source = source
        self.kiosk = kiosk
        self._others = others or Peers()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.venue),
            web.get("/courts", self.courts),
            web.get("/colors.css", self.all_colors),
            web.get("/guide", self.guide),
            web.get(GAME, self.game),
            web.get(f"{GAME}/figures", self.figures),
            web.get(f"{GAME}/lobby", self.lobby),
            web.post(f"{GAME}/join", self.join),
            web.post(f"{GAME}/leave", self.leave),
            web.get(f"{GAME}/colors.css", self.colors),
        ]

    async def venue(self, _: web.Request) -> web.Response:
        """Every court with its game."""
        return page("venue.html", **self._courts())

    async def courts(self, request: web.Request) -> web.Response:
        """Return the venue's list alone, for its script; 204 when the asker has seen these very states."""
        shown = self._courts()
        if request.query.get("seen") == shown["seen"]:
            return html_response("", HTTPStatus.NO_CONTENT)
        return page("_courts.html", **shown)

    def _courts(self) -> dict[str, Any]:
        views = views_of(self._source.games())
        on_courts, results = courts(views, time.time())
        away = {view.game_id: since for view in on_courts if (since := self._away(view))}
        seen = "_".join(f"{view.game_id}.{view.id}{'!' * (view.game_id in away)}" for view in (*on_courts, *results))
        return {"kiosk": self.kiosk, "courts": on_courts, "results": results, "seen": seen, "away": away}

    def _away(self, view: View) -> str:
        """Return since when the kiosk that keeps the game has been away; empty when it is there, or is this one."""
        owner = self._others.owner_of(view.game_id)
        return owner.away if owner is not None else ""

    async def guide(self, _: web.Request) -> web.Response:
        """Return how to keep score, on one sheet to print."""
        return page("guide.html")

    async def game(self, request: web.Request) -> web.Response:
        """One game: its lobby until the first bag, then the live score."""
        state = await self._source.find(game_id_of(request))
        view = view_of(state)
        if view.status == "lobby":
            return page("lobby.html", **await self._lobby(request, state), **_EMPTY_FORM)
        shown = await statistics_page(self._source, view) | {
            "away": self._away(view),
            "others": self._others.reachable(),
        }
        return page("game.html", view=view, state=state_script(state), **shown)

    async def figures(self, request: web.Request) -> web.Response:
        """Return a game's statistics alone: the live page asks for them when a round is over."""
        view = view_of(await self._source.find(game_id_of(request)))
        return page("_figures.html", view=view, **await statistics_page(self._source, view))

    async def lobby(self, request: web.Request) -> web.Response:
        """Return the lobby's teams, for htmx; 204 when the asker has seen this very state."""
        state = await self._source.find(game_id_of(request))
        if view_of(state).status != "lobby":
            return html_response("", headers=_RELOAD)
        shown = await self._lobby(request, state)
        if request.query.get("seen") == shown["seen"]:
            return html_response("", HTTPStatus.NO_CONTENT)
        return page("_teams.html", **shown)

    async def join(self, request: web.Request) -> web.Response:
        """Seat who typed a name and chose a team; a refusal stands beside the field, with the name kept."""
        form = await form_of(request)
        name, game_id = form.get("name", ""), game_id_of(request)
        try:
            joined = await self._source.join(game_id, JoinBody(name, team_of(form.get("team", ""))), source_of(request))
        except KioskError as error:
            shown = await self._lobby(request, await self._source.find(game_id))
            return _join_response(
                request, shown, HTTPStatus.UNPROCESSABLE_ENTITY, name=name, refusal=translate_error(error)
            )
        seats = [*read(request), joined.seat or ""]
        shown = await self._lobby(request, joined.state, seats)
        told = joined.stands.name if joined.stands.standing == "joined" else ""
        return write(_join_response(request, shown, joined=told), game_id, seats)

    async def leave(self, request: web.Request) -> web.Response:
        """Give up the place of a player who joined from this phone, or his wait for it."""
        wanted, game_id, refused = (await form_of(request)).get("seat", ""), game_id_of(request), ""
        seats = read(request)
        try:
            for seat in [seat for seat in seats if public_id(seat) == wanted]:
                await self._source.leave(game_id, seat)
                seats.remove(seat)
        except KioskError as error:
            refused = translate_error(error)
        shown = await self._lobby(request, await self._source.find(game_id), seats, refused)
        if shown["view"].status != "lobby":
            return html_response("", headers=_RELOAD) if _by_htmx(request) else _back(game_id)
        return write(page("_teams.html", **shown) if _by_htmx(request) else _back(game_id), game_id, seats)

    async def _lobby(
        self, request: web.Request, state: bytes, seats: list[str] | None = None, refusal: str = ""
    ) -> dict[str, Any]:
        """Return what the lobby's teams are drawn from; `seats` are the phone's when the request is not the newest."""
        view = view_of(state)
        known = await self._source.seats(view.game_id, read(request) if seats is None else seats)
        mine = [(public_id(seat), stands) for seat, stands in known.items() if stands.standing != "left"]
        away = self._away(view)
        seen = "~".join([view.id + "!" * bool(away), *(f"{mark}.{stands.standing}" for mark, stands in mine)])
        return {"view": view, "mine": mine, "seen": seen, "seat_refusal": refusal, "away": away}

    async def colors(self, request: web.Request) -> web.Response:
        """Return the colours of one game's teams."""
        return _style([view_of(await self._source.find(game_id_of(request)))])

    async def all_colors(self, _: web.Request) -> web.Response:
        """Return the colours of every game's teams."""
        return _style(views_of(self._source.games()))


async def statistics_page(source: Source, view: View) -> dict[str, Any]:
    """Return what the statistics of a game are drawn from."""
    try:
        told = await source.report(view.game_id)
    except NotFound:
        told = None
    return {"cards": cards(view, told), "landed": landing_spots(told)}


def render_error(status: int, sentence: str) -> web.Response:
    """Return a page that says what went wrong and leads back to the venue."""
    return page("error.html", HTTPStatus(status), sentence=sentence)


_EMPTY_FORM: dict[str, Any] = {"name": "", "refusal": "", "joined": ""}


def _join_response(
    request: web.Request, shown: dict[str, Any], status: HTTPStatus = HTTPStatus.OK, **form: str
) -> web.Response:
    """Answer a join: htmx swaps the form and the teams; without script the whole lobby is drawn again."""
    lobby, by_htmx = shown["view"].status == "lobby", _by_htmx(request)
    if by_htmx and not lobby:
        return html_response("", headers=_RELOAD)
    if by_htmx:
        return page("_joined.html", status, **shown, **_EMPTY_FORM | form)
    if status == HTTPStatus.OK or not lobby:
        return _back(shown["view"].game_id)
    return page("lobby.html", status, **shown, **_EMPTY_FORM | form)


def _back(game_id: int) -> web.Response:
    return html_response("", HTTPStatus.SEE_OTHER, headers={"Location": f"/game/{game_id}"})


def _by_htmx(request: web.Request) -> bool:
    return "HX-Request" in request.headers


def game_id_of(request: web.Request) -> int:
    """Return the number of the game that a page is about."""
    return int(request.match_info["id"])


def team_of(wanted: str) -> Team:
    """Return the team that a form names. Raises `InvalidValue`."""
    if wanted not in {"1", "2"}:
        raise InvalidValue("Choose the team to join.")
    return 1 if wanted == "1" else 2


def _style(views: Iterable[View]) -> web.Response:
    return html_response(render("colors.css", views=views), content_type="text/css")
