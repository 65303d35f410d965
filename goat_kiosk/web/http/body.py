"""A request's body, which has to arrive in time: a byte now and then would keep a connection for ever."""

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qs

from aiohttp import hdrs, web

from goat_kiosk.web.http.problem_json import Refused

WITHIN = 8.0
"""Seconds for the whole of it. The largest takes a tenth of one on the worst Wi-Fi."""


async def body_of(request: web.Request) -> bytes:
    """Return the body. Raises `Refused` (408) when it takes too long, and aiohttp's 413 when it is too large."""
    if (request.content_length or 0) > request.client_max_size:
        raise web.HTTPRequestEntityTooLarge(request.client_max_size, request.content_length or 0)
    try:
        async with asyncio.timeout(WITHIN):
            return await request.read()
    except TimeoutError as error:
        raise Refused(HTTPStatus.REQUEST_TIMEOUT, "The request took too long to arrive. Send it again.") from error


def media_type(request: web.Request) -> str:
    """Return what the request says that its body is, without parameters; empty when it says nothing.

    Not aiohttp's `content_type`: it reads the header as that of an e-mail, and recurses once for each bracket in it.
    """
    return request.headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower()


async def form_of(request: web.Request) -> dict[str, str]:
    """Return the first value of each field of a form. Raises as `body_of`."""
    fields = parse_qs((await body_of(request)).decode(errors="replace"))
    return {name: values[0] for name, values in fields.items()}
