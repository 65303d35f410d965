"""Entry points of the program: with the window, without one, or as a relay."""

import asyncio
import secrets
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from goat_kiosk.app.address import follow_address
from goat_kiosk.app.kiosk import max_streams, ready_line, start_tls
from goat_kiosk.app.lifecycle import PlayGames, kiosk_lifespan, repair_log_if_damaged, stop_on_signals, with_stick
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.diagnostics.checks.check import CheckContext, MonitorInfo
from goat_kiosk.errors import KioskError, Unavailable
from goat_kiosk.host import display, network, process, qt_libraries
from goat_kiosk.host.clock import Clock
from goat_kiosk.hub.hub import Hub
from goat_kiosk.settings.config import InvalidSetting, Settings
from goat_kiosk.store.devices import Devices
from goat_kiosk.web.live.desk_client import NoLocalGames
from goat_kiosk.web.server import Server

_IN_MEMORY = Path(":memory:")
"""SQLite's name for a database without a file: a relay stores nothing."""


def run(settings: Settings, play: PlayGames | None = None) -> int:
    """Open the window and serve the phones until the window is closed; without a display, only serve."""
    if (reason := display.no_display_reason()) is not None:
        print(f"No window: {reason}. Serving without one.", file=sys.stderr)  # noqa: T201  said to the user
        return serve(settings, play)
    with qt_libraries.require_qt():
        from goat_kiosk.app import desktop  # noqa: PLC0415  Qt is loaded only where there is a window
        from goat_kiosk.gui.startup.loop import run_window  # noqa: PLC0415  as above

    return run_window(lambda: desktop.with_window(settings, play))


def show_start_failure(error: KioskError) -> None:
    """Show in a window why the kiosk does not start, if it was started from a menu: what it prints would be lost."""
    if display.started_from_menu() and display.no_display_reason() is None:
        with qt_libraries.require_qt():
            from goat_kiosk.app import desktop  # noqa: PLC0415  as above
            from goat_kiosk.gui.startup.loop import run_window  # noqa: PLC0415  as above

        run_window(lambda: desktop.show_start_failure(error))


def serve(settings: Settings, play: PlayGames | None = None) -> int:
    """Serve the phones without a window until stopped."""
    return asyncio.run(_without_window(settings, play))


def relay(settings: Settings) -> int:
    """Serve other kiosks' games until stopped. Raises `InvalidSetting` without an address of Redis."""
    if settings.redis is None:
        raise InvalidSetting("A relay needs to know where the kiosks meet: --redis redis://host:6379.")
    return asyncio.run(_run_relay(settings, settings.redis))


async def _run_relay(settings: Settings, redis: str) -> int:
    from goat_kiosk.app.sharing import Sharing, parse_redis_setting  # noqa: PLC0415  loads Redis' library
    from goat_kiosk.uplink.peers.presence import LocalKiosk  # noqa: PLC0415  as above

    location, stop = parse_redis_setting(redis), asyncio.Event()
    with ExitStack() as resources:
        desk = NoLocalGames(Pairing(resources.enter_context(Devices(_IN_MEMORY)), Clock()))
        hub = Hub(max_streams(settings), io_uring=settings.io_uring)
        server = Server(desk, secrets.token_urlsafe(24), settings.kiosk_name, hub)
        server.allow_own_host(settings.host)
        server.allow_hosts(settings.names)
        server.allow_origins(settings.origins)
        port = server.start(settings.host, settings.port)
        address = settings.public_url or network.spectator_url(settings.host, port)
        resources.callback(server.stop)
        secure_address = start_tls(settings, server)
        server.set_public_url(address)
        kiosk = LocalKiosk(settings.kiosk_name, secrets.token_hex(4), address)
        if settings.public_url:
            kiosk.local_host = network.spectator_host(settings.host)
        sharing = Sharing(location, kiosk, desk, server, relay=True)
        server.attach_uplink(sharing)

        def set_address(url: str) -> None:
            server.set_public_url(url)
            sharing.set_address(url)

        with stop_on_signals(stop):
            print(ready_line(address, port, None, secure_address), flush=True)  # noqa: T201  the contract with scripts
            process.tune_gc()
            await follow_address(settings, port, address, set_address, stop)
    return 0


def check_context(settings: Settings, started_at: datetime | None) -> CheckContext:
    """Return the context of the doctor's checks on the command line, with the screens if there is a display."""
    from goat_kiosk.gui.sound import sounds  # noqa: PLC0415  as above

    screens, no_window = None, None
    if display.no_display_reason() is None:
        try:
            screens = _screens()
        except Unavailable as error:
            no_window = error
    sound_player = sounds.find_player_name()
    return CheckContext(settings, settings.port, screens, sound_player, no_window, started_at=started_at)


def _screens() -> list[MonitorInfo]:
    with qt_libraries.require_qt():
        from goat_kiosk.gui.startup import monitors  # noqa: PLC0415  as above
    return monitors.list_monitors()


async def _without_window(settings: Settings, play: PlayGames | None) -> int:
    if (report := repair_log_if_damaged(settings if play else with_stick(settings))) is not None:
        print(report.sentence, file=sys.stderr)  # noqa: T201  said to the user
    async with kiosk_lifespan(settings, play, report) as (kiosk, stop):
        print(f"Spectators: {kiosk.address}", file=sys.stderr)  # noqa: T201  said to the user
        process.tune_gc()
        await follow_address(settings, kiosk.port, kiosk.address, kiosk.set_address, stop)
    return 0
