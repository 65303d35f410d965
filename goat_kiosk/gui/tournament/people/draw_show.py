"""Show of the draw: the matches of round 1 appear one after the other, for at most 18 seconds.

Enter, Esc or a click ends it. On a desktop without animations it ends at once.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import painter_on
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text, fitting_font

MAX_SHOW_MS = 18_000
_LONGEST_STEP_MS = 900
_HEADLINE_SIZES = (54, 44, 36, 28, 22)
_HEADLINE_HEIGHT, _GAP = 110, 8
_MOST_ROWS = 11


class DrawShow(QWidget):
    """Shows the lines of a draw."""

    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: Sequence[str] = ()
        self.shown = 0
        """How many lines are shown."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(t("The draw; Enter ends the show"))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._show_next)

    def start(self, lines: Sequence[str]) -> None:
        """Show `lines` one after the other."""
        self.lines, self.shown = lines, 0
        if not lines or not self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self):
            self.end()
            return
        self._timer.start(min(_LONGEST_STEP_MS, MAX_SHOW_MS // (len(lines) + 1)))
        self._show_next()

    @property
    def step_ms(self) -> int:
        """Milliseconds from one line to the next."""
        return self._timer.interval()

    def end(self) -> None:
        """End the show now."""
        self._timer.stop()
        self.finished.emit()

    def _show_next(self) -> None:
        if self.shown >= len(self.lines):
            self.end()
            return
        self.shown += 1
        self.update()

    def event(self, event: QEvent) -> bool:
        """Take the keys that end the show before they are shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _ends(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End the show."""
        if _ends(event):
            self.end()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """End the show."""
        self.end()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the newest line large, and all so far in columns below."""
        if not self.shown:
            return
        (painter, area), now = painter_on(self), current_theme()
        newest, head = self.lines[self.shown - 1], QRectF(area.left(), area.top(), area.width(), _HEADLINE_HEIGHT)
        font = fitting_font([fonts.digits(size) for size in _HEADLINE_SIZES], newest, head.width())
        draw_text(painter, head, newest, TextStyle(font, now.ink))
        self._paint_columns(painter, area.adjusted(0, _HEADLINE_HEIGHT, 0, 0))

    def _paint_columns(self, painter: QPainter, area: QRectF) -> None:
        now = current_theme()
        columns = max(2, -(-len(self.lines) // _MOST_ROWS))
        rows = -(-len(self.lines) // columns)
        width, height = (area.width() + _GAP) / columns, min(48.0, area.height() / rows)
        most = max(10, min(18, int(height * 0.4)))
        sizes = [fonts.text(size, QFont.Weight.Medium) for size in range(most, 9, -1)]
        for index, line in enumerate(self.lines[: self.shown]):
            column, row = divmod(index, rows)
            cell = QRectF(area.left() + column * width, area.top() + row * height, width - _GAP, height - 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.line if index == self.shown - 1 else now.panel)
            painter.drawRoundedRect(cell, 8, 8)
            text = cell.adjusted(12, 0, -8, 0)
            draw_text(painter, text, line, TextStyle(fitting_font(sizes, line, text.width()), now.ink, LEFT))


def _ends(event: QKeyEvent) -> bool:
    return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Space}
