"""Event log access for commands: a copy to read from, or the folder lock to write under, with progress shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.host.private_files import make_folder
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.backups import integrity
from goat_kiosk.store.backups.snapshot import snapshot
from goat_kiosk.store.log import event_log, schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.folder_lock import FolderLock

_MIN_GAMES = 100
"""Games for which a progress bar is worth showing."""


def log_file(settings: Settings) -> Path:
    """Return the log's file. Raises `NotFound`."""
    file = settings.folder / event_log.FILE_NAME
    if not file.exists():
        raise NotFound("There are no games in {folder}. Name the folder with --data-dir.", folder=settings.folder)
    return file


@contextmanager
def read_log(settings: Settings, *, check_integrity: bool = False) -> Iterator[EventLog]:
    """Yield a copy of the log, so that nothing in the data folder changes. Raises `NotFound` or `Unavailable`."""
    file = log_file(settings)
    with snapshot(file) as copy:
        if check_integrity and (damage := integrity.find_damage(copy, whole=True)):
            raise Unavailable(
                "The event log is damaged: {found}. Start the kiosk, or run “goat-kiosk recover”.", found=damage
            )
        schema.upgrade(copy, file)
        with EventLog(copy) as log:
            yield log


@contextmanager
def lock_data_folder(settings: Settings) -> Iterator[Path]:
    """Yield the log's file, with the folder locked against every kiosk until the block ends."""
    lock = FolderLock(make_folder(settings.folder))
    try:
        yield settings.folder / event_log.FILE_NAME
    finally:
        lock.release()


@contextmanager
def show_progress(title: str, games: int | None = None) -> Iterator[Callable[[float], None]]:
    """Yield a function that takes how many of `games`, or which part of 1, is done, for a bar on a terminal."""
    from rich.console import Console  # noqa: PLC0415  a start shows no progress
    from rich.progress import Progress  # noqa: PLC0415  as above

    console = Console(stderr=True)
    few = games is not None and games < _MIN_GAMES
    with Progress(console=console, transient=True, disable=few or not console.is_terminal) as bar:
        task = bar.add_task(title, total=games or 1.0)
        yield lambda done: bar.update(task, completed=done)


def count_games(games: int, tournaments: int = 0) -> str:
    """Return a number of games in words, and of tournaments if there are any."""
    of_games = "1 game" if games == 1 else f"{games} games"
    of_tournaments = "1 tournament" if tournaments == 1 else f"{tournaments} tournaments"
    if not tournaments:
        return of_games
    return f"{of_games} and {of_tournaments}" if games else of_tournaments
