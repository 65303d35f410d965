"""HTTP headers of the JSON API: idempotency keys and entity tags, and responses that carry them."""

import re
from http import HTTPStatus

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.desk.changes import Change
from goat_kiosk.errors import InvalidValue

_MAX_KEY_LENGTH = 200
_ENTITY_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def idempotency_key(request: web.Request) -> str | None:
    """Return the ``Idempotency-Key``, or None. Raises `InvalidValue`."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (1 <= len(key) <= _MAX_KEY_LENGTH and key.isascii() and key.isprintable()):
        raise InvalidValue("An Idempotency-Key has 1 to {most} printable ASCII characters.", most=_MAX_KEY_LENGTH)
    return key


def if_match(request: web.Request) -> str | None:
    """Return the state id in ``If-Match``; None without one, or for ``*``.

    A malformed header is returned unchanged: it equals no id, so the write is refused.
    """
    header = request.headers.get(hdrs.IF_MATCH)
    if header is None or header.strip() == "*":
        return None
    tag = _ENTITY_TAG.fullmatch(header.strip())
    return tag[1] if tag else header


def state_response(change: Change, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Return the response to a write: the new state, and the later games of the match whose standing it changed."""
    state = change.state
    if change.later_games:
        state = b'%b,"later_games":%b}' % (state[:-1], msgspec.json.encode(change.later_games))
    return json_bytes_response(state, status, {hdrs.ETAG: f'"{change.event_id}"'})


def json_response(value: object, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Return a response with `value` as JSON, not to be cached."""
    return json_bytes_response(msgspec.json.encode(value), status)


def json_bytes_response(
    body: bytes, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> web.Response:
    """Return a response with JSON that is encoded already, not to be cached."""
    all_headers = {hdrs.CACHE_CONTROL: "no-store", **(headers or {})}
    return web.Response(body=body, status=status, headers=all_headers, content_type="application/json")
