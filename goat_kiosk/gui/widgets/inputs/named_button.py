"""Push button with a caption, a tooltip, and an accessible name."""

from PySide6.QtWidgets import QPushButton, QWidget


class NamedButton(QPushButton):
    """A push button whose tooltip is also its accessible name; the style sheet selects it by `role`."""

    def __init__(self, words: str, tip: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        if role:
            self.setProperty("role", role)


class Tab(NamedButton):
    """A checkable button that is checked while its view is shown."""

    def __init__(self, words: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(words, tip, parent=parent)
        self.setCheckable(True)
