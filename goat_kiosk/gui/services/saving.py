"""Saving from a page: at once on a fast disk, later on a slow one; the window never blocks."""

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
    """Do `operation` and call `on_saved` with what it returns, or `on_refused` with the sentence that it raises.

    When the disk has not answered yet, `on_waiting` is called with a sentence, and one of the others later.
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
