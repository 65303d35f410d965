"""API routes that describe themselves: the key they need, their body, their response and their errors.

A route declares these where its handler is registered, so nothing can be served undocumented; `openapi` generates the
document from them. Implied errors need no declaration: a route that needs a key can return 401, one that reads a body
415. Pages are plain aiohttp routes: they are for people and are not part of the API.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, NamedTuple

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from goat_kiosk.web.http.conditional import conditional

GAME_ID = r"{id:[0-9]{1,10}}"
"""The number of a game in the pattern of a path."""
API_GAME = f"/api/games/{GAME_ID}"
"""The path of a game in the API."""
TOURNAMENT_ID = r"{t:[0-9]{1,10}}"
"""The number of a tournament in the pattern of a path."""

RequiredKey = Literal["none", "optional", "scorer", "venue"]
"""The key that a route needs: none; none, but a scorer's key changes the result; a paired phone's or the venue's; the
venue's."""

_COMMON_ERRORS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Of every route: the request guard or the rate limit may refuse it, and the desk or its disk may not respond."""
_KEY_ERRORS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
_BODY_ERRORS = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}
_EVENT_ERRORS = {HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.UNPROCESSABLE_ENTITY}


class Media(NamedTuple):
    """A response that is not JSON."""

    content_type: str
    description: str
    alternatives: tuple[str, ...] = ()
    """Other content types that the response may have."""


@dataclass(frozen=True, kw_only=True)
class ApiRoute(web.AbstractRouteDef):
    """One method of one path; aiohttp registers it like a route of its own."""

    method: str
    path: str
    handler: Handler
    response: Any
    """The type of the JSON response, a `Media`, or None for a response without a body."""
    body: type | None = None
    """The type of the request's JSON body."""
    query: type | None = None
    """A struct with a field for each query parameter."""
    other_response: type | None = None
    """Another type that its JSON response can have, such as to ``?preview=true``."""
    key: RequiredKey = "none"
    changes_game: bool = False
    """Whether it accepts ``Idempotency-Key`` and ``If-Match``, and can be refused by the rules of the game."""
    statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,)
    """Those with the response; one that is in `error_statuses` too can have either body."""
    extra_errors: tuple[HTTPStatus, ...] = ()
    """Error statuses that the other fields do not imply."""
    summary: str = ""
    operation: str = ""
    """The name of its function in generated clients; without one, the handler's."""
    tag: str = "games"
    """The group of calls to which it belongs."""
    example: Any = None
    """A body that works."""
    file_examples: dict[str, str] = field(default_factory=dict)
    """Content types of a body that is a file instead of JSON, each with a file that works."""
    headers: dict[str, str] = field(default_factory=dict)
    """What each further header of the response says, by its name."""

    @property
    def operation_id(self) -> str:
        """The name of its function in generated clients."""
        return self.operation or self.handler.__name__

    @property
    def is_conditional(self) -> bool:
        """Whether it is a read whose responses have an ``ETag``."""
        return self.method == hdrs.METH_GET and not isinstance(self.response, Media)

    @property
    def description(self) -> str:
        """What the route does, in one line."""
        return self.summary or (self.handler.__doc__ or "").strip().partition("\n")[0]

    @property
    def error_statuses(self) -> list[HTTPStatus]:
        """Every error status that it can return, in order."""
        statuses = {*_COMMON_ERRORS, *self.extra_errors}
        statuses |= {HTTPStatus.NOT_FOUND} if "{" in self.path else set()
        statuses |= {HTTPStatus.UNPROCESSABLE_ENTITY} if self.query else set()
        statuses |= _KEY_ERRORS if self.key in {"scorer", "venue"} else set()
        statuses |= _BODY_ERRORS if self.body else set()
        statuses |= _EVENT_ERRORS if self.changes_game else set()
        return sorted(statuses)

    def register(self, router: web.UrlDispatcher) -> list[web.AbstractRoute]:
        """Add the route to the router; GET also serves HEAD, except for a stream, which never ends."""
        if self.is_conditional:
            return [router.add_get(self.path, conditional(self.handler))]
        if self.method == hdrs.METH_GET and self.response is not EVENT_STREAM:
            return [router.add_get(self.path, self.handler)]
        return [router.add_route(self.method, self.path, self.handler)]


EVENT_STREAM = Media("text/event-stream", "The newest state at once, then every event; see “Streams” in the protocol.")


def get(path: str, handler: Handler, response: Any, **more: Any) -> ApiRoute:
    """Return a GET route; `more` are fields of `ApiRoute`."""
    return ApiRoute(method=hdrs.METH_GET, path=path, handler=handler, response=response, **more)


def post(path: str, handler: Handler, response: Any, body: type, **more: Any) -> ApiRoute:
    """Return a POST route."""
    return ApiRoute(method=hdrs.METH_POST, path=path, handler=handler, response=response, body=body, **more)


def put(path: str, handler: Handler, response: Any, body: type, **more: Any) -> ApiRoute:
    """Return a PUT route."""
    return ApiRoute(method=hdrs.METH_PUT, path=path, handler=handler, response=response, body=body, **more)


def delete(path: str, handler: Handler, response: Any, body: type, **more: Any) -> ApiRoute:
    """Return a DELETE route."""
    return ApiRoute(method=hdrs.METH_DELETE, path=path, handler=handler, response=response, body=body, **more)


def game_id_of(request: web.Request) -> int:
    """Return the number of the game in the path."""
    return int(request.match_info["id"])


def tournament_id_of(request: web.Request) -> int:
    """Return the number of the tournament in the path."""
    return int(request.match_info["t"])


def api_routes(routes: Iterable[web.AbstractRouteDef]) -> list[ApiRoute]:
    """Return the routes that belong to the API."""
    return [route for route in routes if isinstance(route, ApiRoute)]
