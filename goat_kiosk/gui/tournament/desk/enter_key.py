"""Enter on the desk: it does the next step, but presses a button that was reached with Tab."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton


def let_enter_press(button: QPushButton) -> None:
    """Let Enter press a button that has the keyboard, and let a click leave the keyboard where it is."""
    button.setAutoDefault(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
