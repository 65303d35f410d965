"""Overlays for streaming software: a game's score as a transparent page, and as texts and JSON."""

import hashlib
import time
from base64 import b64encode
from http import HTTPStatus
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web
from markupsafe import Markup
from msgspec.structs import replace

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import InvalidValue, NotFound
from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.web.http.asset_url import AssetUrl, parse_asset_url
from goat_kiosk.web.http.preferences import set_language
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.query_options import HexColor, Language, OnOff, read_options
from goat_kiosk.web.http.request_guard import page_policy
from goat_kiosk.web.http.routing import GAME_ID, Media, game_id_of, get
from goat_kiosk.web.live.game_backend import GameReader
from goat_kiosk.web.live.view import View, courts, view_of, views_of
from goat_kiosk.web.pages.render.templates import html_response, page, render, state_script
from goat_kiosk.web.pages.text_files import empty_texts, game_texts

_OVERLAY = f"/overlay/{GAME_ID}"
_TEXT = r"{name:[a-z]+[0-9]?}.txt"
_ANY_ORIGIN = {"Access-Control-Allow-Origin": "*"}
"""Scores are public: an overlay served from another origin may read them."""

_TEXT_RESPONSE = Media("text/plain", "One text of the game and nothing else.")


Layout = Literal["bar", "stack", "score", "vertical", "lower-third", "board", "result", "next", "ticker"]
Place = Literal["", "top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"]
_OF_EVERY_COURT = frozenset({"next", "ticker"})
"""Layouts that need no court: without one they show every court's games."""
MAX_DELAY_S = 120
"""A video that comes later than this is no live stream; the states of so long are a few megabytes at most."""


class OverlayOptions(msgspec.Struct, frozen=True):
    """The appearance of an overlay, in its URL."""

    layout: Layout = "bar"
    place: Place = ""
    """By default where the layout belongs: the board at the right, everything else at the bottom."""
    scale: Annotated[float, msgspec.Meta(ge=0.25, le=4)] = 1
    team1: HexColor = ""
    team2: HexColor = ""
    panel: HexColor = ""
    ink: HexColor = ""
    bags: OnOff = "on"
    round: OnOff = "on"
    court: str = ""
    label: OnOff = "on"
    """Whether it shows the name of the court."""
    line: OnOff = "on"
    """Whether it shows a line of text while it is delayed or offline."""
    stale: Literal["dim", "hide"] = "dim"
    """What becomes of a score that may be old."""
    delay: Annotated[float, msgspec.Meta(ge=0, le=MAX_DELAY_S)] = 0
    """Seconds by which the video comes later than the bags: each state is shown so much later."""
    moments: OnOff = "on"
    """Whether a four-bagger, a match point and the end get their second."""
    logo: str = ""
    font: str = ""
    """URLs of an image and of a font (`asset_url`)."""
    follow: Literal["court", "game"] = "court"
    """Whether the next game of the court replaces one that is over."""
    language: Language = ""

    @property
    def shown_place(self) -> str:
        """The place, the layout's own by default."""
        return self.place or ("right" if self.layout == "board" else "bottom")

    @property
    def font_url(self) -> AssetUrl | None:
        """The font's URL, if it is one that is allowed."""
        return parse_asset_url(self.font)

    @property
    def logo_url(self) -> AssetUrl | None:
        """The logo's URL, if it is one that is allowed."""
        return parse_asset_url(self.logo)

    @property
    def policy(self) -> str:
        """The Content-Security-Policy of the page: its own logo and font may come from elsewhere, and nothing else."""
        logo, font = self.logo_url, self.font_url
        return page_policy(logo.origin if logo else "", font.origin if font else "")


class GameOverlayOptions(OverlayOptions, frozen=True):
    """Those of a game's overlay, where `court` was the name of `label` before overlays of a court existed."""

    court: OnOff = ""


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


class CourtQuery(msgspec.Struct, frozen=True):
    """The court whose texts are asked for, in the URL."""

    court: str = ""


class OverlayPages:
    """The handlers of ``/overlay``; `venue_name` may change."""

    def __init__(self, games: GameReader, venue_name: str, address: PublicUrl) -> None:
        self._games = games
        self.venue_name = venue_name
        self._address = address

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get(_OVERLAY, self.overlay_of_game),
            web.get(f"{_OVERLAY}/style.css", self.style_of_game),
            web.get(f"{_OVERLAY}/offline.html", self.offline_of_game),
            web.get("/overlay", self.overlay_of_court),
            web.get("/overlay/style.css", self.style_of_court),
            web.get("/overlay/offline.html", self.offline_of_court),
            get(f"{_OVERLAY}/scores.json", self.scores_of_game, Scores, operation="getScores", tag="texts"),
            get(f"{_OVERLAY}/{_TEXT}", self.text_of_game, _TEXT_RESPONSE, operation="getText", tag="texts"),
            get(
                "/overlay/scores.json",
                self.scores_of_court,
                Scores,
                query=CourtQuery,
                operation="getCourtScores",
                tag="texts",
                extra_errors=(HTTPStatus.NOT_FOUND,),
            ),
            get(
                f"/overlay/{_TEXT}",
                self.text_of_court,
                _TEXT_RESPONSE,
                query=CourtQuery,
                operation="getCourtText",
                tag="texts",
                extra_errors=(HTTPStatus.NOT_FOUND,),
            ),
        ]

    async def overlay_of_game(self, request: web.Request) -> web.Response:
        """Return the overlay of a game and of those that follow on its court."""
        return self._overlay(request, read_game_options(request), await self._state(request))

    async def overlay_of_court(self, request: web.Request) -> web.Response:
        """Return the overlay of a court, whether it has a game or not, or of every court."""
        options = read_court_options(request)
        return self._overlay(request, options, self._newest_on(options.court))

    def _overlay(self, request: web.Request, options: OverlayOptions, state: bytes | None) -> web.Response:
        set_language(options.language)
        view = view_of(state) if state is not None else None
        response = page(
            "overlay.html",
            view=view,
            # The video shows this score only after the delay, so the page has it for its script alone.
            shown=view if not options.delay and options.layout not in _OF_EVERY_COURT else None,
            state=state_script(state or b"null"),
            options=options,
            venue=self.venue_name,
            folder=request.path,
            now=time.time_ns() // 1_000_000,
            query=request.query_string,
        )
        response.headers["Content-Security-Policy"] = options.policy
        return response

    async def style_of_game(self, request: web.Request) -> web.Response:
        """Return the chosen colors and size of a game's overlay."""
        return _style(read_game_options(request))

    async def style_of_court(self, request: web.Request) -> web.Response:
        """Return the chosen colors and size of a court's overlay."""
        return _style(read_court_options(request))

    async def offline_of_game(self, request: web.Request) -> web.Response:
        """Return a file for the streaming computer: it waits for the kiosk and then becomes the overlay."""
        return self._offline(request, read_game_options(request))

    async def offline_of_court(self, request: web.Request) -> web.Response:
        """Return the file for a court's overlay."""
        return self._offline(request, read_court_options(request))

    def _offline(self, request: web.Request, options: OverlayOptions) -> web.Response:
        set_language(options.language)
        url = self._address.url_for(request)
        query = f"?{request.query_string}" if request.query_string else ""
        overlay = f"{url}{request.path.removesuffix('/offline.html')}{query}"
        script = (RESOURCES / "dist" / "offline.js").read_text(encoding="utf-8")
        digest = f"sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}"
        inline = Markup(script)  # noqa: S704  a file of this project's own
        content = render("offline.html", kiosk=url, overlay=overlay, script=inline, digest=digest)
        return html_response(content, headers={"Content-Disposition": 'attachment; filename="overlay.html"'})

    async def scores_of_game(self, request: web.Request) -> web.Response:
        """Return the game's texts as one JSON object, scores and round as numbers."""
        return _scores(view_of(await self._state(request)))

    async def scores_of_court(self, request: web.Request) -> web.Response:
        """Return the same of the game that a court shows now; 404 while it has none."""
        court = _court_of(request)
        state = self._newest_on(court)
        if state is None:
            raise NotFound("There is no game on {court}.", court=court)
        return _scores(view_of(state))

    async def text_of_game(self, request: web.Request) -> web.Response:
        """Return one text of the game."""
        return _text(request, game_texts(view_of(await self._state(request))))

    async def text_of_court(self, request: web.Request) -> web.Response:
        """Return one text of the game that a court shows now, as the files have it: empty while it has none."""
        court = _court_of(request)
        state = self._newest_on(court)
        return _text(request, empty_texts(court) if state is None else game_texts(view_of(state)))

    async def _state(self, request: web.Request) -> bytes:
        return await self._games.find(game_id_of(request))

    def _newest_on(self, court: str) -> bytes | None:
        """Return the state of the game that a court shows now, this kiosk's own first; None without one."""
        states = {view.game_id: state for state in self._games.games() for view in views_of([state])}
        on_courts, _ = courts(views_of(states.values()), time.time())
        games = [view for view in on_courts if court and court_key(view.court) == court_key(court)]
        games.sort(key=lambda view: view.kiosk != self.venue_name)
        return states[games[0].game_id] if games else None


def read_game_options(request: web.Request) -> OverlayOptions:
    """Return the options of a game's overlay. Raises `InvalidValue` or `UnknownParameter`."""
    options = read_options(request, GameOverlayOptions)
    return replace(options, label="off") if options.court == "off" else options


def read_court_options(request: web.Request) -> OverlayOptions:
    """Return the options of a court's overlay, the court's name cleaned. Raises as `read_game_options`."""
    options = read_options(request, OverlayOptions)
    court = clean_text(options.court, MAX_NAME_LENGTH)
    if not court and options.layout not in _OF_EVERY_COURT:
        raise InvalidValue("Say which court: /overlay?court=Court+3. Only the layouts next and ticker need none.")
    return replace(options, court=court)


def _style(options: OverlayOptions) -> web.Response:
    """Return the style sheet of the options: validated values only."""
    return html_response(render("overlay.css", options=options), content_type="text/css")


def _court_of(request: web.Request) -> str:
    """Return the court that a query names, cleaned. Raises `InvalidValue` or `UnknownParameter`."""
    court = clean_text(read_options(request, CourtQuery).court, MAX_NAME_LENGTH)
    if not court:
        raise InvalidValue("Say which court: {path}?court=Court+3.", path=request.path)
    return court


def _scores(view: View) -> web.Response:
    numbers = {"score1": view.team1.score, "score2": view.team2.score, "round": view.round}
    texts: dict[str, Any] = game_texts(view) | numbers
    scores = Scores(game_id=view.game_id, winner=view.winner, **texts)
    return html_response(msgspec.json.encode(scores).decode(), headers=_ANY_ORIGIN, content_type="application/json")


def _text(request: web.Request, texts: dict[str, str]) -> web.Response:
    name = request.match_info["name"]
    if name not in texts:
        raise NotFound(
            "There is no {name}.txt. There are: {names}.",
            name=name,
            names=", ".join(f"{name}.txt" for name in texts),
        )
    return html_response(texts[name], HTTPStatus.OK, _ANY_ORIGIN, "text/plain")
