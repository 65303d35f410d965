"""Painted text: lines with a font and a color, cut with an ellipsis where there is no room."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

LEFT, CENTER, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
_ROUNDING_PX = 0.5
"""Room for rounding: a line that fits exactly is not cut."""


class TextStyle(NamedTuple):
    """Font, color and alignment of one line."""

    font: QFont
    ink: QColor
    side: Qt.AlignmentFlag = CENTER


def elide(font: QFont, text: str, tail: str, width: float) -> str:
    """Return `text` and `tail`, with `text` elided so that both fit into `width`."""
    metrics = QFontMetricsF(font)
    room = width + _ROUNDING_PX - metrics.horizontalAdvance(tail)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) + tail


def draw_text(painter: QPainter, area: QRectF, text: str, style: TextStyle) -> float:
    """Draw `text` into `area`, vertically centered, and return their width in pixels."""
    shown = elide(style.font, text, "", area.width())
    painter.setFont(style.font)
    painter.setPen(style.ink)
    painter.drawText(area, style.side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return QFontMetricsF(style.font).horizontalAdvance(shown)


def text_width(font: QFont, text: str) -> float:
    """Return the width of a line in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)


def fitting_font(candidates: Sequence[QFont], text: str, width: float) -> QFont:
    """Return the first font in which `text` is at most `width` pixels wide; else the last, which is the smallest."""
    return next((font for font in candidates if text_width(font, text) <= width), candidates[-1])


def break_lines(font: QFont, text: str, width: float, most: int) -> list[str]:
    """Return `text` broken between words, or within a word that is too long, into at most `most` lines.

    The last line is elided.
    """
    metrics = QFontMetricsF(font)
    if metrics.horizontalAdvance(text) <= width + _ROUNDING_PX:
        return [text]
    layout, lines, rest = QTextLayout(text, font), [], text
    option = QTextOption(Qt.AlignmentFlag.AlignLeft)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    for _ in range(most - 1):
        line = layout.createLine()
        line.setLineWidth(width)
        end = line.textStart() + line.textLength()
        lines.append(text[line.textStart() : end].rstrip())
        rest = text[end:]
    layout.endLayout()
    return [*lines, *([metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width + _ROUNDING_PX)] if rest else [])]


def are_whole(lines: list[str], text: str) -> bool:
    """Whether `lines` contain all of `text`: nothing was elided."""
    return "".join(lines).replace(" ", "") == text.replace(" ", "")


def draw_lines(painter: QPainter, area: QRectF, lines: list[str], style: TextStyle) -> None:
    """Draw lines of text into `area`, vertically centered."""
    height = QFontMetricsF(style.font).height()
    painter.setFont(style.font)
    painter.setPen(style.ink)
    top = area.center().y() - height * len(lines) / 2
    for line in lines:
        painter.drawText(
            QRectF(area.left(), top, area.width(), height),
            style.side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            line,
        )
        top += height
