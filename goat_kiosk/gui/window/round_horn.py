"""Horn of a round: the window sounds it when time is up, and lets the TV count down until then."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.text.language import use_window_language
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.text.clock_words import clock_words
from goat_kiosk.tournament.round_clock import ClockReading, read_round_clocks

_TICK_MS = 500
_LATE_MS = 5_000
"""A horn that is later than this is none: the computer slept, or the program was started again since."""


class RoundHorn(QObject):
    """Watches the round clocks of the tournament that is shown; it rests while there are none."""

    ticked = Signal()
    """A clock is running."""
    sounded = Signal(str)
    """Time is up: the sentence."""

    def __init__(self, current: CurrentTournament, sound: Callable[[], None], parent: QObject | None = None) -> None:
        """`sound` plays the horn, unless sounds are off."""
        super().__init__(parent)
        self._current, self._sound = current, sound
        self._heard: set[tuple[int, int]] = set()
        """The clocks whose time was up already, by division and start."""
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.look)
        current.changed.connect(self.look)
        self.look()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def look(self) -> None:
        """Read the clocks, and sound the horn of one whose time has just run out."""
        tournament, now = self._current.tournament, self._current.director.now()
        clocks = [] if tournament is None else read_round_clocks(tournament, now)
        for clock in clocks:
            if clock.is_up:
                self._on_up(clock, now)
        if not clocks:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        if clocks:
            self.ticked.emit()

    def _on_up(self, clock: ClockReading, now: int) -> None:
        key = clock.division, clock.started_at
        if key in self._heard:
            return
        self._heard.add(key)
        if now - clock.horn_at < _LATE_MS and not clock.is_stopped:
            self._sound()
            with use_window_language():
                self.sounded.emit(clock_words(clock))
