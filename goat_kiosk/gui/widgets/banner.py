"""Banner for the large moments of a game: a bust, or a match that is won. Large words over the page, for a moment.

It is transparent for the mouse, so the next bag can be entered under it. It fades out, and stands still and then goes
if the desktop has animations turned off.
"""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_lines, draw_text

_SHOWN_MS, _FADE_MS = 2_600, 400
_WIDTH, _HEIGHT, _PADDING, _SHAPE = 640, 156, 32, 40
_TITLE_SIZES = (64, 48, 36, 28)


class Banner(QWidget):
    """Shows a title and a line below it in the middle of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self.title, self.detail = "", ""
        self._team: Team = 1
        self._color = "#ffffff"
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_FADE_MS)
        self._fade.valueChanged.connect(self.update)
        self._fade.finished.connect(self.hide)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._end)
        parent.installEventFilter(self)
        self.hide()

    def show_event(self, title: str, detail: str, team: Team, color: str) -> None:
        """Show what has happened to `team`, in place of what is still shown."""
        self.title, self.detail, self._team, self._color = title, detail, team, color
        self.setAccessibleName(f"{title}. {detail}")
        self._fade.stop()
        self._timer.start()
        self._place()
        self.show()
        self.raise_()
        self.update()

    def _place(self) -> None:
        self.resize(min(px(_WIDTH), self._page.width()), px(_HEIGHT))
        area = self.rect()
        area.moveCenter(self._page.rect().center())
        self.setGeometry(area)

    def _end(self) -> None:
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self):
            self._fade.start()
        else:
            self.hide()

    def eventFilter(self, _page: QObject, event: QEvent) -> bool:
        """Stay in the middle of the page."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card with the team's shape, the title and the detail."""
        (painter, area), theme = painter_on(self), current_theme()
        color = theme.team(self._color)
        is_fading = self._fade.state() == QVariantAnimation.State.Running
        painter.setOpacity(float(self._fade.currentValue()) if is_fading else 1.0)
        painter.setPen(QPen(color, 4))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 18, 18)
        self._paint_title(painter, area.adjusted(_PADDING, 14, -_PADDING, -58), color)
        style = TextStyle(fonts.text(20, QFont.Weight.DemiBold), theme.ink)
        draw_text(painter, area.adjusted(_PADDING, area.height() - 62, -_PADDING, -14), self.detail, style)

    def _paint_title(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        """Draw the shape and the title, in the largest font that fits."""
        room = area.width() - _SHAPE - 16
        sizes = [size for size in _TITLE_SIZES if _width(size, self.title) <= room] or [_TITLE_SIZES[-1]]
        width = min(room, _width(sizes[0], self.title))
        left = area.center().x() - (width + _SHAPE + 16) / 2
        draw_shape(painter, self._team, QRectF(left, area.center().y() - _SHAPE / 2, _SHAPE, _SHAPE), color)
        text = QRectF(left + _SHAPE + 16, area.top(), width + 2, area.height())
        draw_lines(painter, text, [self.title], TextStyle(fonts.digits(sizes[0]), current_theme().ink, LEFT))


def _width(size: int, text: str) -> float:
    return QFontMetricsF(fonts.digits(size)).horizontalAdvance(text)
