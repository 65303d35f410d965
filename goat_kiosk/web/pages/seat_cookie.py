"""The seats of those who joined from a phone, kept in a cookie of that phone.

A cookie, since joining must work with no script; one that scripts cannot read, that no other site can send, and that
goes with the pages of its game only. Friends join from one phone, so it holds several.
"""

import hashlib
from http import HTTPStatus

from aiohttp import web

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.game import PLAYERS_PER_TEAM

_COOKIE = "seats"
_MOST = len(TEAMS) * PLAYERS_PER_TEAM
_LONGEST = 100
_KEPT_SECONDS = 36 * 60 * 60
"""As long as a game is lively."""


def read(request: web.Request) -> list[str]:
    """Return the seats that the asking phone holds."""
    seats = request.cookies.get(_COOKIE, "").split(".")[-_MOST:]
    return [seat for seat in seats if 0 < len(seat) <= _LONGEST]


def write(answer: web.Response, game_id: int, seats: list[str]) -> web.Response:
    """Have the phone hold `seats` from now on, and return `answer`."""
    if answer.status < HTTPStatus.BAD_REQUEST:
        value = ".".join([seat for seat in seats if seat][-_MOST:])
        answer.set_cookie(
            _COOKIE, value, path=f"/game/{game_id}", max_age=_KEPT_SECONDS, httponly=True, samesite="Strict"
        )
    return answer


def public_id(seat: str) -> str:
    """Return a name for a seat that gives nothing away: a page is read by those who look over a shoulder."""
    return hashlib.sha256(seat.encode(errors="surrogatepass")).hexdigest()[:12]
