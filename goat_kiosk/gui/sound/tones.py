"""Synthesizer of the sounds: sine waves, rendered when the window starts, so that no audio files are needed.

The sounds differ in pitch, number and direction, to be told apart in a noisy room: a hole rises, a board is one even
tone, off falls, a foul buzzes low, a round is a chord, a win a small fanfare, a rejected key two dull knocks, the
horn of a round a long chord.
"""

import math
import struct
import wave
from io import BytesIO

from goat_kiosk.gui.sound.cues import Cue

_RATE = 22_050
_AMPLITUDE = 0.5
_FADE_S = 0.006
"""Fade-in and fade-out of a tone; without it loudspeakers click."""

Tone = tuple[tuple[float, ...], float]
"""The frequencies of a chord in hertz, and its duration in seconds."""

_TONES_BY_CUE: dict[Cue, tuple[Tone, ...]] = {
    "hole": (((659.3,), 0.07), ((987.8,), 0.13)),
    "board": (((587.3,), 0.10),),
    "off": (((392.0,), 0.07), ((261.6,), 0.12)),
    "foul": (((110.0, 116.5, 220.0), 0.28),),
    "round": (((523.3, 659.3, 784.0), 0.30),),
    "win": (((523.3,), 0.11), ((659.3,), 0.11), ((784.0,), 0.11), ((1046.5, 659.3, 784.0), 0.45)),
    "refused": (((164.8,), 0.07), ((), 0.05), ((164.8,), 0.07)),
    "horn": (((220.0, 277.2, 440.0, 660.0), 1.6),),
}


def render_samples(tones: tuple[Tone, ...]) -> list[int]:
    """Return a sequence of tones as 16-bit samples."""
    return [sample for frequencies, seconds in tones for sample in _render_tone(frequencies, seconds)]


def _render_tone(frequencies: tuple[float, ...], seconds: float) -> list[int]:
    count, fade = int(seconds * _RATE), _FADE_S * _RATE
    angular_frequencies = [2 * math.pi * frequency / _RATE for frequency in frequencies]
    peak = 32_767 * _AMPLITUDE / max(1, len(angular_frequencies))
    return [
        int(
            peak
            * min(1.0, index / fade, (count - index) / fade)
            * sum(math.sin(angular * index) for angular in angular_frequencies)
        )
        for index in range(count)
    ]


def render_wav(cue: Cue) -> bytes:
    """Return the sound of a cue as a WAV file."""
    body, file = render_samples(_TONES_BY_CUE[cue]), BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(_RATE)
        writer.writeframes(struct.pack(f"<{len(body)}h", *body))
    return file.getvalue()
