"""Backup commands: `backup`, `restore` and `recover`; whatever they replace is set aside, never overwritten."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from goat_kiosk.app import restore_drill
from goat_kiosk.cli.games import find_log_problems
from goat_kiosk.cli.log_access import count_games, lock_data_folder, log_file, show_progress
from goat_kiosk.cli.options import (
    BackupDir,
    DataDir,
    load_settings_in_force,
    require_data_folder,
    require_folder_of,
)
from goat_kiosk.errors import NotFound, Unavailable
from goat_kiosk.host.clock import format_moment
from goat_kiosk.settings.config import Settings
from goat_kiosk.store import log_stats
from goat_kiosk.store.backups import backup_mark, backups, integrity, verified_copy
from goat_kiosk.store.backups.verified_copy import Contents
from goat_kiosk.store.log import event_log
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.recovery import recovery, restoring


def backup(
    file: Annotated[Path | None, typer.Argument(help="File or folder to write.", show_default="the backups")] = None,
    data_dir: DataDir = None,
) -> None:
    """Copy the log to a file and verify the copy, also while the kiosk runs."""
    settings, _ = load_settings_in_force(data_dir=data_dir)
    log, folder = log_file(settings), file or settings.backup_folders[0]
    if file is not None:
        require_folder_of(file)
    with show_progress("Copying the log") as on_progress:
        if file is None or file.is_dir():
            created, summary = backups.make_backup(log, folder, datetime.now(UTC), on_progress)
            file = created.file
        elif file.exists():
            raise Unavailable("{file} is there already. Choose another name.", file=file)
        else:
            summary = verified_copy.copy(log, file, on_progress)
    typer.echo(f"Kept {summary.in_words} in {file}. The copy is whole.")


def restore(
    file: Annotated[Path | None, typer.Argument(help="A backup.", show_default="lists them")] = None,
    data_dir: DataDir = None,
    backup_dir: BackupDir = None,
    drill: Annotated[  # noqa: FBT002  typer's way
        bool, typer.Option("--drill", help="Restore it in another folder only, to prove it; without FILE the newest.")
    ] = False,
) -> None:
    """Replace the log with a backup; the log that was there is set aside, and nothing is lost."""
    settings, _ = load_settings_in_force(data_dir=data_dir, backup_dir=backup_dir)
    if drill:
        _drill(settings, file or _newest_backup(settings))
        return
    if file is None:
        _list_backups(settings)
        return
    name = verified_copy.verify_copy(file).log
    with lock_data_folder(settings) as log, show_progress("Restoring the backup") as on_progress:
        summary, replaced_file = restoring.restore(file, log, on_progress)
        backup_mark.note_continued(file.parent, name, datetime.now(UTC))
    note = f" What was there before is kept in {replaced_file}." if replaced_file else ""
    typer.echo(f"Restored {summary.in_words}.{note}")


def recover(data_dir: DataDir = None, backup_dir: BackupDir = None) -> None:
    """Rebuild a damaged log from what can be read and from the newest good backup; the damaged one is kept."""
    settings, _ = load_settings_in_force(data_dir=data_dir, backup_dir=backup_dir)
    require_data_folder(settings)
    with lock_data_folder(settings) as log, show_progress("Recovering the log") as on_progress:
        if not log.exists() and not any(map(backups.list_backups, settings.backup_folders)):
            raise NotFound("There are no games in {folder}. Name the folder with --data-dir.", folder=settings.folder)
        damage = integrity.find_damage(log, whole=True) or recovery.ON_REQUEST
        report = recovery.recover(log, damage, settings.backup_folders, progress=on_progress)
    typer.echo(report.sentence)


def _newest_backup(settings: Settings) -> Path:
    """Return the newest good backup of the log, or of any if there is no log. Raises `NotFound`."""
    log = settings.folder / event_log.FILE_NAME
    name = verified_copy.name_of(log) if log.exists() else ""
    found = backups.find_backups(settings.backup_folders)
    if (newest := next((each for each in found if not name or each.contents.log == name), None)) is None:
        raise NotFound("There are no backups in {folders}.", folders=" and ".join(map(str, settings.backup_folders)))
    return newest.backup.file


def _drill(settings: Settings, file: Path) -> None:
    """Restore a backup in a folder of its own, replay everything, and open it with a kiosk. Raises `KioskError`."""
    with (
        show_progress("Restoring the backup elsewhere") as on_progress,
        restore_drill.restored_elsewhere(file, on_progress) as (log_file, contents),
    ):
        with EventLog(log_file) as log:
            problems = find_log_problems(log)
        for sentence in problems:
            typer.echo(sentence, err=True)
        if problems:
            raise typer.Exit(1)
        shown = restore_drill.open_with_kiosk(log_file)
    typer.echo(f"{file} was restored in another folder: {contents.in_words}. Every game replays.")
    typer.echo(
        f"A kiosk opened it, with {count_games(shown)} of the last day and a half.{_missing(settings, contents)}"
    )


def _missing(settings: Settings, contents: Contents) -> str:
    """Return how many entries the log has that a backup lacks, as a sentence; "" without a log."""
    events = log_stats.stats(settings.folder).get("events")
    if not isinstance(events, int):
        return ""
    missing = max(events - contents.events, 0)
    return f" It lacks {'1 entry' if missing == 1 else f'{missing} entries'} of the log."


def _list_backups(settings: Settings) -> None:
    listed = [(folder, backup) for folder in settings.backup_folders for backup in backups.list_backups(folder)]
    for folder, backup in listed:
        mark, log_name = backup_mark.read(folder), verified_copy.name_of(backup.file)
        kiosk = mark.kiosks.get(log_name, log_name) if mark else log_name
        typer.echo(f"{format_moment(backup.at):<22}  {kiosk}  {backup.file}")
    if not listed:
        typer.echo(f"There are no backups in {' and '.join(map(str, settings.backup_folders))}.", err=True)
