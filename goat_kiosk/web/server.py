"""The hub thread: an event loop of its own that serves pages, streams and the API, apart from the window's.

Measured with five thousand streams, the window's timer is late by 100 ms on a shared loop and by 9 ms beside this
thread. Handlers learn that a client has gone only with ``handler_cancellation`` (aiohttp#2492).
"""

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from goat_kiosk.desk.changes import Change
from goat_kiosk.errors import PortUnusable, log_bugs
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.api.devices import DevicesApi
from goat_kiosk.web.api.games import GamesApi
from goat_kiosk.web.api.health import HealthChecks
from goat_kiosk.web.api.health_routes import HealthApi
from goat_kiosk.web.api.lobby import LobbyApi
from goat_kiosk.web.api.metrics import Metrics
from goat_kiosk.web.api.openapi import OpenApi
from goat_kiosk.web.api.screens import ScreensApi
from goat_kiosk.web.connections import ConnectionManager, expecting
from goat_kiosk.web.fast_path import StreamFastPath
from goat_kiosk.web.http import preferences, problem_json, rate_limit, request_guard
from goat_kiosk.web.http.allowed_hosts import AllowedHosts
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.public_url import PublicUrl
from goat_kiosk.web.http.rate_limit import TokenBuckets
from goat_kiosk.web.http.routing import api_routes
from goat_kiosk.web.live.aging import Aging
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import Games, topic_of
from goat_kiosk.web.live.peer_games import PeerGames
from goat_kiosk.web.live.peers import Peers, Uplink
from goat_kiosk.web.live.screens import Order, Screen, Screens
from goat_kiosk.web.live.streams import Streams
from goat_kiosk.web.pages import assets
from goat_kiosk.web.pages.certificate import CertificatePages, Certificates
from goat_kiosk.web.pages.displays import DisplayPages
from goat_kiosk.web.pages.overlays import OverlayPages
from goat_kiosk.web.pages.reachability_test import ReachabilityTest
from goat_kiosk.web.pages.receipts import ReceiptPages
from goat_kiosk.web.pages.scorer import ScorerPages
from goat_kiosk.web.pages.spectator import SpectatorPages, render_error
from goat_kiosk.web.pages.sponsors import SponsorSlides

# aiohttp logs a traceback for whatever is not HTTP, as a browser that tries https. That is answered with 400 and is no
# bug of ours; those are logged by `problems`.
_log = logging.getLogger(__name__)
_http_log = logging.getLogger("goat_kiosk.http")
_http_log.setLevel(logging.CRITICAL)

LARGEST_BODY = 64 * 1024
"""Bytes. The largest command, a game with every name at its longest, is under 2 KB."""
REQUEST_WITHIN = 10.0
"""Seconds for a request's head to be there whole, from the connection's beginning or the answer before it: whoever
opens connections and says nothing, or a byte now and then, is cut.
"""
LINGER = 2.0
"""Seconds for the rest of a body that was refused: cut at once, the sender would not read why."""
SEND_BUFFER = 128 * 1024
"""Bytes that the kernel holds of an answer, doubled by Linux: what is taken slowly waits here, where it is seen."""
STOP_WITHIN = 1.0
"""Seconds that a request under way has to finish when the kiosk stops; streams are ended at once."""
BEAT_EVERY = 1.0
"""Seconds between looks at whether a stream is silent, a connection slow, or a certificate old."""
BACKLOG = 4_096
"""Connections the kernel holds while the loop is busy, all it allows: the phones of a hall come back together."""


class Server:
    """The embedded server; made, started, told of changes and stopped by the desk's thread."""

    def __init__(
        self,
        desk: DeskClient,
        scorer_key: str,
        kiosk: str,
        hub: Hub | None = None,
        sponsors: Path | None = None,
    ) -> None:
        """`hub` is a new one if there is none; `sponsors` is the folder of what displays show between games."""
        self._clock = desk.pairing.clock
        self._aging = Aging()
        self._names = AllowedHosts()
        self._secure = CertificatePages()
        self._patience = TokenBuckets()
        self._hub = hub or Hub()
        self._sponsors = sponsors
        self._address = PublicUrl()
        self._screens = Screens(self._call)
        self.visits = ReachabilityTest()
        """The phones that have opened the test page."""
        self.guests = PeerGames(self._hub)
        """Where the uplink shows the games of other kiosks."""
        self._desk = desk
        self._others = Peers()
        self._scorer_key = scorer_key
        self._kiosk = kiosk
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hub", daemon=True)
        self.application = self._application()
        """What is served."""
        self._runner = web.AppRunner(self.application, handler_cancellation=True, shutdown_timeout=STOP_WITHIN)
        self._visitors = ConnectionManager(
            StreamFastPath(self._streams, self._names, self._patience),
            self._patience,
            self._runner,
            REQUEST_WITHIN,
            tcp_keepalive=False,  # streams have a heartbeat, and whoever is silent otherwise is cut sooner
            lingering_time=LINGER,
            access_log=None,
            logger=_http_log,
        )
        self.application.on_response_prepare.append(self._visitors.answer)
        self._listening: list[asyncio.Server] = []
        self._heart: asyncio.Task[None] | None = None
        self._link: asyncio.Task[None] | None = None

    def start(self, host: str, port: int) -> int:
        """Serve on `host` and `port` (0: any free one) and return the port. Raises `Unavailable` when it is taken."""
        self._thread.start()
        try:
            bound = asyncio.run_coroutine_threadsafe(self._serve(host, port), self._loop).result()
        except (OSError, UnicodeError) as error:  # the latter for a name that no resolver takes
            self.stop()
            raise PortUnusable(
                "{host}, port {port}, cannot be used ({reason}). Stop the other program or choose another.",
                host=host,
                port=port,
                reason=getattr(error, "strerror", None) or error,
            ) from error
        _log.info("Serving on %s, port %d", host, bound)
        return bound

    def set_venue_name(self, kiosk: str) -> None:
        """Have the pages say another name of the venue from now on."""
        self._pages.kiosk = self._walls.kiosk = kiosk

    def start_secure(self, host: str, port: int, certificates: Certificates) -> int:
        """Serve the same over https, once started; return the port. Raises `Unavailable` when it is taken."""
        listening = self._listen(host, port, certificates.context)
        try:
            bound = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        except (OSError, UnicodeError) as error:
            raise PortUnusable(
                "{host}, port {port}, cannot be used for https ({reason}). Choose another --tls-port.",
                host=host,
                port=port,
                reason=getattr(error, "strerror", None) or error,
            ) from error
        self._secure.certificates, self._secure.port = certificates, bound
        return bound

    @property
    def count_followers(self) -> int:
        """How many streams are open; may be asked from any thread."""
        return self._hub.slots.taken

    def set_public_url(self, url: str) -> None:
        """Tell walls the address that phones can reach; may be told anew when the network changes."""
        self._address.url = url

    def bound_to(self, host: str) -> None:
        """Take requests for `host` too, the name or address of this machine that it serves on; from any thread."""
        self._names.add_own(host)

    def allow_hosts(self, names: Iterable[str]) -> None:
        """Take requests for these names too, beside the machine's own, as of a proxy; from any thread."""
        self._names.add(names)

    def add_health_check(self, name: str, tell: Callable[[], object]) -> None:
        """Have ``/healthz`` say under `name` what `tell` returns; it is called on the hub's thread."""
        self._checks.reports[name] = tell

    def measures(self, free_bytes: Callable[[], int | None]) -> None:
        """Have ``/metrics`` tell the room on the disk of the log; asked on the hub's thread, so it must not wait."""
        self._checks.free_bytes = free_bytes

    def screens(self) -> list[Screen]:
        """Return the walls and overlays that have reported lately; may be asked from any thread."""
        return self._screens.snapshot()

    def order(self, screen_id: str, order: Order) -> Screen:
        """Have a screen do something, from any thread. Raises `NotFound` or `InvalidValue`."""
        return self._screens.order(screen_id, order)

    def publish(self, change: Change) -> None:
        """Show a change to everybody: the door from the desk to the hub. Returns at once."""
        self._loop.call_soon_threadsafe(self._publish, change, self._clock.steady() - change.age)

    def publish_refresh(self, game_id: int, reason: str) -> None:
        """Have the pages of a game fetched again; the same door as `publish`."""
        self._loop.call_soon_threadsafe(self._hub.publish_transient, topic_of(game_id), "refresh", reason.encode())

    def call_soon(self, work: Callable[[], None]) -> None:
        """Have something done on the hub's thread, after everything that was published before. Returns at once."""
        self._loop.call_soon_threadsafe(work)

    def attach_uplink(self, uplink: Uplink) -> None:
        """Be one of several kiosks from now on."""
        self._loop.call_soon_threadsafe(self._attach_uplink, uplink)

    def stop(self) -> None:
        """End every stream, stop serving and end the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _application(self) -> web.Application:
        games, access = Games(self._hub, self._desk, self._others), Authenticator(self._scorer_key, self._desk.pairing)
        self._streams = Streams(self._hub, games)
        self._pages = SpectatorPages(games, self._kiosk, self._others)
        self._walls = DisplayPages(games, self._kiosk, self._address)
        middlewares = [
            rate_limit.middleware(self._patience, access.is_paired),
            preferences.middleware,
            problem_json.middleware(render_error),
            request_guard.middleware(self._names, lambda: self._address.url),
        ]
        application = web.Application(client_max_size=LARGEST_BODY, middlewares=middlewares)
        application.on_response_prepare.append(request_guard.add_headers)
        self._checks = HealthChecks(self._hub, games, self._desk, self._others, self._secure.ends)
        routes = [
            *self._streams.routes(),
            *GamesApi(self._hub, games, self._desk, self._others, access).routes(),
            *HealthApi(self._hub, self._desk, self._others, self._checks).routes(),
            *LobbyApi(games, self._desk, access).routes(),
            *DevicesApi(self._desk, access).routes(),
            *Metrics(self._hub, self._desk, self._others, self._checks).routes(),
            *self._pages.routes(),
            *ReceiptPages(games, self._address, self._others).routes(),
            *ScorerPages(games, self._others).routes(),
            *self._walls.routes(),
            *OverlayPages(games, self._address).routes(),
            *SponsorSlides(self._sponsors).routes(),
            *ScreensApi(self._screens, access).routes(),
            *self.visits.routes(access),
            *self._secure.routes(),
            *preferences.routes(),
            *assets.routes(),
        ]
        application.add_routes([*routes, *OpenApi(api_routes(routes)).routes()])
        return application

    async def _serve(self, host: str, port: int) -> int:
        await self._runner.setup()
        if (server := self._runner.server) is not None:  # there is one from here on
            server.request_handler = expecting(server.request_handler, self._patience)
        bound = await self._listen(host, port)
        self._heart = asyncio.create_task(self._tick_forever())
        return bound

    async def _listen(self, host: str, port: int, secure: ssl.SSLContext | None = None) -> int:
        """Take connections at `host` and `port`, encrypted if `secure` says how; return the port."""
        server = await self._loop.create_server(
            self._visitors,
            host,
            port,
            backlog=BACKLOG,
            start_serving=False,
            ssl=secure,
            ssl_handshake_timeout=REQUEST_WITHIN if secure else None,
            ssl_shutdown_timeout=LINGER if secure else None,
        )
        self._listening.append(server)
        for one in server.sockets:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # each connection has it from here
        await server.start_serving()
        bound: int = server.sockets[0].getsockname()[1]
        return bound

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(BEAT_EVERY)
            with log_bugs(_log, "the streams' heartbeat"):
                self._hub.tick(time.monotonic(), time.time())
            with log_bugs(_log, "looking after the connections"):
                self._visitors.sweep(time.monotonic())
            with log_bugs(_log, "renewing the certificate"):
                await self._secure.renew_if_due(time.monotonic())
            with log_bugs(_log, "the games' aging"):
                self._age()

    def _publish(self, change: Change, touched: int) -> None:
        topic = topic_of(change.game_id)
        self._hub.publish(topic, "state", change.state, change.event_id)
        if change.reason is not None:
            self._hub.publish_transient(topic, "refresh", change.reason.encode())
        self._aging.note(change, touched)

    def _age(self) -> None:
        """Do to the games what time does."""
        now = self._clock.steady()
        for game_id in self._aging.old_results(now):
            self._hub.retire(topic_of(game_id))
        for game_id, state in self._aging.timed_states(now):
            self._hub.renew(topic_of(game_id), "state", state)

    def _call(self, order: bytes) -> None:
        self._loop.call_soon_threadsafe(self._hub.broadcast, "order", order)

    def _attach_uplink(self, uplink: Uplink) -> None:
        self._others.uplink = uplink
        self._link = asyncio.create_task(uplink.run())

    async def _end(self) -> None:
        if self._link is not None and self._others.uplink is not None:
            await self._others.uplink.close()
            self._link.cancel()
            await asyncio.wait([self._link], timeout=STOP_WITHIN)
        if self._heart is not None:
            self._heart.cancel()
        await self._stop_accepting()
        self._hub.close()
        await self._runner.cleanup()
        await self._abort_remaining()

    async def _stop_accepting(self) -> None:
        """Take no more connections.

        A turn of the loop before the end: asyncio loses whoever was accepted and has not entered when its server closes
        (https://github.com/python/cpython/issues/109564).
        """
        for server in self._listening:
            for listening in server.sockets:
                with suppress(NotImplementedError):  # Windows has no readers
                    self._loop.remove_reader(listening.fileno())
        await asyncio.sleep(0)
        for server in self._listening:
            server.close()

    async def _abort_remaining(self) -> None:
        """Cut whoever is still connected: who came too late for the runner to know of, or does not take the rest."""
        unfinished = asyncio.all_tasks() - {asyncio.current_task()}
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
        self._visitors.abort_all()
        self._hub.abort_all()
