"""Navigation menu of the window: one button for each place to go, with its icon, name and function key.

It stands at the foot of the rail, quiet in color, because it is not needed during play.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QGroupBox, QSizePolicy, QWidget

from goat_kiosk.gui.settings.action_specs import ActionName
from goat_kiosk.gui.settings.actions import Actions, WindowAction
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_focus
from goat_kiosk.gui.theme.icons import draw_icon
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text, fitting_font
from goat_kiosk.gui.widgets.inputs.exclusive_buttons import check_one

PLACES: tuple[ActionName, ...] = (
    *("show-play", "show-tournament"),
    *("show-history", "show-players", "show-displays", "show-settings"),
)
"""The entries from top to bottom, in the order of their keys."""
_SHARES = 7, 8
"""Of the two columns: “Tournament”, the longest word, is in the second one."""
_COLUMNS, _HEIGHT, _ICON, _INDENT = 2, 48, 18.0, 27.0
_NAME_SIZES = (14, 13, 12, 11, 10)
"""Font sizes of a name, the largest that fits: names are longer in some languages."""


class MenuButton(QAbstractButton):
    """Button of one place: its icon, its name, and its key under the name."""

    def __init__(self, action: WindowAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = action
        self.setText(action.text())
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(action.text())
        self.setToolTip(plain_tooltip(t("{page} (key {key})", page=action.text(), key=action.cap)))
        self.clicked.connect(action.run)

    def sizeHint(self) -> QSize:
        """Two lines beside the icon."""
        return QSize(px(80), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon, the name and the key."""
        (painter, area), now = painter_on(self), current_theme()
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.ground)
            painter.drawRoundedRect(area, 10, 10)
        if self.isChecked():
            painter.setBrush(now.ink)
            painter.drawRoundedRect(QRectF(0, 10, 4, _HEIGHT - 20), 2, 2)
        ink = now.ink if self.isChecked() else now.quiet
        draw_icon(painter, QRectF(6, (_HEIGHT - _ICON) / 2, _ICON, _ICON), self._action.spec.icon, ink)
        name, key = area.adjusted(_INDENT, 6, -2, -22), area.adjusted(_INDENT, 26, -2, -5)
        draw_text(painter, name, self.text(), TextStyle(self._fitting_font(name.width()), now.ink, LEFT))
        draw_text(painter, key, self._action.cap, TextStyle(fonts.text(12), now.quiet, LEFT))
        if self.hasFocus():
            draw_focus(painter, area, 10)

    def _fitting_font(self, room: float) -> QFont:
        """Return the largest font in which the name fits."""
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        return fitting_font([fonts.text(pixels, weight) for pixels in _NAME_SIZES], self.text(), room)


class Menu(QGroupBox):
    """Grid of buttons."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(t("Go to"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for column, share in enumerate(_SHARES):
            grid.setColumnStretch(column, share)
        self.buttons = {name: MenuButton(actions[name]) for name in PLACES}
        for index, button in enumerate(self.buttons.values()):
            grid.addWidget(button, *divmod(index, _COLUMNS))

    def mark(self, place: ActionName) -> None:
        """Highlight the place that is shown."""
        check_one(list(self.buttons.values()), self.buttons.get(place))
