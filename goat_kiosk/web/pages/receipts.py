"""A game's receipt: what was played on one sheet, the code that proves it, and what both captains say of it.

The QR code leads to this very page on the kiosk, with the result's hash in its address. A captain in the hall who scans
it is told at once whether the kiosk's log says the same, and confirms; at home the address opens no page any more, but
the hash stands in it, in a photograph or a history, and can be held against an export by `goat-kiosk verify`. A code
of the bare hash would serve only the second.
"""

import secrets
from http import HTTPStatus
from typing import Any, Literal, Protocol

from aiohttp import web

from goat_kiosk.desk.confirmations import ConfirmationRequest, Respondent
from goat_kiosk.desk.loaded_games import ACTIVE_MS
from goat_kiosk.domain import chain
from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.state import ReceiptState
from goat_kiosk.errors import KioskError, NotFound
from goat_kiosk.text.i18n import translate_error
from goat_kiosk.web.http.body import form_of
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.takeover import source_of
from goat_kiosk.web.live.peers import Peers
from goat_kiosk.web.live.view import View, view_of
from goat_kiosk.web.pages import spectator
from goat_kiosk.web.pages.qr_code import qr_response
from goat_kiosk.web.pages.rendering import html_response, page
from goat_kiosk.web.pages.seat_cookie import read
from goat_kiosk.web.pages.spectator import GAME, game_id_of, statistics_page, team_of

_RECEIPT = f"{GAME}/receipt"
_COOKIE = "phone"
_KEPT_SECONDS = ACTIVE_MS // 1_000
"""As long as a result can be confirmed."""
_LONGEST_MARK = 64

Compared = Literal["", "same", "earlier", "other"]
"""Whether the hash in the page's address is the result's, an earlier one of this game, or none of it."""


class Source(spectator.Source, Protocol):
    """What the receipts need to know."""

    async def confirm(self, game_id: int, answer: ConfirmationRequest, phone: Respondent, address: str) -> bytes:
        """Record what a captain says of the result, and return the new state. Raises `KioskError`."""

    async def hashes(self, game_id: int) -> list[str]:
        """Return the hash of every event of a game. Raises `NotFound` when its kiosk tells only its states."""


class ReceiptPages:
    """The handlers of the receipt."""

    def __init__(self, source: Source, address: PublicUrl | None = None, others: Peers | None = None) -> None:
        self._source = source
        self._address = address or PublicUrl()
        self._others = others or Peers()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(_RECEIPT, self.receipt),
            web.get(f"{_RECEIPT}/answers", self.answers),
            web.get(f"{_RECEIPT}/qr.svg", self.code),
            web.post(f"{GAME}/confirm", self.confirm),
        ]

    async def receipt(self, request: web.Request) -> web.Response:
        """One game on paper: the rounds, the statistics, and the code by which that can be proven."""
        view = view_of(await self._source.find(game_id_of(request)))
        return await self._page(request, view)

    async def answers(self, request: web.Request) -> web.Response:
        """Return what the captains say alone, for the page's script. Raises `NotFound` before there is a result."""
        view, _ = await self._over(request)
        return page("_answers.html", view=view, **await self._teams_to_ask(request, view))

    async def code(self, request: web.Request) -> web.Response:
        """Return the code that leads to this receipt. Raises `NotFound` before there is a result."""
        view, result = await self._over(request)
        return qr_response(address_of(self._address.seen_from(request), view.game_id, result.hash))

    async def confirm(self, request: web.Request) -> web.Response:
        """Record what a captain says; a refusal stands beside the buttons, with the name kept."""
        form, game_id = await form_of(request), game_id_of(request)
        phone, name = _phone(request), form.get("name", "")
        try:
            said = ConfirmationRequest(
                team_of(form.get("team", "")), form.get("says") == "right", name, form.get("hash", "")
            )
            await self._source.confirm(game_id, said, phone, source_of(request))
        except KioskError as error:
            view = view_of(await self._source.find(game_id))
            told = {"refusal": translate_error(error), "refused": form.get("team", ""), "name": name}
            return await self._page(request, view, HTTPStatus.UNPROCESSABLE_ENTITY, **told)
        back = html_response("", HTTPStatus.SEE_OTHER, headers={"Location": f"/game/{game_id}/receipt#answers"})
        back.set_cookie(
            _COOKIE,
            phone.phone_id,
            path=f"/game/{game_id}",
            max_age=_KEPT_SECONDS,
            httponly=True,
            samesite="Strict",
        )
        return back

    async def _over(self, request: web.Request) -> tuple[View, ReceiptState]:
        """Return a game that is over, and its receipt. Raises `NotFound` before there is a result."""
        view = view_of(await self._source.find(game_id_of(request)))
        if view.receipt is None:
            raise NotFound("There is no receipt before the game is over.")
        return view, view.receipt

    async def _page(
        self, request: web.Request, view: View, status: HTTPStatus = HTTPStatus.OK, **form: str
    ) -> web.Response:
        shown = await statistics_page(self._source, view) | await self._teams_to_ask(request, view)
        compared = await self._compared(request.query.get("hash", ""), view)
        return page("receipt.html", status, view=view, compared=compared, **shown | form)

    async def _teams_to_ask(self, request: web.Request, view: View) -> dict[str, Any]:
        """Return for which teams this phone may answer: the name that each then bears, "" where it is to be typed."""
        owner = self._others.owner_of(view.game_id)
        found = await self._source.seats(view.game_id, read(request)) if view.receipt else {}
        seats = [seat for seat in found.values() if seat.standing == "joined"]
        names = {team: next((seat.name for seat in seats if seat.team == team), "") for team in TEAMS}
        asked = {team: name for team, name in names.items() if name or not seats} if view.receipt else {}
        elsewhere = f"{owner.url}/game/{view.game_id}/receipt" if owner and owner.url else ""
        empty = {"refusal": "", "refused": "", "name": ""}
        return {"asked": {} if owner else asked, "elsewhere": elsewhere, **empty}

    async def _compared(self, shown: str, view: View) -> Compared:
        if not shown or view.receipt is None:
            return ""
        wanted = shown.lower().replace(" ", "")
        if len(wanted) < chain.CODE_DIGITS:
            return "other"
        if view.receipt.hash.startswith(wanted):
            return "same"
        try:
            every = await self._source.hashes(view.game_id)
        except NotFound:
            return "other"
        return "earlier" if any(one.startswith(wanted) for one in every) else "other"


def address_of(kiosk: str, game_id: int, result: str) -> str:
    """Return where a receipt is seen, with the hash that it has now."""
    return f"{kiosk}/game/{game_id}/receipt?hash={result[: chain.QR_DIGITS]}"


def _phone(request: web.Request) -> Respondent:
    """Return who asks: the seats of this phone, and its mark, a new one when it has none yet."""
    mark = request.cookies.get(_COOKIE, "")
    return Respondent(tuple(read(request)), mark if 0 < len(mark) <= _LONGEST_MARK else secrets.token_urlsafe(16))
