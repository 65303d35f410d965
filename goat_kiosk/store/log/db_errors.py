"""Database errors as sentences: what failed, and what the scorekeeper can do."""

from pathlib import Path

import apsw

from goat_kiosk.errors import KioskError, NotSaved


def not_saved_error(error: apsw.Error) -> NotSaved:
    """Return the error that says that nothing was saved, and why."""
    return NotSaved("Not saved: {reason} Nothing was changed; try again.", reason=reason(error))


def unsaved_revocation_error(error: apsw.Error) -> NotSaved:
    """Return the error for a revocation that is in force and not on the disk yet (`desk.pairing`)."""
    return NotSaved(
        "Not saved: {reason} The phone can no longer keep score, and this is saved when the disk works again. If GOaT "
        "Kiosk is restarted before that, revoke the phone once more.",
        reason=reason(error),
    )


def missing_error(missing_reason: str) -> NotSaved:
    """Return the error for a log whose file is not there any more."""
    return NotSaved(
        "Not saved: the data folder is away ({why}). Bring its disk back; nothing was changed.", why=missing_reason
    )


def wal_lost_error(file: Path) -> NotSaved:
    """Return the error for a log whose write-ahead log another program has removed or cut."""
    return NotSaved(
        "Not saved: another program has removed or cut {file}, a part of the event log. Close GOaT Kiosk and start it "
        "again: it keeps what was scored. And keep that program away from the data folder.",
        file=file,
    )


def reason(error: apsw.Error) -> KioskError:
    """Return what went wrong; its sentence is the end of another."""
    match error:
        case apsw.FullError():
            return KioskError("the disk is full.")
        case apsw.ReadOnlyError():
            return KioskError("the data folder is read-only.")
        case apsw.CorruptError() | apsw.NotADBError():
            return KioskError(
                "the event log is damaged. Start GOaT Kiosk again, or run “goat-kiosk recover”: what can be read is "
                "kept."
            )
        case apsw.CantOpenError() | apsw.PermissionsError() | apsw.AuthError():
            return KioskError("the system does not open it as a file of yours. Look what is there, and whose it is.")
        case apsw.BusyError() | apsw.LockedError():
            return KioskError("another program is using the event log.")
        case _:
            return KioskError("the disk answered with an error ({error}).", error=error)
