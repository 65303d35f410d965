"""Overlays for streaming software: a game's score as a transparent page, and as texts and JSON."""

import hashlib
import time
from base64 import b64encode
from http import HTTPStatus
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web
from markupsafe import Markup

from goat_kiosk.domain.events import Team
from goat_kiosk.errors import NotFound
from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.web.http.preferences import set_language
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.query_options import HexColor, Language, OnOff, read_options
from goat_kiosk.web.http.routing import GAME_ID, Media, game_id_of, get
from goat_kiosk.web.live.game_backend import GameFinder
from goat_kiosk.web.live.view import view_of
from goat_kiosk.web.pages.render.templates import html_response, page, render, state_script
from goat_kiosk.web.pages.text_files import game_texts

_OVERLAY = f"/overlay/{GAME_ID}"
_ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
"""Scores are public: an overlay served from another origin may read them."""

_TEXT_RESPONSE = Media("text/plain", "One text of the game and nothing else.")


class OverlayOptions(msgspec.Struct, frozen=True):
    """The appearance of an overlay, in its URL."""

    layout: Literal["bar", "stack", "score"] = "bar"
    place: Literal[
        "top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"
    ] = "bottom"
    scale: Annotated[float, msgspec.Meta(ge=0.25, le=4)] = 1
    team1: HexColor = ""
    team2: HexColor = ""
    panel: HexColor = ""
    ink: HexColor = ""
    bags: OnOff = "on"
    round: OnOff = "on"
    court: OnOff = "on"
    line: OnOff = "on"
    """Whether it shows a line of text while it is delayed or offline."""
    follow: Literal["court", "game"] = "court"
    """Whether the next game of the court replaces one that is over."""
    language: Language = ""


class Scores(msgspec.Struct, frozen=True):
    """The game's texts; scores and round as numbers."""

    game_id: int
    court: str
    status: str
    round: int
    team1: str
    team2: str
    score1: int
    score2: int
    players1: str
    players2: str
    headline: str
    match: str
    winner: Team | None


class OverlayPages:
    """The handlers of ``/overlay``."""

    def __init__(self, games: GameFinder, address: PublicUrl) -> None:
        self._games = games
        self._address = address

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get(_OVERLAY, self.overlay),
            web.get(f"{_OVERLAY}/style.css", self.style),
            web.get(f"{_OVERLAY}/offline.html", self.offline),
            get(f"{_OVERLAY}/scores.json", self.scores, Scores, operation="getScores", tag="texts"),
            get(_OVERLAY + r"/{name:[a-z]+[0-9]?}.txt", self.text, _TEXT_RESPONSE, operation="getText", tag="texts"),
        ]

    async def overlay(self, request: web.Request) -> web.Response:
        """Return the overlay page."""
        options, state = read_options(request, OverlayOptions), await self._state(request)
        set_language(options.language)
        return page(
            "overlay.html",
            view=view_of(state),
            state=state_script(state),
            options=options,
            now=time.time_ns() // 1_000_000,
            query=request.query_string,
        )

    async def style(self, request: web.Request) -> web.Response:
        """Return the chosen colors and size: validated values only."""
        options = read_options(request, OverlayOptions)
        return html_response(render("overlay.css", options=options), content_type="text/css")

    async def offline(self, request: web.Request) -> web.Response:
        """Return a file for the streaming computer: it waits for the kiosk and then becomes the overlay."""
        set_language(read_options(request, OverlayOptions).language)
        url = self._address.url_for(request)
        query = f"?{request.query_string}" if request.query_string else ""
        overlay = f"{url}/overlay/{game_id_of(request)}{query}"
        script = (RESOURCES / "dist" / "offline.js").read_text(encoding="utf-8")
        digest = f"sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
        inline = Markup(script)  # noqa: S704  a file of this project's own
        content = render("offline.html", kiosk=url, overlay=overlay, script=inline, digest=digest)
        return html_response(content, headers={"Content-Disposition": 'attachment; filename="overlay.html"'})

    async def scores(self, request: web.Request) -> web.Response:
        """Return the game's texts as one JSON object, scores and round as numbers."""
        view = view_of(await self._state(request))
        numbers = {"score1": view.team1.score, "score2": view.team2.score, "round": view.round}
        texts: dict[str, Any] = game_texts(view) | numbers
        scores = Scores(game_id=view.game_id, winner=view.winner, **texts)
        return html_response(msgspec.json.encode(scores).decode(), headers=_ANY_ORIGIN, content_type="application/json")

    async def text(self, request: web.Request) -> web.Response:
        """Return one text of the game."""
        texts = game_texts(view_of(await self._state(request)))
        name = request.match_info["name"]
        if name not in texts:
            raise NotFound(
                "There is no {name}.txt. There are: {names}.",
                name=name,
                names=", ".join(f"{name}.txt" for name in texts),
            )
        return html_response(texts[name], HTTPStatus.OK, _ANY_ORIGIN, "text/plain")

    async def _state(self, request: web.Request) -> bytes:
        return await self._games.find(game_id_of(request))
