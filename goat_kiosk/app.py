"""The program put together: claim the folder, open the log, seat the scorekeeper, start the hub, open the window.

Each part is made here and handed to those who need it; nobody reaches for another by name. Stopping goes the other way
round: the hub first, so that no command finds a closed log.
"""

import asyncio
import os
import secrets
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from goat_kiosk import descriptors, display, heap, https, lan
from goat_kiosk.archivist import Archivist
from goat_kiosk.config import InvalidSetting, Settings, name_is_set
from goat_kiosk.doctor import updates
from goat_kiosk.doctor.check import Patient
from goat_kiosk.errors import InvalidValue, Unusable
from goat_kiosk.hall import Hall
from goat_kiosk.joining import Joining
from goat_kiosk.journal.journal import Journal
from goat_kiosk.journal.redaction import in_address
from goat_kiosk.pairing import Pairing
from goat_kiosk.paths import make_folder
from goat_kiosk.premises import House
from goat_kiosk.safekeeping import Safekeeping
from goat_kiosk.scorekeeper import Scorekeeper
from goat_kiosk.sharing import Sharing
from goat_kiosk.store import backups, event_log, recovery
from goat_kiosk.store.claim import Claim, Claimed
from goat_kiosk.store.copies import Progress, silent
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.disk import Disk
from goat_kiosk.store.event_log import EventLog
from goat_kiosk.store.turns import PATIENCE
from goat_kiosk.uplink.discovery import FIND, host_name
from goat_kiosk.uplink.line import Address
from goat_kiosk.uplink.presence import Me
from goat_kiosk.web import sponsors
from goat_kiosk.web.desk import Desk, NoDesk
from goat_kiosk.web.server import Server
from goat_kiosk.web.text_files import TextFiles
from goat_kiosk.wordlist import WordList

if TYPE_CHECKING:
    from goat_kiosk.gui.doorbell import Doorbell
    from goat_kiosk.gui.venue import Venue

Play = Callable[[Scorekeeper], Awaitable[None]]
"""Something that plays by itself beside the scorekeeper, as the demo does."""

_KEY_FILE = "scorer.key"
_IN_MEMORY = Path(":memory:")
"""SQLite's name for a database in no file: a relay keeps nothing."""
_OTHER_DESCRIPTORS = 256
"""Files and connections beside the streams: the log, the window, pages being loaded."""


class Kiosk:
    """The running parts, and the address they are reached at."""

    def __init__(self, settings: Settings, loop: asyncio.AbstractEventLoop) -> None:
        """Open everything that `settings` names. Raises `Unusable` with nothing left open."""
        with ExitStack() as opened:
            opened.callback(Claim(make_folder(settings.folder)).release)
            self.scorer_key = settings.scorer_key or _kept_key(settings.folder / _KEY_FILE)
            self.journal = Journal(settings.folder, [self.scorer_key, *in_address(settings.redis)])
            opened.enter_context(self.journal.kept(settings.log_level))
            log = opened.enter_context(EventLog(settings.folder / event_log.FILE_NAME))
            devices = opened.enter_context(Devices(settings.folder / event_log.FILE_NAME))
            self.disk = opened.enter_context(Disk(log))
            self.scorekeeper = Scorekeeper(log, settings.kiosk_name, _milliseconds, loop.call_soon_threadsafe)
            self.pairing = Pairing(devices, _milliseconds)
            self.joining = Joining(self.scorekeeper, approve=settings.approve_joins, words=WordList(settings.folder))
            self.archivist = opened.enter_context(Archivist(log.path))
            desk = Desk(self.scorekeeper, self.pairing, self.joining, loop, self.disk.trouble)
            shown_between = settings.folder / sponsors.FOLDER
            self.server = Server(desk, self.scorer_key, settings.kiosk_name, _places(settings), shown_between)
            self.server.goes_by([settings.host, *settings.names])
            self.scorekeeper.follow(self.server.publish)
            self.joining.follow(self.server.announce)
            if settings.text_dir:
                files = TextFiles(Path(settings.text_dir).expanduser())
                opened.callback(files.stop)
                self.scorekeeper.follow(files.show)
            port = self.server.start(settings.host, settings.port)
            opened.callback(self.server.stop)
            self.address = lan.address(settings.host, port)
            self.secure_address = _serve_securely(settings, self.server)
            self.server.reached_at(self.address)
            self.sharing = self._share(settings, desk, log.name)
            self.scorekeeper.open()
            self.safekeeping = opened.enter_context(Safekeeping(log.path, settings.backup_folders))
            self.scorekeeper.follow(self.safekeeping.note)
            self.server.tells("backups", self.safekeeping.health)
            self._opened = opened.pop_all()
        self.port = port
        self.hall = Hall(self.server, settings.host, port)
        self.house = House(settings.kiosk_name, settings.folder, fixed=name_is_set(settings))
        self.house.follow(self.scorekeeper.called)
        self.house.follow(self.server.called)

    def _share(self, settings: Settings, desk: Desk, log: str) -> Sharing | None:
        """Meet the other kiosks, if an address is set. Raises `InvalidSetting` when it is none."""
        if settings.redis is None:
            return None
        self.server.goes_by([host_name(log)])
        sharing = Sharing(_meeting_place(settings.redis), Me(settings.kiosk_name, log, self.address), desk, self.server)
        self.scorekeeper.follow(sharing.share)
        self.server.join(sharing)
        return sharing

    def ready_line(self) -> str:
        """Return the line of JSON that tells scripts where everything is."""
        pairing = f"{self.address}/pair#key={quote(self.scorer_key, safe='')}"
        return _ready_line(self.address, pairing, self.secure_address)

    def stop(self) -> None:
        """Stop serving, close the log, give up the folder."""
        self._opened.close()


def run(settings: Settings, play: Play | None = None) -> int:
    """Open the window and serve the phones until the window is closed; without a display, only serve."""
    if (reason := display.missing()) is not None:
        print(f"No window: {reason}. Serving without one.", file=sys.stderr)  # noqa: T201  said to the user
        return serve(settings, play)
    from goat_kiosk.gui import loop as gui_loop  # noqa: PLC0415  Qt is loaded only where there is a window

    return gui_loop.run(lambda: _with_window(settings, play))


def serve(settings: Settings, play: Play | None = None) -> int:
    """Serve the phones without a window until told to stop."""
    return asyncio.run(_without_window(settings, play))


def relay(settings: Settings) -> int:
    """Serve what other kiosks score until told to stop. Raises `InvalidSetting` without an address of Redis."""
    if settings.redis is None:
        raise InvalidSetting("A relay needs to know where the kiosks meet: --redis redis://host:6379.")
    return asyncio.run(_relaying(settings, settings.redis))


async def _relaying(settings: Settings, redis: str) -> int:
    place, stop = _meeting_place(redis), asyncio.Event()
    with ExitStack() as opened:
        desk = NoDesk(Pairing(opened.enter_context(Devices(_IN_MEMORY)), _milliseconds))
        server = Server(desk, secrets.token_urlsafe(24), settings.kiosk_name, _places(settings))
        server.goes_by([settings.host, *settings.names])
        address = lan.address(settings.host, server.start(settings.host, settings.port))
        opened.callback(server.stop)
        secure_address = _serve_securely(settings, server)
        server.reached_at(address)
        me = Me(settings.kiosk_name, secrets.token_hex(4), address)
        server.join(Sharing(place, me, desk, server, relay=True))
        with _signals(stop):
            print(_ready_line(address, None, secure_address), flush=True)  # noqa: T201  the contract with scripts
            heap.settle()
            await stop.wait()
    return 0


def patient(settings: Settings) -> Patient:
    """Return what the doctor looks at, as the command line sees it: the screens are asked for without a window."""
    from goat_kiosk.gui import sounds  # noqa: PLC0415  as above

    screens = None
    if display.missing() is None:
        from goat_kiosk.gui import displays  # noqa: PLC0415  as above

        screens = displays.screens()
    return Patient(settings, settings.port, screens, sounds.player_name())


def _meeting_place(url: str) -> Address | str:
    """Return where the kiosks meet, or the name of the kiosk to ask, "" for any.

    Raises `InvalidSetting`, which does not repeat `url`: it may hold a password.
    """
    word, _, kiosk = url.partition(":")
    try:
        return kiosk if word == FIND else Address(url)
    except InvalidValue as error:
        raise InvalidSetting(error.sentence) from error


def _serve_securely(settings: Settings, server: Server) -> str | None:
    """Serve https too, if there is a certificate; return its URL. Raises `Unusable` or `InvalidSetting`."""
    if (certificates := https.certificates(settings)) is None:
        return None
    return lan.address(settings.host, server.start_secure(settings.host, settings.tls_port, certificates), "https")


def _ready_line(address: str, pairing: str | None, secure_address: str | None) -> str:
    told = {"ready": True, "url": address, "secure_url": secure_address, "pairing_url": pairing, "pid": os.getpid()}
    return msgspec.json.encode(told).decode()


def _places(settings: Settings) -> int:
    return min(settings.max_streams, descriptors.allowed() - _OTHER_DESCRIPTORS)


async def _with_window(settings: Settings, play: Play | None) -> int:
    from goat_kiosk.gui import doorbell  # noqa: PLC0415  as above

    try:
        await _window(settings, play)
    except Claimed as taken:
        if doorbell.ring(settings.folder):
            raise Unusable("GOaT Kiosk is open already: its window is in front now.") from taken
        raise
    return 0


async def _window(settings: Settings, play: Play | None) -> None:
    from goat_kiosk.gui import displays, style  # noqa: PLC0415  as above
    from goat_kiosk.gui.awake import Awake  # noqa: PLC0415  as above
    from goat_kiosk.gui.demonstration import Demonstration  # noqa: PLC0415  as above
    from goat_kiosk.gui.doorbell import Doorbell  # noqa: PLC0415  as above
    from goat_kiosk.gui.language import speak  # noqa: PLC0415  as above
    from goat_kiosk.gui.mending import mending  # noqa: PLC0415  as above
    from goat_kiosk.gui.preferences import Preferences  # noqa: PLC0415  as above
    from goat_kiosk.gui.sounds import Sounds, player_name, system_player  # noqa: PLC0415  as above
    from goat_kiosk.gui.venue import Venue  # noqa: PLC0415  as above
    from goat_kiosk.gui.welcome.first_start import welcome  # noqa: PLC0415  as above

    with closing(Preferences(make_folder(settings.folder), patience=PATIENCE)) as preferences:
        speak(preferences.chosen.language)
        style.apply(preferences.chosen.theme)
        report = await mending(partial(_mended, settings))
        async with _running(settings, play, report) as (kiosk, stop):
            bell, demonstration = Doorbell(settings.folder), Demonstration()
            venue = Venue(
                kiosk.scorekeeper,
                kiosk.address,
                kiosk.pairing,
                kiosk.joining,
                kiosk.archivist,
                preferences,
                Sounds(system_player()),
                audience=kiosk.hall,
                awake=Awake(),
                house=kiosk.house,
                patient=lambda: Patient(settings, kiosk.port, displays.screens(), player_name()),
                demonstration=None if play else demonstration,
                is_demo=play is not None,
                trouble=kiosk.disk.trouble,
            )
            if play is None:
                await welcome(venue, stop, bell.rung)
            if not stop.is_set():
                await _scoring(kiosk, venue, bell, stop, settings.updates)
            bell.close()
            demonstration.stop()


async def _scoring(kiosk: Kiosk, venue: "Venue", bell: "Doorbell", stop: asyncio.Event, whom_to_ask: str) -> None:
    """Show the scorekeeper's window until it is closed, or the program is to stop."""
    from goat_kiosk.gui.alarm import Alarm  # noqa: PLC0415  as above
    from goat_kiosk.gui.backup_watch import BackupWatch  # noqa: PLC0415  as above
    from goat_kiosk.gui.errand import Errand  # noqa: PLC0415  as above
    from goat_kiosk.gui.language import as_window  # noqa: PLC0415  as above
    from goat_kiosk.gui.main_window import MainWindow  # noqa: PLC0415  as above
    from goat_kiosk.gui.neighbour_watch import NeighbourWatch  # noqa: PLC0415  as above

    window, news, alarm = MainWindow(venue), Errand(), Alarm(kiosk.journal.crashes)
    bell.rung.connect(window.stand.come_forward)
    window.closed.connect(stop.set)
    news.brought.connect(window.message.say)
    alarm.told.connect(window.message.warn)
    if kiosk.sharing is not None:
        NeighbourWatch(window, kiosk.sharing)
    BackupWatch(window, lambda: kiosk.safekeeping.standing.troubles)
    window.stand.open()
    if kiosk.journal.before is not None:
        with as_window():
            window.message.warn(kiosk.journal.before.sentence)
    if whom_to_ask:
        news.send(lambda: filter(None, [updates.newer(whom_to_ask)]))
    heap.settle()
    await stop.wait()
    alarm.switch_off()
    window.stand.leave()


async def _without_window(settings: Settings, play: Play | None) -> int:
    if (report := _mended(settings)) is not None:
        print(report.sentence, file=sys.stderr)  # noqa: T201  said to the user
    async with _running(settings, play, report) as (kiosk, stop):
        print(f"Spectators: {kiosk.address}", file=sys.stderr)  # noqa: T201  said to the user
        heap.settle()
        await stop.wait()
    return 0


def _mended(
    settings: Settings, choose: recovery.Choose = recovery.best, told: Progress = silent
) -> recovery.Report | None:
    """See to it that the log can be opened; return what was done if it could not be. Raises `KioskError`."""
    with ExitStack() as claimed:
        claimed.callback(Claim(make_folder(settings.folder)).release)
        log = settings.folder / event_log.FILE_NAME
        report = recovery.mend(log, settings.backup_folders, choose, told)
        backups.take_before_migration(log, settings.backup_folders[0], datetime.now(UTC))
        return report


@asynccontextmanager
async def _running(
    settings: Settings, play: Play | None, report: recovery.Report | None
) -> AsyncIterator[tuple[Kiosk, asyncio.Event]]:
    """Run a kiosk until the block ends; the event is set when the user or the system asks it to stop."""
    kiosk, stop = Kiosk(settings, asyncio.get_running_loop()), asyncio.Event()
    if report is not None:
        kiosk.server.tells("recovered", lambda: report.sentence)
    player = asyncio.ensure_future(play(kiosk.scorekeeper)) if play else None
    try:
        with kiosk.journal.watched(), _signals(stop):
            print(kiosk.ready_line(), flush=True)  # noqa: T201  the contract with scripts
            yield kiosk, stop
    finally:
        if player is not None:
            player.cancel()
        kiosk.stop()


@contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Set `stop` on SIGINT and SIGTERM, under Qt's loop as under asyncio's.

    Qt's loop runs no Python while it waits, so a Python signal handler would be late; a wake-up descriptor that the
    loop reads is not (https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd).
    """
    reader, writer = socket.socketpair()
    reader.settimeout(0)
    writer.settimeout(0)
    loop = asyncio.get_running_loop()
    loop.add_reader(reader.fileno(), stop.set)
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    woken = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in before.items():
            signal.signal(number, handler)
        loop.remove_reader(reader.fileno())
        reader.close()
        writer.close()


def _kept_key(file: Path) -> str:
    """Return the scorer key of this folder, made at the first start and readable by its owner only.

    Written beside and moved in place, so that a power cut leaves a whole key or none. Raises `Unusable`.
    """
    try:
        kept = file.read_text().strip() if file.exists() else ""
        if not kept:
            kept, fresh = secrets.token_urlsafe(24), file.with_suffix(".new")
            fresh.touch(mode=0o600)
            fresh.write_text(kept)
            fresh.replace(file)
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable("The scorer key {file} cannot be read or made: {error}.", file=file, error=error) from error
    return kept


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000
