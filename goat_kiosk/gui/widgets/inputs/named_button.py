"""Push button with a caption, a tooltip, and an accessible name."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPushButton, QWidget

from goat_kiosk.gui.text.descriptions import name_button
from goat_kiosk.gui.theme.icons import make_icon
from goat_kiosk.gui.theme.style import current_theme

_ICON = 20


class NamedButton(QPushButton):
    """A push button that a tooltip explains; the style sheet selects it by `role`."""

    def __init__(self, caption: str, tooltip: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(caption, parent)
        name_button(self, caption, tooltip)
        self.setToolTip(tooltip)
        if role:
            self.setProperty("role", role)


class Tab(NamedButton):
    """A checkable button that is checked while its view is shown."""

    def __init__(self, caption: str, tooltip: str, icon: str = "", parent: QWidget | None = None) -> None:
        """`icon` is the name of an icon in `resources/icons`."""
        self._icon_name = icon
        super().__init__(caption, tooltip, parent=parent)
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a radio button for screen readers; what excludes the others is its group
        self.setIconSize(QSize(_ICON, _ICON))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon in the ink of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._icon_name:
            self.setIcon(make_icon(self._icon_name, current_theme().ink))
