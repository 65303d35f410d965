"""Demo process beside the venue's window: `goat-kiosk demo` once more, as a child process.

It has a temporary folder and its own port, and no access to the venue's log, so it cannot affect real games. It ends
with its window, by the button that started it, or with this window.
"""

from PySide6.QtCore import QObject, QProcess, Signal

from goat_kiosk.settings.paths import PROGRAM

STOP_TIMEOUT_MS = 3_000


class DemoProcess(QObject):
    """Starts the demo, and ends it."""

    changed = Signal()
    """The process was started or has ended."""

    def __init__(self, arguments: tuple[str, ...] = (), parent: QObject | None = None) -> None:
        """`arguments` are added to the command."""
        super().__init__(parent)
        self._process = QProcess(self)
        self._process.setProgram(PROGRAM[0])
        self._process.setArguments([*PROGRAM[1:], "demo", "--port", "0", *arguments])
        self._process.setStandardOutputFile(QProcess.nullDevice())
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.stateChanged.connect(self.changed)

    @property
    def is_running(self) -> bool:
        """Whether the process is running or starting."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def toggle(self) -> None:
        """Start or end the process."""
        if self.is_running:
            self._process.terminate()
        else:
            self._process.start()

    def stop(self) -> None:
        """End the process and wait for it, because the window is closing."""
        if self.is_running:
            self._process.terminate()
            if not self._process.waitForFinished(STOP_TIMEOUT_MS):
                self._process.kill()
                self._process.waitForFinished(STOP_TIMEOUT_MS)
