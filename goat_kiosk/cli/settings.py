"""Settings command: `config` shows each value, where it comes from, and what a running kiosk has instead."""

from typing import Annotated, Any

import msgspec
import typer

from goat_kiosk.cli.options import DataDir, is_running, load_settings
from goat_kiosk.diagnostics.logs.redaction import REDACTED, Redaction
from goat_kiosk.settings import last_start
from goat_kiosk.settings.config import Settings
from goat_kiosk.settings.paths import config_files
from goat_kiosk.settings.setting_values import FIELDS

_NAME_WIDTH = max(map(len, FIELDS)) + 2


def show_config(
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002  typer's way
) -> None:
    """Show each setting and where it comes from, without secrets, and what the running kiosk has instead."""
    settings = load_settings(data_dir=data_dir)
    running = last_start.settings_in_force(settings, is_running=True).settings if is_running(settings) else settings
    rows = [_row(name, settings, settings.sources.get(name, "default")) for name in FIELDS]
    running_rows = [_row(name, running, running.sources.get(name, "default")) for name in FIELDS]
    changed = [row for row, before in zip(running_rows, rows, strict=True) if row["value"] != before["value"]]
    files = [{"file": f"{file}", "exists": file.exists()} for file in config_files()]
    if as_json:
        typer.echo(msgspec.json.encode({"settings": rows, "running": changed, "files": files}))
        return
    for row in rows:
        typer.echo(_line(row))
    if changed:
        typer.echo("\nThe running kiosk was started with:")
    for row in changed:
        typer.echo(_line(row))
    typer.echo("\nFiles, of which the later ones win; then the environment, then options:")
    for file in files:
        typer.echo(f"  {file['file']}{'' if file['exists'] else ' (is not there)'}")


def _row(name: str, settings: Settings, source: str) -> dict[str, Any]:
    value = getattr(settings, name)
    if name == "scorer_key" and value:
        value = REDACTED
    elif isinstance(value, str):
        value = Redaction()(value)
    return {"name": name, "value": value, "source": source}


def _line(row: dict[str, Any]) -> str:
    value = row["value"]
    shown = f"{value}".lower() if isinstance(value, bool) else "none" if value in {"", None} else value
    return f"  {row['name']:{_NAME_WIDTH}}{shown}  ({row['source']})"
