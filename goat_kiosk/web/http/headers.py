"""What the JSON API reads of a request beside its body, and the answers it gives."""

import re
from http import HTTPStatus

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.desk.changes import Change
from goat_kiosk.errors import InvalidValue
from goat_kiosk.web.http.routing import GAME_ID

GAME = f"/api/games/{GAME_ID}"
_MAX_KEY_LENGTH = 200
_ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def game_of(request: web.Request) -> int:
    """Return the number of the game that is asked for."""
    return int(request.match_info["id"])


def idempotency_key(request: web.Request) -> str | None:
    """Return the ``Idempotency-Key``, or None. Raises `InvalidValue`."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= _MAX_KEY_LENGTH and key.isascii() and key.isprintable()):
        raise InvalidValue("An Idempotency-Key has 1 to {most} printable ASCII characters.", most=_MAX_KEY_LENGTH)
    return key


def if_match(request: web.Request) -> str | None:
    """Return the id in ``If-Match``; a header that holds none is compared as it is, and so refused."""
    wanted = request.headers.get(hdrs.IF_MATCH)
    if wanted is None or wanted.strip() == "*":
        return None
    tag = _ENTITY_TAG.fullmatch(wanted.strip())
    return tag[1] if tag else wanted


def state_response(change: Change, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Answer a write with the new state, and the later games of the match whose standing it has changed."""
    state = change.state
    if change.later:
        state = b'%b,"later_games":%b}' % (state[:-1], msgspec.json.encode(change.later))
    return json_response(state, status, {hdrs.ETAG: f'"{change.event_id}"'})


def json_response(
    body: bytes, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> web.Response:
    """Answer with JSON."""
    all_headers = {hdrs.CACHE_CONTROL: "no-store", **(headers or {})}
    return web.Response(body=body, status=status, headers=all_headers, content_type="application/json")
