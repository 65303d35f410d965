"""Error responses: each `KioskError` becomes a status and its sentence, as JSON for programs and a page for people.

The JSON is ``application/problem+json`` (RFC 9457). A bug becomes 500 without details, and is logged here with its
traceback.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from goat_kiosk.errors import (
    DeskTimeout,
    InvalidValue,
    KioskError,
    NotAllowed,
    NotFound,
    NotInGame,
    NotSaved,
    OwnedElsewhere,
    RuleViolation,
    StaleView,
    Unavailable,
)
from goat_kiosk.text.i18n import mark_for_translation, t, translate_error

ErrorPage = Callable[[int, str], web.Response]

PROBLEM = "application/problem+json"

_log = logging.getLogger(__name__)


class Problem(msgspec.Struct, frozen=True):
    """A problem (RFC 9457); `detail` is the sentence of the error."""

    title: str
    status: int
    detail: str
    type: Literal["about:blank"] = "about:blank"


class HttpRefusal(KioskError):
    """A request refused by the HTTP layer: for its key, its body, its media type or its rate."""

    def __init__(
        self, status: HTTPStatus, template: str, headers: dict[str, str] | None = None, /, **values: object
    ) -> None:
        super().__init__(template, **values)
        self.status = status
        self.headers = headers or {}


_STATUS_BY_ERROR: list[tuple[type[KioskError], HTTPStatus]] = [
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotInGame, HTTPStatus.NOT_FOUND),
    (RuleViolation, HTTPStatus.CONFLICT),
    (OwnedElsewhere, HTTPStatus.CONFLICT),
    (StaleView, HTTPStatus.PRECONDITION_FAILED),
    (InvalidValue, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotSaved, HTTPStatus.SERVICE_UNAVAILABLE),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (DeskTimeout, HTTPStatus.SERVICE_UNAVAILABLE),
]

_MESSAGES = {
    HTTPStatus.NOT_FOUND: mark_for_translation("There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: mark_for_translation("This address does not take that method."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: mark_for_translation("The request is too large: a command has at most 64 KB."),
}
_FORWARDED_HEADERS = ("Allow", "Location", "Retry-After", "WWW-Authenticate")
_PAGE_METHODS = frozenset({"GET", "HEAD"})
"""Methods whose errors a browser shows as a page; HEAD returns the same headers as GET."""
BUG_MESSAGE = mark_for_translation("Something went wrong in the kiosk. The score is safe; try again.")


def status_of(error: KioskError) -> HTTPStatus:
    """Return the HTTP status of `error`."""
    if isinstance(error, HttpRefusal):
        return error.status
    return next(
        (status for kind, status in _STATUS_BY_ERROR if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR
    )


def problem_response(status: HTTPStatus, sentence: str, headers: dict[str, str] | None = None) -> web.Response:
    """Return an RFC 9457 problem."""
    body = msgspec.json.encode(Problem(status.phrase, status.value, sentence))
    return web.Response(body=body, status=status, headers=headers, content_type=PROBLEM)


def middleware(page: ErrorPage) -> Middleware:
    """Return the middleware that turns errors into responses; `page` renders one for people."""

    @web.middleware
    async def respond_to_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except KioskError as error:
            status = status_of(error)
            # A refusal is counted, not logged: a venue that reconnects would fill the log.
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, HttpRefusal):
                _log.warning("%s %s: %s", request.method, request.path, error.sentence)
            headers = error.headers if isinstance(error, HttpRefusal) else None
            return _error_response(request, page, status, translate_error(error), headers)
        except web.RequestPayloadError:
            return _error_response(
                request, page, HTTPStatus.BAD_REQUEST, t("The body of the request cannot be read."), None
            )
        except web.HTTPException as error:
            status = HTTPStatus(error.status)
            return _error_response(
                request, page, status, t(_MESSAGES.get(status, status.description)), _forwarded_headers(error)
            )
        except Exception:  # noqa: BLE001  the boundary: a bug is logged, and the client gets 500
            _log.exception("A bug while responding to %s %s", request.method, request.path)
            return _error_response(request, page, HTTPStatus.INTERNAL_SERVER_ERROR, t(BUG_MESSAGE), None)

    return respond_to_errors


def _forwarded_headers(error: web.HTTPException) -> dict[str, str]:
    return {name: error.headers[name] for name in _FORWARDED_HEADERS if name in error.headers}


def _error_response(
    request: web.Request, page: ErrorPage, status: HTTPStatus, sentence: str, headers: dict[str, str] | None
) -> web.Response:
    if request.method in _PAGE_METHODS and "text/html" in request.headers.get("Accept", ""):
        response = page(status, sentence)
        response.headers.update(headers or {})
        return response
    return problem_response(status, sentence, headers)
