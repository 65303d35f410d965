"""Backup check: each folder for backups exists or can be made, is writable, and is on the disk it was on."""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import backup_mark, backups
from goat_kiosk.text.i18n import t, translate_error


def check(context: CheckContext) -> Check:
    """Look at the folders that the settings name; nothing is written there."""
    name, data_folder = t("Backups"), context.settings.folder
    own, *others = context.settings.backup_folders
    try:
        if data_folder.is_dir():  # else the first start makes it, which the check of the disk speaks of
            backups.require_usable(own)
        for folder in others:
            backup_mark.check_disk(folder, data_folder)
            backups.require_usable(folder)
    except Unavailable as error:
        return Check(name, "wrong", t("Backups cannot be made as set."), translate_error(error))
    return Check(name, "well", t("Backups go to {folders}.", folders=", ".join(map(str, (own, *others)))))
