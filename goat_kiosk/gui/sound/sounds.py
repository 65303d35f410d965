"""Plays the desk's sounds through whatever the computer has, in a thread of its own that nobody waits for.

PySide6-Essentials brings no QtMultimedia, and the Addons that do weigh more than the whole program; so the system's
own player is called: PipeWire, PulseAudio or ALSA on Linux, afplay on macOS, winsound on Windows. With none of them
the window stays silent and says so where sound is switched. A sound is a remark, not a record: while one is playing
only the newest waits, and a player that fails or hangs is let go.
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
_PATIENCE = 3.0
"""Seconds; the longest sound takes one."""

_log = logging.getLogger(__name__)

SoundPlayer = Callable[[Path], None]


def find_player_name() -> str | None:
    """Return what the player of this computer is called, or None."""
    if sys.platform == "win32":
        return "Windows"
    return next((command[0] for command in _PLAYERS if shutil.which(command[0])), None)


def find_player() -> SoundPlayer | None:
    """Return what plays a WAV file on this computer, or None."""
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415  exists there only

        return lambda file: winsound.PlaySound(str(file), winsound.SND_FILENAME)
    found = next((command for command in _PLAYERS if shutil.which(command[0])), None)
    return None if found is None else lambda file: _call([*found, str(file)])


def _call(command: list[str]) -> None:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        silent = subprocess.DEVNULL
        subprocess.run(  # noqa: S603  a player of the list above, and a file of ours
            command, stdin=silent, stdout=silent, stderr=silent, timeout=_PATIENCE, check=False
        )


class Sounds:
    """The sounds of one window."""

    def __init__(self, player: SoundPlayer | None) -> None:
        """Make the sounds; without a `player` all stay silent."""
        self._player = player
        self._waiting: queue.Queue[Cue | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    @property
    def is_available(self) -> bool:
        """Whether this computer can be heard."""
        return self._player is not None

    def play(self, cue: Cue) -> None:
        """Play the sound of `cue` as soon as the one before is over; what still waits is dropped."""
        if self._player is None:
            return
        if self._thread is None or not self._thread.is_alive():  # it ends when there is no room for the sounds
            self._thread = threading.Thread(target=self._run, args=(self._player,), name="sounds", daemon=True)
            self._thread.start()
        with contextlib.suppress(queue.Empty):
            self._waiting.get_nowait()
        self._waiting.put(cue)

    def stop(self) -> None:
        """Play no more."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(_PATIENCE)
            self._thread = None

    def _run(self, player: SoundPlayer) -> None:
        with tempfile.TemporaryDirectory(prefix="goat-kiosk-") as folder:
            files = {cue: Path(folder, f"{cue}.wav") for cue in CUES}
            for each, file in files.items():
                file.write_bytes(render_wav(each))
            while (cue := self._waiting.get()) is not None:
                with log_bugs(_log, "playing a sound"):
                    player(files[cue])
