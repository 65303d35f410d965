"""Non-blocking save for pages: the result is reported at once on a fast disk, later on a slow one."""

from collections.abc import Callable
from typing import TypeVar

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.store.log.write_queue import WritePending

Saved = TypeVar("Saved")


def save(
    operation: Callable[[], Saved],
    on_saved: Callable[[Saved], object],
    on_refused: Callable[[str], object],
    on_waiting: Callable[[str], object] = lambda _: None,
) -> None:
    """Run `operation`; call `on_saved` with its result, or `on_refused` with the sentence of its error.

    On a slow disk, call `on_waiting` with a sentence first, and one of the others later.
    """
    try:
        saved = operation()
    except WritePending as slow:
        on_waiting(t("The disk is slow: this is being saved, and shown when it is."))
        slow.outcome.add_done_callback(lambda outcome: save(outcome.result, on_saved, on_refused))
    except KioskError as error:
        on_refused(error_text(error))
    else:
        on_saved(saved)
