"""Request guard on the real server: host names, cross-site requests, security headers and malformed paths."""

import asyncio
import re
import socket
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser

from goat_kiosk.web.http import reverse_lookup
from goat_kiosk.web.http.allowed_hosts import AllowedHosts
from goat_kiosk.web.http.request_guard import PAGE_SECURITY_HEADERS, SECURITY_HEADERS, SERVER_NAME
from goat_kiosk.web.http.reverse_lookup import ReverseLookup
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import KEY, Kiosk, running
from tests.web.raw import get, send

pytestmark = pytest.mark.asyncio(loop_scope="session")

MACHINE = socket.gethostname().lower().partition(".")[0]
MARK = "nobody-may-read-this"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kiosk]:
    folder = tmp_path_factory.mktemp("gate")
    (folder / "scorer.key").write_text(MARK)
    async with running(folder) as kiosk:
        kiosk.server.allow_hosts(["Scores.Example.org", "203.0.113.9"])
        await kiosk.new_game()
        yield kiosk


def routes(kiosk: Kiosk) -> list[tuple[str, str]]:
    """Return the method and the path of every route, with an existing game in place of its parameter."""
    (game_id,) = kiosk.scorekeeper.game_ids()
    method_paths = []
    for route in kiosk.server._runner.app.router.routes():
        assert route.resource is not None
        path = route.resource.canonical.replace("{id}", str(game_id)).replace("{n}", "1").replace("{name}", "x.css")
        method_paths.append((route.method, path.replace("{fingerprint}", "0" * 16)))
    return method_paths


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LocalHost:9", "127.0.0.1", "127.0.0.1:8080", "[::1]:8080", "localhost."),
        *(MACHINE, f"{MACHINE}.local", f"{MACHINE.upper()}.lan:80", f"{MACHINE}.home.arpa"),
        *("scores.example.org", "SCORES.example.org.:443", "203.0.113.9:80"),
    ],
)
async def test_the_kiosk_answers_to_its_names_and_addresses(kiosk: Kiosk, host: str) -> None:
    assert (await send(kiosk.port, get("/healthz", host))).status == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8080", "192.0.2.77"),
        *(f"{MACHINE}.evil.example", "example.org", "a.scores.example.org", "[2001:db8::1]", "2130706433", "0x7f.1"),
    ],
)
async def test_a_foreign_host_name_is_refused_on_every_route(kiosk: Kiosk, host: str) -> None:
    """DNS rebinding: a page of another site whose host name resolves to this kiosk."""
    for path in ("/", "/healthz", "/metrics", "/api/games", "/venue/events", "/static/kiosk.css", "/nothing"):
        answer = await send(kiosk.port, get(path, host))
        assert answer.status == 421, path
        assert b"does not go by the name" in answer.body


async def test_every_route_checks_the_host_name_first(kiosk: Kiosk) -> None:
    before = kiosk.scorekeeper.snapshot(kiosk.scorekeeper.game_ids()[0]).state
    for method, path in routes(kiosk):
        request = get(path, "evil.example", f"Authorization: Bearer {KEY}", method=method)
        assert (await send(kiosk.port, request)).status == 421, (method, path)
    assert kiosk.scorekeeper.snapshot(kiosk.scorekeeper.game_ids()[0]).state == before


@pytest.mark.parametrize("host", [None, "", "a b", "localhost, evil.example", "local@host", "[::1", "localhost/x"])
async def test_an_invalid_host_header_is_a_bad_request(kiosk: Kiosk, host: str | None) -> None:
    assert (await send(kiosk.port, get("/healthz", host))).status == 400


async def test_two_hosts_and_a_host_in_the_target_are_refused(kiosk: Kiosk) -> None:
    two = await send(kiosk.port, get("/healthz", "localhost", "Host: evil.example"))
    assert two.status == 400
    absolute = await send(kiosk.port, get("http://evil.example/healthz", "evil.example"))
    assert absolute.status == 421


async def test_the_refusal_of_a_host_name_tells_the_owner_what_to_do(kiosk: Kiosk) -> None:
    kiosk.server.set_public_url("http://192.168.1.20:8080")
    advice = "This kiosk does not go by the name scores.hall. Open http://192.168.1.20:8080 instead."
    page = await send(kiosk.port, get("/", "scores.hall", "Accept: text/html"))
    assert page.headers["content-type"].startswith("text/plain")
    assert page.body.decode().startswith(
        f"{advice} If the name is yours, start the kiosk with --host-names scores.hall."
    )
    spanish = await send(kiosk.port, get("/", "scores.hall", "Accept: text/html", "Accept-Language: es"))
    assert spanish.body.decode().startswith("Este kiosco no se llama scores.hall.")
    program = await send(kiosk.port, get("/", "scores.hall"))
    assert (program.headers["content-type"], advice.encode() in program.body) == ("application/problem+json", True)


SITES = {
    "another site": (["Origin: http://evil.example"], 403),
    "another port of a name that the owner has set": (["Origin: https://scores.example.org:8443"], 403),
    "another scheme": (["Origin: https://localhost"], 403),
    "another site that names us as well": (["Origin: http://evil.example", "Sec-Fetch-Site: same-origin"], 403),
    "no origin that can be read": (["Origin: http://["], 403),
    "no origin of a page": (["Origin: localhost"], 403),
    "a file on the same machine": (["Origin: file://"], 403),
    "a page of nowhere": (["Origin: null"], 403),
    "another port": (["Origin: http://localhost:1"], 403),
    "another site, told by the browser": (["Sec-Fetch-Site: cross-site"], 403),
    "a neighbour of the same site": (["Sec-Fetch-Site: same-site"], 403),
    "a name that begins alike": (["Origin: http://localhost.evil.example"], 403),
    "no origin at all": (["Origin: "], 403),
    "its own page": (["Origin: http://localhost", "Sec-Fetch-Site: same-origin"], 200),
    "its own page, the port spelled out": (["Origin: http://localhost:80"], 200),
    "its own page behind a proxy": (["Origin: https://scores.example.org"], 200),
    "a program": ([], 200),
}


@pytest.mark.parametrize(("headers", "status"), SITES.values(), ids=SITES.keys())
async def test_only_same_origin_requests_may_write(kiosk: Kiosk, headers: list[str], status: int) -> None:
    (game_id,) = kiosk.scorekeeper.game_ids()
    body = ["Content-Type: application/json", f"Authorization: Bearer {KEY}", "Content-Length: 2"]
    before = len(kiosk.scorekeeper.events(game_id))
    request = get(f"/api/games/{game_id}/start", "localhost", *headers, *body, method="POST") + b"{}"
    answer = await send(kiosk.port, request)
    assert answer.status == status, answer.body
    if status == 200:
        undo = get(f"/api/games/{game_id}/undo", "localhost", *body, method="POST") + b"{}"
        assert (await send(kiosk.port, undo)).status == 200
    else:
        assert len(kiosk.scorekeeper.events(game_id)) == before
        assert b"page of another site" in answer.body
    assert (await send(kiosk.port, get("/healthz", "localhost", *headers))).status == 200


async def test_every_route_that_writes_refuses_another_site(kiosk: Kiosk) -> None:
    writes = [(method, path) for method, path in routes(kiosk) if method not in {"GET", "HEAD"}]
    assert len(writes) > 30
    for method, path in writes:
        answer = await send(kiosk.port, get(path, "localhost", "Origin: http://evil.example", method=method))
        assert (answer.status, b"page of another site" in answer.body) == (403, True), (method, path)


async def test_a_form_of_a_page_still_works_in_a_browser_without_script(kiosk: Kiosk, browser: Browser) -> None:
    """A browser says "null" in the Origin of a form when the page's referrer policy is `no-referrer`."""
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{kiosk.url}/game/{kiosk.scorekeeper.game_ids()[0]}")
    await page.get_by_role("button", name="Español").click()
    assert 'lang="es"' in await page.content()
    await context.close()


async def test_another_site_cannot_make_a_browser_write(kiosk: Kiosk, browser: Browser) -> None:
    """A page of another origin in a real browser: by a form, and by a script that needs no permission."""
    game = f"{kiosk.url}/game/{kiosk.scorekeeper.game_ids()[0]}/join"

    async def serve(_: web.Request) -> web.Response:
        form = f'<form method="post" action="{game}"><input name="name" value="Eve"><input name="team" value="1">'
        return web.Response(text=f"{form}<button>Win a prize</button></form>", content_type="text/html")

    application = web.Application()
    application.router.add_get("/", serve)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await page.evaluate("url => fetch(url, { method: 'POST', mode: 'no-cors', body: 'name=Mallory&team=1' })", game)
    async with page.expect_response(game) as answered:
        await page.get_by_role("button").click()
    assert (await answered.value).status == 403
    players = (await kiosk.call("GET", f"/api/games/{kiosk.scorekeeper.game_ids()[0]}"))[1]["team1"]["players"]
    assert [player["name"] for player in players] == ["Ann"]
    await context.close()
    await runner.cleanup()


async def head(kiosk: Kiosk, method: str, path: str) -> dict[str, str]:
    """Return the headers of the response, without waiting for the end of a stream."""
    reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
    writer.write(get(path, "localhost", "Accept: text/html", method=method))
    head_bytes = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), TIMEOUT_S)
    writer.close()
    lines = (line.partition(": ") for line in head_bytes.decode("latin-1").split("\r\n")[1:])
    return {name: value for name, _, value in lines}


async def test_every_response_has_the_security_headers(kiosk: Kiosk) -> None:
    requests = [*routes(kiosk), ("GET", "/nothing"), ("PATCH", "/"), ("GET", "/game/4000000000")]
    for method, path in requests:
        headers = await head(kiosk, method, path)
        html = headers.get("Content-Type", "").startswith("text/html")
        policy = headers["Content-Security-Policy"]
        assert policy.startswith(("default-src 'self'", "default-src 'none'")), (method, path)
        assert "unsafe-eval" not in policy, (method, path)
        assert headers["X-Content-Type-Options"] == "nosniff", (method, path)
        assert "aiohttp" not in headers.get("Server", ""), (method, path)
        if html:
            assert {name: headers[name] for name in PAGE_SECURITY_HEADERS} == PAGE_SECURITY_HEADERS, path


async def test_garbage_is_answered_with_the_security_headers_and_not_echoed(kiosk: Kiosk) -> None:
    for garbage in (
        b"\x16\x03\x01\x02\x00\x01<script>\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"<script>alert(1)\r\n\r\n",
    ):
        answer = await send(kiosk.port, garbage)
        assert (answer.status, b"script" in answer.body) == (400, False)
        assert answer.headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]
        assert (answer.headers["x-content-type-options"], answer.headers["server"]) == ("nosniff", SERVER_NAME)


LIMITS = {
    "a long request line": get("/" + "a" * 9_000),
    "a long header": get("/", "localhost", "X: " + "a" * 9_000),
    "many headers": get("/", "localhost", *(f"X-{n}: 1" for n in range(200))),
    "a body announced too large": get("/api/pair", "localhost", "Content-Length: 99999999", method="POST"),
    "a chunk of no length": get("/api/pair", "localhost", "Transfer-Encoding: chunked", method="POST") + b"zz\r\n",
    "both lengths": get("/api/pair", "localhost", "Content-Length: 1", "Transfer-Encoding: chunked", method="POST"),
}


@pytest.mark.parametrize("request_bytes", LIMITS.values(), ids=LIMITS.keys())
async def test_a_request_that_is_too_large_is_refused(kiosk: Kiosk, request_bytes: bytes) -> None:
    assert (await send(kiosk.port, request_bytes)).status in {400, 404, 413}


@pytest.mark.parametrize("body", [b"[" * 60_000, b'{"a":' * 10_000, b'{"code":' + b"[" * 30_000])
async def test_deeply_nested_json_is_not_an_internal_error(kiosk: Kiosk, body: bytes) -> None:
    lines = ("Content-Type: application/json", f"Content-Length: {len(body)}")
    assert (await send(kiosk.port, get("/api/pair", "localhost", *lines, method="POST") + body)).status == 400


async def test_there_is_no_websocket(kiosk: Kiosk) -> None:
    upgrade = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
    request = get("/", "localhost", *upgrade).replace(b"Connection: close", b"Connection: Upgrade")
    reader, writer = await asyncio.open_connection("127.0.0.1", kiosk.port)
    writer.write(request)
    first = await asyncio.wait_for(reader.readline(), TIMEOUT_S)
    writer.close()
    assert first.split()[1] == b"200"


STEPS = ["..", "%2e%2e", "%252e%252e", "..%2f..", "..\\..", "%5c..%5c..", "..%00", "....//", "..;", "%c0%ae%c0%ae"]
FILES = ["scorer.key", "events.db", "etc/passwd"]


async def test_no_path_escapes_the_static_folder(kiosk: Kiosk) -> None:
    for step in STEPS:
        for below in ("/static/", "/static/0123456789abcdef/", "/sponsors/", "/"):
            for file in FILES:
                for path in (f"{below}{step}/{file}", f"{below}{step}/{step}/{step}/{step}/{file}", f"{below}{file}"):
                    answer = await send(kiosk.port, get(path))
                    assert answer.status in {400, 404, 405}, path
                    assert MARK.encode() not in answer.body
                    assert b"root:" not in answer.body


async def test_no_folder_is_listed(kiosk: Kiosk) -> None:
    for folder in (
        "/static",
        "/static/",
        "/static/fonts/",
        "/static/languages",
        "/sponsors/",
        "/api",
        "/api/",
        "/game/",
    ):
        answer = await send(kiosk.port, get(folder))
        assert answer.status == 404, folder
        assert not re.search(rb"\.(css|js|woff2|png)\b", answer.body)


async def test_a_connection_to_a_new_address_of_this_machine_is_allowed() -> None:
    """An address that the router gave a moment ago: a connection that came to it says that it is the kiosk's."""
    names = AllowedHosts()
    assert names.allows("192.168.7.9:8080", local_address="192.168.7.9")
    assert names.allows("[FE80::1%25eth0]:8080", local_address="fe80::1%eth0")
    assert not names.allows("192.168.7.9:8080", local_address="192.168.7.10")


@pytest.mark.parametrize("suffix", ["fritz.box", "speedport.ip", "attlocal.net"])
async def test_the_suffixes_of_well_known_routers_are_allowed(suffix: str) -> None:
    assert AllowedHosts().allows(f"{MACHINE}.{suffix}:8080", "192.168.7.9")
    assert not AllowedHosts().allows(f"other.{suffix}:8080", "192.168.7.9")


async def test_the_host_name_that_the_router_gives_the_kiosk_is_allowed() -> None:
    looked_up_addresses: list[str] = []

    def look_up(address: str) -> str:
        looked_up_addresses.append(address)
        return "Scores.Venue-Router.example."

    names = AllowedHosts(ReverseLookup(look_up))
    for _ in range(20):
        assert not await names.is_named("rebound.example.org", "192.168.7.9")
    assert looked_up_addresses == ["192.168.7.9"], "a stranger's names cost one lookup"
    assert not names.allows("scores.venue-router.example", "192.168.7.9")
    assert await names.is_named("scores.venue-router.example:8080", "192.168.7.9")
    assert names.allows("scores.venue-router.example", "192.168.7.9")
    assert not await names.is_named("scores.venue-router.example", "127.0.0.1"), "a proxy's name is configured"
    assert not await names.is_named("192.168.7.10", "192.168.7.9")


async def test_a_host_name_is_refused_when_the_address_has_no_name() -> None:
    def fail(address: str) -> str:
        raise OSError(address)

    names = AllowedHosts(ReverseLookup(fail))
    assert not await names.is_named("", "192.168.7.9")
    assert not await names.is_named("rebound.example.org", "192.168.7.9")


async def test_a_name_server_that_never_answers_delays_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reverse_lookup, "TIMEOUT_S", 0.01)
    answered = threading.Event()

    def wait(_: str) -> str:
        answered.wait()
        return "late.example"

    names = AllowedHosts(ReverseLookup(wait))
    assert not await names.is_named("late.example", "192.168.7.9")
    answered.set()
    async with asyncio.timeout(TIMEOUT_S):
        while not await names.is_named("late.example", "192.168.7.9"):
            pass


async def test_a_page_below_a_path_of_a_proxy_says_what_to_do(kiosk: Kiosk) -> None:
    for prefix, accept, status in [
        ("/scores", "text/html", 404),
        ("/", "text/html", 200),
        ("", "text/html", 200),
        ("/scores", "application/json", 200),
    ]:
        headers = {"X-Forwarded-Prefix": prefix, "Accept": accept}
        async with kiosk.session.get(kiosk.url, headers=headers) as response:
            assert response.status == status, prefix
            assert ("below the path /scores, where its pages do not work" in await response.text()) == (status == 404)


ORIGINS = {
    ("http://192.168.7.9:8080", "http", "192.168.7.9:8080"): True,
    ("http://192.168.7.9:9000", "http", "192.168.7.9:8080"): False,
    ("http://192.168.7.9", "http", "192.168.7.9:8080"): False,
    ("https://192.168.7.9:8080", "http", "192.168.7.9:8080"): False,
    ("https://192.168.7.9:8443", "https", "192.168.7.9:8443"): True,
    ("http://[FE80::1]:8080", "http", "[fe80:0::1]:8080"): True,
    ("http://[fe80::1]:8080", "http", "[fe80::2]:8080"): False,
    ("http://Board.local:80", "http", "board.local"): True,
    ("http://board.local:443", "https", "board.local"): False,
    ("https://scores.example.org", "http", "scores.example.org"): True,
    ("https://scores.example.org", "http", "127.0.0.1:8080"): True,
    ("https://scores.example.org:8443", "http", "127.0.0.1:8080"): False,
    ("https://scores.example.org:8443", "http", "scores.example.org:8443"): True,
    ("https://scores.example.org:9000", "http", "scores.example.org:8443"): False,
    ("http://192.168.7.9:99999999999", "http", "192.168.7.9:8080"): False,
    ("http://a:80:80", "http", "a:80"): False,
    ("null", "http", "null"): False,
    ("", "http", ""): False,
}


@pytest.mark.parametrize(("request_origin", "is_own"), ORIGINS.items(), ids=map(str, ORIGINS))
async def test_an_origin_is_scheme_host_and_port(request_origin: tuple[str, str, str], is_own: object) -> None:
    names = AllowedHosts()
    names.configure(["scores.example.org"])
    names.add_own_name("192.168.7.9")
    assert names.is_own_origin(*request_origin) == is_own
