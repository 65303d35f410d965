"""The spectators' pages: the venue, a game's lobby, the live game.

Drawn on the server, so they show the score with no script at all; then a stream moves the digits.
"""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import parse_qs

from aiohttp import web

from goat_kiosk.domain.events import Team
from goat_kiosk.errors import InvalidValue, KioskError
from goat_kiosk.web.commands import Join
from goat_kiosk.web.others import Others
from goat_kiosk.web.rendering import answer, embedded, page, render
from goat_kiosk.web.view import View, courts, view_of

_GAME = r"/game/{id:\d{1,10}}"
_RELOAD = {"HX-Refresh": "true"}
"""Tells htmx to load the page anew: it has become another one."""


class Source(Protocol):
    """What the pages need to know."""

    def games(self) -> list[bytes]:
        """Return the newest state of each game, oldest first."""

    async def find(self, game_id: int) -> bytes:
        """Return the newest state of a game. Raises `NotFound`."""

    async def join(self, game_id: int, wish: Join, address: str) -> bytes:
        """Seat a player who asks from `address` and return the new state. Raises `KioskError`."""


class Pages:
    """The handlers of the pages; `kiosk` is the name the venue goes by."""

    def __init__(self, source: Source, kiosk: str, others: Others | None = None) -> None:
        self._source = source
        self._kiosk = kiosk
        self._others = others or Others()

    def routes(self) -> list[web.RouteDef]:
        """Return the routes to be served."""
        return [
            web.get("/", self.venue),
            web.get("/courts", self.courts),
            web.get("/colors.css", self.all_colors),
            web.get(_GAME, self.game),
            web.get(f"{_GAME}/lobby", self.lobby),
            web.post(f"{_GAME}/join", self.join),
            web.get(f"{_GAME}/colors.css", self.colors),
        ]

    async def venue(self, _: web.Request) -> web.Response:
        """Every court with its game."""
        return page("venue.html", kiosk=self._kiosk, fresh=False, **self._courts())

    async def courts(self, request: web.Request) -> web.Response:
        """Return the venue's list alone, for htmx; 204 when the asker has seen these very states."""
        shown, seen = self._courts(), request.query.get("seen", "")
        if seen == shown["seen"]:
            return answer("", HTTPStatus.NO_CONTENT)
        return page("_courts.html", fresh=_numbers(seen) != _numbers(shown["seen"]), **shown)

    def _courts(self) -> dict[str, Any]:
        views = [view_of(state) for state in self._source.games()]
        on_courts, results = courts(views, datetime.now().astimezone().date())
        away = {view.game_id: owner.away for view in on_courts if (owner := self._others.whose(view.game_id))}
        seen = "_".join(
            f"{view.game_id}.{view.id}{'!' * bool(away.get(view.game_id))}" for view in (*on_courts, *results)
        )
        return {"courts": on_courts, "results": results, "seen": seen, "away": away}

    def _away(self, view: View) -> str:
        """Return since when the kiosk that keeps the game has been away; empty when it is there, or is this one."""
        owner = self._others.whose(view.game_id)
        return owner.away if owner is not None else ""

    async def game(self, request: web.Request) -> web.Response:
        """One game: its lobby until the first bag, then the live score."""
        state = await self._source.find(_id(request))
        view = view_of(state)
        if view.status == "lobby":
            return page("lobby.html", view=view, **_EMPTY_FORM)
        return page("game.html", view=view, state=embedded(state), away=self._away(view), others=self._others.there())

    async def lobby(self, request: web.Request) -> web.Response:
        """Return the lobby's teams, for htmx; 204 when the asker has seen this very state."""
        view = view_of(await self._source.find(_id(request)))
        if view.status != "lobby":
            return answer("", headers=_RELOAD)
        if request.query.get("seen") == view.id:
            return answer("", HTTPStatus.NO_CONTENT)
        return page("_teams.html", view=view)

    async def join(self, request: web.Request) -> web.Response:
        """Seat who typed a name and chose a team; a refusal stands beside the field, with the name kept."""
        form = parse_qs((await request.read()).decode(errors="replace"))
        name, team = form.get("name", [""])[0], form.get("team", [""])[0]
        try:
            state = await self._source.join(_id(request), Join(name, _team(team)), request.remote or "")
        except KioskError as refusal:
            state = await self._source.find(_id(request))
            return _joined(request, state, HTTPStatus.UNPROCESSABLE_ENTITY, name=name, refusal=refusal.sentence)
        return _joined(request, state, joined=name.strip())

    async def colors(self, request: web.Request) -> web.Response:
        """Return the colours of one game's teams."""
        return _style([view_of(await self._source.find(_id(request)))])

    async def all_colors(self, _: web.Request) -> web.Response:
        """Return the colours of every game's teams."""
        return _style(view_of(state) for state in self._source.games())


def render_error(status: int, sentence: str) -> web.Response:
    """Return a page that says what went wrong and leads back to the venue."""
    return page("error.html", HTTPStatus(status), sentence=sentence)


_EMPTY_FORM: dict[str, Any] = {"name": "", "refusal": "", "joined": ""}


def _joined(request: web.Request, state: bytes, status: HTTPStatus = HTTPStatus.OK, **form: str) -> web.Response:
    """Answer a join: htmx swaps the form and the teams; without script the whole lobby is drawn again."""
    view, by_htmx = view_of(state), "HX-Request" in request.headers
    if by_htmx and view.status != "lobby":
        return answer("", headers=_RELOAD)
    if by_htmx:
        return page("_joined.html", status, view=view, **_EMPTY_FORM | form)
    if status == HTTPStatus.OK or view.status != "lobby":
        return answer("", HTTPStatus.SEE_OTHER, headers={"Location": f"/game/{view.game_id}"})
    return page("lobby.html", status, view=view, **_EMPTY_FORM | form)


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _team(wanted: str) -> Team:
    if wanted not in {"1", "2"}:
        raise InvalidValue("Choose the team to join.")
    return 1 if wanted == "1" else 2


def _numbers(seen: str) -> set[str]:
    """Return the games a venue's list was drawn from: a new one brings new colours."""
    return {part.partition(".")[0] for part in seen.split("_")}


def _style(views: Iterable[View]) -> web.Response:
    return answer(render("colors.css", views=views), content_type="text/css")
