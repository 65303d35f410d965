"""Conditional requests (RFC 9110): an ``ETag`` on each answer to a read, and 304 when the client has that answer.

The tag of a game's state is the id of that state, as in ``If-Match``; of any other answer it is a hash of its bytes.
"""

from hashlib import blake2b
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

_TAG_BYTES = 8


def conditional(handler: Handler) -> Handler:
    """Return `handler` with an ``ETag`` in its responses, and 304 for a request whose ``If-None-Match`` has it."""

    async def respond(request: web.Request) -> web.StreamResponse:
        response = await handler(request)
        if response.status != HTTPStatus.OK or not isinstance(response, web.Response):
            return response
        tag = response.headers.setdefault(hdrs.ETAG, _hash_tag(response.body))
        response.headers[hdrs.CACHE_CONTROL] = "no-cache"
        if not _matches(request.headers.get(hdrs.IF_NONE_MATCH, ""), tag):
            return response
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers={hdrs.ETAG: tag, hdrs.CACHE_CONTROL: "no-cache"})

    return respond


def _hash_tag(body: object) -> str:
    content = body if isinstance(body, bytes) else b""
    return f'"{blake2b(content, digest_size=_TAG_BYTES).hexdigest()}"'


def _matches(header: str, tag: str) -> bool:
    """Whether ``If-None-Match`` names the tag, by the weak comparison that RFC 9110 asks for here."""
    tags = {each.strip().removeprefix("W/") for each in header.split(",")}
    return tag in tags or "*" in tags
