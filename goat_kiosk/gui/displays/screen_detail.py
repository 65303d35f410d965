"""Detail view of one screen: its editable name, and the commands identify, reload and show."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.gui.displays.screen_list import shown_text, size, state
from goat_kiosk.gui.services.screen_status import ScreenStatus
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.scene_form import SceneForm


class ScreenDetail(QFrame):
    """The screen that is chosen."""

    rename_requested = Signal(str)
    identify_requested = Signal()
    reload_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.status: ScreenStatus | None = None
        self.title, self.size_label, self.scene_label, self.state = (
            ElidedLabel(role="title"),
            ElidedLabel(),
            ElidedLabel(),
            QLabel(),
        )
        self.state.setWordWrap(True)
        self.name = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.name.setAccessibleName(t("Name of the screen"))
        self.name.setToolTip(t("Type a name and press Enter"))
        self.name.returnPressed.connect(lambda: self.rename_requested.emit(self.name.text()))
        self.rename = NamedButton(t("Rename"), t("Give the screen this name"))
        self.rename.clicked.connect(lambda: self.rename_requested.emit(self.name.text()))
        self.identify = NamedButton(t("Identify"), t("The screen shows its name for a moment"))
        self.identify.clicked.connect(self.identify_requested)
        self.reload = NamedButton(t("Reload"), t("The screen loads its page anew"))
        self.reload.clicked.connect(self.reload_requested)
        self.scene = SceneForm(t("Show this"), t("this screen"))
        self._arrange()

    def _arrange(self) -> None:
        column, name_row, orders = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(18, 12, 18, 14)
        column.setSpacing(8)
        for label in (self.title, self.size_label, self.scene_label, self.state):
            column.addWidget(label)
        column.addSpacing(6)
        name_row.addWidget(self.name, 1)
        name_row.addWidget(self.rename)
        column.addLayout(name_row)
        orders.addWidget(self.identify, 1)
        orders.addWidget(self.reload, 1)
        column.addLayout(orders)
        column.addSpacing(6)
        column.addWidget(ElidedLabel(t("What it shows"), "quiet"))
        column.addWidget(self.scene)
        column.addStretch(1)

    def show_status(self, status: ScreenStatus) -> None:
        """Show `status`; keep the text that is being edited for the same screen."""
        before, self.status = self.status.screen if self.status else None, status
        screen = status.screen
        self.title.setText(screen.name)
        self.size_label.setText(size(screen))
        self.scene_label.setText(shown_text(screen))
        self.state.setText(f"{state(status).capitalize()}: {status.text}")
        if before is None or before.id != screen.id or before.name != screen.name:
            self.name.setText(screen.name)
        if before is None or before.id != screen.id or before.scene != screen.scene:
            self.scene.preselect(screen.scene)
