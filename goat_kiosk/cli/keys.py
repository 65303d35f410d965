"""Key command: `rekey` replaces the venue's key, after somebody who should not have it has read it."""

from pathlib import Path
from typing import Annotated

import typer

from goat_kiosk.app.kiosk import KEY_FILE, create_scorer_key
from goat_kiosk.cli.log_access import lock_data_folder
from goat_kiosk.cli.options import DataDir, load_settings, require_data_folder
from goat_kiosk.settings.config import InvalidSetting
from goat_kiosk.store.devices import Devices


def rekey(
    keep_phones: Annotated[
        bool, typer.Option("--keep-phones/--revoke-phones", help="Whether paired phones may go on keeping score.")
    ],
    data_dir: DataDir = None,
) -> None:
    """Replace the venue's key, while the kiosk is closed; the old one is refused from the next start on."""
    settings = load_settings(data_dir=data_dir)
    require_data_folder(settings)
    if settings.scorer_key is not None:
        name = "scorer_key" if "scorer_key" in settings.sources else "scorer_key_file"
        raise InvalidSetting("The key is set by {source}. Change it there.", source=settings.sources[name])
    with lock_data_folder(settings) as log:
        file = settings.folder / KEY_FILE
        create_scorer_key(file)
        ended = 0 if keep_phones or not log.exists() else _revoke_phones(log)
    typer.echo(f"The venue's key is a new one, in {file}. Programs that use it need the new one.")
    if not keep_phones:
        typer.echo(f"{'1 phone was' if ended == 1 else f'{ended} phones were'} revoked: pair each again.")


def _revoke_phones(log: Path) -> int:
    """Revoke every paired phone in the log's file; return how many there were."""
    with Devices(log) as devices:
        paired = [device for device in devices.all() if not device.revoked]
        for device in paired:
            devices.revoke(device.id)
    return len(paired)
