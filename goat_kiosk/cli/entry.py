"""Command-line entry point: the program, its commands in the order of `--help`, and how it exits.

A known error prints its sentence and exits with 1, a bad setting names it and exits with 2; a bug shows its traceback.
"""

import sys
from typing import Annotated

import typer

from goat_kiosk import __version__
from goat_kiosk.cli import backups, diagnostics, games, keys, names, serving, settings, window_settings
from goat_kiosk.errors import KioskError
from goat_kiosk.settings.config import InvalidSetting

cli = typer.Typer(
    name="goat-kiosk",
    help="The scoreboard of a cornhole venue: a window for the scorekeeper, live scores on every phone in the hall.",
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command line; a known error is its sentence, not a traceback."""
    try:
        cli(_with_command(sys.argv[1:]))
    except KioskError as error:
        print(error.sentence, file=sys.stderr)  # noqa: T201  said to the user
        sys.exit(2 if isinstance(error, InvalidSetting) else 1)


def _with_command(arguments: list[str]) -> list[str]:
    """Return the words, with `run` first when they name no command."""
    has_command = bool(arguments) and (not arguments[0].startswith("-") or arguments[0] in {"--help", "--version"})
    return arguments if has_command else ["run", *arguments]


@cli.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Show the version and stop.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Without a command: `run`."""
    if version:
        typer.echo(f"GOaT Kiosk {__version__}")


cli.command("run", help="Open the scorekeeper's window and serve the phones.")(serving.run)
cli.command("serve", help="Serve the phones without a window; games are scored over HTTP.")(serving.serve)
cli.command("relay")(serving.relay)
cli.command("demo")(serving.play_demo)
cli.command("export")(games.export_games)
cli.command("import")(games.import_games)
cli.command("import-names")(names.import_names)
cli.command("certificate")(serving.make_certificate)
cli.command("verify")(games.verify_file)
cli.command("check")(games.check_log)
cli.command("config")(settings.show_config)
cli.command("doctor")(diagnostics.doctor)
cli.command("support")(diagnostics.make_support_file)
cli.command("reset-pin")(window_settings.reset_pin)
cli.command("rekey")(keys.rekey)
cli.command("backup")(backups.backup)
cli.command("restore")(backups.restore)
cli.command("recover")(backups.recover)
