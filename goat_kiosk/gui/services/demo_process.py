"""Demo process beside the venue's window: `goat-kiosk demo` once more, as a child process.

It has a temporary folder and a port of its own and no access to the venue's log, so nothing in it can disturb the
evening. It ends with its window, by the button that started it, or with this window.
"""

from PySide6.QtCore import QObject, QProcess, Signal

from goat_kiosk.settings.paths import PROGRAM

ENDS_WITHIN_MS = 3_000


class DemoProcess(QObject):
    """Starts the demo, and ends it."""

    changed = Signal()
    """It has begun or ended."""

    def __init__(self, words: tuple[str, ...] = (), parent: QObject | None = None) -> None:
        """`words` are added to the command."""
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProgram(PROGRAM[0])
        self._process.setArguments([*PROGRAM[1:], "demo", "--port", "0", *words])
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.stateChanged.connect(self.changed)

    @property
    def is_running(self) -> bool:
        """Whether it runs, or is starting."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def toggle(self) -> None:
        """Start it, or end it."""
        if self.is_running:
            self._process.terminate()
        else:
            self._process.start()

    def stop(self) -> None:
        """End it and wait for its end: the window is closing."""
        if self.is_running:
            self._process.terminate()
            if not self._process.waitForFinished(ENDS_WITHIN_MS):
                self._process.kill()
                self._process.waitForFinished(ENDS_WITHIN_MS)
