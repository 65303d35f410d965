"""Cookie of the player whose page a phone shows: who it is, and the seat if the phone has checked in for them.

A cookie, as for the seats of a game: the page works without scripts, scripts cannot read the secret, other sites cannot
send it, and only the pages of its tournament receive it.
"""

from http import HTTPStatus
from typing import NamedTuple

from aiohttp import web

_COOKIE = "player"
_MAX_SEAT_LENGTH = 100
_MAX_DIGITS = 4
_MAX_AGE_S = 36 * 60 * 60
"""Longer than a tournament takes, with the night in its middle."""


class PhonePlayer(NamedTuple):
    """The player of a phone; without a seat the phone only reads."""

    number: int
    seat: str = ""


def read_player(request: web.Request) -> PhonePlayer | None:
    """Return the player of the calling phone, as it says."""
    text, _, seat = request.cookies.get(_COOKIE, "").partition(".")
    number = parse_number(text)
    return None if number is None or len(seat) > _MAX_SEAT_LENGTH else PhonePlayer(number, seat)


def parse_number(text: str) -> int | None:
    """Return the number of a player, a division or points, as a phone has sent it; None if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


def write_player(response: web.Response, tournament_id: int, player: PhonePlayer | None) -> web.Response:
    """Add the cookie with `player` to `response`, or remove it, and return `response`."""
    path = f"/tournament/{tournament_id}"
    if player is None:
        response.del_cookie(_COOKIE, path=path)
    elif response.status < HTTPStatus.BAD_REQUEST:
        value = f"{player.number}.{player.seat}" if player.seat else str(player.number)
        response.set_cookie(_COOKIE, value, path=path, max_age=_MAX_AGE_S, httponly=True, samesite="Strict")
    return response
