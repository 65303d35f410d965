"""Error responses: each `KioskError` becomes a status and its sentence, as JSON for programs and a page for people.

The JSON is ``application/problem+json`` (RFC 9457). A bug becomes 500 without details, and is logged here with its
traceback.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Literal, NamedTuple

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
    NotInTournament,
    NotSaved,
    OwnedElsewhere,
    RuleViolation,
    StaleView,
    Unavailable,
)
from goat_kiosk.text.i18n import mark_for_translation, t, translate_error
from goat_kiosk.web.http.refusals import HttpRefusal

ErrorPage = Callable[[int, str], web.Response]

PROBLEM = "application/problem+json"

_log = logging.getLogger(__name__)


class Problem(msgspec.Struct, frozen=True):
    """A refusal (RFC 9457)."""

    title: str
    """The name of the status."""
    status: int
    """The HTTP status."""
    detail: str
    """What happened and what to do, a sentence for people, in the reader's language."""
    code: str
    """What happened, for programs: one of the codes in docs/protocol.md, which only grow."""
    type: Literal["about:blank"] = "about:blank"
    """Always this: `code` says more than a URI would."""


_STATUS_BY_ERROR: list[tuple[type[KioskError], HTTPStatus]] = [
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotInGame, HTTPStatus.NOT_FOUND),
    (NotInTournament, HTTPStatus.NOT_FOUND),
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
_CODES = {
    HTTPStatus.BAD_REQUEST: "malformed-request",
    HTTPStatus.NOT_FOUND: NotFound.code,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body-too-large",
    HTTPStatus.MISDIRECTED_REQUEST: "unknown-host",
    HTTPStatus.INTERNAL_SERVER_ERROR: "bug",
}
"""Of the statuses whose phrase is not the code."""
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


def code_of(status: HTTPStatus) -> str:
    """Return the code of a refusal that no `KioskError` describes."""
    return _CODES.get(status, status.phrase.lower().replace(" ", "-"))


def problem_response(
    status: HTTPStatus, sentence: str, headers: dict[str, str] | None = None, code: str = ""
) -> web.Response:
    """Return an RFC 9457 problem; without `code`, with that of the status."""
    body = msgspec.json.encode(Problem(status.phrase, status.value, sentence, code or code_of(status)))
    return web.Response(body=body, status=status, headers=headers, content_type=PROBLEM)


def middleware(page: ErrorPage) -> Middleware:
    """Return the middleware that turns errors into responses; `page` renders one for people."""

    @web.middleware
    async def respond_to_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except KioskError as error:
            failure = _failure(error)
            # A refusal is counted, not logged: a venue that reconnects would fill the log.
            if failure.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, HttpRefusal):
                _log.warning("%s %s: %s", request.method, request.path, error.sentence)
        except web.RequestPayloadError:
            failure = _Failure(HTTPStatus.BAD_REQUEST, t("The body of the request cannot be read."))
        except web.HTTPException as error:
            status = HTTPStatus(error.status)
            failure = _Failure(status, t(_MESSAGES.get(status, status.description)), _forwarded_headers(error))
        except Exception:  # noqa: BLE001  the boundary: a bug is logged, and the client gets 500
            _log.exception("A bug while responding to %s %s", request.method, request.path)
            failure = _Failure(HTTPStatus.INTERNAL_SERVER_ERROR, t(BUG_MESSAGE))
        return _error_response(request, page, failure)

    return respond_to_errors


def _forwarded_headers(error: web.HTTPException) -> dict[str, str]:
    return {name: error.headers[name] for name in _FORWARDED_HEADERS if name in error.headers}


class _Failure(NamedTuple):
    status: HTTPStatus
    sentence: str
    headers: dict[str, str] | None = None
    code: str = ""


def _failure(error: KioskError) -> _Failure:
    headers = error.headers if isinstance(error, HttpRefusal) else None
    return _Failure(status_of(error), translate_error(error), headers, error.code)


def _error_response(request: web.Request, page: ErrorPage, failure: _Failure) -> web.Response:
    if request.method in _PAGE_METHODS and "text/html" in request.headers.get("Accept", ""):
        response = page(failure.status, failure.sentence)
        response.headers.update(failure.headers or {})
        return response
    return problem_response(*failure)
