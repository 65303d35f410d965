"""Request guard: checks of every request, and the security headers of every response.

A request must name this kiosk (`allowed_hosts`), and a write that a browser sends must come from a page of this kiosk.
Browsers send its origin: in ``Sec-Fetch-Site`` on secure pages, in ``Origin`` on all. A program sends neither, and has
no cookies that a page of another site could use.

A signal sets the headers on every response, so no handler can forget them.
"""

from collections.abc import Callable
from http import HTTPStatus

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.typedefs import Handler, Middleware

from goat_kiosk.text.i18n import t
from goat_kiosk.web.http.allowed_hosts import AllowedHosts, host_name
from goat_kiosk.web.http.problem_json import problem_response
from goat_kiosk.web.http.refusals import CrossSite

PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
SERVER_NAME = "GOaT Kiosk"
"""Without a version, which would help an attacker choose an exploit."""
SECURITY_HEADERS = {"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff"}
"""Of every response; short, because a page loads thirty files, each with these headers."""
PAGE_SECURITY_HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    # Not `no-referrer`: with it a browser sends "null" as the Origin of a page's own form
    # (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Of a page. It shows names typed on strangers' phones, so it allows no inline script or style."""


def page_policy(images: str = "", fonts: str = "") -> str:
    """Return the policy of a page that also shows an image and a font of these origins, as ``https://example.org``."""
    more_images = (
        PAGE_POLICY.replace("img-src 'self' data:", f"img-src 'self' data: {images}") if images else PAGE_POLICY
    )
    return f"{more_images}; font-src 'self' {fonts}" if fonts else more_images


_SAFE_METHODS = frozenset({hdrs.METH_GET, hdrs.METH_HEAD, hdrs.METH_OPTIONS})
_OWN_FETCH_SITES = frozenset({"same-origin", "none"})
"""``none`` means that a person typed the URL or chose a bookmark."""
_MAX_NAME_LENGTH = 60
_PREFIX = "X-Forwarded-Prefix"
"""The path that a proxy has taken off, as Traefik and Spring name it."""


def middleware(names: AllowedHosts, public_url: Callable[[], str]) -> Middleware:
    """Return the middleware that refuses requests to other hosts and from other sites; `public_url` returns ours."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        hosts = request.headers.getall(hdrs.HOST, [])
        if not await _host_allowed(request, hosts, names):
            return _misdirected_response(request, hosts, public_url())
        if (prefix := request.headers.get(_PREFIX, "").strip("/")) and _wants_page(request):
            return _prefixed_response(prefix[:_MAX_NAME_LENGTH])
        if request.method not in _SAFE_METHODS and _is_cross_site(request, names):
            raise CrossSite(
                "This was sent by a page of another site. Open the kiosk's own page and try again.",
            )
        return await handler(request)

    return check


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers that the handler has not set. An aiohttp signal."""
    headers = SECURITY_HEADERS | PAGE_SECURITY_HEADERS if response.content_type == "text/html" else SECURITY_HEADERS
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/static/"):
        response.headers.popall(hdrs.SERVER, None)  # a page loads thirty of these files
    else:
        response.headers[hdrs.SERVER] = SERVER_NAME


async def _host_allowed(request: web.Request, hosts: list[str], names: AllowedHosts) -> bool:
    """Whether there is one ``Host``, and it is allowed; HTTP/1.0, which no browser uses, may have none."""
    if not hosts:
        return request.version < HttpVersion11
    if len(hosts) != 1:
        return False
    local_address = _local_address(request)
    return names.allows(hosts[0], local_address) or await names.is_named(hosts[0], local_address)


def _local_address(request: web.Request) -> str:
    """Return the local address of the request's connection."""
    transport = request.transport
    name = transport.get_extra_info("sockname") if transport is not None else None
    return str(name[0]) if name else ""


def _is_cross_site(request: web.Request, names: AllowedHosts) -> bool:
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get(hdrs.ORIGIN)
    if origin is not None and not names.is_own_origin(origin, request.scheme, request.headers.get(hdrs.HOST, "")):
        return True
    return site is not None and site not in _OWN_FETCH_SITES


def _wants_page(request: web.Request) -> bool:
    return "text/html" in request.headers.get(hdrs.ACCEPT, "")


def _prefixed_response(prefix: str) -> web.Response:
    """Return a response for a page below a path of a proxy: it would find none of its files and streams."""
    sentence = t(
        "The proxy has put this kiosk below the path /{prefix}, where its pages do not work. Give it a name or a port "
        "of its own.",
        prefix=prefix,
    )
    return web.Response(text=f"{sentence}\n", status=HTTPStatus.NOT_FOUND)


def _misdirected_response(request: web.Request, hosts: list[str], url: str) -> web.Response:
    """Return a response that names the wrong host; as plain text, since the files of a page would be refused too."""
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
    if _wants_page(request):
        return web.Response(text=f"{sentence}\n", status=status)
    return problem_response(status, sentence)
