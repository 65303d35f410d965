"""The command line: each command does what its name says and says so, or says what stands in the way.

A known error ends with its sentence and 1, a bad setting with its name and 2; a bug shows its traceback.
"""

import logging
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress

from goat_kiosk import __version__
from goat_kiosk.app import demo, entry
from goat_kiosk.cli import doctor_report
from goat_kiosk.diagnostics import support_file
from goat_kiosk.diagnostics.checks import run
from goat_kiosk.diagnostics.checks.check import all_ok
from goat_kiosk.errors import KioskError, NotFound, Unavailable
from goat_kiosk.exports import archive_format, exporting, verify
from goat_kiosk.host.private_files import make_folder
from goat_kiosk.settings.config import InvalidSetting, Settings, load
from goat_kiosk.store import (
    backup_mark,
    backups,
    event_log,
    integrity,
    recovery,
    restoring,
    schema,
    verified_copy,
)
from goat_kiosk.store.event_log import EventLog
from goat_kiosk.store.folder_lock import FolderLock
from goat_kiosk.store.snapshot import snapshot
from goat_kiosk.tls import select

cli = typer.Typer(
    name="goat-kiosk",
    help="The scoreboard of a cornhole venue: a window for the scorekeeper, live scores on every phone in the hall.",
    pretty_exceptions_enable=False,
    add_completion=False,
)

Host = Annotated[str | None, typer.Option(help="Address to serve on.", show_default="0.0.0.0, every one")]
Port = Annotated[str | None, typer.Option(help="Port to serve on; 0 takes any free one.", show_default="8080")]
DataDir = Annotated[str | None, typer.Option(help="Folder that holds the games.", show_default="yours")]
KioskName = Annotated[str | None, typer.Option(help="Name shown to spectators.", show_default="this computer's")]
MaxStreams = Annotated[str | None, typer.Option(help="Screens that can follow at a time.", show_default="10000")]
ApproveJoins = Annotated[
    bool | None,
    typer.Option(
        "--approve-joins/--no-approve-joins", help="Players who join wait for the scorekeeper.", show_default="no"
    ),
]
TextDir = Annotated[
    str | None, typer.Option(help="Folder to write the scores to, for streaming software.", show_default="none")
]
BackupDir = Annotated[
    str | None, typer.Option(help="Second folder for backups, as on a USB stick.", show_default="none")
]
Redis = Annotated[
    str | None, typer.Option(help="Share with other kiosks at redis://host:6379, or “find” them.", show_default="none")
]
HostNames = Annotated[
    str | None, typer.Option(help="Other names of the kiosk, as of a proxy, with commas.", show_default="none")
]
TlsPort = Annotated[
    str | None, typer.Option(help="Port for https, if there is a certificate; 0: any.", show_default="8443")
]
Certificate = Annotated[str | None, typer.Option(help="File with your own certificate.", show_default="none")]
KeyFile = Annotated[str | None, typer.Option(help="File with its key, if that is apart.", show_default="none")]
Updates = Annotated[
    str | None, typer.Option(help="File or address of yours with the newest version’s number.", show_default="none")
]
LogLevelOption = Annotated[str | None, typer.Option(help="debug, info, warning or error.", show_default="info")]


DEMO = "Demo"
"""What a kiosk that plays by itself is called on its pages, unless it is given a name."""
_WORTH_TELLING = 100
"""Games. Fewer are done before anybody looks."""
_SHOWN = 40
"""Letters of a wrong word that are said again."""
_LONGEST_S = 86_400.0
"""Seconds. Longer waits are no test, and no pace."""


def main() -> None:
    """Run the command line; a known error is its sentence, not a traceback."""
    try:
        cli(_with_command(sys.argv[1:]))
    except KioskError as error:
        print(error.sentence, file=sys.stderr)  # noqa: T201  said to the user
        sys.exit(2 if isinstance(error, InvalidSetting) else 1)


def _with_command(words: list[str]) -> list[str]:
    """Return the words with the command that is meant when none is named."""
    named = bool(words) and (not words[0].startswith("-") or words[0] in {"--help", "--version"})
    return words if named else ["run", *words]


@cli.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Without a command: `run`."""
    if version:
        typer.echo(f"GOaT Kiosk {__version__}")


def _start_program(start: Callable[[Settings], int]) -> Callable[..., None]:
    """Return the command that starts the kiosk by `start`: `run` and `serve` take the same options."""

    def command(
        host: Host = None,
        port: Port = None,
        data_dir: DataDir = None,
        kiosk_name: KioskName = None,
        max_streams: MaxStreams = None,
        approve_joins: ApproveJoins = None,
        text_dir: TextDir = None,
        backup_dir: BackupDir = None,
        redis: Redis = None,
        host_names: HostNames = None,
        tls_port: TlsPort = None,
        certificate: Certificate = None,
        key: KeyFile = None,
        updates: Updates = None,
        log_level: LogLevelOption = None,
    ) -> None:
        given: dict[str, Any] = {"host": host, "port": port, "data_dir": data_dir, "kiosk_name": kiosk_name}
        given |= {"backup_dir": backup_dir}
        given |= {"max_streams": max_streams, "approve_joins": approve_joins, "text_dir": text_dir}
        given |= {"redis": redis, "updates": updates, "log_level": log_level, "host_names": host_names}
        given |= {"tls_port": tls_port, "certificate": certificate, "key": key}
        try:
            settings = _settings(**given)
        except KioskError as error:
            if start is entry.run:
                entry.tell(error)
            raise
        raise typer.Exit(start(settings))

    return command


cli.command("run", help="Open the scorekeeper's window and serve the phones.")(_start_program(entry.run))
cli.command("serve", help="Serve the phones without a window; games are scored over HTTP.")(_start_program(entry.serve))


@cli.command()
def relay(
    host: Host = None,
    port: Port = None,
    kiosk_name: KioskName = None,
    max_streams: MaxStreams = None,
    redis: Redis = None,
    host_names: HostNames = None,
    tls_port: TlsPort = None,
    certificate: Certificate = None,
    key: KeyFile = None,
    log_level: LogLevelOption = None,
) -> None:
    """Serve what Redis carries, with no window and no games of its own; any number behind a load balancer."""
    given = {"host": host, "port": port, "kiosk_name": kiosk_name, "redis": redis, "host_names": host_names}
    given |= {"tls_port": tls_port, "certificate": certificate, "key": key}
    raise typer.Exit(entry.relay(_settings(**given, max_streams=max_streams, log_level=log_level)))


@cli.command(name="demo")
def play_demo(
    host: Host = None,
    port: Port = None,
    kiosk_name: KioskName = None,
    log_level: LogLevelOption = None,
    pace: Annotated[str, typer.Option(help="Seconds a bag.")] = "1.5",
) -> None:
    """Play real games by themselves, in a folder that is thrown away afterwards."""
    seconds = _seconds("--pace", pace, least=0.01)
    with tempfile.TemporaryDirectory(prefix="goat-kiosk-demo-") as folder:
        given = {"host": host, "port": port, "data_dir": folder, "log_level": log_level}
        settings = _settings(**given, kiosk_name=kiosk_name or DEMO)
        # The demo's games are nobody's: the venue's other kiosks and its streaming software must not show them.
        alone = msgspec.structs.replace(settings, redis=None, text_dir="", approve_joins=False)
        raise typer.Exit(entry.run(alone, lambda scorekeeper: demo.play_forever(scorekeeper, seconds)))


@cli.command()
def export(
    games: Annotated[list[str] | None, typer.Argument(help="Numbers of the games; none means all.")] = None,
    form: Annotated[str, typer.Option("--format", help="json, which can be imported again, or csv.")] = "json",
    output: Annotated[Path | None, typer.Option(help="File to write.", show_default="the terminal")] = None,
    data_dir: DataDir = None,
) -> None:
    """Write games out of the log, as JSON with every event or as CSV with every round."""
    numbers, form = list(map(_game_number, games or [])), _format(form)
    if output is not None:
        _check_folder_of(output)
    with _log(_settings(data_dir=data_dir)) as log:
        there = log.game_ids()
        if missing := set(numbers) - set(there):
            raise NotFound("There is no game {game_id}.", game_id=min(missing))
        wanted = numbers or there
        with _progress("Writing the games", len(wanted)) as tell:
            if output is not None:
                exporting.write(log, wanted, output, form, tell)
                return
            # Whole or not at all, also when a game cannot be read.
            with tempfile.TemporaryFile() as whole:
                for number, piece in enumerate(exporting.pieces(log, wanted, form)):
                    whole.write(piece)
                    tell(number)
                whole.seek(0)
                shutil.copyfileobj(whole, sys.stdout.buffer)


@cli.command(name="import")
def import_games(file: Path, data_dir: DataDir = None) -> None:
    """Take the games of an exported file into the log; all of them, or none."""
    settings = _settings(data_dir=data_dir)
    try:
        archive = archive_format.read(file)
    except Unavailable as error:
        raise Unavailable("{reason} Nothing was imported.", reason=error) from error
    with _locked(settings) as place, _progress("Taking the games in", 2 * len(archive.games)) as tell:
        backups.upgrade(place, settings.backup_folders[0], datetime.now(UTC))
        with EventLog(place) as log:
            taken = archive_format.import_games(log, archive, tell, file)
    here = len(archive.games) - taken
    typer.echo(f"Imported {_games(taken)}." + (f" {_games(here)} of the file were here already." if here else ""))


@cli.command(name="certificate")
def make_certificate(
    data_dir: DataDir = None,
    kiosk_name: KioskName = None,
    host_names: HostNames = None,
    again: Annotated[bool, typer.Option(help="Make another; every display has to trust it anew.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Make an authority that your own displays can trust, so that the kiosk can serve https."""
    settings = _settings(data_dir=data_dir, kiosk_name=kiosk_name, host_names=host_names)
    _check_data_folder(settings, given=data_dir is not None)
    make_folder(settings.folder)
    typer.echo(select.make(settings, again=again))


@cli.command("verify")
def verify_file(file: Path) -> None:
    """Prove that an exported file is what the kiosk recorded, event for event."""
    proofs = verify.of_all(archive_format.read(file).games)
    for one in proofs:
        for line in one.lines:
            typer.echo(line, err=not one.whole)
    if not all(one.whole for one in proofs):
        raise typer.Exit(1)
    typer.echo(verify.NOT_PROVEN)


@cli.command()
def check(data_dir: DataDir = None) -> None:
    """Prove that the log is whole: the database, the numbering, the hashes, and every game played through."""
    settings = _settings(data_dir=data_dir)
    with _log(settings, whole=True) as log:
        games = log.game_ids()
        wrong = log.integrity_errors()
        with _progress("Playing the games through", len(games)) as tell:
            for number, game_id in enumerate(games, start=1):
                wrong += archive_format.verify_game(log, game_id)
                tell(number)
    for sentence in wrong:
        typer.echo(sentence, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"The log is whole: {_games(len(games))}.")


@cli.command(name="doctor")
def examine(
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
    redis: Redis = None,
    phone: Annotated[
        str | None, typer.Option(help="Seconds to wait for a phone.", show_default="60 at a terminal")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Look whether this computer is fit for the evening, and say what to do; 1 when something must be done."""
    settings = _settings(host=host, port=port, data_dir=data_dir, redis=redis, log_level="warning")
    at_terminal = sys.stdout.isatty() and not as_json
    patience = (60.0 if at_terminal else 0.0) if phone is None else _seconds("--phone", phone, least=0)
    checks = doctor_report.run_doctor(settings, entry.check_context(settings), patience, quiet=as_json)
    if as_json:
        typer.echo(msgspec.json.encode({"well": all_ok(checks), "checks": checks}))
    raise typer.Exit(0 if all_ok(checks) else 1)


@cli.command(name="support")
def make_support_file(
    file: Annotated[Path | None, typer.Argument(help="File to write.", show_default="in this folder")] = None,
    data_dir: DataDir = None,
    redis: Redis = None,
) -> None:
    """Pack logs, crashes, the doctor's findings and settings, without keys or names, for whoever helps you."""
    settings = _settings(data_dir=data_dir, redis=redis)
    place = file or Path(support_file.name(datetime.now().astimezone()))
    _check_folder_of(place)
    checks = list(run.run_checks(entry.check_context(settings)))
    typer.echo(f"Written: {support_file.write(place, settings, checks)}. It has no keys, no names and no games in it.")


@cli.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="File or folder to write.", show_default="the backups")] = None,
    data_dir: DataDir = None,
) -> None:
    """Copy the log to a file and prove the copy whole; also while the kiosk runs."""
    settings = _settings(data_dir=data_dir)
    log, folder = _log_file(settings), file or settings.backup_folders[0]
    if file is not None:
        _check_folder_of(file)
    with _progress("Copying the log") as told:
        if file is None or file.is_dir():
            made, held = backups.make_backup(log, folder, datetime.now(UTC), told)
            file = made.file
        elif file.exists():
            raise Unavailable("{file} is there already. Choose another name.", file=file)
        else:
            held = verified_copy.copy(log, file, told)
    typer.echo(f"Kept {verified_copy.counts(held.games, held.events)} in {file}. The copy is whole.")


@cli.command()
def restore(
    file: Annotated[Path | None, typer.Argument(help="A backup.", show_default="lists them")] = None,
    data_dir: DataDir = None,
) -> None:
    """Put a backup in the place of the log; what was there is set aside, and nothing is lost."""
    settings = _settings(data_dir=data_dir)
    if file is None:
        _list_backups(settings)
        return
    verified_copy.verify_copy(file)
    with _locked(settings) as log, _progress("Restoring the backup") as told:
        held, aside = restoring.restore(file, log, told)
    kept = f" What was there before is kept in {aside}." if aside else ""
    typer.echo(f"Restored {verified_copy.counts(held.games, held.events)}.{kept}")


@cli.command()
def recover(data_dir: DataDir = None) -> None:
    """Make a new log of what a damaged one still holds and of the newest good backup; the damaged one is kept."""
    settings = _settings(data_dir=data_dir)
    _check_data_folder(settings)
    with _locked(settings) as log, _progress("Putting the log together") as told:
        found = integrity.find_damage(log, whole=True) or KioskError("recovered on request")
        report = recovery.recover(log, found, settings.backup_folders, told=told)
    typer.echo(report.sentence)


def _list_backups(settings: Settings) -> None:
    listed = [(folder, one) for folder in settings.backup_folders for one in backups.list_backups(folder)]
    for folder, one in listed:
        mark, log_name = backup_mark.read(folder), verified_copy.name_of(one.file)
        kiosk = mark.kiosks.get(log_name, log_name) if mark else log_name
        typer.echo(f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}  {kiosk}  {one.file}")
    if not listed:
        typer.echo(f"There are no backups in {' and '.join(map(str, settings.backup_folders))}.", err=True)


def _game_number(word: str) -> int:
    """Return the number of a game that was typed. Raises `InvalidSetting`."""
    if not (word.isascii() and word.isdigit() and 1 <= int(word) <= archive_format.MOST):
        raise InvalidSetting(
            "“{word}” is no game: give its number, from 1 to {most}.", word=word[:_SHOWN], most=archive_format.MOST
        )
    return int(word)


def _format(word: str) -> exporting.FileFormat:
    """Return the format that was typed. Raises `InvalidSetting`."""
    for form in get_args(exporting.FileFormat):
        if word == form:
            return cast("exporting.FileFormat", form)
    raise InvalidSetting("--format cannot be {word!r}: give json or csv.", word=word[:_SHOWN])


def _seconds(option: str, word: str, least: float) -> float:
    """Return the seconds that were typed. Raises `InvalidSetting`."""
    with suppress(ValueError):
        if least <= float(word) <= _LONGEST_S:
            return float(word)
    raise InvalidSetting(
        "{option} cannot be {word!r}: give seconds, {least} or more.", option=option, word=word[:_SHOWN], least=least
    )


def _check_folder_of(file: Path) -> None:
    """Raise `InvalidSetting` when `file` would be in a folder that is not there."""
    if not file.parent.exists():
        raise InvalidSetting("There is no folder {folder}. Make it first, or name another.", folder=file.parent)


def _check_data_folder(settings: Settings, *, given: bool = False) -> None:
    """Raise `InvalidSetting` when there is no data folder and none was `given` to be made."""
    if not given and not settings.folder.is_dir():
        raise InvalidSetting(
            "There is no data folder {folder}. Start the kiosk first, or name its folder with --data-dir.",
            folder=settings.folder,
        )


@contextmanager
def _locked(settings: Settings) -> Iterator[Path]:
    """Yield where the log is, and keep every kiosk out of its folder until the block ends."""
    claim = FolderLock(make_folder(settings.folder))
    try:
        yield settings.folder / event_log.FILE_NAME
    finally:
        claim.release()


@contextmanager
def _progress(words: str, games: int | None = None) -> Iterator[Callable[[float], None]]:
    """Show how many of `games`, or how much of 1, is done, beside what a command prints; nothing where nobody looks."""
    console = Console(stderr=True)
    few = games is not None and games < _WORTH_TELLING
    with Progress(console=console, transient=True, disable=few or not console.is_terminal) as bar:
        task = bar.add_task(words, total=games or 1.0)
        yield lambda done: bar.update(task, completed=done)


def _settings(**given: Any) -> Settings:
    settings = load(given)
    terminal = logging.StreamHandler()
    # What goes as it should stands in the journal.
    terminal.setLevel("WARNING" if settings.log_level == "info" else "NOTSET")
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(level=settings.log_level.upper(), format=form, handlers=[terminal])
    return settings


@contextmanager
def _log(settings: Settings, *, whole: bool = False) -> Iterator[EventLog]:
    """Yield a copy of the log to read from, checked for damage first if `whole`. Raises `NotFound` or `Unavailable`."""
    file = _log_file(settings)
    with snapshot(file) as copy:
        if whole and (found := integrity.find_damage(copy, whole=True)):
            raise Unavailable(
                "The event log is damaged: {found}. Start the kiosk, or run “goat-kiosk recover”.", found=found
            )
        schema.upgrade(copy, file)
        with EventLog(copy) as log:
            yield log


def _log_file(settings: Settings) -> Path:
    file = settings.folder / event_log.FILE_NAME
    if not file.exists():
        raise NotFound("There are no games in {folder}. Name the folder with --data-dir.", folder=settings.folder)
    return file


def _games(count: int) -> str:
    return "1 game" if count == 1 else f"{count} games"
