"""Which rules: every preset with the line that explains it, so that nobody has to know its name."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGridLayout, QSizePolicy, QWidget

from goat_kiosk.domain.rules import PRESETS
from goat_kiosk.gui import fonts
from goat_kiosk.gui.glyphs import draw_focus
from goat_kiosk.gui.lettering import LEFT, Hand, write
from goat_kiosk.gui.style import look

EXPLAINED = {
    "acl": "First to 21 or more. No bust.",
    "backyard": "Exactly 21; over it falls back to 15.",
    "quick": "First to 11. For a short queue.",
    "virtual": "Ten rounds, every point counts.",
    "timed": "Whoever leads after 20 minutes.",
    "rounds": "Whoever leads after eight rounds.",
    "skunk": "To 21, or 11–0 ends it early.",
    "best-of-3": "Two games to 21 win the match.",
}
_COLUMNS = 4


class RulesButton(QAbstractButton):
    """One preset: its name, and its explanation under it."""

    def __init__(self, preset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset = preset
        self.setText(PRESETS[preset].name)
        self.setCheckable(True)
        self.setMinimumSize(200, 60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = EXPLAINED.get(preset, "")
        self.setAccessibleName(f"{self.text()}: {words}")
        self.setToolTip(words)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(240, 60)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name and the explanation."""
        painter, place = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look().ink if self.isChecked() else look().line, 2))
        painter.setBrush(look().panel)
        painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 10, 10)
        if self.isChecked() or self.hasFocus():
            draw_focus(painter, place, 10)
        if self.isChecked():
            self._paint_tick(painter, QRectF(place.right() - 30, 8, 18, 18))
        bold, plain = fonts.text(16, QFont.Weight.DemiBold), fonts.text(14)
        write(painter, place.adjusted(14, 6, -34, -28), self.text(), Hand(bold, look().ink, LEFT))
        write(painter, place.adjusted(14, 30, -10, -8), self.toolTip(), Hand(plain, look().quiet, LEFT))

    def _paint_tick(self, painter: QPainter, place: QRectF) -> None:
        painter.setPen(QPen(look().ink, 2.5))
        x, y, s = place.left(), place.top(), place.width()
        painter.drawPolyline([QPointF(x + dx * s, y + dy * s) for dx, dy in _TICK])


_TICK = ((0.1, 0.55), (0.4, 0.85), (0.95, 0.2))


class RulesChoice(QWidget):
    """All presets, one of them chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self.buttons = {preset: RulesButton(preset) for preset in PRESETS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for place, button in enumerate(self.buttons.values()):
            self._group.addButton(button)
            grid.addWidget(button, *divmod(place, _COLUMNS))
        self.choose("acl")

    @property
    def preset(self) -> str:
        """The name of the preset chosen."""
        return next(name for name, button in self.buttons.items() if button.isChecked())

    def choose(self, preset: str) -> None:
        """Choose a preset."""
        self.buttons[preset].setChecked(True)
