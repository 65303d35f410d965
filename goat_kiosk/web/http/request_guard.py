"""The request guard: checks of every request, and the security headers of every response.

A request must name this kiosk (`allowed_hosts`), and a write that a browser sends must come from a page of this kiosk.
Browsers say where a request comes from: by ``Sec-Fetch-Site`` on secure pages, by ``Origin`` on all. A program says
neither, and has no cookies that another site's page could use.

The headers are set where the response leaves, so no handler can forget them.
"""

from collections.abc import Callable
from http import HTTPStatus

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.typedefs import Handler, Middleware

from goat_kiosk.text.i18n import t
from goat_kiosk.web.http.allowed_hosts import AllowedHosts, host_name
from goat_kiosk.web.http.problem_json import HttpRefusal, problem_response

PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
SERVER_NAME = "GOaT Kiosk"
"""With no version: it would tell a stranger which of its faults to try."""
SECURITY_HEADERS = {"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff"}
"""Of every answer. Few words: a page loads thirty files, and the headers of each are on the air as well."""
PAGE_SECURITY_HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    # Not `no-referrer`: with that a browser says "null" in the Origin of a page's own form
    # (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Of a page; names on it come from strangers' phones, so it allows nothing inline."""
_SAFE_METHODS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})
_OWN_SITES = frozenset({"same-origin", "none"})
"""``none`` is a person who typed the address or chose a bookmark."""
_MAX_NAME_LENGTH = 60


def middleware(names: AllowedHosts, public_url: Callable[[], str]) -> Middleware:
    """Return the middleware that turns away what is not meant for this kiosk; `public_url` returns its own URL."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        hosts = request.headers.getall(hdrs.HOST, [])
        if not _host_allowed(request, hosts, names):
            return _misdirected_response(request, hosts, public_url())
        if request.method not in _SAFE_METHODS and _is_cross_site(request, names):
            raise HttpRefusal(
                HTTPStatus.FORBIDDEN,
                "This was sent by a page of another site. Open the kiosk's own page and try again.",
            )
        return await handler(request)

    return check


async def add_security_headers(request: web.Request, answer: web.StreamResponse) -> None:
    """Give an answer the headers that it has not set itself: a signal of the application."""
    of_its_kind = SECURITY_HEADERS | PAGE_SECURITY_HEADERS if answer.content_type == "text/html" else SECURITY_HEADERS
    for name, value in of_its_kind.items():
        answer.headers.setdefault(name, value)
    if request.path.startswith("/static/"):
        answer.headers.popall(hdrs.SERVER, None)  # on each of thirty files of a page it would say the same
    else:
        answer.headers[hdrs.SERVER] = SERVER_NAME


def _host_allowed(request: web.Request, hosts: list[str], names: AllowedHosts) -> bool:
    """Whether the one ``Host`` is this kiosk; HTTP/1.0 may have none, and no browser speaks that."""
    if not hosts:
        return request.version < HttpVersion11
    return len(hosts) == 1 and names.allows(hosts[0], _local_address(request))


def _local_address(request: web.Request) -> str:
    """Return the address that the request's connection came to."""
    transport = request.transport
    name = transport.get_extra_info("sockname") if transport is not None else None
    return str(name[0]) if name else ""


def _is_cross_site(request: web.Request, names: AllowedHosts) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get(hdrs.ORIGIN)
    if origin is not None and not names.is_own_origin(origin, request.scheme, request.headers.get(hdrs.HOST, "")):
        return True
    return site is not None and site not in _OWN_SITES


def _misdirected_response(request: web.Request, hosts: list[str], url: str) -> web.Response:
    """Say which name is not the kiosk's. As plain text for a person: a page's files would be refused as well."""
    name = host_name(hosts[0])[:_MAX_NAME_LENGTH] if len(hosts) == 1 else ""
    if not name:
        status, sentence = HTTPStatus.BAD_REQUEST, t("The request does not say which host it is for.")
    else:
        status = HTTPStatus.MISDIRECTED_REQUEST
        sentence = t(
            "This kiosk does not go by the name {name}. Open {url} instead. If the name is yours, start the kiosk with "
            "--host-names {name}.",
            name=name,
            url=url or t("its address"),
        )
    if "text/html" in request.headers.get(hdrs.ACCEPT, ""):
        return web.Response(text=f"{sentence}\n", status=status)
    return problem_response(status, sentence)
