"""The command line: each command does what its name says and says so, or says what stands in the way.

A known error ends with its sentence and 1, a bad setting with its name and 2; a bug shows its traceback.
"""

import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from goat_kiosk import __version__, app, demo, exporting, transfer
from goat_kiosk.config import InvalidSetting, Settings, load
from goat_kiosk.errors import KioskError, NotFound
from goat_kiosk.paths import make_folder
from goat_kiosk.store import event_log
from goat_kiosk.store.claim import Claim
from goat_kiosk.store.event_log import EventLog

cli = typer.Typer(
    name="goat-kiosk",
    help="The scoreboard of a cornhole venue: a window for the scorekeeper, live scores on every phone in the hall.",
    pretty_exceptions_enable=False,
    add_completion=False,
)

Host = Annotated[str | None, typer.Option(help="Address to serve on.", show_default="0.0.0.0, every one")]
Port = Annotated[int | None, typer.Option(help="Port to serve on; 0 takes any free one.", show_default="8080")]
DataDir = Annotated[str | None, typer.Option(help="Folder that holds the games.", show_default="yours")]
KioskName = Annotated[str | None, typer.Option(help="Name shown to spectators.", show_default="this computer's")]
MaxStreams = Annotated[int | None, typer.Option(help="Screens that can follow at a time.", show_default="10000")]
ApproveJoins = Annotated[
    bool | None,
    typer.Option(
        "--approve-joins/--no-approve-joins", help="Players who join wait for the scorekeeper.", show_default="no"
    ),
]
TextDir = Annotated[
    str | None, typer.Option(help="Folder to write the scores to, for streaming software.", show_default="none")
]
Redis = Annotated[
    str | None, typer.Option(help="Share with other kiosks at redis://host:6379, or “find” them.", show_default="none")
]
LogLevel = Annotated[str | None, typer.Option(help="debug, info, warning or error.", show_default="info")]


_WORTH_TELLING = 100
"""Games. Fewer are done before anybody looks."""
GameNumbers = typer.Argument(min=1, max=transfer.MOST, help="Numbers of the games; none means all.")


class Format(StrEnum):
    """What an export can be."""

    json = "json"
    csv = "csv"


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


def _starting(start: Callable[[Settings], int]) -> Callable[..., None]:
    """Return the command that starts the kiosk by `start`: `run` and `serve` take the same options."""

    def command(
        host: Host = None,
        port: Port = None,
        data_dir: DataDir = None,
        kiosk_name: KioskName = None,
        max_streams: MaxStreams = None,
        approve_joins: ApproveJoins = None,
        text_dir: TextDir = None,
        redis: Redis = None,
        log_level: LogLevel = None,
    ) -> None:
        given = {"host": host, "port": port, "data_dir": data_dir, "kiosk_name": kiosk_name}
        given |= {"max_streams": max_streams, "approve_joins": approve_joins, "text_dir": text_dir}
        given |= {"redis": redis, "log_level": log_level}
        raise typer.Exit(start(_settings(**given)))

    return command


cli.command("run", help="Open the scorekeeper's window and serve the phones.")(_starting(app.run))
cli.command("serve", help="Serve the phones without a window; games are scored over HTTP.")(_starting(app.serve))


@cli.command()
def relay(
    host: Host = None,
    port: Port = None,
    kiosk_name: KioskName = None,
    max_streams: MaxStreams = None,
    redis: Redis = None,
    log_level: LogLevel = None,
) -> None:
    """Serve what Redis carries, with no window and no games of its own; any number behind a load balancer."""
    given = {"host": host, "port": port, "kiosk_name": kiosk_name, "redis": redis}
    raise typer.Exit(app.relay(_settings(**given, max_streams=max_streams, log_level=log_level)))


@cli.command(name="demo")
def play_demo(
    host: Host = None,
    port: Port = None,
    kiosk_name: KioskName = None,
    log_level: LogLevel = None,
    pace: Annotated[float, typer.Option(min=0.01, help="Seconds a bag.")] = 1.5,
) -> None:
    """Play real games by themselves, in a folder that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="goat-kiosk-demo-") as folder:
        given = {"host": host, "port": port, "data_dir": folder, "kiosk_name": kiosk_name, "log_level": log_level}
        raise typer.Exit(app.run(_settings(**given), lambda scorekeeper: demo.play(scorekeeper, pace)))


@cli.command()
def export(
    games: Annotated[
        list[int] | None, typer.Argument(min=1, max=transfer.MOST, help="Numbers of the games; none means all.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="json can be imported again.")] = Format.json,
    output: Annotated[Path | None, typer.Option(help="File to write.", show_default="the terminal")] = None,
    data_dir: DataDir = None,
) -> None:
    """Write games out of the log, as JSON with every event or as CSV with every round."""
    with _log(_settings(data_dir=data_dir)) as log:
        wanted = games or log.game_ids()
        with _progress("Writing the games", len(wanted)) as tell:
            if output is not None:
                exporting.write(log, wanted, output, form.value, tell)
                return
            for number, piece in enumerate(exporting.pieces(log, wanted, form.value)):
                sys.stdout.buffer.write(piece)
                tell(number)


@cli.command(name="import")
def import_games(file: Path, data_dir: DataDir = None) -> None:
    """Take the games of an exported file into the log; all of them, or none."""
    settings = _settings(data_dir=data_dir)
    archive, claim = transfer.read(file), Claim(make_folder(settings.folder))
    try:
        with (
            EventLog(settings.folder / event_log.FILE_NAME) as log,
            _progress("Taking the games in", 2 * len(archive.games)) as tell,
        ):
            taken = transfer.take_in(log, archive, tell, file)
    finally:
        claim.release()
    here = len(archive.games) - taken
    typer.echo(f"Imported {_games(taken)}." + (f" {_games(here)} of the file were here already." if here else ""))


@cli.command()
def check(data_dir: DataDir = None) -> None:
    """Prove that the log is whole: the database, the numbering, and every game played through."""
    with _log(_settings(data_dir=data_dir)) as log:
        games = log.game_ids()
        wrong = log.damage()
        with _progress("Playing the games through", len(games)) as tell:
            for number, game_id in enumerate(games, start=1):
                wrong += transfer.wrong_with(log, game_id)
                tell(number)
    for sentence in wrong:
        typer.echo(sentence, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"The log is whole: {_games(len(games))}.")


def _settings(**given: Any) -> Settings:
    settings = load(given)
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    return settings


@contextmanager
def _progress(description: str, total: int) -> Iterator[transfer.Tell]:
    """Show how far a long way has been gone, beside what a command prints; nothing where nobody watches."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=total < _WORTH_TELLING or not console.is_terminal) as bar:
        task = bar.add_task(description, total=total)
        yield lambda done: bar.update(task, completed=done)


def _log(settings: Settings) -> EventLog:
    file = settings.folder / event_log.FILE_NAME
    if not file.exists():
        raise NotFound(f"There are no games in {settings.folder}. Name the folder with --data-dir.")
    return EventLog(file)


def _games(count: int) -> str:
    return "1 game" if count == 1 else f"{count} games"
