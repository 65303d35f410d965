"""Button with caption, tooltip and a name for screen readers, all from one place."""

from PySide6.QtWidgets import QPushButton, QWidget


class NamedButton(QPushButton):
    """A push button with a tooltip that is its accessible name; `role` is what the style sheet knows it by."""

    def __init__(self, words: str, tip: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, parent)
        self.setAccessibleName(tip)
        self.setToolTip(tip)
        if role:
            self.setProperty("role", role)


class Tab(NamedButton):
    """A button that stays down while what it stands for is shown."""

    def __init__(self, words: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(words, tip, parent=parent)
        self.setCheckable(True)
