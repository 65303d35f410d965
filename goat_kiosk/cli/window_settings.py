"""Command for the window's settings: `reset-pin` removes a forgotten PIN."""

import typer

from goat_kiosk.cli.options import DataDir, load_settings, require_data_folder
from goat_kiosk.errors import Unavailable
from goat_kiosk.settings import pin_reset


def reset_pin(data_dir: DataDir = None) -> None:
    """Remove a forgotten PIN from the window, also while it is open; games, names and settings stay."""
    settings = load_settings(data_dir=data_dir)
    require_data_folder(settings)
    try:
        pin_reset.request(settings.folder)
    except OSError as error:
        raise Unavailable(
            "The PIN cannot be removed: {folder} cannot be written ({reason}).",
            folder=settings.folder,
            reason=error.strerror,
        ) from error
    typer.echo(
        "The PIN is removed. An open window asks for none from the next second on, and a closed one opens without it. "
        "To set another: Settings (F10), Kiosk mode."
    )
