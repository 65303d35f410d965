"""Push button with a caption, a tooltip, and an accessible name."""

from PySide6.QtWidgets import QPushButton, QWidget


class NamedButton(QPushButton):
    """A push button whose tooltip is also its accessible name; the style sheet selects it by `role`."""

    def __init__(self, caption: str, tooltip: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(caption, parent)
        self.setAccessibleName(tooltip)
        self.setToolTip(tooltip)
        if role:
            self.setProperty("role", role)


class Tab(NamedButton):
    """A checkable button that is checked while its view is shown."""

    def __init__(self, caption: str, tooltip: str, parent: QWidget | None = None) -> None:
        super().__init__(caption, tooltip, parent=parent)
        self.setCheckable(True)
