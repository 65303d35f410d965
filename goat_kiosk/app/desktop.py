"""Desktop program: repairs a damaged log, shows the first-start pages, then the scorekeeper's window.

This is imported only where there is a display, so that a kiosk without one does not load Qt.
"""

import asyncio
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.app.lifecycle import PlayGames, kiosk_lifespan, repair_log_if_damaged, with_stick, without_unused_stick
from goat_kiosk.app.stick_watch import watch_sticks
from goat_kiosk.diagnostics.checks import updates
from goat_kiosk.diagnostics.checks.check import CheckContext
from goat_kiosk.errors import KioskError, PortUnusable, Unavailable
from goat_kiosk.gui.services.background_task import BackgroundTask
from goat_kiosk.gui.services.crash_notifier import CrashNotifier
from goat_kiosk.gui.services.demo_process import DemoProcess
from goat_kiosk.gui.services.screen_inhibitor import ScreenInhibitor
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound.sounds import Sounds, find_player, find_player_name
from goat_kiosk.gui.startup import monitors, start_failure
from goat_kiosk.gui.startup.recovery_page import show_recovery
from goat_kiosk.gui.startup.single_instance import SingleInstance, activate_running
from goat_kiosk.gui.text.language import language_of, set_language, use_window_language
from goat_kiosk.gui.theme import style
from goat_kiosk.gui.welcome.first_start import is_due, welcome
from goat_kiosk.host import process
from goat_kiosk.host.display import started_from_menu
from goat_kiosk.host.network import free_port_after
from goat_kiosk.host.private_files import make_folder
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.log.folder_lock import FolderInUse
from goat_kiosk.store.log.write_queue import SYNC_TIMEOUT_S

if TYPE_CHECKING:
    from goat_kiosk.gui.window.main_window import MainWindow

_TUNE_AFTER_S = 2.0


async def with_window(settings: Settings, play: PlayGames | None) -> int:
    """Run a kiosk with its window. Raises `KioskError`; a program started from a menu shows it in a window first."""
    while True:
        try:
            is_restart = await _window(settings, play)
        except FolderInUse as error:
            if activate_running(settings.folder):
                raise Unavailable("GOaT Kiosk is open already: its window is in front now.") from error
            await _show_failure(error)
            raise
        except PortUnusable as error:
            settings = await _with_other_port(settings, error)
        except KioskError as error:
            await _show_failure(error)
            raise
        except Exception as error:
            await _show_failure(Unavailable("GOaT Kiosk has stopped because of a bug: {error}.", error=error))
            raise
        else:
            if not is_restart:
                return 0


async def show_start_failure(error: KioskError) -> int:
    """Show why the program does not start in a window; return the exit code."""
    await start_failure.show_start_failure(error)
    return 1


async def _show_failure(error: KioskError) -> None:
    if started_from_menu():
        await start_failure.show_start_failure(error)


async def _with_other_port(settings: Settings, port_error: PortUnusable) -> Settings:
    """Let the user choose another port, and return the settings with it. Raises `port_error` if they choose none."""
    if not (started_from_menu() and port_error.is_taken):
        await _show_failure(port_error)
        raise port_error
    port = int(str(port_error.values["port"]))
    new_port = await start_failure.ask_for_port(port_error, port, free_port_after(settings.host, port))
    if new_port is None:
        raise port_error
    return replace(settings, **{"tls_port" if port == settings.tls_port else "port": new_port})


async def _window(settings: Settings, play: PlayGames | None) -> bool:
    """Run the kiosk until its window is closed; return whether to start again, since a stick was plugged in."""
    with closing(Preferences(make_folder(settings.folder), sync_timeout=SYNC_TIMEOUT_S)) as preferences:
        set_language(preferences.current.language)
        style.set_theme(preferences.current.theme)
        found = settings if play else with_stick(settings)
        report = await show_recovery(partial(repair_log_if_damaged, found))
        settings = without_unused_stick(settings, found)
        async with kiosk_lifespan(settings, play, report) as (kiosk, stop):
            kiosk.tournament_copies.language = lambda: language_of(preferences.current.language)
            single_instance, demo_process = SingleInstance(settings.folder), DemoProcess()
            services = Services(
                kiosk.scorekeeper,
                kiosk.address,
                kiosk.pairing,
                kiosk.lobby,
                kiosk.history_worker,
                preferences,
                Sounds(find_player()),
                audience=kiosk.audience,
                screen_inhibitor=ScreenInhibitor(),
                director_timer=kiosk.director_timer,
                venue=kiosk.venue,
                check_context=lambda: CheckContext(
                    settings,
                    kiosk.port,
                    monitors.list_monitors(),
                    find_player_name(),
                    read_parts=kiosk.server.read_parts,
                    started_at=kiosk.started_at,
                ),
                demo_process=None if play else demo_process,
                is_demo=play is not None,
                disk_problem=kiosk.disk.problem,
                match_games=kiosk.match_games,
                court_kiosks=kiosk.court_kiosks,
            )
            is_restart = play is None and await _welcome(services, stop, single_instance)
            if not stop.is_set():
                await _show_scoring_window(kiosk, services, single_instance, stop, settings.updates)
            single_instance.close()
            demo_process.stop()
            return is_restart


async def _welcome(services: Services, stop: asyncio.Event, single_instance: SingleInstance) -> bool:
    """Show the first page if it is due; return whether a stick with backups was plugged in meanwhile."""
    if not is_due(services):
        return False
    async with watch_sticks(stop) as plugged_in:
        await welcome(services, stop, single_instance.activated)
    return plugged_in.is_set()


async def _show_scoring_window(
    kiosk: Kiosk, services: Services, single_instance: SingleInstance, stop: asyncio.Event, update_url: str
) -> None:
    """Show the scorekeeper's window until it is closed or `stop` is set."""
    # Loaded here, so that phones reach the server while the window is still being made.
    from goat_kiosk.gui.window.health_watch import HealthWatch  # noqa: PLC0415
    from goat_kiosk.gui.window.main_window_host import MainWindowHost  # noqa: PLC0415

    update_check, crash_notifier = BackgroundTask(), CrashNotifier(kiosk.logs.crash_reports)

    def connect(window: "MainWindow") -> None:
        single_instance.activated.connect(window.window_state.bring_to_front)
        update_check.result_ready.connect(window.message.say)
        crash_notifier.notified.connect(window.message.warn)
        _connect_peers(window, kiosk)
        HealthWatch(window, kiosk.server.request_parts)

    host = MainWindowHost(services, connect)
    host.closed.connect(stop.set)
    host.window.window_state.restore()
    if kiosk.logs.unclean_shutdown is not None:
        with use_window_language():
            host.window.message.warn(kiosk.logs.unclean_shutdown.sentence)
    if update_url:
        update_check.start(lambda: filter(None, [updates.newer_version(update_url)]))
    # After the first paint, which it would delay by a tenth of a second.
    tuning = asyncio.get_running_loop().call_later(_TUNE_AFTER_S, process.tune_gc)
    await stop.wait()
    tuning.cancel()
    crash_notifier.switch_off()
    host.window.window_state.close_without_asking()


def _connect_peers(window: "MainWindow", kiosk: Kiosk) -> None:
    if kiosk.sharing is not None:
        from goat_kiosk.gui.window.peer_watch import PeerWatch  # noqa: PLC0415  as above

        PeerWatch(window, kiosk.sharing)
    else:
        window.handover.take_back_requested.connect(window.handover.take_back)
        window.handover.offer_take_back()
        window.tournament_handover.take_back_requested.connect(window.tournament_handover.take_back)
        window.tournament_handover.offer_take_back()
