"""Names command: `import-names` adds the players and teams of a spreadsheet to those that the window completes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from goat_kiosk.cli.log_access import lock_data_folder, read_log
from goat_kiosk.cli.options import DataDir, load_settings
from goat_kiosk.desk import blocklist_file
from goat_kiosk.desk.blocklist_file import BlocklistFile
from goat_kiosk.domain.names.name_list import NamePreview, NameRow, preview_names
from goat_kiosk.domain.names.roster import Roster
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text
from goat_kiosk.exports.names_file import parse_names
from goat_kiosk.exports.table_file import read_file
from goat_kiosk.host.clock import Clock
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.backups import backups
from goat_kiosk.store.history.history_worker import read_roster
from goat_kiosk.store.log import event_log
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import WriteQueue
from goat_kiosk.store.name_lists import NameLists


def import_names(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what becomes of each line; write nothing.")] = False,  # noqa: FBT002  typer's way
    data_dir: DataDir = None,
) -> None:
    """Offer the players and teams of a CSV file before they have played; the window (F8) takes a list back."""
    settings, rows = load_settings(data_dir=data_dir), parse_names(read_file(file))
    if dry_run:
        _print_preview(_preview(rows, _read_roster_of_copy(settings), settings))
        typer.echo("Nothing was added.")
        return
    with lock_data_folder(settings) as log_file:
        backups.upgrade(log_file, settings.backup_folders[0], datetime.now(UTC))
        with EventLog(log_file) as log:
            preview = _preview(rows, read_roster(log_file), settings)
            _print_preview(preview)
            lists = NameLists(log, WriteQueue(log.writer_thread))
            added = lists.add(preview.listed, clean_text(file.name, MAX_NAME_LENGTH), Clock().wall())
    typer.echo(f"Added: {_count(added.players, 'player')}, {_count(added.teams, 'team')}.")


def _read_roster_of_copy(settings: Settings) -> Roster:
    """Return the roster without a change in the data folder; none when there is no log yet."""
    if not (settings.folder / event_log.FILE_NAME).exists():
        return Roster()
    with read_log(settings) as log:
        return read_roster(log.path)


def _preview(rows: list[NameRow], roster: Roster, settings: Settings) -> NamePreview:
    has_list = (settings.folder / blocklist_file.FILE_NAME).exists()
    return preview_names(rows, roster, BlocklistFile(settings.folder if has_list else None).current().matches)


def _print_preview(preview: NamePreview) -> None:
    """Print the names that are not added or need a look, as a compiler would its errors, and the sums."""
    for refused in preview.refused:
        typer.echo(f"Line {refused.line}: {refused.reason}", err=True)
    for accepted in preview.accepted:
        if accepted.is_blocked:
            typer.echo(f"Line {accepted.line}: {accepted.listed.name} has a blocked word.", err=True)
    known, refused_count = len(preview.known), len(preview.refused)
    typer.echo(
        f"{_count(len(preview.accepted), 'name')} can be added, {refused_count} refused, {known} offered already."
    )


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
