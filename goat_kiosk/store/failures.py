"""What the database could not do, in words for the scorekeeper."""

import apsw

from goat_kiosk.errors import NotSaved


def not_saved(error: apsw.Error) -> NotSaved:
    """Return the error that says that nothing was kept, and why."""
    return NotSaved(f"Not saved: {reason(error)} Nothing was changed; try again.")


def away(why: str) -> NotSaved:
    """Return the error for a log whose file is not there any more."""
    return NotSaved(f"Not saved: the data folder is away ({why}). Bring its disk back; nothing was changed.")


def reason(error: apsw.Error) -> str:
    """Return what went wrong as the end of a sentence."""
    match error:
        case apsw.FullError():
            return "the disk is full."
        case apsw.ReadOnlyError():
            return "the data folder is read-only."
        case apsw.CorruptError() | apsw.NotADBError():
            return "the event log is damaged. Start GOaT Kiosk again: it keeps what can be read."
        case apsw.BusyError() | apsw.LockedError():
            return "another program is using the event log."
        case _:
            return f"the disk answered with an error ({error})."
