"""Input field for the courts: their number fills in default names, and the names can be edited."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.settings.venue import MAX_COURTS, parse_courts


class CourtsField(QWidget):
    """The number and the names of the venue's courts."""

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count, self.names = Stepper(MAX_COURTS), QLineEdit()
        self.count.set_name(t("How many courts"))
        self.names.setAccessibleName(t("Names of the courts, with commas between them"))
        self.names.setToolTip(self.names.accessibleName())
        self.names.setPlaceholderText(t("Court {number}", number=1))
        self.count.number.valueChanged.connect(self._set_count)
        self.names.textEdited.connect(self._show_count)
        self.names.returnPressed.connect(self.submitted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.count)
        row.addWidget(self.names, 1)

    @property
    def text(self) -> str:
        """The names, separated by commas."""
        return self.names.text()

    def show_courts(self, courts: tuple[str, ...]) -> None:
        """Show the names in `courts`, and their number."""
        self.names.setText(", ".join(courts))
        self._show_count()

    def _set_count(self, count: int) -> None:
        """Drop names at the end, or add default names that are not used yet."""
        names = list(parse_courts(self.names.text()))[:count]
        number = len(names)
        while len(names) < count:
            number += 1
            name = t("Court {number}", number=number)
            if court_key(name) not in set(map(court_key, names)):
                names.append(name)
        self.names.setText(", ".join(names))

    def _show_count(self) -> None:
        self.count.number.blockSignals(True)  # noqa: FBT003  Qt's own
        self.count.number.setValue(len(parse_courts(self.names.text())))
        self.count.number.blockSignals(False)  # noqa: FBT003  Qt's own
