"""HTTP server on the hub thread: pages, streams and the API have an event loop apart from the window's.

With five thousand streams, the window's timer was 100 ms late on a shared loop, and 9 ms beside this thread. Handlers
are canceled when their client disconnects only with ``handler_cancellation`` (aiohttp#2492).
"""

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path

from aiohttp import web

from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.errors import PortUnusable, log_bugs
from goat_kiosk.health.parts import PartHealth
from goat_kiosk.host import network
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.connections import ConnectionManager, check_expect
from goat_kiosk.web.fast_path import StreamFastPath
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.rate_limit import TokenBuckets
from goat_kiosk.web.live.aging import Aging
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.live.games import topic_of
from goat_kiosk.web.live.peer_games import PeerGames
from goat_kiosk.web.live.peer_tournaments import PeerTournaments
from goat_kiosk.web.live.peers import Uplink
from goat_kiosk.web.live.screens import Order, Screen, Screens
from goat_kiosk.web.live.state_publisher import StatePublisher
from goat_kiosk.web.pages.certificate import Certificates
from goat_kiosk.web.pages.render import assets
from goat_kiosk.web.routes import Routes

# aiohttp logs a traceback for bytes that are not HTTP, as from a browser that tries https. They are not a bug: the
# client gets 400. `problem_json` logs bugs.
_log = logging.getLogger(__name__)
_http_log = logging.getLogger("goat_kiosk.http")
_http_log.setLevel(logging.CRITICAL)

REQUEST_TIMEOUT_S = 10.0
"""For the whole head of a request, from the connection or the previous response: a client that sends nothing, or a byte
now and then, is disconnected.
"""
LINGERING_S = 2.0
"""To read the rest of a refused body: if the connection were closed at once, the client could not read the response."""
SEND_BUFFER_BYTES = 128 * 1024
"""Of the kernel, doubled by Linux. The rest of a response waits in this process, which can then detect slow clients."""
STOP_TIMEOUT_S = 1.0
"""For open requests to finish when the kiosk stops; streams are ended at once."""
TICK_INTERVAL_S = 1.0
"""Between checks for silent streams, slow connections and old certificates."""
READ_TIMEOUT_S = 5.0
"""For the hub's thread to answer another one of this process."""
BACKLOG = 4_096
"""Connections the kernel queues while the loop is busy, all it allows: the phones of a venue reconnect together."""


class Server:
    """The embedded server; the desk's thread creates, starts and stops it, and publishes changes to it."""

    def __init__(
        self,
        desk: DeskClient,
        scorer_key: str,
        kiosk: str,
        hub: Hub | None = None,
        sponsors: Path | None = None,
    ) -> None:
        """Without `hub`, a new one is used; `sponsors` is the folder of the slides between games."""
        self._clock = desk.pairing.clock
        self._aging = Aging()
        self._buckets = TokenBuckets()
        self._hub = hub or Hub()
        self._screens = Screens(self._broadcast_order, build=assets.fingerprint())
        self._routes = Routes(self._hub, desk, self._screens, kiosk, sponsors)
        self.reachability_test = self._routes.reachability_test
        """The test by which phones show that they reach this kiosk."""
        self._publisher = StatePublisher(self._hub)
        self.peer_games = PeerGames(self._hub, self._publisher)
        """The games of other kiosks in this hub; used by the uplink."""
        self.peer_tournaments = PeerTournaments(self._hub, self._routes.tournaments)
        """The tournaments of other kiosks; as above."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hub", daemon=True)
        self.application = self._routes.application(self._buckets, Authenticator(scorer_key, desk.pairing))
        """The aiohttp application that is served."""
        self._runner = web.AppRunner(self.application, handler_cancellation=True, shutdown_timeout=STOP_TIMEOUT_S)
        self._connections = ConnectionManager(
            StreamFastPath(self._routes.streams, self._routes.allowed_hosts, self._buckets),
            self._buckets,
            self._runner,
            REQUEST_TIMEOUT_S,
            tcp_keepalive=False,  # streams have a heartbeat, and other silent connections are closed sooner
            lingering_time=LINGERING_S,
            access_log=None,
            logger=_http_log,
        )
        self.application.on_response_prepare.append(self._connections.on_response)
        self._servers: list[asyncio.Server] = []
        self._tick_task: asyncio.Task[None] | None = None
        self._uplink_task: asyncio.Task[None] | None = None

    def start(self, host: str, port: int) -> int:
        """Serve on `host` and `port` (0: any free one) and return the port. Raises `PortUnusable`."""
        self._thread.start()
        try:
            bound_port = asyncio.run_coroutine_threadsafe(self._serve(host, port), self._loop).result()
        except (OSError, UnicodeError) as error:  # the latter for a host name that cannot be encoded
            self.stop()
            raise PortUnusable(
                "{host}, port {port}, cannot be used ({reason}). Stop the other program or choose another.",
                host=host,
                port=port,
                reason=getattr(error, "strerror", None) or error,
            ) from error
        _log.info("Serving on %s, port %d", host, bound_port)
        return bound_port

    def set_venue_name(self, venue_name: str) -> None:
        """Show another name of the venue on the pages from now on."""
        self._routes.set_venue_name(venue_name)

    def start_secure(self, host: str, port: int, certificates: Certificates) -> int:
        """Serve over https too, once started; return the port. Raises `PortUnusable`."""
        listening = self._listen(host, port, certificates.context)
        try:
            bound_port = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        except (OSError, UnicodeError) as error:
            raise PortUnusable(
                "{host}, port {port}, cannot be used for https ({reason}). Choose another --tls-port.",
                host=host,
                port=port,
                reason=getattr(error, "strerror", None) or error,
            ) from error
        self._routes.certificate.certificates, self._routes.certificate.port = certificates, bound_port
        return bound_port

    @property
    def open_streams(self) -> int:
        """How many streams are open; may be read from any thread."""
        return self._hub.slots.in_use

    @property
    def public_url(self) -> str:
        """The address that displays show to phones."""
        return self._routes.public_url.url

    def set_public_url(self, url: str) -> None:
        """Set the address that displays show to phones; called again when the network changes."""
        self._routes.public_url.url = url

    def allow_own_host(self, host: str) -> None:
        """Allow requests for `host`, the name or address of this machine on which it serves; from any thread."""
        self._routes.allowed_hosts.add_own_name(host)

    def allow_hosts(self, names: Iterable[str]) -> None:
        """Allow requests for configured names, such as a reverse proxy's; from any thread."""
        self._routes.allowed_hosts.configure(names)

    def allow_origins(self, origins: Iterable[str]) -> None:
        """Let pages of these origins read what everybody may read. Before `start`."""
        self._routes.allowed_origins.configure(origins)

    def add_health_check(self, name: str, report: Callable[[], object]) -> None:
        """Have ``/healthz`` show under `name` what `report` returns; called on the hub's thread."""
        self._routes.checks.extra_reports[name] = report

    def add_part(self, name: str, check: Callable[[], PartHealth]) -> None:
        """Have health and metrics show a part that `check` judges; called on the hub's thread, so it must not block."""
        self._routes.checks.extra_parts[name] = check

    def set_disk(self, free_bytes: Callable[[], int | None], age: Callable[[], float | None]) -> None:
        """Set the sources of the free disk space and of the seconds since the disk was looked at; neither may block."""
        self._routes.checks.free_bytes, self._routes.checks.disk_age = free_bytes, age

    def set_support_file(self, make_file: Callable[[], bytes]) -> None:
        """Serve the support file that `make_file` returns; called in a thread that may wait."""
        self._routes.make_support_file = make_file

    def set_latest_past(self, moment: float) -> None:
        """Set a moment that is over for certain, in seconds since 1970: a clock before it is wrong."""
        self._routes.checks.latest_past = moment

    def request_parts(self, on_parts: Callable[[Mapping[str, PartHealth]], None]) -> None:
        """Call `on_parts`, on the hub's thread, with the health of each part. Returns at once; from any thread."""
        self._loop.call_soon_threadsafe(lambda: on_parts(self._routes.checks.parts()))

    def read_parts(self) -> Mapping[str, PartHealth]:
        """Return the health of each part; for a thread that may wait, and not the hub's. Raises `TimeoutError`."""
        result = Future[Mapping[str, PartHealth]]()
        self.request_parts(result.set_result)
        return result.result(READ_TIMEOUT_S)

    def screens(self) -> list[Screen]:
        """Return the displays and overlays that have reported recently; from any thread."""
        return self._screens.snapshot()

    def send_order(self, screen_id: str, order: Order) -> Screen:
        """Send a screen an order, from any thread. Raises `NotFound` or `InvalidValue`."""
        return self._screens.order(screen_id, order)

    def publish(self, change: Change) -> None:
        """Publish a change to the hub, from any thread. Returns at once."""
        self._loop.call_soon_threadsafe(self._publish, change, self._clock.steady() - change.age)

    def publish_tournament(self, change: TournamentChange) -> None:
        """Publish a tournament after a command to the hub, from any thread. Returns at once."""
        self._loop.call_soon_threadsafe(self._publish_tournament, change)

    def publish_refresh(self, game_id: int, reason: str) -> None:
        """Have the pages of a game reload; from any thread."""
        self._loop.call_soon_threadsafe(self._hub.publish_transient, topic_of(game_id), "refresh", reason.encode())

    def call_soon(self, work: Callable[[], None]) -> None:
        """Call `work` on the hub's thread, after all changes published before. Returns at once."""
        self._loop.call_soon_threadsafe(work)

    def attach_uplink(self, uplink: Uplink) -> None:
        """Run the uplink to other kiosks on the hub's thread."""
        self._loop.call_soon_threadsafe(self._attach_uplink, uplink)

    def stop(self) -> None:
        """End every stream, stop the server and end its thread."""
        asyncio.run_coroutine_threadsafe(self._shut_down(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _serve(self, host: str, port: int) -> int:
        await self._runner.setup()
        if (server := self._runner.server) is not None:  # always, after setup()
            server.request_handler = check_expect(server.request_handler, self._buckets)
        bound_port = await self._listen(host, port)
        self._tick_task = asyncio.create_task(self._tick_forever())
        return bound_port

    async def _listen(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Listen at `host` and `port`, with TLS if there is a `tls` context; return the port."""
        for address in network.listen_hosts(host):
            port = await self._listen_at(address, port, tls)
        return port

    async def _listen_at(self, host: str, port: int, tls: ssl.SSLContext | None) -> int:
        server = await self._loop.create_server(
            self._connections,
            host,
            port,
            backlog=BACKLOG,
            start_serving=False,
            ssl=tls,
            ssl_handshake_timeout=REQUEST_TIMEOUT_S if tls else None,
            ssl_shutdown_timeout=LINGERING_S if tls else None,
        )
        self._servers.append(server)
        for listener in server.sockets:
            listener.setsockopt(
                socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES
            )  # each connection has it from here
        await server.start_serving()
        bound_port: int = server.sockets[0].getsockname()[1]
        return bound_port

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(TICK_INTERVAL_S)
            with log_bugs(_log, "the heartbeat of the streams"):
                self._hub.tick(time.monotonic(), time.time())
            with log_bugs(_log, "the check of the connections"):
                self._connections.sweep(time.monotonic())
            with log_bugs(_log, "the renewal of the certificate"):
                await self._routes.certificate.renew_if_due(time.monotonic())
            with log_bugs(_log, "the aging of games"):
                self._age_games()

    def _publish(self, change: Change, changed_at: int) -> None:
        topic = topic_of(change.game_id)
        self._publisher.publish(change.game_id, change.state, change.event_id)
        if change.reason is not None:
            self._hub.publish_transient(topic, "refresh", change.reason.encode())
        self._aging.on_change(change, changed_at)

    def _publish_tournament(self, change: TournamentChange) -> None:
        with log_bugs(_log, "the publication of a tournament"):
            self._routes.tournaments.publish(change)

    def _age_games(self) -> None:
        """Retire old results and update the states of timed games."""
        now = self._clock.steady()
        for game_id in self._aging.take_old_results(now):
            self._hub.retire(topic_of(game_id))
            self._publisher.forget(game_id)
        for game_id, state in self._aging.renewed_states(now):
            self._hub.renew(topic_of(game_id), "state", state)

    def _broadcast_order(self, order: bytes) -> None:
        self._loop.call_soon_threadsafe(self._hub.broadcast, "order", order)

    def _attach_uplink(self, uplink: Uplink) -> None:
        self._routes.peers.uplink = uplink
        self._uplink_task = asyncio.create_task(uplink.run())

    async def _shut_down(self) -> None:
        if self._uplink_task is not None and self._routes.peers.uplink is not None:
            await self._routes.peers.uplink.close()
            self._uplink_task.cancel()
            await asyncio.wait([self._uplink_task], timeout=STOP_TIMEOUT_S)
        if self._tick_task is not None:
            self._tick_task.cancel()
        await self._stop_accepting()
        self._hub.close()
        await self._runner.cleanup()
        await self._abort_remaining()

    async def _stop_accepting(self) -> None:
        """Accept no more connections.

        Let the loop run once before closing: an asyncio server that closes loses connections that it has accepted but
        not yet handed to a protocol (https://github.com/python/cpython/issues/109564).
        """
        for server in self._servers:
            for listener in server.sockets:
                with suppress(NotImplementedError):  # Windows has no readers
                    self._loop.remove_reader(listener.fileno())
        await asyncio.sleep(0)
        for server in self._servers:
            server.close()

    async def _abort_remaining(self) -> None:
        """Abort the remaining connections: too late for the runner, or with unread data."""
        pending_tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in pending_tasks:
            task.cancel()
        await asyncio.gather(*pending_tasks, return_exceptions=True)
        self._connections.abort_all()
        self._hub.abort_all()
