"""Paper of a tournament: its queue, brackets and rounds as a page that a browser opens and prints, without a network.

It is written to the folder of exported files, because some browsers may read nothing from temporary folders.
"""

from pathlib import Path

from goat_kiosk.desk.director import Director
from goat_kiosk.errors import Unavailable
from goat_kiosk.exports.tournament_page import PageIdentity, draw_page
from goat_kiosk.gui.text.language import use_window_language
from goat_kiosk.host import atomic_write
from goat_kiosk.text.i18n import current_language


def write_paper(director: Director, tournament_id: int, kiosk: str, folder: Path, *, shows_money: bool = False) -> Path:
    """Write the page of a tournament in the window's language, and return its file. Raises `KioskError`.

    `shows_money`: it is for the desk, and says who has paid and what each place gets.
    """
    change = director.snapshot(tournament_id)
    with use_window_language():
        identity = PageIdentity(tournament_id, change.event_id, kiosk)
        page = draw_page(identity, change.tournament, director.now(), current_language.get(), shows_money=shows_money)
    file = folder / f"tournament-{tournament_id}{'-desk' if shows_money else ''}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write.write(file, page, sync=False)
    except OSError as error:
        raise Unavailable("{file} cannot be written: {reason}.", file=file, reason=error.strerror) from error
    return file
