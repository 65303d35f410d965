"""A route of the API with what it says of itself: who may call it, what it takes, what it answers, how it refuses.

Said where the handler is registered, so that nothing can be served without being described; `openapi` makes the
document of it. What follows from one part is not said twice: a route that needs a key can answer 401, one that reads a
body 415. Pages are plain routes of aiohttp: they are for people, and promise programs nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal, NamedTuple

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

GAME_ID = r"{id:[0-9]{1,10}}"
"""A game's number in a path."""

RequiredKey = Literal["none", "welcome", "scorer", "venue"]
"""Who may call: anybody; anybody, and a scorer's key changes the answer; a paired phone or the venue; the venue."""

_COMMON_ERRORS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Whatever is asked for: the gate refuses another's name or page and a flood; the desk or its disk may not answer."""
_KEY_ERRORS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
_BODY_ERRORS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
_EVENT_ERRORS = {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.UNPROCESSABLE_ENTITY}


class Media(NamedTuple):
    """An answer that is no JSON."""

    content_type: str
    description: str


@dataclass(frozen=True, kw_only=True)
class ApiRoute(web.AbstractRouteDef):
    """One method of one path."""

    method: str
    path: str
    handler: Handler
    response: Any
    """The type that is answered as JSON, a `Media`, or None for an answer without a body."""
    body: type | None = None
    """The type that the request's JSON is read as."""
    query: type | None = None
    """A struct with a field for each parameter behind the question mark."""
    key: RequiredKey = "none"
    changes_game: bool = False
    """Whether it changes a game: takes ``Idempotency-Key`` and ``If-Match``, and can be against the rules."""
    statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,)
    """Those with the answer; one that is a refusal as well can have either."""
    extra_errors: tuple[HTTPStatus, ...] = ()
    """What it can be refused with beside what follows from all this."""
    summary: str = ""

    @property
    def description(self) -> str:
        """What it does, in one line."""
        return self.summary or (self.handler.__doc__ or "").strip().partition("\n")[0]

    @property
    def error_statuses(self) -> list[HTTPStatus]:
        """Every status it can be refused with."""
        found = {*_COMMON_ERRORS, *self.extra_errors}
        found |= {HTTPStatus.NOT_FOUND} if "{" in self.path else set()
        found |= _KEY_ERRORS if self.key in {"scorer", "venue"} else set()
        found |= _BODY_ERRORS if self.body else set()
        found |= _EVENT_ERRORS if self.changes_game else set()
        return sorted(found)

    def register(self, router: web.UrlDispatcher) -> list[web.AbstractRoute]:
        """Have the router answer it: what is read also by its head, but for a stream, which has no end."""
        if self.method == hdrs.METH_GET and self.response is not EVENT_STREAM:
            return [router.add_get(self.path, self.handler)]
        return [router.add_route(self.method, self.path, self.handler)]


EVENT_STREAM = Media("text/event-stream", "The newest state at once, then every event; see “Streams” in the protocol.")


def get(path: str, handler: Handler, answer: Any, **more: Any) -> ApiRoute:
    """Return an operation that changes nothing; `more` are fields of `Operation`."""
    return ApiRoute(method=hdrs.METH_GET, path=path, handler=handler, response=answer, **more)


def post(path: str, handler: Handler, answer: Any, body: type, **more: Any) -> ApiRoute:
    """Return an operation that makes or does something."""
    return ApiRoute(method=hdrs.METH_POST, path=path, handler=handler, response=answer, body=body, **more)


def put(path: str, handler: Handler, answer: Any, body: type, **more: Any) -> ApiRoute:
    """Return an operation that changes something."""
    return ApiRoute(method=hdrs.METH_PUT, path=path, handler=handler, response=answer, body=body, **more)


def delete(path: str, handler: Handler, answer: Any, body: type, **more: Any) -> ApiRoute:
    """Return an operation that takes something away."""
    return ApiRoute(method=hdrs.METH_DELETE, path=path, handler=handler, response=answer, body=body, **more)


def api_routes(routes: Iterable[web.AbstractRouteDef]) -> list[ApiRoute]:
    """Return those of `routes` that are the API's."""
    return [route for route in routes if isinstance(route, ApiRoute)]
