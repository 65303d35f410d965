"""Tournament pages: queue, brackets and places for phones, and on paper.

The server renders the whole page, so that it reads without scripts; the stream says when to fetch its content again.
What many readers fetch after one change is rendered once.
"""

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.exports.bracket_drawing import fit_name
from goat_kiosk.exports.bracket_sheets import cut_sheets
from goat_kiosk.text.dates import moment
from goat_kiosk.text.i18n import current_language
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.web.http.preferences import set_language
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.query_options import Language, read_options
from goat_kiosk.web.http.routing import TOURNAMENT_ID, tournament_id_of
from goat_kiosk.web.live.screens import WallView
from goat_kiosk.web.live.tournaments import Tournaments
from goat_kiosk.web.pages.overlays import Place
from goat_kiosk.web.pages.render.match_slips import match_slips
from goat_kiosk.web.pages.render.overlay_views import OverlayView, overlay_view
from goat_kiosk.web.pages.render.people_by_name import people_by_name
from goat_kiosk.web.pages.render.pool_cards import pool_cards
from goat_kiosk.web.pages.render.qr_code import qr_response
from goat_kiosk.web.pages.render.templates import html_response, page, render
from goat_kiosk.web.pages.render.tournament_view import TournamentView, view_tournament
from goat_kiosk.web.pages.render.wall_views import wall_views

TOURNAMENT = f"/tournament/{TOURNAMENT_ID}"
_MINUTE_MS = 60_000
_MAX_RENDERED = 16
"""Contents in memory: a few tournaments in two languages."""


class WallOptions(msgspec.Struct, frozen=True):
    """The options of a wall of a tournament, in its URL."""

    show: WallView = ""
    theme: Literal["", "night", "day"] = ""
    language: Language = ""
    seen: str = ""
    """What the wall has already."""


class PaperOptions(msgspec.Struct, frozen=True):
    """The options of a tournament on paper, in its URL."""

    show: Literal["", "slips", "pools"] = ""
    """What it prints: everything, a slip for each match that can be played, or a card for each pool."""


class TournamentOverlayOptions(msgspec.Struct, frozen=True):
    """The options of a tournament's overlay, in its URL."""

    show: OverlayView = "next"
    court: Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH)] = ""
    """The court whose match it shows; "" shows the first."""
    place: Place = ""
    scale: Annotated[float, msgspec.Meta(ge=0.25, le=4)] = 1
    stale: Literal["dim", "hide"] = "dim"
    language: Language = ""
    seen: str = ""
    """What the overlay has already."""


class TournamentPages:
    """The handlers of ``/tournament/<t>``."""

    def __init__(self, tournaments: Tournaments, address: PublicUrl) -> None:
        self._tournaments, self._address = tournaments, address
        self._rendered: dict[tuple[str, str, str], str] = {}
        """By template, language and what it was rendered of."""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(TOURNAMENT, self.tournament),
            web.get(f"{TOURNAMENT}/content", self.content),
            web.get(f"{TOURNAMENT}/print", self.paper),
            web.get(f"{TOURNAMENT}/wall", self.wall),
            web.get(f"{TOURNAMENT}/wall/content", self.wall_content),
            web.get(f"{TOURNAMENT}/overlay", self.overlay),
            web.get(f"{TOURNAMENT}/overlay/content", self.overlay_content),
            web.get(f"{TOURNAMENT}/qr.svg", self.code),
        ]

    async def tournament(self, request: web.Request) -> web.Response:
        """Return one tournament: its queue, its brackets and its places."""
        change = await self._tournaments.newest(tournament_id_of(request))
        return page("tournament.html", tournament_id=change.tournament_id, **self._context(change))

    async def content(self, request: web.Request) -> web.Response:
        """Return the same without the page around it; 204 when the client has this very state."""
        change = await self._tournaments.newest(tournament_id_of(request))
        if request.query.get("seen") == self._version(change):
            return html_response("", HTTPStatus.NO_CONTENT)
        return html_response(self._render_once("_tournament.html", change, lambda: self._context(change)))

    async def paper(self, request: web.Request) -> web.Response:
        """Return the tournament for paper: queue, people, results and brackets; or slips of matches; or pool cards."""
        show = read_options(request, PaperOptions).show
        change = await self._tournaments.newest(tournament_id_of(request))
        # A large bracket takes longer than the streams of the others may wait.
        papers = {"": self._paper, "slips": self._slips, "pools": self._pool_cards}
        return await asyncio.to_thread(papers[show], change)

    def _slips(self, change: TournamentChange) -> web.Response:
        tournament = change.tournament
        slips = match_slips(tournament)
        return page("tournament_slips.html", tournament_id=change.tournament_id, name=tournament.name, slips=slips)

    def _pool_cards(self, change: TournamentChange) -> web.Response:
        tournament = change.tournament
        cards = pool_cards(tournament)
        return page("tournament_pools.html", tournament_id=change.tournament_id, name=tournament.name, cards=cards)

    def _paper(self, change: TournamentChange) -> web.Response:
        return page(
            "tournament_print.html",
            tournament_id=change.tournament_id,
            kiosk=self._tournaments.kiosk,
            updated=moment(change.tournament.at),
            people=list(people_by_name(change.tournament, self._tournaments.now)),
            cut_sheets=cut_sheets,
            **self._context(change),
        )

    async def wall(self, request: web.Request) -> web.Response:
        """Return what a wall shows of a tournament: ``/display`` has it in a frame."""
        options = read_options(request, WallOptions)
        set_language(options.language)
        change = await self._tournaments.newest(tournament_id_of(request))
        context = self._wall_context(request, change, options.show)
        return page("tournament_wall.html", options=options, kiosk=self._tournaments.kiosk, **context)

    async def wall_content(self, request: web.Request) -> web.Response:
        """Return the views of the wall without the page around them; 204 when the client has this very state."""
        options = read_options(request, WallOptions)
        set_language(options.language)
        change = await self._tournaments.newest(tournament_id_of(request))
        if options.seen == self._version(change):
            return html_response("", HTTPStatus.NO_CONTENT)
        return page("_tournament_wall.html", **self._wall_context(request, change, options.show))

    def _wall_context(self, request: web.Request, change: TournamentChange, show: WallView) -> dict[str, Any]:
        context = self._context(change)
        address = f"{self._address.url_for(request)}/tournament/{change.tournament_id}".partition("://")[2]
        view: TournamentView = context["view"]
        return context | {
            "tournament_id": change.tournament_id,
            "address": address,
            "shows": wall_views(view, show),
            "short_court": lambda court: view.short_courts.get(court, court),
        }

    async def overlay(self, request: web.Request) -> web.Response:
        """Return an overlay of a tournament for streaming software."""
        options = read_options(request, TournamentOverlayOptions)
        set_language(options.language)
        change = await self._tournaments.newest(tournament_id_of(request))
        context = self._overlay_context(change, options)
        return page("tournament_overlay.html", options=options, query=request.query_string, **context)

    async def overlay_content(self, request: web.Request) -> web.Response:
        """Return what the overlay shows without the page around it; 204 when it has this very state."""
        options = read_options(request, TournamentOverlayOptions)
        set_language(options.language)
        change = await self._tournaments.newest(tournament_id_of(request))
        if options.seen == self._version(change):
            return html_response("", HTTPStatus.NO_CONTENT)
        return page("_tournament_overlay.html", **self._overlay_context(change, options))

    def _overlay_context(self, change: TournamentChange, options: TournamentOverlayOptions) -> dict[str, Any]:
        context = self._context(change)
        shown = overlay_view(change.tournament, context["view"], options.show, options.court)
        return context | {"tournament_id": change.tournament_id, "shown": shown}

    async def code(self, request: web.Request) -> web.Response:
        """Return the code that leads a player to their own page."""
        change = await self._tournaments.newest(tournament_id_of(request))
        return qr_response(f"{self._address.url_for(request)}/tournament/{change.tournament_id}/me")

    def _version(self, change: TournamentChange) -> str:
        """Return what a content shows: the newest event, and the minute for the times to come."""
        return f"{change.tournament_id}.{change.event_id}.{self._tournaments.now // _MINUTE_MS}"

    def _context(self, change: TournamentChange) -> dict[str, Any]:
        log, _, seq = change.event_id.partition("-")
        return {
            "view": view_tournament(change.tournament, self._tournaments.now, change.due_at),
            "now": self._tournaments.now,
            "names": _names(change.tournament),
            "fit_name": fit_name,
            "log": log,
            "seq": seq,
            "seen": self._version(change),
        }

    def _render_once(self, template: str, change: TournamentChange, context: Callable[[], dict[str, Any]]) -> str:
        key = template, current_language.get(), self._version(change)
        if key not in self._rendered:
            if len(self._rendered) >= _MAX_RENDERED:
                del self._rendered[next(iter(self._rendered))]
            self._rendered[key] = render(template, **context())
        return self._rendered[key]


def _names(tournament: Tournament) -> dict[str, list[int]]:
    """Return the names of the teams and their players, each with the entries that it stands for."""
    names: dict[str, list[int]] = {}
    for entry in tournament.entries.values():
        if entry.status in {"in", "late"}:
            for name in (tournament.entry_name(entry.number), *(tournament.players[n].name for n in entry.players)):
                entries = names.setdefault(name, [])
                if entry.number not in entries:
                    entries.append(entry.number)
    return dict(sorted(names.items(), key=lambda item: item[0].casefold()))
