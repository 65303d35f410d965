"""Receipt of a game: the rounds and statistics on one sheet, the code that proves them, and both captains' answers.

The QR code leads to this page on the kiosk, with the result's hash in its URL. A captain who scans it at the venue sees
at once whether the kiosk's log agrees, and confirms; at home the URL no longer opens, but the hash in it, in a
photograph or the browser's history, can be checked against an export by `goat-kiosk verify`. A code of the bare hash
would serve only the second use.
"""

import secrets
from http import HTTPStatus
from typing import Any, Literal

from aiohttp import web

from goat_kiosk.desk.confirmations import ConfirmationRequest, Respondent
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.state.state import ReceiptState
from goat_kiosk.errors import KioskError, NotFound
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.web.http.body import read_form
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.routing import game_id_of
from goat_kiosk.web.http.source_address import source_of
from goat_kiosk.web.live.game_backend import GameBackend
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, view_of
from goat_kiosk.web.pages.render.qr_code import qr_response
from goat_kiosk.web.pages.render.templates import html_response, page
from goat_kiosk.web.pages.seat_cookie import read_seats
from goat_kiosk.web.pages.spectator import GAME, is_htmx, statistics_context, team_of

_RECEIPT = f"{GAME}/receipt"
_COOKIE = "phone"
_COOKIE_MAX_AGE_S = ACTIVE_MS // 1_000
"""As long as a result can be confirmed."""
_MAX_MARK_LENGTH = 64

_RECEIPT_CHANGED = {"HX-Trigger": '{"changed":{"target":"main"}}'}

HashMatch = Literal["", "same", "earlier", "other"]
"""Whether the hash in the page's URL is the result's, an earlier one of this game, or another."""


class ReceiptPages:
    """The handlers of the receipt."""

    def __init__(self, games: GameBackend, address: PublicUrl | None = None, peers: Peers | None = None) -> None:
        self._games = games
        self._address = address or PublicUrl()
        self._peers = peers or Peers()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(_RECEIPT, self.receipt),
            web.get(f"{_RECEIPT}/answers", self.answers),
            web.get(f"{_RECEIPT}/qr.svg", self.code),
            web.post(f"{GAME}/confirm", self.confirm),
        ]

    async def receipt(self, request: web.Request) -> web.Response:
        """Return the receipt: the rounds, the statistics, and the code that proves them."""
        view = view_of(await self._games.find(game_id_of(request)))
        return await self._page(request, view)

    async def answers(self, request: web.Request) -> web.Response:
        """Return the captains' answers alone, for the page's script. Raises `NotFound` before there is a result."""
        view, _ = await self._finished_game(request)
        return await self._answers(request, view)

    async def _answers(
        self, request: web.Request, view: View, status: HTTPStatus = HTTPStatus.OK, **form: str
    ) -> web.Response:
        """Return the answers for htmx; without a result any more, tell it to fetch the whole receipt."""
        if view.receipt is None:
            return html_response("", HTTPStatus.NO_CONTENT, _RECEIPT_CHANGED)
        return page("_answers.html", status, view=view, **await self._teams_to_ask(request, view) | form)

    async def code(self, request: web.Request) -> web.Response:
        """Return the QR code of this receipt. Raises `NotFound` before there is a result."""
        view, result = await self._finished_game(request)
        return qr_response(receipt_url(self._address.url_for(request), view.game_id, result.hash))

    async def confirm(self, request: web.Request) -> web.Response:
        """Record a captain's answer; a refusal is shown beside the buttons, with the name kept."""
        form, game_id = await read_form(request), game_id_of(request)
        phone, name = _respondent(request), form.get("name", "")
        try:
            confirmation = ConfirmationRequest(
                team_of(form.get("team", "")), form.get("says") == "right", name, form.get("hash", "")
            )
            await self._games.confirm(game_id, confirmation, phone, source_of(request))
        except KioskError as error:
            view = view_of(await self._games.find(game_id))
            problem = {"refusal": translate_error(error), "refused": form.get("team", ""), "name": name}
            make_response = self._answers if is_htmx(request) else self._page
            return await make_response(request, view, HTTPStatus.UNPROCESSABLE_ENTITY, **problem)
        if is_htmx(request):
            response = await self._answers(request, view_of(await self._games.find(game_id)))
        else:
            response = html_response("", HTTPStatus.SEE_OTHER, {"Location": f"/game/{game_id}/receipt#answers"})
        response.set_cookie(
            _COOKIE,
            phone.phone_id,
            path=f"/game/{game_id}",
            max_age=_COOKIE_MAX_AGE_S,
            httponly=True,
            samesite="Strict",
        )
        return response

    async def _finished_game(self, request: web.Request) -> tuple[View, ReceiptState]:
        """Return a finished game and its receipt. Raises `NotFound` before there is a result."""
        view = view_of(await self._games.find(game_id_of(request)))
        if view.receipt is None:
            raise NotFound("There is no receipt before the game is over.")
        return view, view.receipt

    async def _page(
        self, request: web.Request, view: View, status: HTTPStatus = HTTPStatus.OK, **form: str
    ) -> web.Response:
        context = await statistics_context(self._games, view) | await self._teams_to_ask(request, view)
        shown_hash = request.query.get("hash", "")
        compared = await self._compare_hash(shown_hash, view)
        return page("receipt.html", status, view=view, shown_hash=shown_hash, compared=compared, **context | form)

    async def _teams_to_ask(self, request: web.Request, view: View) -> dict[str, Any]:
        """Return the teams that this phone may answer for: the player's name each, "" where it must be typed."""
        owner = self._peers.owner_of(view.game_id)
        known = await self._games.seats(view.game_id, read_seats(request)) if view.receipt else {}
        seats = [seat for seat in known.values() if seat.join_status == "joined"]
        names = {team: next((seat.name for seat in seats if seat.team == team), "") for team in TEAMS}
        teams_to_ask = {team: name for team, name in names.items() if name or not seats} if view.receipt else {}
        owner_url = f"{owner.url}/game/{view.game_id}/receipt" if owner and owner.url else ""
        empty = {"refusal": "", "refused": "", "name": ""}
        return {"asked": {} if owner else teams_to_ask, "elsewhere": owner_url, **empty}

    async def _compare_hash(self, shown: str, view: View) -> HashMatch:
        if not shown or view.receipt is None:
            return ""
        prefix = shown.lower().replace(" ", "")
        if len(prefix) < chain.CODE_DIGITS:
            return "other"
        if view.receipt.hash.startswith(prefix):
            return "same"
        try:
            hashes = await self._games.hashes(view.game_id)
        except NotFound:
            return "other"
        return "earlier" if any(hash_.startswith(prefix) for hash_ in hashes) else "other"


def receipt_url(kiosk: str, game_id: int, result: str) -> str:
    """Return the URL of a receipt, with its current hash."""
    return f"{kiosk}/game/{game_id}/receipt?hash={result[: chain.QR_DIGITS]}"


def _respondent(request: web.Request) -> Respondent:
    """Return the calling phone: its seats, and its mark, a new one when it has none yet."""
    mark = request.cookies.get(_COOKIE, "")
    return Respondent(
        tuple(read_seats(request)), mark if 0 < len(mark) <= _MAX_MARK_LENGTH else secrets.token_urlsafe(16)
    )
