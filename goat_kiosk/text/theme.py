"""Color theme of window, phones and displays: the tokens of resources/theme/tokens.json, as CSS and as values.

Night is the default, for halls; day is for a sunny patio. Each pair of ink, quiet, team or warn on its ground or panel
keeps WCAG AA contrast; a test computes it.
"""

from functools import cache
from typing import Literal

import msgspec

from goat_kiosk.settings.paths import RESOURCES

ThemeName = Literal["night", "day"]
Tokens = dict[str, str]


@cache
def tokens() -> dict[ThemeName, Tokens]:
    """Return the tokens of both themes: name to ``#rrggbb``."""
    file = RESOURCES / "theme" / "tokens.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[ThemeName, Tokens])


_AUTOMATIC = ":root:not([data-theme])"


def css() -> str:
    """Return both themes as custom properties; a page may force one with ``data-theme`` on its root element."""
    night, day = (_properties(tokens()[name]) for name in ("night", "day"))
    light = f"@media (prefers-color-scheme: light), print {{ {_AUTOMATIC} {{ {day} color-scheme: light; }} }}"
    forced_day = f":root[data-theme='day'] {{ {day} color-scheme: light; }}"
    return f":root {{ {night} color-scheme: dark; }}\n{light}\n{forced_day}\n"


def _properties(values: Tokens) -> str:
    return " ".join(f"--{name}: {value};" for name, value in values.items())


def readable(color: str, background: str, min_contrast: float = 4.5) -> str:
    """Return `color` moved toward white or black until it has `min_contrast` on `background` (WCAG AA: 4.5)."""
    channels, target = _rgb(color), 255 if _luminance(_rgb(background)) < _MIDDLE_LUMINANCE else 0
    for step in range(21):
        mixed = tuple(round(channel + (target - channel) * step / 20) for channel in channels)
        if contrast(_hex(mixed), background) >= min_contrast:
            return _hex(mixed)
    return _hex((target, target, target))


_MIDDLE_LUMINANCE = 0.18
"""The luminance that contrasts as much with white as with black."""


def contrast(color1: str, color2: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21 (WCAG 2)."""
    light, dark = sorted((_luminance(_rgb(color1)), _luminance(_rgb(color2))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[start : start + 2], 16) for start in (1, 3, 5))


def _hex(rgb: tuple[int, ...]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in rgb)


def _luminance(rgb: tuple[int, ...]) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in rgb)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
