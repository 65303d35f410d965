"""Shared libraries that Qt needs on Linux, and the Debian package of each.

PySide6's wheels contain most libraries, and link to these. Where one is missing, Python shows a traceback and Qt ends
the process; so they are checked first, and a missing one becomes a sentence. A test derives the list from the wheels.
"""

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goat_kiosk.errors import Unavailable

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""By the name that the dynamic linker looks for. What dpkg and apt need themselves is in every Debian."""

_LIBRARY_NAME = re.compile(r"lib[\w.+-]+\.so[.0-9]*(?=:)")


@contextmanager
def require_qt() -> Iterator[None]:
    """Import Qt in this block. Raises `Unavailable` with what is to be installed, instead of `ImportError`."""
    try:
        yield
    except ImportError as error:
        if (named := _LIBRARY_NAME.search(str(error))) is None:
            raise
        raise _missing_error(named[0]) from error


def require_platform(plugins: Path) -> None:
    """Load a plugin of this display as Qt will, from Qt's folder of `plugins`. Raises `Unavailable` if none can be."""
    files = [plugins / "platforms" / f"libq{name}.so" for name in _platforms()]
    errors = [_load(str(file)) for file in files if file.exists()]
    if errors and all(errors):
        named = _LIBRARY_NAME.search(errors[0])
        raise _missing_error(named[0] if named else errors[0])


def _platforms() -> list[str]:
    """Return the names of the platform plugins that Qt will try; none on other systems than Linux."""
    if not sys.platform.startswith("linux"):
        return []
    if platforms := os.environ.get("QT_QPA_PLATFORM"):
        return [platform.partition(":")[0] for platform in platforms.split(";")]
    displays = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [name for name, variable in displays.items() if os.environ.get(variable)]


def _load(library: str) -> str:
    """Return the dynamic linker's error for a library; "" when it loads."""
    try:
        ctypes.CDLL(library)
    except OSError as error:
        return str(error)
    return ""


def _missing_error(library: str) -> Unavailable:
    """Return the error that names `library`, and the packages of all others that cannot be loaded either."""
    packages = sorted(package for platform, package in PACKAGES.items() if platform == library or _load(platform))
    if not packages:
        return Unavailable("The window needs {library}, which this system does not have.", library=library)
    return Unavailable(
        "The window needs {library}, which this system does not have. On Debian: apt install {packages}",
        library=library,
        packages=" ".join(packages),
    )
