"""Cookie of the seats that players got when they joined from a phone.

A cookie, since joining must work without scripts; scripts cannot read it, other sites cannot send it, and only the
pages of its game receive it. Friends join from one phone, so it holds several seats.
"""

import hashlib
from http import HTTPStatus

from aiohttp import web

from goat_kiosk.domain.events import MAX_TEAM_SIZE, TEAMS
from goat_kiosk.domain.games.game import ACTIVE_MS

_COOKIE = "seats"
_MAX_SEATS = len(TEAMS) * MAX_TEAM_SIZE
_MAX_SEAT_LENGTH = 100
_MAX_AGE_S = ACTIVE_MS // 1_000
"""As long as a game is active."""


def read_seats(request: web.Request) -> list[str]:
    """Return the seats of the calling phone."""
    seats = request.cookies.get(_COOKIE, "").split(".")[-_MAX_SEATS:]
    return [seat for seat in seats if 0 < len(seat) <= _MAX_SEAT_LENGTH]


def write_seats(response: web.Response, game_id: int, seats: list[str]) -> web.Response:
    """Add the cookie with `seats` to `response`, unless that is an error, and return `response`."""
    if response.status < HTTPStatus.BAD_REQUEST:
        value = ".".join([seat for seat in seats if seat][-_MAX_SEATS:])
        response.set_cookie(
            _COOKIE, value, path=f"/game/{game_id}", max_age=_MAX_AGE_S, httponly=True, samesite="Strict"
        )
    return response


def public_id(seat: str) -> str:
    """Return an id of a seat that does not reveal the secret: others can read a page over a shoulder."""
    return hashlib.sha256(seat.encode(errors="surrogatepass")).hexdigest()[:12]
