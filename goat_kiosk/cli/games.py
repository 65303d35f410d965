"""Game commands: `export`, `import`, `verify` and `check` move games and tournaments as files and prove them whole."""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from goat_kiosk.cli.log_access import count_games, lock_data_folder, read_log, show_progress
from goat_kiosk.cli.options import MAX_QUOTED, DataDir, load_settings, require_folder_of
from goat_kiosk.errors import InvalidValue, NotFound, Unavailable
from goat_kiosk.exports import export_format, exporting, importing, tournaments, verification
from goat_kiosk.exports.csv_dialect import CsvDialect, dialect_of
from goat_kiosk.exports.tournaments import ExportedTournament, TournamentCheck
from goat_kiosk.exports.verification import Verification
from goat_kiosk.settings.config import InvalidSetting
from goat_kiosk.store.backups import backups
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.tournament_log import TournamentLog

_SEPARATORS = {"comma": ",", ",": ",", "semicolon": ";", ";": ";", "tab": "\t", "\t": "\t"}


def export_games(
    games: Annotated[list[str] | None, typer.Argument(help="Numbers of games and tournaments; none means all.")] = None,
    form: Annotated[str, typer.Option("--format", help="json, which can be imported again, or csv.")] = "json",
    output: Annotated[Path | None, typer.Option(help="File to write.", show_default="the terminal")] = None,
    csv_locale: Annotated[
        str | None,
        typer.Option(help="Spreadsheet program that a CSV is for, as es-ES or de-DE.", show_default="en-US"),
    ] = None,
    separator: Annotated[
        str | None, typer.Option(help="Separator of a CSV: comma, semicolon or tab.", show_default="the locale's")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Write games and tournaments to a file, as JSON with every event, or games as CSV with every round."""
    numbers, file_format = list(map(_parse_game_number, games or [])), _parse_format(form)
    dialect = _parse_dialect(csv_locale, separator)
    if output is not None:
        require_folder_of(output)
    with read_log(load_settings(data_dir=data_dir)) as log:
        selected, selected_tournaments = _select(log, numbers, file_format)
        with show_progress("Writing the games", len(selected)) as on_progress:
            chunks = exporting.encode_chunks(log, selected, file_format, dialect, selected_tournaments)
            if output is not None:
                for number in exporting.write_chunks(chunks, output):
                    on_progress(number)
                return
            # Printed only when all games could be read: half an export on standard output looks like a whole one.
            with tempfile.TemporaryFile() as spool:
                for number, piece in enumerate(chunks):
                    spool.write(piece)
                    on_progress(number)
                spool.seek(0)
                shutil.copyfileobj(spool, sys.stdout.buffer)


def _select(
    log: EventLog, numbers: list[int], file_format: exporting.FileFormat
) -> tuple[list[int], list[ExportedTournament]]:
    """Return the games and the tournaments of these numbers, or all. Raises `NotFound` or `InvalidSetting`."""
    games, log_of_tournaments = log.game_ids(), TournamentLog(log)
    tournament_ids = log_of_tournaments.ids()
    if missing := set(numbers) - set(games) - set(tournament_ids):
        raise NotFound("There is no game {game_id}.", game_id=min(missing))
    chosen = [number for number in tournament_ids if not numbers or number in numbers]
    if file_format == "csv":
        if numbers and chosen:
            raise InvalidSetting("A tournament has no CSV: export it as JSON.")
        return numbers or games, []
    exported = [tournaments.export_tournament(number, log_of_tournaments.events(number)) for number in chosen]
    return [number for number in numbers or games if number not in chosen], exported


def import_games(file: Path, data_dir: DataDir = None) -> None:
    """Add the games and tournaments of an exported file to the log: all of them, or none."""
    settings = load_settings(data_dir=data_dir)
    try:
        archive = export_format.read(file)
    except Unavailable as error:
        raise Unavailable("{reason} Nothing was imported.", reason=error) from error
    games, in_file = len(archive.games), len(archive.tournaments or [])
    with lock_data_folder(settings) as log_file, show_progress("Importing the games", 2 * games) as on_progress:
        backups.upgrade(log_file, settings.backup_folders[0], datetime.now(UTC))
        with EventLog(log_file) as log:
            before = len(TournamentLog(log).ids())
            imported = importing.import_games(log, archive, on_progress, file)
            new_tournaments = len(TournamentLog(log).ids()) - before
    existing = games - imported, in_file - new_tournaments
    known_text = f" {count_games(*existing)} of the file were here already." if any(existing) else ""
    typer.echo(f"Imported {count_games(imported, new_tournaments)}.{known_text}")


def verify_file(file: Path) -> None:
    """Prove that an exported file is what the kiosk recorded, event for event."""
    content = export_format.read(file)
    verified: list[Verification | TournamentCheck] = [
        *verification.verify_export(content.games),
        *tournaments.verify_tournaments(content.tournaments or []),
    ]
    for check in verified:
        for line in check.lines:
            typer.echo(line, err=not check.is_intact)
    if not all(check.is_intact for check in verified):
        raise typer.Exit(1)
    typer.echo(verification.REWRITE_WARNING)


def check_log(data_dir: DataDir = None) -> None:
    """Prove that the log is intact: the database, the numbering, the hashes, and every game and tournament replayed."""
    with read_log(load_settings(data_dir=data_dir), check_integrity=True) as log:
        games, tournament_ids = log.game_ids(), TournamentLog(log).ids()
        errors = find_log_problems(log)
    for sentence in errors:
        typer.echo(sentence, err=True)
    if errors:
        raise typer.Exit(1)
    typer.echo(f"The log is whole: {count_games(len(games), len(tournament_ids))}.")


def find_log_problems(log: EventLog) -> list[str]:
    """Return what is wrong in a log, as sentences: the database, the numbering, the hashes, every game replayed."""
    errors, games = log.integrity_errors(), log.game_ids()
    with show_progress("Replaying the games", len(games)) as on_progress:
        for number, game_id in enumerate(games, start=1):
            errors += verification.find_problems(log, game_id)
            on_progress(number)
    for tournament_id in TournamentLog(log).ids():
        errors += tournaments.find_tournament_problems(log, tournament_id)
    return errors


def _parse_game_number(text: str) -> int:
    """Return the number of a game that was typed. Raises `InvalidSetting`."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= export_format.MAX_GAME_ID):
        raise InvalidSetting(
            "“{word}” is no game: give its number, from 1 to {most}.",
            word=text[:MAX_QUOTED],
            most=export_format.MAX_GAME_ID,
        )
    return int(text)


def _parse_format(text: str) -> exporting.FileFormat:
    """Return the format that was typed. Raises `InvalidSetting`."""
    for file_format in get_args(exporting.FileFormat):
        if text == file_format:
            return cast("exporting.FileFormat", file_format)
    raise InvalidSetting("--format cannot be {word!r}: give json or csv.", word=text[:MAX_QUOTED])


def _parse_dialect(locale: str | None, separator: str | None) -> CsvDialect:
    """Return the CSV dialect that was typed; scripts that give none have the commas of earlier versions.

    Raises `InvalidSetting`.
    """
    try:
        dialect = CsvDialect() if locale is None else dialect_of(locale)
    except InvalidValue as error:
        raise InvalidSetting(
            "--csv-locale cannot be {word!r}: give a language and a country, as de-DE or es-MX.",
            word=(locale or "")[:MAX_QUOTED],
        ) from error
    if separator is None:
        return dialect
    if separator not in _SEPARATORS:
        raise InvalidSetting(
            "--separator cannot be {word!r}: give comma, semicolon or tab.", word=separator[:MAX_QUOTED]
        )
    return dialect._replace(separator=_SEPARATORS[separator])
