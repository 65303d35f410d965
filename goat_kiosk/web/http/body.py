"""Request bodies, read with a timeout: a client that sends a byte now and then would hold a connection forever."""

import asyncio
import codecs
import re
from typing import TypeVar
from urllib.parse import parse_qs

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.web.http.refusals import MalformedBody, SlowBody, ValueRefused, WrongMediaType

_OUT_OF_RANGE = re.compile(
    r"Invalid (enum )?value|Expected `\w+` (of length |[<>]=? ?-?[0-9]|matching regex)|is out of range"
)
"""The errors of msgspec for a value of the right type: status 422 instead of 400."""
Body = TypeVar("Body")
BODY_TIMEOUT_S = 8.0
"""For the whole body. The largest takes a tenth of a second on the worst Wi-Fi."""


async def read_body(request: web.Request) -> bytes:
    """Return the body. Raises `HttpRefusal` (408) when it takes too long, and aiohttp's 413 when it is too large."""
    if (request.content_length or 0) > request.client_max_size:
        raise web.HTTPRequestEntityTooLarge(request.client_max_size, request.content_length or 0)
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            return await request.read()
    except TimeoutError as error:
        raise SlowBody("The request took too long to arrive. Send it again.") from error


def media_type(request: web.Request) -> str:
    """Return the ``Content-Type`` without its parameters; "" without one.

    aiohttp's `content_type` is not used: it parses the header as e-mail and recurses once for each bracket in it.
    """
    return request.headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0].strip().lower()


async def read_form(request: web.Request) -> dict[str, str]:
    """Return the first value of each field of a form. Raises as `read_body`."""
    fields = parse_qs((await read_body(request)).decode(errors="replace"))
    return {name: values[0] for name, values in fields.items()}


async def read_json(request: web.Request, kind: type[Body]) -> Body:
    """Return the JSON body of a request as `kind`; an empty body is read as ``{}``.

    Raises `HttpRefusal` with status 400, 408, 415 or 422, and a sentence that names the field.
    """
    body = await read_body(request)
    if body and media_type(request) != "application/json":
        raise WrongMediaType("Send the command as JSON, with Content-Type: application/json.")
    return parse_body(body, kind)


def parse_body(body: bytes, kind: type[Body]) -> Body:
    """Return a JSON body as `kind`. Raises `HttpRefusal` with 400 or 422."""
    try:
        return msgspec.json.decode(body.removeprefix(codecs.BOM_UTF8) or b"{}", type=kind)
    except msgspec.ValidationError as error:
        if _OUT_OF_RANGE.search(str(error)):
            raise ValueRefused("The command cannot be read: {error}.", error=error) from error
        raise MalformedBody("The command cannot be read: {error}.", error=error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedBody("This is not JSON: {error}.", error=error) from error
