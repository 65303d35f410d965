"""The README's picture shows the program as it looks now: it is made again and compared."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

ROOT = Path(__file__).parent.parent.parent
WIDTH, HEIGHT = 178, 73
"""A tenth of the picture: letters blur, so that a minute on a clock is no difference, and a moved panel is one."""
MAX_SHARE = 0.02
"""Share of the pixels that may differ; measured: 0 from run to run, 0.05 when one page was laid out anew."""
MIN_DIFFERENCE = 40
"""Of 255 levels of gray."""


def small(picture: Path) -> QImage:
    image = QImage(str(picture)).convertToFormat(QImage.Format.Format_Grayscale8)
    return image.scaled(WIDTH, HEIGHT, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def share_of_differences(one: QImage, other: QImage) -> float:
    differences = [
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > MIN_DIFFERENCE
        for x in range(WIDTH)
        for y in range(HEIGHT)
    ]
    return sum(differences) / len(differences)


def test_the_picture_in_the_readme_shows_the_program_as_it_is(tmp_path: Path) -> None:
    made = tmp_path / "picture.png"
    subprocess.run([sys.executable, ROOT / "packaging" / "picture.py", made], check=True, capture_output=True)
    share = share_of_differences(small(ROOT / "docs" / "picture.png"), small(made))
    assert share < MAX_SHARE, f"{share:.0%} differ: run “make picture”"
