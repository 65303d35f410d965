"""Sound player of the main window: a thread that runs the operating system's own player.

PySide6-Essentials has no QtMultimedia, and the Addons that have it are larger than the whole program. So this calls
PipeWire, PulseAudio or ALSA on Linux, afplay on macOS, winsound on Windows; without any of them the window is silent,
and the sound switch says why. Sounds are expendable: while one is playing only the newest is queued, and a player that
fails or hangs is killed after a timeout.
"""

import contextlib
import logging
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from goat_kiosk.errors import log_bugs
from goat_kiosk.gui.sound.cues import CUES, Cue
from goat_kiosk.gui.sound.tones import render_wav
from goat_kiosk.text.i18n import mark_for_translation

_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
NO_PLAYER = mark_for_translation("This computer has no sound player (pw-play, paplay or aplay): the desk stays silent.")
_TIMEOUT_S = 3.0
"""The longest sound takes a second and a half."""

_log = logging.getLogger(__name__)

SoundPlayer = Callable[[Path], None]


def find_player_name() -> str | None:
    """Return the name of this computer's player, or None."""
    if sys.platform == "win32":
        return "Windows"
    return next((command[0] for command in _PLAYERS if shutil.which(command[0])), None)


def find_player() -> SoundPlayer | None:
    """Return a function that plays a WAV file on this computer, or None."""
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415  exists there only

        return lambda file: winsound.PlaySound(str(file), winsound.SND_FILENAME)
    command = next((command for command in _PLAYERS if shutil.which(command[0])), None)
    return None if command is None else lambda file: _run_player([*command, str(file)])


def _run_player(command: list[str]) -> None:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        silent = subprocess.DEVNULL
        subprocess.run(  # noqa: S603  a player of the list above, and a file of ours
            command, stdin=silent, stdout=silent, stderr=silent, timeout=_TIMEOUT_S, check=False
        )


class Sounds:
    """Plays the sounds of one window, one at a time."""

    def __init__(self, player: SoundPlayer | None) -> None:
        """`player` plays one file and returns when it has ended; with None every sound is skipped."""
        self._player = player
        self._queue: queue.Queue[Cue | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    @property
    def is_available(self) -> bool:
        """Whether this computer has a player."""
        return self._player is not None

    def play(self, cue: Cue) -> None:
        """Play the sound of `cue` after the current one, in place of the one that is queued."""
        if self._player is None:
            return
        if self._thread is None or not self._thread.is_alive():  # it ends when there is no room for the sounds
            self._thread = threading.Thread(target=self._run, args=(self._player,), name="sounds", daemon=True)
            self._thread.start()
        with contextlib.suppress(queue.Empty):
            self._queue.get_nowait()
        self._queue.put(cue)

    def stop(self) -> None:
        """Stop the thread after the current sound."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join(_TIMEOUT_S)
            self._thread = None

    def _run(self, player: SoundPlayer) -> None:
        with tempfile.TemporaryDirectory(prefix="goat-kiosk-") as folder:
            files = {cue: Path(folder, f"{cue}.wav") for cue in CUES}
            for name, file in files.items():
                file.write_bytes(render_wav(name))
            while (cue := self._queue.get()) is not None:
                with log_bugs(_log, "playing a sound"):
                    player(files[cue])
