"""Cross-origin reads (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol) for the origins in ``--allow-origin``.

A page of an allowed origin may read what everybody may read: GET of the API's routes that need no key, their errors
included. It may write nothing, and no answer is sent with credentials: `request_guard` refuses writes from other sites
whatever is allowed here.
"""

from collections.abc import Iterable
from http import HTTPStatus

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from goat_kiosk.web.http.allowed_hosts import Origin, parse_origin
from goat_kiosk.web.http.routing import ApiRoute

_METHODS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})
_PREFLIGHT = {
    hdrs.ACCESS_CONTROL_ALLOW_METHODS: "GET, HEAD",
    hdrs.ACCESS_CONTROL_ALLOW_HEADERS: "If-None-Match, Last-Event-ID",
    hdrs.ACCESS_CONTROL_MAX_AGE: "600",
    # https://wicg.github.io/private-network-access/: the page is on the internet, the kiosk in the venue's network.
    "Access-Control-Allow-Private-Network": "true",
}
_EXPOSED = "ETag, Link, Retry-After"


class AllowedOrigins:
    """The origins whose pages may read, and the routes that they may read."""

    def __init__(self) -> None:
        self._origins: frozenset[Origin] = frozenset()
        self._paths: frozenset[str] = frozenset()

    def configure(self, origins: Iterable[str]) -> None:
        """Allow these origins, such as ``https://scores.example.org``."""
        self._origins = frozenset(origin for text in origins if (origin := parse_origin(text)) is not None)

    def publish(self, routes: Iterable[ApiRoute]) -> None:
        """Let allowed origins read those of `routes` that need no key."""
        public = (route for route in routes if route.method == hdrs.METH_GET and route.key == "none")
        self._paths = frozenset(web.DynamicResource(route.path).canonical for route in public)

    @property
    def is_configured(self) -> bool:
        """Whether any origin is allowed."""
        return bool(self._origins)

    def headers(self, origin: str | None) -> dict[str, str]:
        """Return the headers that let a page of `origin`, an ``Origin`` header, read a response; none if it may not."""
        if origin is None or parse_origin(origin) not in self._origins:
            return {}
        return {hdrs.ACCESS_CONTROL_ALLOW_ORIGIN: origin, hdrs.ACCESS_CONTROL_EXPOSE_HEADERS: _EXPOSED}

    def may_read(self, match: web.UrlMappingMatchInfo) -> bool:
        """Whether a matched route is public."""
        resource = match.route.resource
        return resource is not None and resource.canonical in self._paths

    async def add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        """Add the headers to a response to a public read. An aiohttp signal."""
        if self.is_configured and self.may_read(request.match_info):
            response.headers.add(hdrs.VARY, hdrs.ORIGIN)
            if request.method in _METHODS:
                response.headers.update(self.headers(request.headers.get(hdrs.ORIGIN)))


def middleware(origins: AllowedOrigins) -> Middleware:
    """Return the middleware that answers preflights: a browser asks whether a page may send the request."""

    @web.middleware
    async def answer_preflight(request: web.Request, handler: Handler) -> web.StreamResponse:
        requested = request.headers.get(hdrs.ACCESS_CONTROL_REQUEST_METHOD)
        headers = origins.headers(request.headers.get(hdrs.ORIGIN))
        if request.method != hdrs.METH_OPTIONS or requested not in _METHODS or not headers:
            return await handler(request)
        if not origins.may_read(await request.app.router.resolve(request.clone(method=hdrs.METH_GET))):
            return await handler(request)
        return web.Response(status=HTTPStatus.NO_CONTENT, headers={hdrs.VARY: hdrs.ORIGIN, **headers, **_PREFLIGHT})

    return answer_preflight
