"""The desk's sounds, made from sine waves when the window starts: nothing is shipped and nothing is borrowed.

They differ in pitch, number and direction, so that each is known through a room full of talk: a hole rises, a board is
one even tone, off falls, a foul buzzes low, a round is a chord, a win a small fanfare, a refusal two dull knocks.
"""

import math
import struct
import wave
from io import BytesIO

from goat_kiosk.gui.sound.cues import Cue

_RATE = 22_050
_LOUDNESS = 0.5
_FADE = 0.006
"""Seconds in which a tone swells and dies: without it loudspeakers click."""

Tone = tuple[tuple[float, ...], float]
"""Frequencies that sound together (hertz), and for how long (seconds)."""

_TUNES: dict[Cue, tuple[Tone, ...]] = {
    "hole": (((659.3,), 0.07), ((987.8,), 0.13)),
    "board": (((587.3,), 0.10),),
    "off": (((392.0,), 0.07), ((261.6,), 0.12)),
    "foul": (((110.0, 116.5, 220.0), 0.28),),
    "round": (((523.3, 659.3, 784.0), 0.30),),
    "win": (((523.3,), 0.11), ((659.3,), 0.11), ((784.0,), 0.11), ((1046.5, 659.3, 784.0), 0.45)),
    "refused": (((164.8,), 0.07), ((), 0.05), ((164.8,), 0.07)),
}


def render_samples(tones: tuple[Tone, ...]) -> list[int]:
    """Return tones one after the other as 16-bit samples."""
    return [sample for frequencies, seconds in tones for sample in _tone(frequencies, seconds)]


def _tone(frequencies: tuple[float, ...], seconds: float) -> list[int]:
    count, fade = int(seconds * _RATE), _FADE * _RATE
    turns = [2 * math.pi * frequency / _RATE for frequency in frequencies]
    peak = 32_767 * _LOUDNESS / max(1, len(turns))
    return [
        int(peak * min(1.0, at / fade, (count - at) / fade) * sum(math.sin(turn * at) for turn in turns))
        for at in range(count)
    ]


def render_wav(cue: Cue) -> bytes:
    """Return the sound of a cue as a WAV file."""
    body, file = render_samples(_TUNES[cue]), BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(_RATE)
        writer.writeframes(struct.pack(f"<{len(body)}h", *body))
    return file.getvalue()
