"""Spin box with large minus and plus buttons, because Qt's arrows are too small for touch screens."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpinBox, QWidget

from goat_kiosk.gui.settings.taps import accept_every_tap
from goat_kiosk.gui.text.language import t


class Stepper(QWidget):
    """A number from 0 to `maximum`."""

    def __init__(self, maximum: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.number = QSpinBox(minimum=0, maximum=maximum)
        self.number.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.less, self.more = QPushButton("−"), QPushButton("+")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget in (self.less, self.number, self.more):
            widget.setProperty("role", "step")
            widget.setFixedWidth(44)
            row.addWidget(widget)
        self.less.clicked.connect(partial(self._step, -1))
        self.more.clicked.connect(partial(self._step, 1))
        accept_every_tap(self.less, self.more)
        for button in (self.less, self.more):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _step(self, by: int) -> None:
        self.number.stepBy(by)
        if not self.number.hasFocus():
            self.number.lineEdit().deselect()  # Qt selects the number, which then looks as if it had the focus

    def set_name(self, name: str) -> None:
        """Set the accessible name: what the number counts."""
        self.number.setAccessibleName(name)
        self.number.setToolTip(t("From 0 to {most}; the arrow keys change it", most=self.number.maximum()))
        self.less.setAccessibleName(t("{what}: one less", what=name))
        self.more.setAccessibleName(t("{what}: one more", what=name))
        self.less.setToolTip(t("One less"))
        self.more.setToolTip(t("One more"))
