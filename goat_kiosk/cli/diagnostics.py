"""Diagnostic commands: `doctor` checks this computer, and `support` packs what is needed to help from afar."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from goat_kiosk.app import entry
from goat_kiosk.cli import doctor_report
from goat_kiosk.cli.options import (
    BackupDir,
    DataDir,
    Host,
    Port,
    Redis,
    load_settings_in_force,
    parse_seconds,
    require_folder_of,
)
from goat_kiosk.diagnostics import support_file
from goat_kiosk.diagnostics.check_runner import run_checks
from goat_kiosk.diagnostics.checks.check import all_ok

_PHONE_TIMEOUT_S = 60.0


def doctor(
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = None,
    backup_dir: BackupDir = None,
    redis: Redis = None,
    phone: Annotated[
        str | None, typer.Option(help="Seconds to wait for a phone.", show_default="60 at a terminal")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Check that this computer is ready for tonight, and say what to do; exits with 1 when something must be fixed."""
    settings, started_at = load_settings_in_force(
        host=host, port=port, data_dir=data_dir, backup_dir=backup_dir, redis=redis, log_level="warning"
    )
    at_terminal = sys.stdout.isatty() and not as_json
    default = _PHONE_TIMEOUT_S if at_terminal else 0.0
    timeout = default if phone is None else parse_seconds("--phone", phone, least=0)
    checks = doctor_report.run_doctor(settings, entry.check_context(settings, started_at), timeout, quiet=as_json)
    if as_json:
        typer.echo(msgspec.json.encode({"well": all_ok(checks), "checks": checks}))
    raise typer.Exit(0 if all_ok(checks) else 1)


def make_support_file(
    file: Annotated[Path | None, typer.Argument(help="File to write.", show_default="in this folder")] = None,
    data_dir: DataDir = None,
    redis: Redis = None,
) -> None:
    """Pack logs, crash reports, the doctor's results and the settings, without keys or names, to get help."""
    settings, started_at = load_settings_in_force(data_dir=data_dir, redis=redis)
    target = file or Path(support_file.file_name(datetime.now().astimezone()))
    require_folder_of(target)
    checks = list(run_checks(entry.check_context(settings, started_at)))
    typer.echo(f"Written: {support_file.write(target, settings, checks)}. It has no keys, no names and no games in it.")
