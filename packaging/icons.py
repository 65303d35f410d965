"""Make the program's icons from resources/icons/goat-kiosk.svg, in the sizes and files of every desktop.

They are written to build/icons, or to the folder given, and are not in git: `make packages` makes them. Windows and
macOS use files that contain several pictures; both accept PNG, so each file is a header followed by the pictures.
"""

import os
import shutil
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImageWriter

ROOT = Path(__file__).resolve().parent.parent
DRAWING = ROOT / "resources" / "icons" / "goat-kiosk.svg"
ICONS = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "icons"

THEME = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Sizes in pixels that https://specifications.freedesktop.org/icon-theme/latest/ and Linux software centers need."""
ICO = (16, 24, 32, 48, 64, 256)
ICNS = [
    *((b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic10", 1024)),
    *((b"ic11", 32), (b"ic12", 64), (b"ic13", 256), (b"ic14", 512)),
]
"""Type codes of the pictures in an .icns file, and their pixels; the second row is for Retina displays."""


def main() -> None:
    """Write all icons; the folder is emptied first."""
    application = QGuiApplication([])
    shutil.rmtree(ICONS, ignore_errors=True)
    for size in THEME:
        write(ICONS / "hicolor" / f"{size}x{size}" / "apps" / "goat-kiosk.png", png(size))
    write(ICONS / "hicolor" / "scalable" / "apps" / "goat-kiosk.svg", DRAWING.read_bytes())
    write(ICONS / "goat-kiosk.ico", ico())
    write(ICONS / "goat-kiosk.icns", icns())
    application.quit()


def write(file: Path, content: bytes) -> None:
    """Write a file; create the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def png(size: int) -> bytes:
    """Return the icon as PNG, `size` pixels wide and high."""
    image = QIcon(str(DRAWING)).pixmap(QSize(size, size), 1.0).toImage()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.width() != size or not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise SystemExit(f"{DRAWING} cannot be drawn {size} pixels wide")
    return bytes(content.data())


def ico() -> bytes:
    """Return the Windows icon: a table, then the pictures."""
    pictures = [png(size) for size in ICO]
    table, start = struct.pack("<HHH", 0, 1, len(ICO)), 6 + 16 * len(ICO)
    for size, picture in zip(ICO, pictures, strict=True):
        # A size has one byte: 256 is written as 0.
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), start)
        start += len(picture)
    return table + b"".join(pictures)


def icns() -> bytes:
    """Return the macOS icon: each picture after its type code and length."""
    pictures = [(kind, png(size)) for kind, size in ICNS]
    parts = b"".join(kind + struct.pack(">I", 8 + len(picture)) + picture for kind, picture in pictures)
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


if __name__ == "__main__":
    main()
