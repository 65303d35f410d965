"""The kiosk put together: lock the folder, open the log, make the scorekeeper, start the server.

Each part is made here and passed to the parts that need it. They stop in reverse order: the server first, so that no
command finds a closed log.
"""

import asyncio
import os
import secrets
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import msgspec

from goat_kiosk.app.audience import ServerAudience
from goat_kiosk.app.health_parts import report_parts
from goat_kiosk.app.tournament_copies import TournamentCopies
from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.desk.changes import Change
from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.desk.director_timer import DirectorTimer
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.diagnostics import support_file
from goat_kiosk.diagnostics.check_runner import run_checks
from goat_kiosk.diagnostics.checks.check import CheckContext
from goat_kiosk.diagnostics.logs.kiosk_logs import KioskLogs
from goat_kiosk.diagnostics.logs.redaction import passwords_in_url
from goat_kiosk.errors import Unavailable
from goat_kiosk.host import atomic_write, network, process
from goat_kiosk.host.atomic_write import OWNER_ONLY
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.host.clock import Clock
from goat_kiosk.host.private_files import make_folder
from goat_kiosk.hub.hub import Hub
from goat_kiosk.settings import last_start
from goat_kiosk.settings.config import Settings, expand_user
from goat_kiosk.settings.loading import name_is_set
from goat_kiosk.settings.venue import Venue
from goat_kiosk.store.backups.backup_worker import BackupWorker
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.disk import DiskMonitor
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log import event_log
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.folder_lock import FolderLock
from goat_kiosk.tls import select
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.pages import sponsors
from goat_kiosk.web.pages.text_files import TextFiles
from goat_kiosk.web.server import Server

if TYPE_CHECKING:
    from goat_kiosk.app.sharing import Sharing

_REDIS_FILE = "redis.found"
KEY_FILE = "scorer.key"
_OTHER_DESCRIPTORS = 256
"""File descriptors that are no streams: the log, the window, pages being loaded."""


class Kiosk:
    """The running parts, and the address of the server."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        """Open and start every part. Raises `Unavailable`, and then everything is closed again."""
        with ExitStack() as resources:
            resources.callback(FolderLock(make_folder(settings.folder)).release)
            self.scorer_key = settings.scorer_key or load_or_create_scorer_key(settings.folder / KEY_FILE)
            self.logs = KioskLogs(settings.folder, [self.scorer_key, *passwords_in_url(settings.redis)])
            resources.enter_context(self.logs.write_log_files(settings.log_level))
            log = resources.enter_context(EventLog(settings.folder / event_log.FILE_NAME))
            devices = resources.enter_context(Devices(settings.folder / event_log.FILE_NAME))
            self.disk = resources.enter_context(DiskMonitor(log))
            clock = Clock()
            self.scorekeeper = Scorekeeper(log, settings.kiosk_name, clock, loop.call_soon_threadsafe)
            self.pairing = Pairing(devices, clock, self.scorekeeper.write_queue)
            self.disk.on_recovered(lambda: loop.call_soon_threadsafe(self.pairing.retry_saving))
            self.lobby = Lobby(
                self.scorekeeper, approve=settings.approve_joins, blocklist=BlocklistFile(settings.folder)
            )
            self.history_worker = resources.enter_context(HistoryWorker(log.path))
            desk = DeskClient(self.scorekeeper, self.pairing, self.lobby, loop, self.disk.problem)
            hub = Hub(max_streams(settings), io_uring=settings.io_uring)
            sponsor_folder = settings.folder / sponsors.FOLDER
            self.server = Server(desk, self.scorer_key, settings.kiosk_name, hub, sponsor_folder)
            self.server.allow_own_host(settings.host)
            self.server.allow_hosts(settings.names)
            self.server.allow_origins(settings.origins)
            self.scorekeeper.subscribe(self.server.publish)
            self.scorekeeper.director.subscribe(self.server.publish_tournament)
            self.lobby.subscribe(self.server.publish_refresh)
            if settings.text_dir:
                files = TextFiles(expand_user(settings.text_dir))
                resources.callback(files.stop)
                self.scorekeeper.subscribe(files.show)
            port = self.server.start(settings.host, settings.port)
            resources.callback(self.server.stop)
            self.address = settings.public_url or network.spectator_url(settings.host, port)
            self.secure_address = start_tls(settings, self.server)
            self.server.set_public_url(self.address)
            self.sharing = self._share(settings, desk, log)
            self.scorekeeper.open()
            self.match_games, self.court_kiosks = desk.match_games, desk.court_kiosks
            self.match_games.catch_up()
            self.director_timer = resources.enter_context(self._watch_tournaments(clock, loop, desk))
            self.venue = Venue(settings.kiosk_name, settings.folder, fixed=name_is_set(settings))
            self.backup_worker = resources.enter_context(self._make_backup_worker(settings, log))
            report_parts(self.server, settings.folder, self.backup_worker, self.disk)
            self._keep_settings(settings, port)
            self._resources = resources.pop_all()
        self.port = port
        self.server.set_support_file(partial(self._make_support_file, settings))
        self.audience = ServerAudience(self.server, settings, port, self.set_address)
        self._follow_venue()

    def _follow_venue(self) -> None:
        self.venue.subscribe(self.scorekeeper.set_kiosk_name)
        self.venue.subscribe(self.server.set_venue_name)
        if self.sharing is not None:
            self.venue.subscribe(self.sharing.set_kiosk_name)
            self.sharing.announce_courts(self.venue.list_courts)

    def _watch_tournaments(self, clock: Clock, loop: asyncio.AbstractEventLoop, desk: DeskClient) -> DirectorTimer:
        if self.sharing is None:
            desk.court_kiosks.look()  # else Redis says who is there, or that it does not answer
        director = self.scorekeeper.director
        timer = DirectorTimer(director, clock, loop.call_later, desk.court_kiosks.has_game)
        desk.court_kiosks.on_board_free = timer.look_soon
        self.scorekeeper.subscribe(timer.on_game_change)
        self.scorekeeper.tournament_ownership.subscribe(timer.drop)
        return timer

    def _keep_settings(self, settings: Settings, port: int) -> None:
        secure_port = urlsplit(self.secure_address or "").port
        ports = {"port": port} | ({"tls_port": secure_port} if secure_port else {})
        self.started_at = datetime.now(UTC)
        last_start.write(settings, ports, self.started_at)

    def _make_support_file(self, settings: Settings) -> bytes:
        """Return the support file with the checks of this moment; for a thread that may wait."""
        context = CheckContext(settings, self.port, read_parts=self.server.read_parts, started_at=self.started_at)
        return support_file.build_zip(settings, list(run_checks(context)))

    def set_address(self, url: str) -> None:
        """Show another address for spectators on walls, in codes and to other kiosks."""
        self.address = url
        self.server.set_public_url(url)
        if self.sharing is not None:
            self.sharing.set_address(url)

    def _make_backup_worker(self, settings: Settings, log: EventLog) -> BackupWorker:
        director = self.scorekeeper.director
        self.tournament_copies = TournamentCopies(director, lambda: self.venue.name)
        self.scorekeeper.subscribe(self._schedule_backup)
        director.subscribe(self._back_up_decision)
        return BackupWorker(
            log.path,
            settings.backup_folders,
            kiosk=settings.kiosk_name,
            write_beside=self.tournament_copies.write,
        )

    def _schedule_backup(self, change: Change) -> None:
        if change.row is not None:
            self.backup_worker.on_saved(game_ended=change.reason == "game-ended")

    def _back_up_decision(self, change: TournamentChange) -> None:
        self.tournament_copies.on_change(change)
        self.backup_worker.on_saved(game_ended=True)

    def _share(self, settings: Settings, desk: DeskClient, log: EventLog) -> "Sharing | None":
        """Share with other kiosks if an address of Redis is set. Raises `InvalidSetting` when it is invalid."""
        if settings.redis is None:
            return None
        # Redis' and mDNS' libraries are loaded only where they are used: they are a tenth of a start.
        from goat_kiosk.app.sharing import Sharing, parse_redis_setting  # noqa: PLC0415
        from goat_kiosk.uplink.peers.discovery import host_name  # noqa: PLC0415
        from goat_kiosk.uplink.peers.presence import LocalKiosk, new_run  # noqa: PLC0415

        self.server.allow_own_host(host_name(log.name))
        kiosk = LocalKiosk(settings.kiosk_name, log.name, self.address, log.former_names, new_run(settings.folder))
        if settings.public_url:
            kiosk.local_host = network.spectator_host(settings.host)
        sharing = Sharing(parse_redis_setting(settings.redis), kiosk, desk, self.server)
        sharing.use_confirmation_file(settings.folder / _REDIS_FILE)
        self.scorekeeper.subscribe(sharing.share)
        self.scorekeeper.director.subscribe(sharing.share_tournament)
        self.server.attach_uplink(sharing)
        return sharing

    def ready_line(self, *, with_key: bool) -> str:
        """Return the line of JSON that tells scripts where everything is; without the key, no pairing link."""
        pairing = f"{self.address}/pair#key={quote(self.scorer_key, safe='')}" if with_key else None
        return ready_line(self.address, self.port, pairing, self.secure_address)

    def stop(self) -> None:
        """Stop the server, close the log, unlock the folder."""
        self._resources.close()


def start_tls(settings: Settings, server: Server) -> str | None:
    """Serve https too, if there is a certificate; return its URL. Raises `Unavailable` or `InvalidSetting`."""
    if (certificates := select.select_certificate(settings)) is None:
        return None
    port = server.start_secure(settings.host, settings.tls_port, certificates)
    return network.spectator_url(settings.host, port, "https")


def ready_line(address: str, port: int, pairing: str | None, secure_address: str | None) -> str:
    """Return the line of JSON that tells scripts where everything is; without a `pairing` link its value is null."""
    message = {"ready": True, "url": address, "secure_url": secure_address, "pairing_url": pairing}
    return msgspec.json.encode(message | {"port": port, "pid": os.getpid()}).decode()


def max_streams(settings: Settings) -> int:
    """Return the most streams that may be open at a time: as many as are set, if the system allows them."""
    return min(settings.max_streams, process.raise_file_limit() - _OTHER_DESCRIPTORS)


def load_or_create_scorer_key(file: Path) -> str:
    """Return the scorer key stored in `file`, which is made at the first start and readable by its owner only.

    Raises `Unavailable`.
    """
    try:
        key = to_utf8(file.read_bytes()).decode().strip() if file.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable("The scorer key {file} cannot be read or made: {error}.", file=file, error=error) from error
    return key or create_scorer_key(file)


def create_scorer_key(file: Path) -> str:
    """Store a new scorer key in `file`, readable by its owner only, and return it. Raises `Unavailable`."""
    key = secrets.token_urlsafe(24)
    try:
        atomic_write.write(file, key.encode(), OWNER_ONLY)
    except OSError as error:
        raise Unavailable("The scorer key {file} cannot be read or made: {error}.", file=file, error=error) from error
    return key
