"""Backup check: what the running kiosk says of its backups; else whether each folder can be used, on its own disk."""

from goat_kiosk.diagnostics.checks.check import Check, CheckContext
from goat_kiosk.diagnostics.checks.running_kiosk import part_of, trouble_check
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import backup_mark, backups
from goat_kiosk.text.i18n import t, translate_error

_MINUTE_S = 60


def check(context: CheckContext) -> Check:
    """Look at the folders that the settings name; nothing is written there."""
    name, data_folder = t("Backups"), context.settings.folder
    own, *others = context.settings.backup_folders
    for part in ("backups", "stick"):
        if (trouble := trouble_check(name, part_of(context, part))) is not None:
            return trouble
    try:
        if data_folder.is_dir():  # else the first start makes it, which the check of the disk speaks of
            backups.require_usable(own)
        for folder in others:
            backup_mark.check_disk(folder, data_folder)
            backups.require_usable(folder)
    except Unavailable as error:
        return Check(name, "wrong", t("Backups cannot be made as set."), translate_error(error))
    summary = t("Backups go to {folders}.", folders=", ".join(map(str, (own, *others))))
    return Check(name, "well", " ".join([summary, *_ages(context)]))


def _ages(context: CheckContext) -> list[str]:
    """Return how old the newest backups of the running kiosk are, as sentences."""
    backup, stick = part_of(context, "backups"), part_of(context, "stick")
    sentences = []
    if backup is not None and backup.age is not None:
        minutes = int(backup.age // _MINUTE_S)
        sentences.append(
            t("The newest is {minutes:minute|minutes} old.", minutes=minutes)
            if minutes
            else t("The newest was made just now.")
        )
    if stick is not None and stick.age is not None and stick.age >= _MINUTE_S:
        sentences.append(t("On the second disk: {minutes:minute|minutes}.", minutes=int(stick.age // _MINUTE_S)))
    return sentences
